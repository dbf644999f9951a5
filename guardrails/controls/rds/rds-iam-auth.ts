import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE, engineOf } from "./database";

/** Engines that have it. */
const ENGINES = new Set(["postgres", "mysql", "mariadb"]);

export const rdsIamAuth = control({
  kind: "resource",
  id: "rds-iam-auth",
  title: "Databases take IAM's tokens instead of passwords",
  severity: "medium",
  why: "Tokens last 15 minutes and belong to a role; passwords are copied and stay.",
  fix: { terraform: "Set `iam_database_authentication_enabled = true`." },
  references: { fsbp: ["RDS.10"], nist: ["AC", "IA"], checkov: ["CKV_AWS_161"], trivy: ["AWS-0176"] },
  types: [DATABASE],
  evaluate: (database) => {
    const engine = engineOf(database);
    return engine !== undefined && !ENGINES.has(engine)
      ? undefined
      : judgeBoolean(database, "iam_database_authentication_enabled", {
          wanted: true,
          unset: false,
          otherwise: "only passwords lead in",
        });
  },
});
