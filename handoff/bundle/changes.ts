import type { Graph } from "../../model";
import { diffMarkdown, diffOf } from "../diff";
import type { PreviousBundle } from "./source";

/** A file has room for what a comment has not. */
const LONGEST = 2_000_000;

/** `CHANGES.md`: what differs from an earlier bundle, what is replaced, and what would be lost. */
export function changes(previous: PreviousBundle, after: Graph, name: string): string {
  const diff = diffOf(previous.graph, after);
  return `# Changes from ${previous.name} to ${name}\n\n${diffMarkdown(diff, { longest: LONGEST })}`;
}
