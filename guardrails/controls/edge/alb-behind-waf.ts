import { asBoolean, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { neededCompanions } from "../../support/presence";
import { BALANCERS, kindOfBalancer } from "./balancers";

const ASSOCIATIONS = ["aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association"] as const;

function judge(balancer: Resource, graph: Graph): Verdict | undefined {
  const internal = balancer.get("internal");
  if (kindOfBalancer(balancer) !== "application" || asBoolean(internal) === true) {
    return undefined;
  }
  const all = ASSOCIATIONS.map((type) => neededCompanions(graph, balancer, type, "resource_arn"));
  const found = all.flatMap((one) => one.found)[0];
  const maybe = all.flatMap((one) => one.maybe)[0];
  return found !== undefined
    ? pass(`${found.address} puts a web ACL before it`)
    : maybe !== undefined
      ? unknown(`it has no web ACL, unless ${maybe.address} is for it`)
      : (unknownValue(balancer, "internal", internal) ?? fail("no web ACL is before it"));
}

export const albBehindWaf = control({
  kind: "resource",
  id: "alb-behind-waf",
  title: "Load balancers on the internet have a web ACL before them",
  severity: "high",
  why: "It stops known attacks, bad addresses and floods of requests before they reach the application.",
  fix: {
    yaml: "edge.waf",
    terraform:
      "Add an `aws_wafv2_web_acl` with scope REGIONAL, and an `aws_wafv2_web_acl_association` with the load balancer's ARN.",
  },
  references: { fsbp: ["ELB.16"], nist: ["AC"], checkov: ["CKV2_AWS_28"] },
  types: BALANCERS,
  evaluate: judge,
});
