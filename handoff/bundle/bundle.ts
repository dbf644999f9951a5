import type { JsonObject } from "../../model";
import type { Files } from "./archive";
import { CHECKSUMS_FILE, checksumsOf } from "./checksums";
import { handedOver } from "./configuration";
import { type ConfigurationFile, splitConfiguration } from "./files";
import { inFolder, type PlacedStack, placed } from "./layout";
import { MANIFEST_FILE, manifestOf } from "./manifest";
import { hclFile, jsonFile } from "./render";
import type { BundleOptions, BundleSource, Origin } from "./source";
import { bundleVersion, inputHash } from "./version";

/** What is handed over. */
export interface Bundle {
  /** `enterpriseapp-0.1.0-1a2b3c4d`: the folder's name, and the archive's. */
  readonly name: string;
  readonly files: Files;
}

/** A stack on its way into a bundle. */
export interface BundledStack extends PlacedStack {
  /** As it is handed over. */
  readonly json: JsonObject;
  readonly files: readonly ConfigurationFile[];
}

/** Makes a bundle: the same source and options give the same bytes. */
export async function makeBundle(source: BundleSource, options: BundleOptions): Promise<Bundle> {
  const stacks = placed(source).map((stack): BundledStack => {
    const json = handedOver(stack.stack, source, options.use);
    return { ...stack, json, files: splitConfiguration(json, originsOf(source, stack.stack.name)) };
  });
  const files = new Map<string, Uint8Array>();
  const add = (path: string, content: string | Uint8Array) =>
    files.set(path, typeof content === "string" ? Buffer.from(content) : content);
  for (const { folder, stack, files: configuration } of stacks) {
    for (const file of configuration) {
      const text = options.format === "json" ? jsonFile(file) : await hclFile(file, options.blocks);
      add(inFolder(folder, `${file.name}.tf${options.format === "json" ? ".json" : ""}`), text);
    }
    add(inFolder(folder, "versions.tf"), versionsFile(stack.terraformVersion));
    for (const [path, bytes] of stack.assets) {
      add(inFolder(folder, path), bytes);
    }
  }
  const hash = inputHash(source, options);
  const version = bundleVersion(source.version, hash);
  add(MANIFEST_FILE, manifestOf(source, options, stacks, { version, hash }));
  add(CHECKSUMS_FILE, checksumsOf(files));
  return { name: `${source.environment.name}-${version}`, files };
}

function originsOf({ origins }: BundleSource, stack: string): ReadonlyMap<string, Origin> {
  const own = [...origins].filter(([key]) => key.startsWith(`${stack}/`));
  return new Map(own.map(([key, origin]) => [key.slice(stack.length + 1), origin]));
}

/** Apart from `terraform.tf.json`: some readers of Terraform's JSON stop at a `terraform` block with a plain text in it. */
function versionsFile(constraint: string): string {
  return `terraform {\n  required_version = ${JSON.stringify(constraint)}\n}\n`;
}
