import type { Choice } from "../../guardrails/choices";
import type { Suppression } from "../../guardrails/suppressions";
import type { Graph, JsonObject } from "../../model";
import type { ProviderBlocks } from "../hcl/blocks";

/** How Terraform is written. */
export type Format = "json" | "hcl";

/** What a bundle is used as: configuration to be applied, or a module that other configuration calls. */
export type Use = "root" | "module";

/** Where a resource comes from in the sources. */
export interface Origin {
  /** The source file, e.g. `constructs/storage/secure-bucket.ts`. */
  readonly file: string;
  /** What such a construct is, in a sentence. */
  readonly summary?: string;
}

/** A stack as it was synthesized, with what it is deployed with. */
export interface SourceStack {
  readonly name: string;
  readonly json: JsonObject;
  /** The constraint on Terraform's version. */
  readonly terraformVersion: string;
  /** Files that it refers to, by their paths below its folder: functions' archives. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/** Something to be known or done before an apply. */
export interface Notice {
  readonly message: string;
  /** JSON to be put somewhere by hand. */
  readonly json?: string;
}

/** Where an environment keeps its state, as far as it says. */
export interface StatePlace {
  readonly bucket?: string;
  readonly region?: string;
  readonly kmsKeyArn?: string;
  /** The stack that makes the bucket, where one does. */
  readonly madeBy?: string;
}

/** A provider, with the version that the configuration was written and tested for. */
export interface ProviderVersion {
  readonly source: string;
  /** `6.25.0` */
  readonly version: string;
}

/** All that a bundle is made of. */
export interface BundleSource {
  readonly environment: {
    readonly name: string;
    readonly account: string;
    readonly region: string;
    readonly stage: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** In the order in which they are applied. */
  readonly stacks: readonly SourceStack[];
  /** What people let stay, with the last day of each; whether it is over is not judged here. */
  readonly suppressions: readonly Suppression[];
  /** What the environment says on purpose. */
  readonly choices: readonly Choice[];
  /** By `stack/address`. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly notices: readonly Notice[];
  readonly lowerings: readonly string[];
  readonly state: StatePlace;
  readonly providers: readonly ProviderVersion[];
  /** The text of help/runbooks.md. */
  readonly runbooks: string;
  /** The version of this program. */
  readonly version: string;
}

/** A bundle to compare with. */
export interface PreviousBundle {
  /** Its name, `enterpriseapp-0.1.0-1a2b3c4d`. */
  readonly name: string;
  readonly graph: Graph;
}

/** How a bundle is wanted. */
export interface BundleOptions {
  readonly format: Format;
  readonly use: Use;
  readonly blocks: ProviderBlocks;
  /** Terraform's lock file, where there is one. */
  readonly lock?: string;
  /** An earlier bundle of the environment. */
  readonly previous?: PreviousBundle;
}
