import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE } from "./database";

export const rdsNotPublic = control({
  kind: "resource",
  id: "rds-not-public",
  title: "Databases have no public address",
  severity: "critical",
  why: "Its name then leads to an address on the internet, and one wrong rule of a security group or one weak password opens it to everybody.",
  fix: { terraform: "Set `publicly_accessible = false`." },
  references: {
    cis: { v3: ["2.3.3"], v5: ["2.2.3"] },
    fsbp: ["RDS.2"],
    nist: ["AC", "MP", "SC"],
    checkov: ["CKV_AWS_17"],
    trivy: ["AWS-0180"],
  },
  types: [DATABASE, "aws_rds_cluster_instance"],
  evaluate: (database) =>
    judgeBoolean(database, "publicly_accessible", {
      wanted: false,
      unset: false,
      otherwise: "its name leads to an address on the internet",
    }),
});
