import { asBoolean, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { isGiven, judgeBoolean } from "../../support/attributes";
import { DATABASE, isReplica } from "./database";

const SKIP = "skip_final_snapshot";
const NAME = "final_snapshot_identifier";

function judge(database: Resource): Verdict | undefined {
  // RDS makes no final snapshot of a replica.
  if (isReplica(database)) {
    return undefined;
  }
  const skip = judgeBoolean(database, SKIP, {
    wanted: false,
    unset: false,
    otherwise: "nothing is left when it is deleted",
  });
  if (skip.outcome !== "pass" || asBoolean(database.get(SKIP)) === true) {
    return skip;
  }
  return !isGiven(database.get(NAME))
    ? fail(`${NAME} is not set: a final snapshot cannot be made, and a destroy stops with an error`, NAME)
    : pass(`a final snapshot is made (${NAME})`, NAME);
}

export const rdsFinalSnapshot = control({
  kind: "resource",
  id: "rds-final-snapshot",
  title: "A final snapshot is made when a database is deleted",
  severity: "high",
  why: "It is the last way back when the deletion turns out to be a mistake.",
  fix: {
    yaml: "lifecycle: durable",
    terraform: "Set `skip_final_snapshot = false` and a `final_snapshot_identifier` that is not taken yet.",
  },
  references: { nist: ["CP"] },
  types: [DATABASE],
  evaluate: judge,
});
