import { isUnset } from "../../../model";
import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";
import { DATABASE, ofOrigin } from "./database";

export const rdsOwnKey = control({
  kind: "resource",
  id: "rds-own-key",
  title: "Databases are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "The key that AWS manages can be neither limited nor disabled, and its snapshots cannot be given to another account.",
  fix: { yaml: "kms.mode: own", terraform: "Set `kms_key_id = aws_kms_key.<name>.arn` (it replaces the database)." },
  references: { fsbp: ["RDS.3"], nist: ["SC"] },
  types: [DATABASE],
  evaluate: (database, graph) =>
    (isUnset(database.get("kms_key_id")) ? ofOrigin(database, "kms_key_id") : undefined) ??
    judgeOwnKey(graph, database, "kms_key_id", "AWS's own key encrypts it"),
});
