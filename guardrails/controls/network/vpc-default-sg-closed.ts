import { type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { doubtOf, neededCompanions } from "../../support/presence";
import { DEFAULT_GROUP, type Direction, rulesOfGroup } from "../../support/security-group-rules";

const OTHERWISE = "whatever is made without a group of its own gets this one, and is let in by it";

function judgeVpc(vpc: Resource, graph: Graph): Verdict {
  const { found, maybe } = neededCompanions(graph, vpc, DEFAULT_GROUP, "vpc_id");
  const [own] = found;
  const [open] = maybe;
  return own !== undefined
    ? pass(`${own.address} manages its default group`)
    : open !== undefined
      ? unknown(doubtOf(open, `which VPC ${open.address} is for`))
      : fail(`nothing closes its default security group: ${OTHERWISE}`);
}

function judgeGroup(group: Resource, graph: Graph): Verdict {
  for (const direction of ["ingress", "egress"] satisfies Direction[]) {
    const { rules, unknown: missing } = rulesOfGroup(graph, group, direction);
    const [rule] = rules;
    if (rule !== undefined) {
      const where = rule.from.resource === group ? "it" : rule.from.resource.address;
      return fail(`${where} has a rule for ${direction}: ${OTHERWISE}`, direction);
    }
    if (missing !== undefined && !isUnset(group.get(direction))) {
      return unknown(`its rules cannot be told: ${missing}`, direction);
    }
  }
  return pass("it has no rules");
}

export const vpcDefaultSgClosed = control({
  kind: "resource",
  id: "vpc-default-sg-closed",
  title: "The default security group of every VPC lets nothing in or out",
  severity: "high",
  why: "AWS makes it open among its members and to the whole internet outwards, and puts into it whatever names no group.",
  fix: { terraform: "Add an `aws_default_security_group` with the `vpc_id` and without `ingress` and `egress`." },
  references: {
    cis: { v3: ["5.4"], v5: ["5.5"] },
    fsbp: ["EC2.2"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV2_AWS_12"],
    trivy: ["AWS-0173"],
  },
  types: ["aws_vpc", "aws_default_vpc", DEFAULT_GROUP],
  evaluate: (resource, graph) =>
    resource.type === DEFAULT_GROUP ? judgeGroup(resource, graph) : judgeVpc(resource, graph),
});
