import { natOnePerZone } from "../../../../guardrails/controls/network/nat-one-per-zone";
import { routeDataTierIsolated } from "../../../../guardrails/controls/network/route-data-tier-isolated";
import { routeDefaultThroughNat } from "../../../../guardrails/controls/network/route-default-through-nat";
import { routePrivateNotToIgw } from "../../../../guardrails/controls/network/route-private-not-to-igw";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const NET = {
  aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
  aws_internet_gateway: { g: { vpc_id: "${aws_vpc.v.id}" } },
  aws_route_table: { t: { vpc_id: "${aws_vpc.v.id}" } },
};
const subnet = (values: JsonObject = {}): JsonObject => ({
  vpc_id: "${aws_vpc.v.id}",
  cidr_block: "10.0.1.0/24",
  ...values,
});
const association = { a: { subnet_id: "${aws_subnet.private.id}", route_table_id: "${aws_route_table.t.id}" } };
const NAT = {
  aws_nat_gateway: { n: { subnet_id: "subnet-0123456789abcdef0", allocation_id: "eipalloc-0123456789abcdef0" } },
};
const toGateway = (values: JsonObject = {}): JsonObject => ({
  route_table_id: "${aws_route_table.t.id}",
  destination_cidr_block: "0.0.0.0/0",
  gateway_id: "${aws_internet_gateway.g.id}",
  ...values,
});
const project = (more: JsonObject, name = "private", values: JsonObject = {}): TerraformJson => ({
  resource: { ...NET, aws_subnet: { [name]: subnet(values) }, ...more },
});
const P = "aws_subnet.private";

describe("route-private-not-to-igw", () => {
  const routed = (route: JsonObject) => project({ aws_route_table_association: association, aws_route: { r: route } });

  it("fails with a route to an internet gateway, as a resource or in the table", () => {
    expect(messagesOf(routePrivateNotToIgw, routed(toGateway()))).toEqual([
      `fail ${P}: it is meant to be private (by its name), but aws_route_table.t (aws_route.r) leads to aws_internet_gateway.g`,
    ]);
    const table = {
      aws_route_table: {
        t: {
          vpc_id: "${aws_vpc.v.id}",
          route: [{ cidr_block: "0.0.0.0/0", gateway_id: "${aws_internet_gateway.g.id}" }],
        },
      },
    };
    expect(outcomesOf(routePrivateNotToIgw, project({ ...table, aws_route_table_association: association }))).toEqual({
      [P]: "fail",
    });
  });

  it.each<[string, JsonObject]>([
    ["half of the world", toGateway({ destination_cidr_block: "128.0.0.0/1" })],
    ["a part of the world", toGateway({ destination_cidr_block: "52.0.0.0/8" })],
    ["IPv6", toGateway({ destination_cidr_block: null, destination_ipv6_cidr_block: "::/0" })],
    ["a gateway by its id", toGateway({ gateway_id: "igw-0123456789abcdef0" })],
  ])("fails for %s", (_, route) => {
    expect(outcomesOf(routePrivateNotToIgw, routed(route))).toEqual({ [P]: "fail" });
  });

  it.each<[string, JsonObject]>([
    ["NAT", toGateway({ gateway_id: null, nat_gateway_id: "nat-0123456789abcdef0" })],
    ["a VPN", toGateway({ gateway_id: "vgw-0123456789abcdef0" })],
    ["an egress-only gateway", toGateway({ gateway_id: null, egress_only_gateway_id: "eigw-0123456789abcdef0" })],
    ["a transit gateway", toGateway({ gateway_id: null, transit_gateway_id: "tgw-0123456789abcdef0" })],
  ])("passes for %s", (_, route) => {
    expect(outcomesOf(routePrivateNotToIgw, routed(route))).toEqual({ [P]: "pass" });
  });

  it("knows private subnets by their tags, their names, and what is in them", () => {
    const gateway = { aws_route: { r: toGateway() } };
    const at = (name: string) => ({
      a: { subnet_id: `\${aws_subnet.${name}.id}`, route_table_id: "${aws_route_table.t.id}" },
    });
    const named = (name: string, values: JsonObject = {}, more: JsonObject = {}) =>
      outcomesOf(
        routePrivateNotToIgw,
        project({ ...gateway, aws_route_table_association: at(name), ...more }, name, values),
      );
    expect(named("a")).toEqual({});
    expect(named("public")).toEqual({});
    expect(named("db_a")).toEqual({ "aws_subnet.db_a": "fail" });
    expect(named("a", { tags: { Name: "app-private-1" } })).toEqual({ "aws_subnet.a": "fail" });
    expect(named("a", { tags: { Tier: "Isolated" } })).toEqual({ "aws_subnet.a": "fail" });
    expect(named("a", { tags: { Name: "public-of-the-private-network" } })).toEqual({});
    expect(named("a", {}, { aws_db_subnet_group: { g: { subnet_ids: ["${aws_subnet.a.id}"] } } })).toEqual({
      "aws_subnet.a": "fail",
    });
  });

  it("reads the main table where a subnet has none of its own", () => {
    expect(outcomesOf(routePrivateNotToIgw, project({}))).toEqual({ [P]: "pass" });
    const main = {
      aws_main_route_table_association: { m: { vpc_id: "${aws_vpc.v.id}", route_table_id: "${aws_route_table.t.id}" } },
    };
    expect(outcomesOf(routePrivateNotToIgw, project({ ...main, aws_route: { r: toGateway() } }))).toEqual({
      [P]: "fail",
    });
    const adopted = {
      aws_default_route_table: {
        d: {
          default_route_table_id: "${aws_vpc.v.default_route_table_id}",
          route: [{ cidr_block: "0.0.0.0/0", gateway_id: "${aws_internet_gateway.g.id}" }],
        },
      },
    };
    expect(outcomesOf(routePrivateNotToIgw, project(adopted))).toEqual({ [P]: "fail" });
    const added = { aws_route: { r: toGateway({ route_table_id: "${aws_vpc.v.main_route_table_id}" }) } };
    expect(outcomesOf(routePrivateNotToIgw, project(added))).toEqual({ [P]: "unknown" });
  });

  it("is unknown where VPC or table are somewhere else", () => {
    const outside = { aws_subnet: { private: subnet({ vpc_id: "vpc-0123456789abcdef0" }) } };
    expect(outcomesOf(routePrivateNotToIgw, { resource: outside })).toEqual({ [P]: "unknown" });
    const table = { a: { subnet_id: "${aws_subnet.private.id}", route_table_id: "rtb-0123456789abcdef0" } };
    expect(messagesOf(routePrivateNotToIgw, project({ aws_route_table_association: table }))).toEqual([
      `unknown ${P}: it is meant to be private (by its name), but its routes cannot be told: the table of aws_route_table_association.a is not part of the input`,
    ]);
  });

  it("is not about a neighbour's table", () => {
    const neighbour = {
      aws_subnet: { private: subnet(), public: subnet({ cidr_block: "10.0.2.0/24" }) },
      aws_route_table: { ...NET.aws_route_table, p: { vpc_id: "${aws_vpc.v.id}" } },
      aws_route_table_association: {
        ...association,
        b: { subnet_id: "${aws_subnet.public.id}", route_table_id: "${aws_route_table.p.id}" },
      },
      aws_route: { r: toGateway({ route_table_id: "${aws_route_table.p.id}" }) },
    };
    expect(outcomesOf(routePrivateNotToIgw, project(neighbour))).toEqual({ [P]: "pass" });
  });

  it("follows count", () => {
    const json = {
      resource: {
        ...NET,
        aws_subnet: { private: { count: 2, ...subnet({ cidr_block: "10.0.${count.index}.0/24" }) } },
        aws_route_table: { t: { count: 2, vpc_id: "${aws_vpc.v.id}" } },
        aws_route_table_association: {
          a: {
            count: 2,
            subnet_id: "${aws_subnet.private[count.index].id}",
            route_table_id: "${aws_route_table.t[count.index].id}",
          },
        },
        aws_route: { r: toGateway({ route_table_id: "${aws_route_table.t[1].id}" }) },
      },
    };
    expect(outcomesOf(routePrivateNotToIgw, json)).toEqual({ [`${P}[0]`]: "pass", [`${P}[1]`]: "fail" });
  });
});

describe("route-data-tier-isolated", () => {
  const D = "aws_subnet.data";
  const at = { a: { subnet_id: "${aws_subnet.data.id}", route_table_id: "${aws_route_table.t.id}" } };
  const nat = { aws_route: { r: toGateway({ gateway_id: null, nat_gateway_id: "${aws_nat_gateway.n.id}" }) }, ...NAT };

  it("fails with any default route", () => {
    expect(messagesOf(routeDataTierIsolated, project({ aws_route_table_association: at, ...nat }, "data"))).toEqual([
      `fail ${D}: it is for data (by its name), but aws_route_table.t has a default route to aws_nat_gateway.n`,
    ]);
  });

  it("passes without one", () => {
    expect(outcomesOf(routeDataTierIsolated, project({ aws_route_table_association: at }, "data"))).toEqual({
      [D]: "pass",
    });
    const peering = {
      aws_route: {
        r: toGateway({
          gateway_id: null,
          destination_cidr_block: "10.9.0.0/16",
          vpc_peering_connection_id: "pcx-0123456789abcdef0",
        }),
      },
    };
    expect(outcomesOf(routeDataTierIsolated, project({ aws_route_table_association: at, ...peering }, "data"))).toEqual(
      { [D]: "pass" },
    );
  });

  it("counts a subnet with nothing but databases in it, and none that others share", () => {
    const group = { aws_db_subnet_group: { g: { subnet_ids: ["${aws_subnet.private.id}"] } } };
    const shared = {
      aws_instance: { i: { subnet_id: "${aws_subnet.private.id}", ami: "ami-1", instance_type: "t3.nano" } },
    };
    const routes = { aws_route_table_association: association, ...nat };
    expect(outcomesOf(routeDataTierIsolated, project({ ...routes, ...group }))).toEqual({ [P]: "fail" });
    expect(outcomesOf(routeDataTierIsolated, project({ ...routes, ...group, ...shared }))).toEqual({});
    expect(outcomesOf(routeDataTierIsolated, project(routes))).toEqual({});
  });
});

describe("route-default-through-nat", () => {
  const R = "aws_route.r";
  it.each<[string, JsonObject, string]>([
    ["a NAT gateway", { nat_gateway_id: "nat-0123456789abcdef0" }, "pass"],
    ["an internet gateway", { gateway_id: "${aws_internet_gateway.g.id}" }, "pass"],
    ["a network interface", { network_interface_id: "eni-0123456789abcdef0" }, "fail"],
  ])("%s", (_, target, outcome) => {
    const json = project({ aws_route: { r: toGateway({ gateway_id: null, ...target }) } });
    expect(outcomesOf(routeDefaultThroughNat, json)).toEqual({ [R]: outcome });
  });

  it("sees halves and the routes in a table, and no other destinations", () => {
    const host = { network_interface_id: "eni-0123456789abcdef0" };
    const half = project({
      aws_route: { r: toGateway({ gateway_id: null, destination_cidr_block: "0.0.0.0/1", ...host }) },
    });
    expect(messagesOf(routeDefaultThroughNat, half)).toEqual([
      `fail ${R} network_interface_id: the default route leads to network_interface_id, a host of your own`,
    ]);
    const table = {
      aws_route_table: { t: { vpc_id: "${aws_vpc.v.id}", route: [{ cidr_block: "0.0.0.0/0", ...host }] } },
    };
    expect(outcomesOf(routeDefaultThroughNat, project(table))).toEqual({ "aws_route_table.t": "fail" });
    const inside = project({
      aws_route: { r: toGateway({ gateway_id: null, destination_cidr_block: "10.9.0.0/16", ...host }) },
    });
    expect(outcomesOf(routeDefaultThroughNat, inside)).toEqual({});
  });

  it("is unknown where the target is", () => {
    const json = {
      ...project({ aws_route: { r: toGateway({ gateway_id: "${data.aws_ssm_parameter.x.value}" }) } }),
      data: { aws_ssm_parameter: { x: { name: "x" } } },
    };
    expect(outcomesOf(routeDefaultThroughNat, json)).toEqual({ [R]: "unknown" });
  });
});

describe("nat-one-per-zone", () => {
  const zone = (letter: string, number: number) =>
    subnet({ cidr_block: `10.0.${number}.0/24`, availability_zone: `us-east-1${letter}` });
  const nat = (letter: string) => ({
    subnet_id: `\${aws_subnet.public_${letter}.id}`,
    allocation_id: "eipalloc-0123456789abcdef0",
  });
  const tables = {
    aws_route_table_association: {
      a: { subnet_id: "${aws_subnet.public_a.id}", route_table_id: "${aws_route_table.t.id}" },
      b: { subnet_id: "${aws_subnet.public_b.id}", route_table_id: "${aws_route_table.t.id}" },
    },
    aws_route: { r: toGateway() },
  };
  const subnets = { public_a: zone("a", 1), public_b: zone("b", 2), private_a: zone("a", 3), private_b: zone("b", 4) };
  const json = (gateways: JsonObject, values: JsonObject = subnets) => ({
    resource: { ...NET, ...tables, aws_subnet: values, aws_nat_gateway: gateways },
  });

  it("passes with one in each, and fails with fewer", () => {
    expect(outcomesOf(natOnePerZone, json({ a: nat("a"), b: nat("b") }))).toEqual({ "aws_vpc.v": "pass" });
    expect(messagesOf(natOnePerZone, json({ a: nat("a") }))).toEqual([
      "fail aws_vpc.v: private subnets are in 2 zones, NAT gateways in 1: when that zone fails, the others lose their way out",
    ]);
    expect(outcomesOf(natOnePerZone, json({ a: nat("a"), b: nat("a") }))).toEqual({ "aws_vpc.v": "fail" });
  });

  it("is unknown where zones are, and silent without NAT", () => {
    const open = {
      ...subnets,
      private_a: subnet({ cidr_block: "10.0.3.0/24" }),
      private_b: subnet({ cidr_block: "10.0.4.0/24" }),
    };
    expect(outcomesOf(natOnePerZone, json({ a: nat("a") }, open))).toEqual({ "aws_vpc.v": "unknown" });
    expect(outcomesOf(natOnePerZone, project({}))).toEqual({});
  });
});
