import { asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { GROUP } from "./hosts";

const PATH = "health_check_type";
const ATTACHMENTS = ["aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment"] as const;

/** What attaches a group to a load balancer: an argument of it, or a resource. */
function attachment(group: Resource, graph: Graph): string | undefined {
  const own = ["target_group_arns", "load_balancers", "traffic_source"].find((name) => {
    const { items, unknown } = group.list(name);
    return items.length > 0 || (unknown !== undefined && !isUnset(unknown));
  });
  return (
    own ?? ATTACHMENTS.flatMap((type) => graph.referrersOf(group, type, "autoscaling_group_name"))[0]?.from.address
  );
}

function judge(group: Resource, graph: Graph): Verdict | undefined {
  const by = attachment(group, graph);
  if (by === undefined) {
    return undefined;
  }
  const value = group.get(PATH);
  return (
    unknownValue(group, PATH, value) ??
    (asText(value)?.split(",").includes("ELB") === true
      ? pass(`${PATH} is ${display(value)}`, PATH)
      : fail(
          `${PATH} is ${isUnset(value) ? "not set, which means EC2" : display(value)}, although it is behind a load balancer (${by}): instances that no longer answer stay`,
          PATH,
        ))
  );
}

export const asgElbHealth = control({
  kind: "resource",
  id: "asg-elb-health",
  title: "Groups behind a load balancer replace instances that it finds ill",
  severity: "low",
  why: "An instance may run and not answer. The load balancer sends it nothing, but nobody replaces it.",
  fix: { terraform: 'Set `health_check_type = "ELB"`.' },
  references: {
    fsbp: ["AutoScaling.1"],
    nist: ["AU", "CA", "CM", "PM", "SC", "SI"],
    checkov: ["CKV2_AWS_15"],
  },
  types: [GROUP],
  evaluate: judge,
});
