import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE } from "./database";

export const rdsDeletionProtected = control({
  kind: "resource",
  id: "rds-deletion-protected",
  title: "AWS refuses to delete databases",
  severity: "high",
  why: "One wrong plan or one wrong click, and the database is gone.",
  fix: { yaml: "lifecycle: durable", terraform: "Set `deletion_protection = true`." },
  references: {
    fsbp: ["RDS.8"],
    nist: ["CA", "CM", "CP", "SA", "SC", "SI"],
    checkov: ["CKV_AWS_293"],
    trivy: ["AWS-0177"],
  },
  types: [DATABASE],
  evaluate: (database) =>
    judgeBoolean(database, "deletion_protection", {
      wanted: true,
      unset: false,
      otherwise: "it can be deleted at once",
    }),
});
