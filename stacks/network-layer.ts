import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { LOG_RETENTION_DAYS } from "../config/aws-limits";
import { planSubnets, zoneCountOf } from "../config/subnets";
import { choiceKnob } from "../constructs/core/knob";
import { Layer } from "../constructs/core/layer";
import { ServiceRole } from "../constructs/identity/service-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import { FLOW_LOG_SERVICE, FlowLog, flowLogStatements, flowLogTrust } from "../constructs/network/flow-log";
import type { TierFlow } from "../constructs/network/flow-rules";
import { NatGateways } from "../constructs/network/nat-gateways";
import { NetworkAcl } from "../constructs/network/network-acl";
import { SubnetTier, type TierSubnet } from "../constructs/network/subnet-tier";
import { Vpc } from "../constructs/network/vpc";
import { type ExportsOf, publish } from "./exports";
import type { LayerContext } from "./layer-context";
import type { SecurityExports } from "./security-layer";

/** What the network layer hands on. */
export const NETWORK_EXPORTS = {
  vpcId: { output: "vpc_id", description: "The VPC.", type: "string" },
  publicSubnetIds: { output: "public_subnet_ids", description: "The public subnets, one a zone.", type: "list" },
  privateSubnetIds: { output: "private_subnet_ids", description: "The private subnets, one a zone.", type: "list" },
} as const;

/** The values of {@link NETWORK_EXPORTS}. */
export type NetworkExports = ExportsOf<typeof NETWORK_EXPORTS>;

const INTERNET = { id: "internet", cidr: "0.0.0.0/0" } as const;
const HTTPS_PORT = 443;

/** Defines the layer that everything stands on: the VPC, its subnets with their routes and ACLs, NAT and flow logs. */
export class NetworkLayer extends Layer {
  public readonly exports: NetworkExports;

  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
    security: Pick<SecurityExports, "masterKeyArn">,
  ) {
    super(scope, "network");
    const { names, environment } = context;
    const vpc = new Vpc(this, "vpc", {
      cidr: environment.network.cidr,
      names: { vpc: names.get("vpc"), internetGateway: names.get("internetGateway") },
    });
    const publicTier = new SubnetTier(this, "public", {
      vpcId: vpc.vpcId,
      subnets: this.subnets("Public"),
      routeTableName: names.of("route-table", "Public"),
      defaultRoute: { internetGatewayId: vpc.internetGatewayId },
    });
    const privateTier = new SubnetTier(this, "private", {
      vpcId: vpc.vpcId,
      subnets: this.subnets("Private"),
      routeTableName: names.of("route-table", "Private"),
      defaultRoute: { natGatewayIds: this.defineNat(vpc, publicTier).natGatewayIds },
    });
    this.defineAcls(vpc, publicTier, privateTier);
    this.defineFlowLog(vpc, security.masterKeyArn);
    this.exports = publish(this, NETWORK_EXPORTS, {
      vpcId: vpc.vpcId,
      publicSubnetIds: publicTier.subnetIds,
      privateSubnetIds: privateTier.subnetIds,
    });
  }

  private subnets(tier: "Public" | "Private"): TierSubnet[] {
    const { names, environment } = this.context;
    const plan = planSubnets(environment.network);
    const cidrs = (tier === "Public" ? plan?.publicSubnets : plan?.privateSubnets) ?? [];
    return cidrs.map((cidr, index) => {
      const key = zoneKey(index);
      return { key, cidr, zone: this.zones[index] ?? "", name: names.of("subnet", `${tier}-${key.toUpperCase()}`) };
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

  private defineNat(vpc: Vpc, publicTier: SubnetTier): NatGateways {
    const { names, environment } = this.context;
    const places =
      environment.network.natGateways === "single" ? publicTier.subnetIds.slice(0, 1) : publicTier.subnetIds;
    return new NatGateways(this, "nat", {
      places: places.map((subnetId, index) => ({
        key: zoneKey(index),
        subnetId,
        name: names.of("nat-gateway", zoneKey(index).toUpperCase()),
      })),
      dependsOn: [vpc.internetGateway],
    });
  }

  private defineAcls(vpc: Vpc, publicTier: SubnetTier, privateTier: SubnetTier): void {
    const { names, environment } = this.context;
    const inside = { id: "vpc", cidr: environment.network.cidr };
    const guardedPorts = [environment.database.port];
    const https = { id: "https", port: HTTPS_PORT };
    const database = { id: "postgres", port: environment.database.port };
    const publicFlows: TierFlow[] = [
      { ...https, direction: "in", peer: inside },
      { ...https, direction: "out", peer: INTERNET },
    ];
    const privateFlows: TierFlow[] = [
      { ...https, direction: "in", peer: inside },
      { ...database, direction: "in", peer: inside },
      { ...https, direction: "out", peer: INTERNET },
      { ...database, direction: "out", peer: inside },
    ];
    for (const [id, name, tier, flows] of [
      ["public_acl", "Public", publicTier, publicFlows],
      ["private_acl", "Private", privateTier, privateFlows],
    ] as const) {
      new NetworkAcl(this, id, {
        vpcId: vpc.vpcId,
        subnetIds: tier.subnetIds,
        name: names.of("network-acl", name),
        flows,
        guardedPorts,
      });
    }
  }

  private defineFlowLog(vpc: Vpc, kmsKeyArn: string): void {
    const { arns, names, environment, protect } = this.context;
    const logGroupName = names.get("flowLogGroup");
    const logs = new LogGroup(this, "flow_logs", {
      logGroupName,
      retentionDays: choiceKnob(this, "flow_log_retention_days", {
        description: "Days that VPC flow logs are kept.",
        value: environment.network.flowLogs.retentionDays,
        choices: LOG_RETENTION_DAYS,
        unit: "days",
      }),
      kmsKeyArn,
      protect,
    });
    const role = new ServiceRole(this, "flow_log_role", {
      roleName: names.get("flowLogRole"),
      policyName: names.get("flowLogPolicy"),
      description: "Lets VPC flow logs write to one log group.",
      service: FLOW_LOG_SERVICE,
      trustConditions: flowLogTrust(arns),
      statements: flowLogStatements(arns, logGroupName),
    });
    new FlowLog(this, "flow_log", {
      vpcId: vpc.vpcId,
      logGroupArn: logs.logGroupArn,
      roleArn: role.roleArn,
      name: names.of("flow-log", ""),
      dependsOn: role.ready,
    });
  }
}

/** The letter of the zone at a position: `a` for the first, whatever its name in AWS. */
function zoneKey(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}
