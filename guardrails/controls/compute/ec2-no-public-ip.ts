import { type Attributes, asBoolean, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";
import { subnetsAt } from "../../support/subnets";
import { CONFIGURATION, GROUP, INSTANCE, TEMPLATE } from "./hosts";

const PATH = "associate_public_ip_address";
const OTHERWISE = "each of them is on the internet";

/** Judges the argument; where it is not set, the subnets that the hosts are started in decide. */
function judgeAt(from: Attributes, subnets: () => readonly Resource[] | undefined): Verdict {
  const value = from.get(PATH);
  const attribute = attributeOf(from, PATH);
  if (!isUnset(value)) {
    return (
      unknownValue(from, PATH, value) ??
      (asBoolean(value) === true
        ? fail(`${attribute} is true: ${OTHERWISE}`, attribute)
        : pass(`${attribute} is false`, attribute))
    );
  }
  const found = subnets();
  const publics = found?.find((subnet) => asBoolean(subnet.get("map_public_ip_on_launch")) === true);
  const unclear = found?.find((subnet) => unknownValue(subnet, "map_public_ip_on_launch") !== undefined);
  return publics !== undefined
    ? fail(`${attribute} is not set, and ${publics.address} gives public addresses: ${OTHERWISE}`, attribute)
    : found === undefined || unclear !== undefined
      ? unknown(`${attribute} is not set, and it cannot be told whether its subnets give public addresses`, attribute)
      : pass(`${attribute} is not set, and its subnets give no public addresses`, attribute);
}

/** The subnets of the groups that start from a template. */
function subnetsOfGroups(graph: Graph, template: Resource): readonly Resource[] | undefined {
  const users = graph.referrersOf(template).map(({ from }) => from);
  const subnets = users.map((user) =>
    user.type === GROUP
      ? subnetsAt(graph, user, "vpc_zone_identifier")
      : user.type === INSTANCE
        ? subnetsAt(graph, user, "subnet_id")
        : undefined,
  );
  return subnets.length === 0 || subnets.includes(undefined) ? undefined : subnets.flatMap((found) => found ?? []);
}

function judge(host: Resource, graph: Graph): Verdict | undefined {
  if (host.type !== TEMPLATE) {
    const path = host.type === INSTANCE ? "subnet_id" : "vpc_zone_identifier";
    return judgeAt(host, () => (host.type === INSTANCE ? subnetsAt(graph, host, path) : subnetsOfGroups(graph, host)));
  }
  const { items, unknown: missing } = host.blocks("network_interfaces");
  return missing !== undefined && !isUnset(missing)
    ? unknown(`its network interfaces cannot be told: ${missing.reason}`, "network_interfaces")
    : worst((items.length > 0 ? items : [host]).map((from) => judgeAt(from, () => subnetsOfGroups(graph, host))));
}

export const ec2NoPublicIp = control({
  kind: "resource",
  id: "ec2-no-public-ip",
  title: "Instances are not given public addresses",
  severity: "high",
  why: "A public address puts a host on the internet, where only its security group is before it. What must be reached is behind a load balancer, or has an Elastic IP address on purpose.",
  fix: { terraform: "Set `associate_public_ip_address = false`, and use private subnets." },
  references: {
    fsbp: ["EC2.9", "EC2.25", "AutoScaling.5"],
    nist: ["AC", "MP", "SC"],
    checkov: ["CKV_AWS_88"],
    trivy: ["AWS-0009"],
  },
  types: [INSTANCE, TEMPLATE, CONFIGURATION],
  evaluate: judge,
});
