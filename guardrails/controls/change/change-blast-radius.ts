import { type Change, kindOf } from "../../../model";
import { control, fail, pass } from "../../control";

/** More than so many deletions and replacements are too many for one plan, or a smaller number if it is this share of all. */
const MOST = 50;
const MOST_OF_A_SHARE = 10;
const LARGEST_SHARE = 0.25;

/** Of no account: what these make is in the state only. */
const NOT_IN_AN_ACCOUNT = /^(?:random|null|time|tls|local|terraform)_/;

export const changeBlastRadius = control({
  kind: "environment",
  id: "change-blast-radius",
  title: "A plan deletes or replaces only a small part of what there is",
  severity: "medium",
  why: "Many deletions at once are seldom meant: a wrong workspace, a lost state, a renamed module.",
  fix: {
    terraform:
      "Check workspace, state and variables; write `moved` blocks for what only got another address; split what is meant into several plans.",
  },
  references: { nist: ["CM"] },
  types: ["*"],
  evaluate: (graph) => {
    if (graph.kind !== "plan") {
      return [];
    }
    const existing = graph.changes().filter(isInAccount);
    const kinds = existing.map(kindOf);
    const [deleted, replaced] = ["delete", "replace"].map((kind) => kinds.filter((other) => other === kind).length);
    const count = (deleted ?? 0) + (replaced ?? 0);
    const share = existing.length === 0 ? 0 : count / existing.length;
    const found = `${deleted} deleted and ${replaced} replaced of ${existing.length} resources (${Math.round(share * 100)} %)`;
    const limit = `the limits are ${MOST}, and ${LARGEST_SHARE * 100} % where it is more than ${MOST_OF_A_SHARE}`;
    return [
      count > MOST || (count > MOST_OF_A_SHARE && share > LARGEST_SHARE) ? fail(`${found}; ${limit}`) : pass(found),
    ];
  },
});

/** Whether it is there already, and Terraform manages it. */
function isInAccount(change: Change): boolean {
  return change.mode === "managed" && kindOf(change) !== "create" && !NOT_IN_AN_ACCOUNT.test(change.type);
}
