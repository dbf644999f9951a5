import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { neededCompanions } from "../../support/presence";
import { ENDPOINT, kindOfEndpoint, privateTables, serviceOf } from "./endpoints";

const HOSTS = ["aws_instance", "aws_launch_template", "aws_launch_configuration"] as const;

/** The services that nearly every workload calls, with the types that show that it does. */
const SERVICES: readonly { readonly service: string; readonly calledBy: readonly string[] }[] = [
  { service: "ssm", calledBy: HOSTS },
  { service: "ssmmessages", calledBy: HOSTS },
  { service: "ec2messages", calledBy: HOSTS },
  { service: "ec2", calledBy: HOSTS },
  { service: "kms", calledBy: ["aws_kms_key"] },
  { service: "logs", calledBy: ["aws_cloudwatch_log_group"] },
  { service: "secretsmanager", calledBy: ["aws_secretsmanager_secret"] },
  { service: "sts", calledBy: ["aws_iam_role"] },
];

function judge(graph: Graph, vpc: Resource): Verdict {
  const { found, maybe } = neededCompanions(graph, vpc, ENDPOINT, "vpc_id");
  const endpoints = found.filter((endpoint) => kindOfEndpoint(endpoint) === "Interface");
  const present = new Set(endpoints.map((endpoint) => serviceOf(graph, endpoint)));
  const missing = SERVICES.filter(
    ({ service, calledBy }) => !present.has(service) && calledBy.some((type) => graph.resources(type).length > 0),
  ).map(({ service }) => service);
  const open = endpoints.find((endpoint) => serviceOf(graph, endpoint) === undefined) ?? maybe[0];
  return missing.length === 0
    ? pass("interface endpoints lead to the services that are called")
    : open !== undefined
      ? unknown(`no interface endpoint leads to ${missing.join(", ")}, unless ${open.address} does`)
      : fail(`no interface endpoint leads to ${missing.join(", ")}`);
}

export const endpointInterfaceCorePresent = control({
  kind: "environment",
  id: "endpoint-interface-core-present",
  title: "VPCs with private subnets reach the services of AWS that they call by interface endpoints",
  severity: "medium",
  why: "Calls to AWS then stay in the network, security groups and endpoint policies limit them, and private subnets need no way to the internet. Off by default: each endpoint costs by the hour and zone.",
  fix: {
    yaml: "network.endpoints: true",
    terraform:
      'Add an `aws_vpc_endpoint` with `vpc_endpoint_type = "Interface"`, `private_dns_enabled = true`, the private subnets and a security group for each service.',
  },
  references: { fsbp: ["EC2.10", "EC2.57"], nist: ["AC", "SC"] },
  onByDefault: false,
  types: ["aws_vpc"],
  evaluate: (graph) => {
    const vpcs = privateTables(graph).flatMap((table) => graph.settle(table, "vpc_id").ends);
    const own = vpcs.flatMap(({ resource }) => (resource.mode === "managed" ? [resource] : []));
    return [...new Set(own)].map((resource) => ({ ...judge(graph, resource), resource }));
  },
});
