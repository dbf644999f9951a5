import type { Json, JsonObject } from "./json";
import type { Term } from "./term";
import type { Value } from "./values";

/** What an input tells of itself, apart from resources. */
export interface GraphMeta {
  /** e.g. `1.2`; of `terraform show -json`. */
  readonly formatVersion?: string;
  readonly terraformVersion?: string;
  /** When the plan was made. */
  readonly timestamp?: string;
  readonly errored?: boolean;
  readonly complete?: boolean;
  readonly applyable?: boolean;
  /** Changes that Terraform put off to a later plan. */
  readonly deferred: readonly JsonObject[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly outputChanges: JsonObject;
  readonly providers: readonly Provider[];
  readonly checks: readonly Check[];
  /** The `terraform` block of synthesized files: backend, `required_version`, `required_providers`. */
  readonly terraform: JsonObject;
  /** The account that the resources are in, as far as it is known: by provider, data source or ARNs. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** The `moved` blocks of synthesized files: addresses that are called otherwise now. */
  readonly moves: readonly Move[];
  /** The `removed` blocks of synthesized files. */
  readonly removals: readonly Removal[];
  /** The addresses that `import` blocks of synthesized files take over instead of making them. */
  readonly imports: readonly string[];
  /** What was not read, and why: a module from a registry, HCL beside JSON. */
  readonly notes: readonly string[];
}

/** A `moved` block. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A `removed` block. */
export interface Removal {
  readonly from: string;
  /** Whether the object is destroyed, or only taken out of the state. Terraform's default is true. */
  readonly destroys: boolean;
}

export interface Variable {
  readonly value: Value;
  readonly sensitive: boolean;
}

export interface Output {
  readonly value: Value;
  readonly sensitive: boolean;
  readonly description?: string;
}

/** A provider configuration. */
export interface Provider {
  /** `aws`; with an alias `aws.audit`. */
  readonly name: string;
  readonly source?: string;
  readonly versionConstraint?: string;
  /** The module that it is configured in; empty for the root. */
  readonly module: string;
  /** What is known of an argument, e.g. `region`, `allowed_account_ids`. Secret arguments are marked sensitive. */
  readonly get: (argument: string) => Value;
  /** An argument in its parts, or a block with all that it holds. */
  readonly term: (argument: string) => Term;
  readonly config: Json | undefined;
}

/** The outcome of a `check` block, a condition or a validation. */
export interface Check {
  readonly address: string;
  readonly kind: string;
  readonly status: "pass" | "fail" | "error" | "unknown";
  readonly problems: readonly string[];
  /** Of synthesized files: the types of the data sources within the block. */
  readonly lookups?: readonly string[];
}
