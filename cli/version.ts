import { version as own } from "../package.json";

/** The version of this program. */
export function version(): string {
  return own;
}
