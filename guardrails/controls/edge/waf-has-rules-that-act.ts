import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { defaultAction, RULE_GROUP, WEB_ACL, webRules } from "./web-acl";

function judge(acl: Resource, graph: Graph): Verdict {
  const { rules, unknown: missing } = webRules(graph, acl);
  const acting = rules.filter(({ acts }) => acts === "yes").length;
  if (acting > 0) {
    return pass(`${acting} of its ${rules.length} rules stop requests`);
  }
  if (acl.type === WEB_ACL && defaultAction(acl) === "block") {
    return pass("it stops whatever no rule allows", "default_action");
  }
  return missing !== undefined || rules.some(({ acts }) => acts === "unknown")
    ? unknown(
        `it cannot be told whether a rule of it stops requests: ${missing ?? "the action of a rule is not known"}`,
        "rule",
      )
    : rules.length === 0
      ? fail("it has no rules", "rule")
      : fail("all of its rules only count or allow: nothing is stopped", "rule");
}

export const wafHasRulesThatAct = control({
  kind: "resource",
  id: "waf-has-rules-that-act",
  title: "Web ACLs have rules that stop requests",
  severity: "medium",
  why: "A web ACL whose rules only count looks like protection, and lets everything through.",
  fix: {
    yaml: "edge.waf.managedRuleGroups",
    terraform: "Add rules with `action { block {} }`, or managed groups with `override_action { none {} }`.",
  },
  references: { fsbp: ["WAF.10"], nist: ["AC", "SC"], checkov: ["CKV_AWS_175", "CKV_AWS_342"] },
  types: [WEB_ACL, RULE_GROUP],
  evaluate: judge,
});
