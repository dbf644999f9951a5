import { type Change, type Graph, kindOf } from "../../../model";
import { control, fail, type Verdict } from "../../control";
import { LIFECYCLE } from "../s3/lifecycle-rules";
import { causeOf } from "./cause";
import { endsWithOwner } from "./ended-with";
import { bucketBefore } from "./lifecycles";
import { LIFECYCLE_WEAKENINGS, PROTECTIONS, WEAKENINGS } from "./weakening-table";
import { shifts, weakenings } from "./weakenings";

export const changeNoProtectionWeakened = control({
  kind: "change",
  id: "change-no-protection-weakened",
  title: "No protection becomes weaker than it is",
  severity: "critical",
  why: "A weaker setting may still pass every other control, and is easily overlooked among hundreds of lines; what it protected is open from the apply on.",
  fix: {
    terraform: "Give the attribute the value that it has. If the weaker one is meant, approve this plan by its digest.",
  },
  references: { nist: ["CM"] },
  types: [...new Set([...Object.keys(WEAKENINGS), ...Object.keys(PROTECTIONS)])].sort(),
  evaluate: (change, graph) => {
    switch (kindOf(change)) {
      case "delete":
        return removal(change, graph);
      case "create":
        return change.type === LIFECYCLE.type ? newLifecycle(change, graph) : undefined;
      default:
        return weakenings(change, WEAKENINGS[change.type] ?? [], graph);
    }
  },
});

/** A lifecycle deletes from a bucket that was there what nothing deleted before. */
function newLifecycle({ after }: Change, graph: Graph): readonly Verdict[] {
  return after === undefined ? [] : shifts({ before: bucketBefore(graph, after), after }, LIFECYCLE_WEAKENINGS, graph);
}

function removal(change: Change, graph: Graph): Verdict | undefined {
  const protection = PROTECTIONS[change.type];
  if (protection === undefined || change.deposed !== undefined || endsWithOwner(graph, change, protection)) {
    return undefined;
  }
  const cause = causeOf(change);
  return fail(`${protection.what} is removed: there → gone${cause === "" ? "" : `, since ${cause}`}`);
}
