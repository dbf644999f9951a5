import { asBoolean } from "../../../model";
import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { judgeOwnKey } from "../../support/kms-key";
import { DATABASE } from "./database";

const ENABLED = "performance_insights_enabled";

export const rdsPerformanceInsightsOwnKey = control({
  kind: "resource",
  id: "rds-performance-insights-own-key",
  title: "Performance Insights is on, and encrypted with a customer managed KMS key",
  severity: "low",
  why: "It keeps the texts of statements, with whatever stands in them. Off by default: an environment chooses it.",
  fix: {
    yaml: "database.performanceInsightsDays: 7",
    terraform: "Set `performance_insights_enabled = true` and `performance_insights_kms_key_id`.",
  },
  references: {
    nist: ["AU", "SC"],
    checkov: ["CKV_AWS_353", "CKV_AWS_354"],
    trivy: ["AWS-0133", "AWS-0078"],
  },
  onByDefault: false,
  types: [DATABASE],
  evaluate: (database, graph) =>
    asBoolean(database.get(ENABLED)) === true
      ? judgeOwnKey(graph, database, "performance_insights_kms_key_id", "AWS's own key encrypts the statements")
      : judgeBoolean(database, ENABLED, {
          wanted: true,
          unset: false,
          otherwise: "nothing shows what the load is made of",
        }),
});
