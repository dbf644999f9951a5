import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE, isReplica } from "./database";

export const rdsMultiAz = control({
  kind: "resource",
  id: "rds-multi-az",
  title: "Databases have a standby in another zone",
  severity: "medium",
  why: "Without one, the loss of a zone or of a host means restoring from a backup: hours, and minutes of data.",
  fix: { yaml: "database.multiAz: true", terraform: "Set `multi_az = true`." },
  references: { cis: { v5: ["2.2.4"] }, fsbp: ["RDS.5"], nist: ["CP", "SC", "SI"], checkov: ["CKV_AWS_157"] },
  types: [DATABASE],
  evaluate: (database) =>
    isReplica(database)
      ? undefined
      : judgeBoolean(database, "multi_az", {
          wanted: true,
          unset: false,
          otherwise: "the loss of its zone stops it until it is restored",
        }),
});
