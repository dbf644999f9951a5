import { asBoolean, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { isGiven, unknownValue } from "../../support/attributes";
import { DATABASE, origin } from "./database";

const PASSWORD = "password";
const MANAGED = "manage_master_user_password";
const WRITE_ONLY = ["password_wo", "password_wo_version"] as const;

function judge(database: Resource): Verdict | undefined {
  if (isGiven(database.get(PASSWORD))) {
    return fail(`${PASSWORD} is set: wherever it comes from, it stands in the state in plain text`, PASSWORD);
  }
  if (asBoolean(database.get(MANAGED)) === true) {
    return pass("RDS makes and keeps the password", MANAGED);
  }
  // A plan does not show what is written only, but its version.
  if (WRITE_ONLY.some((name) => isGiven(database.get(name)))) {
    return pass("the password is written only, and never in the state", WRITE_ONLY[0]);
  }
  return origin(database) !== undefined
    ? pass("the password is that of where it comes from")
    : (unknownValue(database, MANAGED) ?? pass("no password is set here"));
}

export const rdsPasswordNeverInState = control({
  kind: "resource",
  id: "rds-password-never-in-state",
  title: "The master password is never in the state",
  severity: "critical",
  why: "Who may read the state, or a plan, has the database's master user. A random password is no better there than a written one.",
  fix: {
    yaml: "database.credentials: ephemeral",
    terraform:
      "Set `manage_master_user_password = true`, or `password_wo` from an ephemeral resource (Terraform 1.11).",
  },
  references: { nist: ["IA", "SC"] },
  types: [DATABASE],
  evaluate: judge,
});
