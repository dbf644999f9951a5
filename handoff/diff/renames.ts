import type { ResourcePair } from "./pairs";

/** Turns the addresses within an expression into those that they have now. */
export type Rename = (text: string) => string;

/** By the pairs of resources that have another address than before. */
export function renamesOf(pairs: readonly ResourcePair[]): Rename {
  const moved = new Map(
    pairs.flatMap(({ before, after }) =>
      before === undefined || after === undefined || before.address === after.address
        ? []
        : [[blockOf(before.address), blockOf(after.address)] as const],
    ),
  );
  if (moved.size === 0) {
    return (text) => text;
  }
  const longestFirst = [...moved.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![\\w.-])(?:${longestFirst.join("|")})(?![\\w-])`, "g");
  return (text) => text.replace(pattern, (address) => moved.get(address) ?? address);
}

/** Expressions name blocks, with a key or without. */
function blockOf(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, "");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
