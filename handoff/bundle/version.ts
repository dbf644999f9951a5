import { sha256 } from "./checksums";
import { withoutNotes } from "./configuration";
import type { BundleOptions, BundleSource } from "./source";

/**
 * Names what would be applied, and how it is written: the SHA-256 of the stacks without notes, their assets, the versions of
 * providers, the format and the use. The documents beside it do not count, and neither does what it is compared with.
 */
export function inputHash(
  { stacks, providers, state }: Pick<BundleSource, "stacks" | "providers" | "state">,
  { format, use }: Pick<BundleOptions, "format" | "use">,
): string {
  const described = stacks.map(({ name, json, terraformVersion, assets }) => [
    name,
    withoutNotes(json),
    terraformVersion,
    [...assets].map(([path, bytes]) => [path, sha256(bytes)]),
  ]);
  return sha256(JSON.stringify([described, providers, state, format, use]));
}

/** `0.1.0-1a2b3c4d`: the version of this program, and the first eight digits of the input's hash. */
export function bundleVersion(version: string, hash: string): string {
  return `${version}-${hash.slice(0, 8)}`;
}
