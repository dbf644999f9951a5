import { asText, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { doubtOf, neededCompanions } from "../../support/presence";

const FLOW_LOG = "aws_flow_log";

function judge(vpc: Resource, graph: Graph): Verdict {
  const { found, maybe } = neededCompanions(graph, vpc, FLOW_LOG, "vpc_id");
  const verdicts = found.map((log) => {
    const value = log.get("traffic_type");
    return asText(value) === "ALL"
      ? pass(`${log.address} logs all of its traffic`)
      : (unknownValue(log, "traffic_type", value) ??
          fail(`${log.address} logs ${isUnset(value) ? "nothing" : asText(value)} only`));
  });
  const [open] = maybe;
  return (
    verdicts.find(({ outcome }) => outcome === "pass") ??
    verdicts.find(({ outcome }) => outcome === "unknown") ??
    verdicts[0] ??
    (open === undefined ? fail("it has no aws_flow_log") : unknown(doubtOf(open, `which VPC ${open.address} is for`)))
  );
}

export const vpcFlowLogged = control({
  kind: "resource",
  id: "vpc-flow-logged",
  title: "Flow logs of all traffic are on in every VPC",
  severity: "medium",
  why: "Without them nobody can tell afterwards what an intruder reached and where data went; with rejected traffic alone, the successful part is missing.",
  fix: {
    yaml: "network.flowLogs",
    terraform: 'Add an `aws_flow_log` with `vpc_id` and `traffic_type = "ALL"`.',
  },
  references: {
    cis: { v3: ["3.7"], v5: ["3.7"] },
    fsbp: ["EC2.6"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SI"],
    checkov: ["CKV2_AWS_11"],
    trivy: ["AWS-0178"],
  },
  types: ["aws_vpc", "aws_default_vpc"],
  evaluate: judge,
});
