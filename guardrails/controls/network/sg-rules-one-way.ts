import { control, fail, pass } from "../../control";
import { type Direction, GROUPS, hasInlineRules, standaloneRules } from "../../support/security-group-rules";

export const sgRulesOneWay = control({
  kind: "resource",
  id: "sg-rules-one-way",
  title: "A security group's rules are written in one way",
  severity: "medium",
  why: "Inline rules are the whole list: each apply takes the rules that are resources of their own away again, and the next one brings them back.",
  fix: {
    terraform:
      "Make every inline `ingress` and `egress` block an `aws_vpc_security_group_ingress_rule` or `_egress_rule`.",
  },
  references: { nist: ["CM"] },
  types: GROUPS,
  evaluate: (group, graph) => {
    for (const direction of ["ingress", "egress"] satisfies Direction[]) {
      const [other] = standaloneRules(graph, group, direction).found;
      if (other !== undefined && group.config !== undefined && hasInlineRules(group, direction)) {
        return fail(`it has inline rules, and ${other.address} adds to them`, direction);
      }
    }
    return pass("its rules are written in one way");
  },
});
