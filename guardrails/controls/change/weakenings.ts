import { type Change, type Graph, kindOf } from "../../../model";
import { fail, unknown, type Verdict } from "../../control";
import type { Weakening } from "./weakening-table";

/** What a change weakens of some guarded attributes, with both values each; nothing of a creation or deletion. */
export function weakenings(change: Change, guarded: readonly Weakening[], graph: Graph): Verdict[] {
  const kind = kindOf(change);
  return kind === "update" || kind === "replace" ? shifts(change, guarded, graph) : [];
}

/** The same whatever the change is called, for drift. */
export function shifts(
  { before, after }: Pick<Change, "before" | "after">,
  guarded: readonly Weakening[],
  graph: Graph,
): Verdict[] {
  if (before === undefined || after === undefined) {
    return [];
  }
  return guarded.flatMap(({ attribute, weak, what }) => {
    const shift = weak(before, after, attribute, graph);
    if (shift === undefined) {
      return [];
    }
    const subject = what === undefined ? attribute : `${what} (${attribute})`;
    const both = `${shift.before} → ${shift.after}`;
    return shift.outcome === "fail"
      ? [fail(`${subject} is weakened: ${both}`, attribute)]
      : [unknown(`${subject} may be weakened: ${both}`, attribute)];
  });
}
