import { objectOf } from "../../model/json";
import type { BundledStack } from "./bundle";
import type { BundleOptions, BundleSource } from "./source";

/** The list of what a bundle is. */
export const MANIFEST_FILE = "MANIFEST.json";

/** The version of the manifest's own form; it grows when a reader of an older one would misunderstand it. */
export const MANIFEST_FORMAT = 1;

/** What a bundle is and what it was made of, as JSON. */
export function manifestOf(
  source: BundleSource,
  { format, use }: BundleOptions,
  stacks: readonly BundledStack[],
  { version, hash }: { readonly version: string; readonly hash: string },
): string {
  const { environment, providers } = source;
  const { name, account, region, stage } = environment;
  const manifest = {
    formatVersion: MANIFEST_FORMAT,
    environment: name,
    version,
    input: `sha256:${hash}`,
    account,
    region,
    stage,
    format,
    use,
    madeBy: { name: "seccfn", version: source.version },
    terraform: stacks[0]?.stack.terraformVersion,
    providers,
    stacks: stacks.map(({ stack, folder, json }) => ({
      name: stack.name,
      folder: folder === "" ? "." : folder,
      readsStatesOf: statesRead(json),
      resources: countOf(json.resource),
      dataSources: countOf(json.data),
      assets: [...stack.assets.keys()],
    })),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function countOf(section: unknown): number {
  return Object.values(objectOf(section)).reduce<number>(
    (sum, blocks) => sum + Object.keys(objectOf(blocks)).length,
    0,
  );
}

/** The layers whose state a stack reads; their data sources are named after them. */
function statesRead(json: { readonly [key: string]: unknown }): string[] {
  return Object.keys(objectOf(objectOf(json.data).terraform_remote_state)).sort();
}
