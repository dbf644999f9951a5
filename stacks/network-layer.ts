import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { type ITerraformDependable, Token } from "cdktf";
import type { Construct } from "constructs";
import { LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { planSubnets, zoneCountOf } from "../config/subnets";
import { Layer } from "../constructs/core/layer";
import { DEFAULT_MOST_RULES } from "../constructs/network/flow-rules";
import { NatGateways } from "../constructs/network/nat-gateways";
import { NetworkAcl } from "../constructs/network/network-acl";
import { type DefaultRoute, SubnetTier, type TierSubnet } from "../constructs/network/subnet-tier";
import { tierFlows } from "../constructs/network/tier-flows";
import { TransitGatewayAttachment } from "../constructs/network/transit-gateway-attachment";
import { Vpc } from "../constructs/network/vpc";
import { defineBastion } from "./bastion";
import { defineEndpoints } from "./endpoints";
import {
  type ExportDefinitions,
  type ExportValues,
  lazily,
  listValue,
  optionalText,
  publish,
  textValue,
} from "./exports";
import { defineFlowLog } from "./flow-logs";
import { type LayerContext, output } from "./layer-context";
import { bastionCidrs, environmentFlows, remotePeers, vpcPeer } from "./network-flows";
import type { SecurityExports } from "./security-layer";

const ALWAYS_EXPORTED = {
  vpcId: { output: "vpc_id", description: "The VPC.", type: "string" },
  privateSubnetIds: { output: "private_subnet_ids", description: "The private subnets, one a zone.", type: "list" },
} as const;

const PUBLIC_EXPORTED = {
  publicSubnetIds: { output: "public_subnet_ids", description: "The public subnets, one a zone.", type: "list" },
} as const;

const ENDPOINTS_EXPORTED = {
  endpointSecurityGroupId: {
    output: "endpoint_security_group_id",
    description: "The security group of the VPC endpoints.",
    type: "string",
  },
  s3PrefixListId: {
    output: "s3_prefix_list_id",
    description: "The prefix list of S3's addresses behind its gateway endpoint.",
    type: "string",
  },
} as const;

const BASTION_EXPORTED = {
  bastionSecurityGroupId: {
    output: "bastion_security_group_id",
    description: "The bastion host's security group.",
    type: "string",
  },
  bastionInstanceId: { output: "bastion_instance_id", description: "The bastion host.", type: "string" },
} as const;

/** What the network layer hands on. */
export interface NetworkExports {
  readonly vpcId: string;
  readonly privateSubnetIds: readonly string[];
  /** None where nothing lies in public subnets. */
  readonly publicSubnetIds?: readonly string[];
  readonly endpointSecurityGroupId?: string;
  readonly s3PrefixListId?: string;
  readonly bastionSecurityGroupId?: string;
  readonly bastionInstanceId?: string;
  /** The ways to AWS: what must be there before a workload starts; nothing where it belongs to another stack. */
  readonly ready: readonly ITerraformDependable[];
  /** What lets packets through to and from private subnets: for what is tried once; nothing where it belongs to another stack. */
  readonly privateAclRules: readonly ITerraformDependable[];
  /** The internet gateway, for what AWS refuses in a VPC without one; nothing where there is none, or another stack has it. */
  readonly internetGateway: readonly ITerraformDependable[];
}

/** What of these exports is not a value of an output. */
type Dependables = Pick<NetworkExports, "ready" | "privateAclRules" | "internetGateway">;

const IN_ANOTHER_STACK: Dependables = { ready: [], privateAclRules: [], internetGateway: [] };

/** The outputs by which the network layer of an environment hands on what it has. */
export function networkExports(environment: Environment): ExportDefinitions {
  return {
    ...ALWAYS_EXPORTED,
    ...(hasPublicSubnets(environment) ? PUBLIC_EXPORTED : {}),
    ...(environment.network.endpoints ? ENDPOINTS_EXPORTED : {}),
    ...(environment.bastion === undefined ? {} : BASTION_EXPORTED),
  };
}

/** The exports, of the values of their outputs. */
export function readNetworkExports(values: ExportValues, dependables: Dependables = IN_ANOTHER_STACK): NetworkExports {
  return lazily<NetworkExports>({
    vpcId: () => textValue(values, "vpcId"),
    privateSubnetIds: () => listValue(values, "privateSubnetIds"),
    publicSubnetIds: () => ("publicSubnetIds" in values ? listValue(values, "publicSubnetIds") : undefined),
    endpointSecurityGroupId: () => optionalText(values, "endpointSecurityGroupId"),
    s3PrefixListId: () => optionalText(values, "s3PrefixListId"),
    bastionSecurityGroupId: () => optionalText(values, "bastionSecurityGroupId"),
    bastionInstanceId: () => optionalText(values, "bastionInstanceId"),
    ready: () => dependables.ready,
    privateAclRules: () => dependables.privateAclRules,
    internetGateway: () => dependables.internetGateway,
  });
}

/** Public subnets hold NAT gateways, the load balancer and the bastion host; without any of these there are none. */
export function hasPublicSubnets({ network, edge, bastion }: Environment): boolean {
  return network.internetEgress || edge !== undefined || bastion !== undefined;
}

/** Defines the layer that everything stands on: the VPC, its subnets with their routes and ACLs, ways out, and flow logs. */
export class NetworkLayer extends Layer {
  public readonly exports: NetworkExports;

  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
    security: SecurityExports,
  ) {
    super(scope, "network");
    const { names, environment } = context;
    const flows = tierFlows(environmentFlows(environment), vpcPeer(environment));
    const isPublic = hasPublicSubnets(environment);
    const vpc = new Vpc(this, "vpc", {
      cidr: environment.network.cidr,
      internetGateway: isPublic,
      names: { vpc: names.get("vpc"), internetGateway: names.get("internetGateway") },
    });
    const publicTier = isPublic
      ? this.defineTier(vpc, "Public", { internetGatewayId: vpc.internetGatewayId })
      : undefined;
    const privateTier = this.defineTier(vpc, "Private", this.wayOut(vpc, publicTier));
    if (publicTier !== undefined) {
      output(this, "public_route_table_ids", "The route table of the public subnets.", publicTier.routeTableIds);
    }
    output(
      this,
      "private_route_table_ids",
      "The private subnets' route tables, one a zone.",
      privateTier.routeTableIds,
    );
    const publicAcl = publicTier && this.defineAcl(vpc, "Public", publicTier, flows.public);
    const privateAcl = this.defineAcl(vpc, "Private", privateTier, flows.private);
    this.defineTransitGateway(vpc, privateTier);
    defineFlowLog(this, context, { vpcId: vpc.vpcId, security });
    const endpoints = environment.network.endpoints
      ? defineEndpoints(this, context, { vpcId: vpc.vpcId, tier: privateTier })
      : { values: {}, ready: [] };
    const bastion =
      publicTier === undefined || publicAcl === undefined
        ? {}
        : defineBastion(this, context, {
            vpc,
            subnetIds: publicTier.subnetIds,
            networkAclId: publicAcl.networkAclId,
            keys: security.keys,
          });
    const values: ExportValues = {
      vpcId: vpc.vpcId,
      privateSubnetIds: privateTier.subnetIds,
      ...(publicTier === undefined ? {} : { publicSubnetIds: publicTier.subnetIds }),
      ...endpoints.values,
      ...bastion,
    };
    publish(this, networkExports(environment), values);
    this.exports = readNetworkExports(values, {
      ready: [...privateTier.ready, ...endpoints.ready],
      privateAclRules: privateAcl.ready,
      internetGateway: isPublic ? [vpc.internetGateway] : [],
    });
  }

  private defineTier(vpc: Vpc, tier: "Public" | "Private", defaultRoute: DefaultRoute): SubnetTier {
    return new SubnetTier(this, tier.toLowerCase(), {
      vpcId: vpc.vpcId,
      subnets: this.subnets(tier),
      routeTableName: this.context.names.of("route-table", tier),
      defaultRoute,
    });
  }

  private subnets(tier: "Public" | "Private"): TierSubnet[] {
    const { names, environment } = this.context;
    const plan = planSubnets(environment.network);
    const cidrs = (tier === "Public" ? plan?.publicSubnets : plan?.privateSubnets) ?? [];
    return cidrs.map((cidr, index) => {
      const key = zoneKey(index);
      const word = `${tier}-${key.toUpperCase()}`;
      return {
        key,
        cidr,
        zone: this.zones[index] ?? "",
        name: names.of("subnet", word),
        routeTableName: names.of("route-table", word),
      };
    });
  }

  private lookedUpZones?: readonly string[];

  /** The zones' names, or expressions that Terraform looks up at plan. */
  private get zones(): readonly string[] {
    const { network } = this.context.environment;
    this.lookedUpZones ??= network.zones === "auto" ? this.lookUpZones(zoneCountOf(network)) : network.zones;
    return this.lookedUpZones;
  }

  private lookUpZones(count: number): string[] {
    const available = new DataAwsAvailabilityZones(this, "available", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    return Array.from({ length: count }, (_, index) =>
      Token.asString(available.interpolationForAttribute(`names[${index}]`)),
    );
  }

  /** The private subnets' way to the internet: NAT gateways, or none. */
  private wayOut(vpc: Vpc, publicTier: SubnetTier | undefined): DefaultRoute {
    const { names, environment } = this.context;
    const { internetEgress, natGateways } = environment.network;
    if (!internetEgress || publicTier === undefined) {
      return "none";
    }
    const places = natGateways === "single" ? publicTier.subnetIds.slice(0, 1) : publicTier.subnetIds;
    const { natGatewayIds } = new NatGateways(this, "nat", {
      places: places.map((subnetId, index) => ({
        key: zoneKey(index),
        subnetId,
        name: names.of("nat-gateway", zoneKey(index).toUpperCase()),
      })),
      dependsOn: [vpc.internetGateway],
    });
    output(this, "nat_gateway_ids", "The NAT gateways, by which private subnets reach the internet.", natGatewayIds);
    return { natGatewayIds };
  }

  private defineAcl(
    vpc: Vpc,
    name: "Public" | "Private",
    tier: SubnetTier,
    flows: ReturnType<typeof tierFlows>["public"],
  ): NetworkAcl {
    const { names, environment } = this.context;
    const { application, database } = environment;
    return new NetworkAcl(this, `${name.toLowerCase()}_acl`, {
      vpcId: vpc.vpcId,
      subnetIds: tier.subnetIds,
      name: names.of("network-acl", name),
      flows,
      guardedPorts: [database.port, ...(application === undefined ? [] : [application.port])],
      // Trusted blocks have rules of their own here, as many as their variable may have.
      ...(name === "Public" && bastionCidrs(environment).length > 0
        ? { mostRules: DEFAULT_MOST_RULES - LIMITS.trustedCidrs.max }
        : {}),
    });
  }

  /** The way by which trusted private ranges reach the private subnets (MAZ-SG-1). */
  private defineTransitGateway(vpc: Vpc, tier: SubnetTier): void {
    const { names, environment } = this.context;
    const { transitGateway, cidr } = environment.network;
    const remotes = remotePeers(environment);
    if (transitGateway === undefined || remotes.length === 0) {
      return;
    }
    const { attachmentId } = new TransitGatewayAttachment(this, "transit_gateway", {
      vpcId: vpc.vpcId,
      vpcCidr: cidr,
      transitGatewayId: transitGateway.id,
      subnetIds: tier.subnetIds,
      routeTables: tier.routeTableIds.map((routeTableId, index) => ({ key: zoneKey(index), routeTableId })),
      remotes: remotes.map((peer) => ({ key: peer.id, cidr: peer.cidr })),
      name: names.get("transitGatewayAttachment"),
    });
    output(this, "transit_gateway_attachment_id", "The attachment, for the gateway's owner to accept.", attachmentId);
  }
}

/** The letter of the zone at a position: `a` for the first, whatever its name in AWS. */
export function zoneKey(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}
