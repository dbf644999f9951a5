import { graphOfSynth, type JsonObject } from "../../model";
import type { Files } from "./archive";
import { changes } from "./changes";
import { CHECKSUMS_FILE, checksumsOf } from "./checksums";
import { handedOver } from "./configuration";
import { controlsDocument } from "./controls";
import { backendExample, variablesExample } from "./examples";
import { type ConfigurationFile, splitConfiguration } from "./files";
import { judged } from "./judged";
import { inFolder, type PlacedStack, placed } from "./layout";
import { MANIFEST_FILE, manifestOf } from "./manifest";
import { exampleRoot } from "./module-use";
import { bundlePermissions, policyFiles } from "./permissions";
import { type Guide, readme } from "./readme";
import { hclFile, jsonFile } from "./render";
import { runbook } from "./runbook";
import { SBOM_FILE, sbomOf } from "./sbom";
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
  const name = `${source.environment.name}-${version}`;
  for (const stack of stacks) {
    add(
      inFolder(stack.folder, `${stack.stack.name}.tfvars.example`),
      await variablesExample(stack, source, options.use),
    );
    if (options.lock !== undefined && options.use === "root") {
      add(inFolder(stack.folder, LOCK_FILE), options.lock);
    }
  }
  if (options.use === "root") {
    add(`${source.environment.name}.s3.tfbackend.example`, backendExample(source));
  }
  const graph = graphOfSynth(
    stacks.map(({ stack, json }) => ({
      name: stack.name,
      json: [json, { terraform: { required_version: stack.terraformVersion } }],
    })),
  );
  if (options.previous !== undefined) {
    add(CHANGES_FILE, changes(options.previous, graph, name));
  }
  const permissions = bundlePermissions(stacks, source);
  for (const [path, policy] of policyFiles(permissions)) {
    add(path, policy);
  }
  const bare = {
    source,
    options,
    stacks,
    graph,
    permissions,
    judgement: judged(graph, source),
    version,
    bundle: { name },
    locked: options.lock !== undefined,
    compared: options.previous !== undefined,
  };
  const guide: Guide = { ...bare, example: await exampleRoot(bare) };
  add("README.md", readme(guide));
  add("RUNBOOK.md", runbook(guide));
  add("CONTROLS.md", controlsDocument(guide));
  add(SBOM_FILE, sbomOf(source, stacks, version, hash));
  add(MANIFEST_FILE, manifestOf(source, options, stacks, { version, hash }));
  add(CHECKSUMS_FILE, checksumsOf(files));
  return { name, files };
}

/** What differs from an earlier bundle. */
const CHANGES_FILE = "CHANGES.md";

/** Terraform's own list of providers. */
const LOCK_FILE = ".terraform.lock.hcl";

function originsOf({ origins }: BundleSource, stack: string): ReadonlyMap<string, Origin> {
  const own = [...origins].filter(([key]) => key.startsWith(`${stack}/`));
  return new Map(own.map(([key, origin]) => [key.slice(stack.length + 1), origin]));
}

/** Apart from `terraform.tf.json`: some readers of Terraform's JSON stop at a `terraform` block with a plain text in it. */
function versionsFile(constraint: string): string {
  return `terraform {\n  required_version = ${JSON.stringify(constraint)}\n}\n`;
}
