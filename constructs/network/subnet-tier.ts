import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";

/** One subnet of a tier. */
export interface TierSubnet {
  /** Its letter, `a` for the first zone; part of its Terraform address. */
  readonly key: string;
  /** CAUTION: changing this value after the first deployment replaces the `aws_subnet`. */
  readonly cidr: string;
  /** The availability zone; a later change is ignored, since it would replace the subnet. */
  readonly zone: string;
  /** The `Name` tag of the subnet, and of its route table where it has its own. */
  readonly name: string;
}

/** Where traffic for the internet goes: to one internet gateway, or to a NAT gateway a subnet. */
export type DefaultRoute = { readonly internetGatewayId: string } | { readonly natGatewayIds: readonly string[] };

/** Props of {@link SubnetTier}. */
export interface SubnetTierProps {
  readonly vpcId: string;
  readonly subnets: readonly TierSubnet[];
  /** The `Name` tag of the route table that all subnets share, where they share one. */
  readonly routeTableName: string;
  readonly defaultRoute: DefaultRoute;
}

const EVERYWHERE = "0.0.0.0/0";

/**
 * Defines subnets of one kind, one a zone, each explicitly associated with a route table (ALL-5): all with one table
 * where the way out is the internet gateway, each with its own where it is a NAT gateway of a zone.
 * No subnet hands out public addresses by itself.
 *
 * @example
 * new SubnetTier(this, "public", { vpcId, subnets, routeTableName: "example-public", defaultRoute: { internetGatewayId } });
 */
export class SubnetTier extends Construct {
  public readonly subnetIds: readonly string[];

  public constructor(scope: Construct, id: string, { vpcId, subnets, routeTableName, defaultRoute }: SubnetTierProps) {
    super(scope, id);
    const shared =
      "internetGatewayId" in defaultRoute
        ? internetTable(this, vpcId, routeTableName, defaultRoute.internetGatewayId)
        : undefined;
    this.subnetIds = subnets.map(({ key, cidr, zone, name }, index) => {
      const place = new Construct(this, key);
      const subnet = new Subnet(place, "Default", {
        vpcId,
        cidrBlock: cidr,
        availabilityZone: zone,
        mapPublicIpOnLaunch: false,
        tags: { Name: name },
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
      const table = shared ?? natTable(place, vpcId, name, natGatewayOf(defaultRoute, index));
      new RouteTableAssociation(place, "Default-association", { subnetId: subnet.id, routeTableId: table.id });
      return subnet.id;
    });
  }
}

function internetTable(scope: Construct, vpcId: string, name: string, gatewayId: string): RouteTable {
  const table = new RouteTable(scope, "Default", { vpcId, tags: { Name: name } });
  new Route(scope, "Default-route", { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, gatewayId });
  return table;
}

function natTable(scope: Construct, vpcId: string, name: string, natGatewayId: string): RouteTable {
  const table = new RouteTable(scope, "Default-table", { vpcId, tags: { Name: name } });
  new Route(scope, "Default-route", { routeTableId: table.id, destinationCidrBlock: EVERYWHERE, natGatewayId });
  return table;
}

function natGatewayOf(route: DefaultRoute, index: number): string {
  const ids = "natGatewayIds" in route ? route.natGatewayIds : [];
  const id = ids[index % Math.max(ids.length, 1)];
  if (id === undefined) {
    throw new Error("defaultRoute.natGatewayIds must name at least one NAT gateway, got none");
  }
  return id;
}
