import { type Change, display, type Graph, kindOf, type Resource } from "../../../model";
import { control, fail, type Verdict } from "../../control";
import { ALL_GUARDED_TYPES } from "./guarded-types";
import { KEY_WEAKENINGS, PROTECTIONS, TRAIL_STOPS, WEAKENINGS, type Weakening } from "./weakening-table";
import { shifts } from "./weakenings";

type OnResource = Verdict & { readonly resource?: Resource };

export const planDriftOnGuarded = control({
  kind: "environment",
  id: "plan-drift-on-guarded",
  title: "Nothing was weakened or removed outside of Terraform",
  severity: "medium",
  why: "Somebody has changed it by hand, or something else did; as long as nobody knows who and why, it may happen again.",
  fix: {
    terraform:
      "Find out in the trail who did it; apply the plan to set it back, or write the change into the Terraform.",
  },
  references: { nist: ["CM", "SI"] },
  types: ["*"],
  evaluate: (graph) => graph.drift().flatMap((drift) => verdicts(drift, graph)),
});

function verdicts(drift: Change, graph: Graph): OnResource[] {
  const resource = drift.after ?? drift.before;
  if (resource === undefined || drift.mode !== "managed") {
    return [];
  }
  if (kindOf(drift) === "delete") {
    return ALL_GUARDED_TYPES.includes(drift.type) || drift.type in PROTECTIONS
      ? [{ ...fail(`it was deleted outside of Terraform; ${afterwards(graph, drift)}`), resource }]
      : [];
  }
  return shifts(drift, guardedAttributes(drift.type), graph).map((verdict) => {
    const reason = `changed outside of Terraform: ${verdict.reason}; ${afterwards(graph, drift, verdict.attribute)}`;
    return { ...verdict, reason, resource };
  });
}

function guardedAttributes(type: string): readonly Weakening[] {
  const own = WEAKENINGS[type] ?? [];
  return type.startsWith("aws_kms_")
    ? [...own, ...KEY_WEAKENINGS]
    : type === "aws_cloudtrail"
      ? [...own, ...TRAIL_STOPS]
      : own;
}

/** What the plan does about it. */
function afterwards(graph: Graph, drift: Change, attribute?: string): string {
  const after = graph.find(drift.address)?.change?.after;
  if (attribute === undefined) {
    return after === undefined ? "this plan does not make it again" : "this plan makes it again";
  }
  const [was, is] = [drift.before, after].map((side) => (side === undefined ? "" : display(side.get(attribute))));
  return was === is ? "this plan sets it back" : "this plan leaves it so";
}
