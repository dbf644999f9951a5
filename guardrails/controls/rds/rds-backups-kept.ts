import { asNumber, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { judgeBoolean, unknownValue } from "../../support/attributes";
import { DATABASE, isReplica } from "./database";

const LEAST_DAYS = 7;
const DAYS = "backup_retention_period";

function judgeDays(database: Resource): Verdict {
  const value = database.get(DAYS);
  const days = isUnset(value) ? 0 : asNumber(value);
  return (
    unknownValue(database, DAYS, value) ??
    (days !== undefined && days >= LEAST_DAYS
      ? pass(`${DAYS} is ${display(value)}`, DAYS)
      : fail(
          `${DAYS} is ${isUnset(value) ? "not set, which means 0" : display(value)}: backups are kept less than ${LEAST_DAYS} days`,
          DAYS,
        ))
  );
}

export const rdsBackupsKept = control({
  kind: "resource",
  id: "rds-backups-kept",
  title: "Databases keep automated backups a week or longer, also past their own end",
  severity: "medium",
  why: "Damage is often seen only after days, and who deletes a database deletes its automated backups with it unless told otherwise.",
  fix: {
    yaml: "database.backupRetentionDays: 7",
    terraform: "Set `backup_retention_period` to 7 or more, and `delete_automated_backups = false`.",
  },
  references: { fsbp: ["RDS.11"], nist: ["CP", "SC", "SI"], checkov: ["CKV_AWS_133"], trivy: ["AWS-0077"] },
  types: [DATABASE],
  evaluate: (database) =>
    isReplica(database)
      ? undefined
      : [
          judgeDays(database),
          judgeBoolean(database, "delete_automated_backups", {
            wanted: false,
            unset: true,
            otherwise: "its backups are deleted with it",
          }),
        ],
});
