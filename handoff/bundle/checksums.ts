import { createHash } from "node:crypto";
import { byText } from "../text";
import type { Files } from "./archive";

/** The list of checksums in a bundle. */
export const CHECKSUMS_FILE = "SHA256SUMS";

/** What `sha256sum -c SHA256SUMS` reads: each file with its checksum, in the order of their names. */
export function checksumsOf(files: Files): string {
  return [...files]
    .sort(([a], [b]) => byText(a, b))
    .map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`)
    .join("");
}

/** The SHA-256 of bytes, in hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
