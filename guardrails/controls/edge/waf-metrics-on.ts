import { control } from "../../control";
import { judgeBoolean, worst } from "../../support/attributes";
import { RULE_GROUP, WEB_ACL } from "./web-acl";

export const wafMetricsOn = control({
  kind: "resource",
  id: "waf-metrics-on",
  title: "Web ACLs and their rules report metrics",
  severity: "low",
  why: "Alarms and dashboards see attacks by them, and a rule that stops the wrong requests is found by them.",
  fix: { terraform: "Set `cloudwatch_metrics_enabled = true` in every `visibility_config`." },
  references: { fsbp: ["WAF.12"], nist: ["AU", "SI"] },
  types: [WEB_ACL, RULE_GROUP],
  evaluate: (acl) =>
    worst(
      [acl, ...acl.blocks("rule").items].map((from) =>
        judgeBoolean(from, "visibility_config.cloudwatch_metrics_enabled", {
          wanted: true,
          unset: false,
          otherwise: "nothing shows what it stops",
        }),
      ),
    ),
});
