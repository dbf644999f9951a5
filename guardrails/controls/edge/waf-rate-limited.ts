import { control, fail, pass, unknown } from "../../control";
import { WEB_ACL, webRules } from "./web-acl";

export const wafRateLimited = control({
  kind: "resource",
  id: "waf-rate-limited",
  title: "Web ACLs stop who asks too often",
  severity: "medium",
  why: "Guessing passwords and wearing a service out both need many requests from one address.",
  fix: {
    yaml: "edge.waf.rateLimit: 2000",
    terraform: "Add a rule with a `rate_based_statement` and `action { block {} }`.",
  },
  references: { nist: ["SC"] },
  types: [WEB_ACL],
  evaluate: (acl, graph) => {
    const { rules, unknown: missing } = webRules(graph, acl);
    const limits = rules.filter(({ isRateBased }) => isRateBased);
    const acting = limits.filter(({ acts }) => acts === "yes");
    return acting.some(({ isScoped }) => !isScoped)
      ? pass("a rule of it stops who asks too often", "rule")
      : missing !== undefined || limits.some(({ acts }) => acts === "unknown")
        ? unknown(`its rules cannot be told: ${missing ?? "the action of a rule is not known"}`, "rule")
        : acting.length > 0
          ? unknown("its rate_based_statement looks at some requests only, by its scope_down_statement", "rule")
          : fail(
              limits.length === 0 ? "it has no rate_based_statement" : "its rate_based_statement only counts",
              "rule",
            );
  },
});
