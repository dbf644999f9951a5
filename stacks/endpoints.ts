import type { ITerraformDependable } from "cdktf";
import type { Layer } from "../constructs/core/layer";
import { type EndpointService, endpointServicesFor } from "../constructs/network/endpoint-services";
import { allowInFrom, SecurityGroup } from "../constructs/network/security-group";
import type { SubnetTier } from "../constructs/network/subnet-tier";
import { VpcEndpoints } from "../constructs/network/vpc-endpoints";
import { type LayerContext, output } from "./layer-context";
import { HTTPS_PORT } from "./network-flows";
import { workloadActions } from "./workloads";

/** What is there whatever workloads do: for Systems Manager, agents, and everyday work (MAZ-NET-2). */
const ALWAYS: readonly EndpointService[] = [
  "dynamodb",
  "ec2",
  "ec2messages",
  "kms",
  "lambda",
  "logs",
  "monitoring",
  "s3",
  "secretsmanager",
  "ssm",
  "ssmmessages",
  "sts",
];

/** The endpoints of an environment: those that are always there, and those of all that its workloads may call. */
export function endpointServices(context: LayerContext): EndpointService[] {
  return [...new Set([...ALWAYS, ...endpointServicesFor(workloadActions(context))])].sort();
}

/** Defines the VPC endpoints with their group, and returns what the network layer hands on. */
export function defineEndpoints(
  layer: Layer,
  context: LayerContext,
  { vpcId, tier }: { readonly vpcId: string; readonly tier: SubnetTier },
): { readonly values: Readonly<Record<string, string>>; readonly ready: readonly ITerraformDependable[] } {
  const { account, names, environment } = context;
  const group = new SecurityGroup(layer, "endpoints", {
    vpcId,
    groupName: names.get("endpointSecurityGroup"),
    description: "VPC endpoints, reached from inside the VPC only",
  });
  const rule = allowInFrom(layer, "endpoints_from_vpc", {
    to: group.securityGroupId,
    cidr: environment.network.cidr,
    port: HTTPS_PORT,
    description: "HTTPS from inside the VPC",
  });
  const endpoints = new VpcEndpoints(layer, "endpoint", {
    account,
    vpcId,
    services: endpointServices(context),
    subnetIds: tier.subnetIds,
    securityGroupId: group.securityGroupId,
    routeTableIds: tier.routeTableIds,
    nameOf: (service) => names.of("vpc-endpoint", service),
  });
  output(layer, "vpc_endpoint_ids", "The VPC endpoints, by their services' names in order.", endpoints.endpointIds);
  return {
    values: {
      endpointSecurityGroupId: group.securityGroupId,
      s3PrefixListId: endpoints.prefixListIds.s3 ?? "",
    },
    ready: [...endpoints.ready, rule],
  };
}
