import { createHash } from "node:crypto";

const DIGITS = 6;

/**
 * A short mark of the values that force a replacement. In the name of a thing that is created before its predecessor is
 * destroyed it keeps the two apart; the same values always give the same mark.
 */
export function replacementMark(...values: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, DIGITS);
}
