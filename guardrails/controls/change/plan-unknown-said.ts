import { type Change, type Graph, kindOf } from "../../../model";
import { control, unknown, type Verdict } from "../../control";
import { isLeftToProvider } from "./weakening-directions";
import { WEAKENINGS } from "./weakening-table";

export const planUnknownSaid = control({
  kind: "change",
  id: "plan-unknown-said",
  title: "What protects is known when the plan is judged",
  severity: "high",
  why: "A protection whose value is known only after apply may turn out to be none, and nobody looks a second time.",
  fix: {
    terraform:
      "Write the value itself, or refer to the resource that it belongs to instead of to what is made on the way.",
  },
  references: { nist: ["CM"] },
  types: Object.keys(WEAKENINGS).sort(),
  evaluate: (change, graph) => {
    const kind = kindOf(change);
    return kind === "create" || kind === "update" || kind === "replace" ? unknowns(change, graph) : undefined;
  },
});

/** The attributes themselves; of blocks within blocks a plan seldom tells what is not known. */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(WEAKENINGS).map(([type, list]) => [
    type,
    list.map(({ attribute }) => attribute).filter((attribute) => !attribute.includes(".")),
  ]),
);

/** Where a reference proves what it is, it is known well enough. */
function unknowns({ after, type }: Change, graph: Graph): Verdict[] {
  return (ATTRIBUTES.get(type) ?? []).flatMap((attribute) => {
    const value = after?.get(attribute);
    if (after === undefined || value?.kind !== "unknown" || isLeftToProvider(value) || value.why === "several") {
      return [];
    }
    const { ends, exact } = graph.settle(after, attribute);
    return ends.length > 0 && exact ? [] : [unknown(`${attribute} is not known: ${value.reason}`, attribute)];
  });
}
