import { asBoolean, isUnset, type Resource } from "../../../model";
import { control, pass, type Verdict } from "../../control";
import { isGiven, judgeBoolean } from "../../support/attributes";
import { DATABASE, isReplica, ofOrigin } from "./database";

const PATH = "storage_encrypted";

function judge(database: Resource): Verdict {
  const value = database.get(PATH);
  // A replica in another region takes its key, and is encrypted by it.
  if (isReplica(database) && isGiven(database.get("kms_key_id"))) {
    return pass("it is a replica with a key of its own", "kms_key_id");
  }
  const inherited = isUnset(value) || asBoolean(value) === false ? ofOrigin(database, PATH) : undefined;
  return (
    inherited ??
    judgeBoolean(database, PATH, {
      wanted: true,
      unset: false,
      otherwise: "disk, backups and snapshots are in plain text, and it can never be switched on later",
    })
  );
}

export const rdsEncrypted = control({
  kind: "resource",
  id: "rds-encrypted",
  title: "Databases are encrypted at rest",
  severity: "high",
  why: "Who gets a snapshot or a disk reads everything. It cannot be switched on later: the database must be copied.",
  fix: { terraform: "Set `storage_encrypted = true` (it replaces an unencrypted database)." },
  references: {
    cis: { v3: ["2.3.1"], v5: ["2.2.1"] },
    fsbp: ["RDS.3"],
    nist: ["AU", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_16"],
    trivy: ["AWS-0080"],
  },
  types: [DATABASE],
  evaluate: judge,
});
