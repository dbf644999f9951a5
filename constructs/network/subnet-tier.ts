import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { LIMITS } from "../core/limits";
import { assertValid, cidrProblems, repetitionProblems, textProblems } from "../core/validate";
import { overlap } from "./address-blocks";

/** One subnet of a tier. */
export interface TierSubnet {
  /** Its letter, `a` for the first zone; part of its Terraform address. */
  readonly key: string;
  /** CAUTION: changing this value after the first deployment replaces the `aws_subnet`. */
  readonly cidr: string;
  /** The availability zone; a later change is ignored, since it would replace the subnet. */
  readonly zone: string;
  /** The `Name` tag of the subnet. */
  readonly name: string;
  /** The `Name` tag of its own route table, where it has one. */
  readonly routeTableName: string;
}

/**
 * Where traffic for the internet goes: to one internet gateway, to one NAT gateway, to a NAT gateway a subnet, or nowhere.
 * Between NAT gateways and none, nothing but the routes themselves changes.
 */
export type DefaultRoute =
  | { readonly internetGatewayId: string }
  | { readonly natGatewayIds: readonly string[] }
  | "none";

/** Props of {@link SubnetTier}. */
export interface SubnetTierProps {
  readonly vpcId: string;
  /** At least one, each in a zone of its own. */
  readonly subnets: readonly TierSubnet[];
  /** The `Name` tag of the route table that all subnets share, where they share one. */
  readonly routeTableName: string;
  readonly defaultRoute: DefaultRoute;
}

const EVERYWHERE = "0.0.0.0/0";

/**
 * Defines subnets of one kind, one a zone, each explicitly associated with a route table (ALL-5): all with one table
 * where the way out is the internet gateway, each with its own where it is a NAT gateway of a zone, or where there is none
 * (MAZ-NET-2). No subnet hands out public addresses by itself.
 *
 * @example
 * new SubnetTier(this, "public", { vpcId, subnets, routeTableName: "example-public", defaultRoute: { internetGatewayId } });
 */
export class SubnetTier extends Construct {
  public readonly subnetIds: readonly string[];
  /** The route tables: the shared one, or one a subnet, in their order. */
  public readonly routeTableIds: readonly string[];
  /** The routes and the tables' associations: what must be there before something in the subnets calls the outside. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, { vpcId, subnets, routeTableName, defaultRoute }: SubnetTierProps) {
    super(scope, id);
    assertValid(scope, id, [...subnetProblems(subnets), ...routeProblems(defaultRoute, subnets.length)]);
    const shared =
      defaultRoute !== "none" && "internetGatewayId" in defaultRoute
        ? internetTable(this, vpcId, routeTableName, defaultRoute.internetGatewayId)
        : undefined;
    const places = subnets.map(({ key, cidr, zone, name, routeTableName: ownName }, index) => {
      const place = new Construct(this, key);
      const subnet = new Subnet(place, "Default", {
        vpcId,
        cidrBlock: cidr,
        availabilityZone: zone,
        mapPublicIpOnLaunch: false,
        tags: { Name: name },
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
      const table = shared ?? ownTable(place, vpcId, ownName, natGatewayOf(defaultRoute, index));
      new RouteTableAssociation(place, "Default-association", { subnetId: subnet.id, routeTableId: table.id });
      return { subnetId: subnet.id, routeTableId: table.id };
    });
    this.subnetIds = places.map(({ subnetId }) => subnetId);
    this.routeTableIds = shared === undefined ? places.map(({ routeTableId }) => routeTableId) : [shared.id];
    this.ready = this.node
      .findAll()
      .filter((child) => child instanceof Route || child instanceof RouteTableAssociation);
  }
}

function internetTable(scope: Construct, vpcId: string, name: string, gatewayId: string): RouteTable {
  const table = new RouteTable(scope, "Default", { vpcId, tags: { Name: name } });
  new Route(scope, "Default-route", { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, gatewayId });
  return table;
}

function ownTable(scope: Construct, vpcId: string, name: string, natGatewayId: string | undefined): RouteTable {
  const table = new RouteTable(scope, "Default-table", { vpcId, tags: { Name: name } });
  if (natGatewayId !== undefined) {
    new Route(scope, "Default-route", { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId });
  }
  return table;
}

function natGatewayOf(route: DefaultRoute, index: number): string | undefined {
  const ids = route !== "none" && "natGatewayIds" in route ? route.natGatewayIds : [];
  return ids[index] ?? ids[0];
}

function subnetProblems(subnets: readonly TierSubnet[]): string[] {
  return [
    ...(subnets.length > 0 ? [] : ["subnets must be at least one, got none"]),
    ...subnets.flatMap(({ cidr, zone }, index) => [
      ...cidrProblems(`subnets[${index}].cidr`, cidr, LIMITS.subnetPrefixLength),
      ...textProblems(`subnets[${index}].zone`, zone, /./, "name an availability zone"),
    ]),
    ...(["key", "zone"] as const).flatMap((prop) =>
      repetitionProblems(
        (index) => `subnets[${index}].${prop}`,
        subnets.map((subnet) => subnet[prop]),
      ),
    ),
    ...overlapProblems(subnets.map(({ cidr }) => cidr)),
  ];
}

function overlapProblems(cidrs: readonly string[]): string[] {
  return cidrs.flatMap((cidr, index) => {
    const other = cidrs.slice(0, index).find((earlier) => overlap(earlier, cidr));
    return other === undefined
      ? []
      : [`subnets[${index}].cidr must not overlap subnets[${cidrs.indexOf(other)}].cidr "${other}", got "${cidr}"`];
  });
}

function routeProblems(route: DefaultRoute, subnets: number): string[] {
  const count = route !== "none" && "natGatewayIds" in route ? route.natGatewayIds.length : 1;
  return count === 1 || (count > 0 && count === subnets)
    ? []
    : [`defaultRoute.natGatewayIds must name one NAT gateway, or one for each of the ${subnets} subnets, got ${count}`];
}
