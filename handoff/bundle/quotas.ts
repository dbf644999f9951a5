import { asNumber, asText, type Graph, type Resource } from "../../model";

/** A quota of AWS that an environment uses up a part of. */
export interface Quota {
  readonly name: string;
  /** Of what the quota is: an account in a region, unless it says otherwise. */
  readonly of: string;
  /** What AWS gives to an account by default. */
  readonly default: number;
  /** Where it can be raised: service and code in Service Quotas; nothing where it cannot. */
  readonly code?: string;
  readonly source: string;
  /** How many of it an environment needs. */
  readonly needs: (graph: Graph) => number;
}

const VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";

const REGION = "the account in the region";
const count = (type: string, only: (resource: Resource) => boolean = () => true) => {
  return (graph: Graph) => graph.resources(type).filter(only).length;
};

/** The quotas that are small enough to be met, in the order in which an apply meets them. */
export const QUOTAS: readonly Quota[] = [
  { name: "VPCs", of: REGION, default: 5, code: "vpc/L-F678F1CE", source: VPC, needs: count("aws_vpc") },
  {
    name: "internet gateways",
    of: REGION,
    default: 5,
    code: "vpc/L-A4707A72",
    source: VPC,
    needs: count("aws_internet_gateway"),
  },
  {
    name: "elastic IP addresses",
    of: REGION,
    default: 5,
    code: "ec2/L-0263D0A3",
    source: VPC,
    needs: count("aws_eip"),
  },
  {
    name: "NAT gateways",
    of: "a zone",
    default: 5,
    code: "vpc/L-FE5A380F",
    source: VPC,
    needs: (graph) => most(graph.resources("aws_nat_gateway").map((gateway) => zoneOf(graph, gateway))),
  },
  {
    name: "rules, with AWS's own last one",
    of: "a network ACL in one direction",
    default: 20,
    code: "vpc/L-2AEEBF1A",
    source: VPC,
    needs: (graph) => {
      const rules = graph.resources("aws_network_acl_rule");
      const used = most(rules.map((rule) => `${ownerOf(graph, rule, "network_acl_id")} ${asText(rule.get("egress"))}`));
      return used === 0 ? 0 : used + 1;
    },
  },
  {
    name: "rules",
    of: "a security group in one direction",
    default: 60,
    code: "vpc/L-0EA8095F",
    source: VPC,
    needs: (graph) =>
      most(
        ["ingress", "egress"].flatMap((direction) =>
          graph
            .resources(`aws_vpc_security_group_${direction}_rule`)
            .map((rule) => `${ownerOf(graph, rule, "security_group_id")} ${direction}`),
        ),
      ),
  },
  {
    name: "gateway endpoints",
    of: REGION,
    default: 20,
    code: "vpc/L-1B52E74A",
    source: VPC,
    needs: count("aws_vpc_endpoint", (endpoint) => asText(endpoint.get("vpc_endpoint_type")) !== "Interface"),
  },
  {
    name: "interface endpoints",
    of: "a VPC",
    default: 50,
    code: "vpc/L-29B6F2EB",
    source: VPC,
    needs: count("aws_vpc_endpoint", (endpoint) => asText(endpoint.get("vpc_endpoint_type")) === "Interface"),
  },
  {
    name: "database instances",
    of: REGION,
    default: 40,
    code: "rds/L-7B6409FD",
    source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
    needs: count("aws_db_instance"),
  },
  {
    name: "application load balancers",
    of: REGION,
    default: 50,
    code: "elasticloadbalancing/L-53DA6B97",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    needs: count("aws_lb"),
  },
  {
    name: "concurrent executions that are reserved",
    of: `${REGION}; 100 must stay unreserved`,
    default: 1000,
    code: "lambda/L-B99A9384",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
    needs: (graph) =>
      graph
        .resources("aws_lambda_function")
        .reduce((sum, fn) => sum + Math.max(0, asNumber(fn.get("reserved_concurrent_executions")) ?? 0), 0),
  },
  {
    name: "trails",
    of: REGION,
    default: 5,
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
    needs: count("aws_cloudtrail"),
  },
  {
    name: "CloudTrail Lake event data stores",
    of: REGION,
    default: 10,
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
    needs: count("aws_cloudtrail_event_data_store"),
  },
  {
    name: "Config recorders of one's own",
    of: REGION,
    default: 1,
    source: "https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html",
    needs: count("aws_config_configuration_recorder"),
  },
  {
    name: "GuardDuty detectors",
    of: REGION,
    default: 1,
    source: "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_limits.html",
    needs: count("aws_guardduty_detector"),
  },
  {
    name: "metric filters",
    of: "a log group",
    default: 100,
    source: LOGS,
    needs: (graph) =>
      most(
        graph.resources("aws_cloudwatch_log_metric_filter").map((filter) => ownerOf(graph, filter, "log_group_name")),
      ),
  },
  {
    name: "resource policies of CloudWatch Logs",
    of: REGION,
    default: 10,
    source: LOGS,
    needs: count("aws_cloudwatch_log_resource_policy"),
  },
  {
    name: "IAM roles",
    of: "the account",
    default: 1000,
    code: "iam/L-FE177D64",
    source: IAM,
    needs: count("aws_iam_role"),
  },
  {
    name: "customer managed policies",
    of: "the account",
    default: 1500,
    code: "iam/L-E95E4862",
    source: IAM,
    needs: count("aws_iam_policy"),
  },
];

/** A quota with how many an environment needs of it. */
export interface NeededQuota extends Quota {
  readonly needed: number;
}

/** The quotas that an environment uses. */
export function neededQuotas(graph: Graph): NeededQuota[] {
  return QUOTAS.flatMap((quota) => {
    const needed = quota.needs(graph);
    return needed === 0 ? [] : [{ ...quota, needed }];
  });
}

/** How often the most frequent of some names is there. */
function most(names: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** What a resource belongs to, by one of its arguments. */
function ownerOf(graph: Graph, resource: Resource, argument: string): string {
  const [edge] = graph.referencesOf(resource, argument);
  return edge?.to.label ?? asText(resource.get(argument)) ?? resource.label;
}

/** The zone of a resource in a subnet. */
function zoneOf(graph: Graph, resource: Resource): string {
  const [edge] = graph.referencesOf(resource, "subnet_id");
  const zone = edge?.to.get("availability_zone");
  return (zone?.kind === "unknown" ? zone.text : zone && asText(zone)) ?? edge?.to.label ?? resource.label;
}
