import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { TerraformOutput, Testing, Token } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { SubnetTier, type SubnetTierProps, type TierSubnet } from "../../../constructs/network/subnet-tier";
import { textsOf } from "../../support/json";
import { Template } from "../../support/template";

const A: TierSubnet = {
  key: "a",
  cidr: "10.20.0.0/24",
  zone: "us-east-1a",
  name: "example-a",
  routeTableName: "example-table-a",
};
const B: TierSubnet = {
  key: "b",
  cidr: "10.20.1.0/24",
  zone: "us-east-1b",
  name: "example-b",
  routeTableName: "example-table-b",
};
const C: TierSubnet = {
  key: "c",
  cidr: "10.20.2.0/24",
  zone: "us-east-1c",
  name: "example-c",
  routeTableName: "example-table-c",
};
const PROPS: Omit<SubnetTierProps, "defaultRoute"> = {
  vpcId: "vpc-1",
  subnets: [A, B],
  routeTableName: "example-table",
};
const TO_INTERNET = { internetGatewayId: "igw-1" };
const BY_NAT = { natGatewayIds: ["nat-a", "nat-b"] };

function template(props: Partial<SubnetTierProps> = {}): Template {
  return Template.of((stack) => new SubnetTier(stack, "tier", { ...PROPS, defaultRoute: BY_NAT, ...props }));
}

describe("defines by default", () => {
  it("ALL-5: with an internet gateway, subnets that share one route table", () => {
    expect(template({ defaultRoute: TO_INTERNET }).addresses()).toEqual([
      "aws_route.tier", // the way to the internet
      "aws_route_table.tier", // shared
      "aws_route_table_association.tier_a", // explicit, one a subnet
      "aws_route_table_association.tier_b",
      "aws_subnet.tier_a",
      "aws_subnet.tier_b",
    ]);
  });

  it("ALL-5: with NAT gateways, subnets with a route table of their own", () => {
    expect(template().addresses()).toEqual([
      "aws_route.tier_a", // the way to the zone's NAT gateway
      "aws_route.tier_b",
      "aws_route_table.tier_a", // of one zone, so that it can have its own NAT gateway
      "aws_route_table.tier_b",
      "aws_route_table_association.tier_a", // explicit, one a subnet
      "aws_route_table_association.tier_b",
      "aws_subnet.tier_a",
      "aws_subnet.tier_b",
    ]);
  });

  it("the subnets that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new SubnetTier(stack, "tier", { ...PROPS, defaultRoute: BY_NAT });
    const synthesized = Testing.synth(stack);
    expect(synthesized).toHaveResourceWithProperties(Subnet, {
      cidr_block: "10.20.1.0/24",
      tags: { Name: "example-b" },
    });
    expect(synthesized).toHaveResource(RouteTableAssociation);
  });
});

describe("guarantees", () => {
  it("SEC-VPC-1: no subnet hands out public addresses, and a later change of zones replaces none", () => {
    expect(template().all("aws_subnet")).toEqual([
      {
        vpc_id: "vpc-1",
        cidr_block: "10.20.0.0/24",
        availability_zone: "us-east-1a",
        map_public_ip_on_launch: false,
        tags: { Name: "example-a" },
        lifecycle: { ignore_changes: ["availability_zone"] },
      },
      {
        vpc_id: "vpc-1",
        cidr_block: "10.20.1.0/24",
        availability_zone: "us-east-1b",
        map_public_ip_on_launch: false,
        tags: { Name: "example-b" },
        lifecycle: { ignore_changes: ["availability_zone"] },
      },
    ]);
  });

  it("ALL-5: each subnet is associated with the shared table", () => {
    expect(template({ defaultRoute: TO_INTERNET }).all("aws_route_table_association")).toEqual([
      { subnet_id: "${aws_subnet.tier_a.id}", route_table_id: "${aws_route_table.tier.id}" },
      { subnet_id: "${aws_subnet.tier_b.id}", route_table_id: "${aws_route_table.tier.id}" },
    ]);
  });

  it("ALL-5: each subnet is associated with its own table", () => {
    expect(template().all("aws_route_table_association")).toEqual([
      { subnet_id: "${aws_subnet.tier_a.id}", route_table_id: "${aws_route_table.tier_a.id}" },
      { subnet_id: "${aws_subnet.tier_b.id}", route_table_id: "${aws_route_table.tier_b.id}" },
    ]);
  });

  it("SEC-VPC-1: the shared table leads to the internet gateway", () => {
    const made = template({ defaultRoute: TO_INTERNET });
    expect(made.only("aws_route_table")).toEqual({ vpc_id: "vpc-1", tags: { Name: "example-table" } });
    expect(made.only("aws_route")).toEqual({
      route_table_id: "${aws_route_table.tier.id}",
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: "igw-1",
    });
  });

  it("SEC-VPC-1: the own tables lead to the NAT gateway of their zone, and none to the internet gateway", () => {
    expect(template().all("aws_route_table")).toEqual([
      { vpc_id: "vpc-1", tags: { Name: "example-table-a" } },
      { vpc_id: "vpc-1", tags: { Name: "example-table-b" } },
    ]);
    expect(template().all("aws_route")).toEqual([
      {
        route_table_id: "${aws_route_table.tier_a.id}",
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: "nat-a",
      },
      {
        route_table_id: "${aws_route_table.tier_b.id}",
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: "nat-b",
      },
    ]);
  });
});

describe("props", () => {
  it('MAZ-NET-2: defaultRoute "none" leaves the routes out, and nothing else changes', () => {
    const closed = template({ defaultRoute: "none" });
    expect(closed.resources).toEqual(template().resources.filter(({ type }) => type !== "aws_route"));
    expect(closed.types).toEqual({ aws_route_table: 2, aws_route_table_association: 2, aws_subnet: 2 });
  });

  test.each<{ what: string; defaultRoute: SubnetTierProps["defaultRoute"]; ids: readonly string[] }>([
    { what: "the shared one", defaultRoute: TO_INTERNET, ids: ["${aws_route_table.tier.id}"] },
    {
      what: "one a subnet with NAT",
      defaultRoute: { natGatewayIds: ["nat-a"] },
      ids: ["${aws_route_table.tier_b.id}", "${aws_route_table.tier_a.id}"],
    },
    {
      what: "one a subnet without a way out",
      defaultRoute: "none",
      ids: ["${aws_route_table.tier_b.id}", "${aws_route_table.tier_a.id}"],
    },
  ])("the ids of the route tables are references, in the order of the subnets: $what", ({ defaultRoute, ids }) => {
    const made = Template.of((stack) => {
      const tier = new SubnetTier(stack, "tier", { ...PROPS, subnets: [B, A], defaultRoute });
      new TerraformOutput(stack, "ids", { value: tier.routeTableIds });
    });
    expect(made.outputs.ids?.value).toEqual(ids);
  });

  test.each<{ what: string; defaultRoute: SubnetTierProps["defaultRoute"]; routes: readonly string[] }>([
    { what: "the internet gateway", defaultRoute: TO_INTERNET, routes: ["aws_route.tier"] },
    { what: "NAT", defaultRoute: BY_NAT, routes: ["aws_route.tier_a", "aws_route.tier_b"] },
    { what: "no way out", defaultRoute: "none", routes: [] },
  ])("others can wait until the subnets are routed, with $what", ({ defaultRoute, routes }) => {
    const made = Template.of((stack) => {
      const { ready } = new SubnetTier(stack, "tier", { ...PROPS, defaultRoute });
      new Eip(stack, "address", { dependsOn: [...ready] });
    });
    const associations = ["aws_route_table_association.tier_a", "aws_route_table_association.tier_b"];
    expect([...textsOf(made.value("aws_eip.address", "depends_on"))].sort()).toEqual([...routes, ...associations]);
  });

  it("one NAT gateway serves all subnets", () => {
    const made = template({ subnets: [A, B, C], defaultRoute: { natGatewayIds: ["nat-a"] } });
    expect(made.all("aws_route").map(({ nat_gateway_id }) => nat_gateway_id)).toEqual(["nat-a", "nat-a", "nat-a"]);
  });

  it("a further subnet changes nothing of the others", () => {
    const values = (made: Template) =>
      made.resources.filter(({ name }) => name !== "tier_c").map(({ address, values: of }) => ({ address, of }));
    const more = template({ subnets: [A, B, C], defaultRoute: { natGatewayIds: ["nat-a", "nat-b", "nat-c"] } });
    expect(values(more)).toEqual(values(template()));
    expect(more.resources).toHaveLength(template().resources.length + 4);
  });

  it("zones may be looked up by Terraform, and the ids are references in the order of the subnets", () => {
    const made = Template.of((stack) => {
      const zones = new DataAwsAvailabilityZones(stack, "available", {});
      const zone = (index: number) => Token.asString(zones.interpolationForAttribute(`names[${index}]`));
      const tier = new SubnetTier(stack, "tier", {
        ...PROPS,
        subnets: [
          { ...B, zone: zone(0) },
          { ...A, zone: zone(1) },
        ],
        defaultRoute: TO_INTERNET,
      });
      new TerraformOutput(stack, "ids", { value: tier.subnetIds });
    });
    expect(made.value("aws_subnet.tier_b", "availability_zone")).toBe(
      "${data.aws_availability_zones.available.names[0]}",
    );
    expect(made.outputs.ids?.value).toEqual(["${aws_subnet.tier_b.id}", "${aws_subnet.tier_a.id}"]);
  });
});

describe("rejects", () => {
  test.each<{ what: string; props: Partial<SubnetTierProps>; message: string }>([
    {
      what: "there is no subnet",
      props: { subnets: [], defaultRoute: TO_INTERNET },
      message: "subnets must be at least one, got none",
    },
    {
      what: "there is no NAT gateway",
      props: { defaultRoute: { natGatewayIds: [] } },
      message: "defaultRoute.natGatewayIds must name one NAT gateway, or one for each of the 2 subnets, got 0",
    },
    {
      what: "NAT gateways are neither one nor one a subnet",
      props: { subnets: [A, B, C] },
      message: "defaultRoute.natGatewayIds must name one NAT gateway, or one for each of the 3 subnets, got 2",
    },
    {
      what: "a block has host bits",
      props: { subnets: [A, { ...B, cidr: "10.20.1.1/24" }] },
      message: 'subnets[1].cidr "10.20.1.1/24" has host bits set; did you mean "10.20.1.0/24"?',
    },
    {
      what: "a block is too small",
      props: { subnets: [A, { ...B, cidr: "10.20.1.0/29" }] },
      message: 'subnets[1].cidr must be a block between /16 and /28, got "10.20.1.0/29"',
    },
    {
      what: "a block is no block",
      props: { subnets: [A, { ...B, cidr: "10.20.1.0" }] },
      message: 'subnets[1].cidr must be an IPv4 CIDR block such as "10.0.0.0/16", got "10.20.1.0"',
    },
    {
      what: "blocks overlap",
      props: { subnets: [{ ...A, cidr: "10.20.0.0/23" }, B] },
      message: 'subnets[1].cidr must not overlap subnets[0].cidr "10.20.0.0/23", got "10.20.1.0/24"',
    },
    {
      what: "blocks overlap the other way round",
      props: {
        subnets: [
          { ...A, cidr: "10.20.1.0/24" },
          { ...B, cidr: "10.20.0.0/23" },
        ],
      },
      message: 'subnets[1].cidr must not overlap subnets[0].cidr "10.20.1.0/24", got "10.20.0.0/23"',
    },
    {
      what: "a zone is not named, so that AWS would choose",
      props: { subnets: [A, { ...B, zone: "" }] },
      message: 'subnets[1].zone must name an availability zone, got ""',
    },
    {
      what: "two subnets are in one zone",
      props: { subnets: [A, { ...B, zone: A.zone }] },
      message: 'subnets[1].zone must differ from the others, got "us-east-1a" again',
    },
    {
      what: "two subnets have one key",
      props: { subnets: [A, { ...B, key: A.key }] },
      message: 'subnets[1].key must differ from the others, got "a" again',
    },
  ])("ALL-5: fails if $what", ({ props, message }) => {
    expect(() => template(props)).toThrow(new Error(`test/tier: ${message}`));
  });

  test.each([
    { first: "10.20.0.0/24", second: "10.20.1.0/24" },
    { first: "10.20.0.0/24", second: "10.20.2.0/23" },
    { first: "10.20.128.0/17", second: "10.20.0.0/17" },
  ])("takes $first beside $second, which only touch", ({ first, second }) => {
    expect(() =>
      template({
        subnets: [
          { ...A, cidr: first },
          { ...B, cidr: second },
        ],
      }),
    ).not.toThrow();
  });
});
