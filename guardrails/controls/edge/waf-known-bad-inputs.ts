import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { WEB_ACL, webRules } from "./web-acl";

const KNOWN_BAD = "AWS/AWSManagedRulesKnownBadInputsRuleSet";
const LOG4J = /^Log4JRCE/i;

function judge(acl: Resource, graph: Graph): Verdict {
  const { rules, unknown: missing } = webRules(graph, acl);
  const found = rules.filter(({ managed }) => managed === KNOWN_BAD);
  const acting = found.filter(({ acts, counted }) => acts === "yes" && !counted.some((name) => LOG4J.test(name)));
  const [other] = found;
  return acting.some(({ isScoped }) => !isScoped)
    ? pass("AWSManagedRulesKnownBadInputsRuleSet stops requests", "rule")
    : missing !== undefined || rules.some(({ managed }) => managed?.includes("?") === true)
      ? unknown(`its rules cannot be told: ${missing ?? "a managed group's name is not known"}`, "rule")
      : acting.length > 0
        ? unknown(
            "AWSManagedRulesKnownBadInputsRuleSet looks at some requests only, by its scope_down_statement",
            "rule",
          )
        : other === undefined
          ? fail("it does not use AWSManagedRulesKnownBadInputsRuleSet", "rule")
          : fail(
              other.acts === "yes"
                ? `AWSManagedRulesKnownBadInputsRuleSet only counts ${other.counted.join(", ")}`
                : "AWSManagedRulesKnownBadInputsRuleSet only counts",
              "rule",
            );
}

export const wafKnownBadInputs = control({
  kind: "resource",
  id: "waf-known-bad-inputs",
  title: "Web ACLs stop requests that are known to be attacks, such as Log4Shell",
  severity: "medium",
  why: "They come to every address on the internet every day, and one old library is enough.",
  fix: {
    yaml: "edge.waf.managedRuleGroups: [knownBadInputs]",
    terraform: "Add AWSManagedRulesKnownBadInputsRuleSet with `override_action { none {} }`.",
  },
  references: { nist: ["SI"], checkov: ["CKV_AWS_192", "CKV2_AWS_76"] },
  types: [WEB_ACL],
  evaluate: judge,
});
