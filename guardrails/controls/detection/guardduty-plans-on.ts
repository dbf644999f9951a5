import { asBoolean, asText, type Companions, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { neededCompanions } from "../../support/presence";

const FEATURE = "aws_guardduty_detector_feature";
/** What GuardDuty reads beside the trail, flows and DNS; each is a feature of its own, or of old a block of the detector. */
const PLANS = [
  { name: "S3_DATA_EVENTS", watches: "reads and writes of objects", block: "datasources.s3_logs.enable" },
  { name: "RDS_LOGIN_EVENTS", watches: "logins to databases" },
  { name: "LAMBDA_NETWORK_LOGS", watches: "what functions talk to" },
  {
    name: "EBS_MALWARE_PROTECTION",
    watches: "malware on volumes",
    block: "datasources.malware_protection.scan_ec2_instance_with_findings.ebs_volumes.enable",
  },
] as const;
const RUNTIME = { name: "RUNTIME_MONITORING", watches: "processes on instances and in containers" } as const;
/** Where there are processes to watch. */
const RUNNING = /^aws_(?:instance|launch_template|launch_configuration|autoscaling_group|eks_cluster|ecs_cluster)$/;

type Plan = (typeof PLANS)[number] | typeof RUNTIME;

function isOn(detector: Resource, { found, maybe }: Companions, plan: Plan): "yes" | "no" | "unknown" {
  const own = found.filter((feature) => asText(feature.get("name")) === plan.name);
  const status = own.map((feature) => feature.get("status"));
  if (
    status.some((value) => asText(value) === "ENABLED") ||
    ("block" in plan && asBoolean(detector.get(plan.block)) === true)
  ) {
    return "yes";
  }
  const isOpen = [...status, ...found.map((feature) => feature.get("name"))].some(({ kind }) => kind === "unknown");
  return isOpen || maybe.length > 0 ? "unknown" : "no";
}

function plansFor(graph: Graph): readonly Plan[] {
  return graph.types().some((type) => RUNNING.test(type)) ? [...PLANS, RUNTIME] : PLANS;
}

export const guarddutyPlansOn = control({
  kind: "environment",
  id: "guardduty-plans-on",
  title: "GuardDuty's protection plans are on",
  severity: "medium",
  why: "The detector alone sees calls and flows. What happens in buckets, databases, functions and on instances it sees only by its plans.",
  fix: {
    terraform: `Add an \`${FEATURE}\` with \`status = "ENABLED"\` for each of ${[...PLANS, RUNTIME].map(({ name }) => `\`${name}\``).join(", ")}, the last where there are instances or clusters.`,
  },
  references: {
    fsbp: ["GuardDuty.6", "GuardDuty.8", "GuardDuty.9", "GuardDuty.10", "GuardDuty.11"],
    nist: ["RA", "SI"],
  },
  types: ["aws_guardduty_detector"],
  evaluate: (graph) =>
    graph.resources("aws_guardduty_detector").map((resource) => {
      const features = neededCompanions(graph, resource, FEATURE, "detector_id");
      const plans = plansFor(graph).map((plan) => ({ ...plan, on: isOn(resource, features, plan) }));
      const off = plans.filter(({ on }) => on === "no");
      const open = plans.filter(({ on }) => on === "unknown");
      const text = (some: readonly Plan[]) => some.map(({ name, watches }) => `${name} (${watches})`).join(", ");
      return {
        ...(off.length > 0
          ? fail(`these plans are off: ${text(off)}`)
          : open.length > 0
            ? unknown(`it cannot be told whether these plans are on: ${text(open)}`)
            : pass("all plans are on")),
        resource,
      };
    }),
});
