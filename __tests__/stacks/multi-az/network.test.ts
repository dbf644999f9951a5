import { synthesized, variants } from "../../support/environments";
import { objectOf } from "../../support/json";
import { aclRules } from "../network-rules";

const multiAz = () => synthesized({}, "multi-az").template;

/** The environment without a way to the internet. */
const closed = () => {
  const [{ overrides = {}, base } = {}] = variants("no way to the internet");
  return synthesized(overrides, base).template;
};

it("MAZ-NET-1: the network is made of these, and of no others, beside the rules of ACLs", () => {
  const own = multiAz()
    .addresses()
    .filter((address) => /^aws_(?:vpc|subnet|route|nat|eip|internet|network_acl|default|flow)/.test(address))
    .filter((address) => !/^aws_(?:vpc_(?:endpoint|security)|network_acl_rule)/.test(address));

  expect(own).toEqual([
    "aws_default_network_acl.vpc", // closed
    "aws_default_security_group.vpc", // closed
    "aws_eip.nat_a",
    "aws_eip.nat_b",
    "aws_flow_log.flow_log",
    "aws_internet_gateway.vpc",
    "aws_nat_gateway.nat_a", // one a zone, so that a zone's loss takes its own subnet only
    "aws_nat_gateway.nat_b",
    "aws_network_acl.private_acl",
    "aws_network_acl.public_acl",
    "aws_route.private_a",
    "aws_route.private_b",
    "aws_route.public",
    "aws_route_table.private_a", // one a zone, each with the way by its own NAT gateway
    "aws_route_table.private_b",
    "aws_route_table.public",
    "aws_route_table_association.private_a",
    "aws_route_table_association.private_b",
    "aws_route_table_association.public_a",
    "aws_route_table_association.public_b",
    "aws_subnet.private_a",
    "aws_subnet.private_b",
    "aws_subnet.public_a",
    "aws_subnet.public_b",
    "aws_vpc.vpc",
  ]);
});

describe("zones and subnets", () => {
  it("MAZ-NET-1: two zones are picked from those of the region that are available and need no opt-in", () => {
    const template = multiAz();
    const places = template.blocksOf("aws_subnet").map(({ name, values }) => [name, values.availability_zone]);

    expect(template.only("data.aws_availability_zones")).toEqual({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    expect(Object.fromEntries(places)).toEqual({
      private_a: "${data.aws_availability_zones.available.names[0]}",
      private_b: "${data.aws_availability_zones.available.names[1]}",
      public_a: "${data.aws_availability_zones.available.names[0]}",
      public_b: "${data.aws_availability_zones.available.names[1]}",
    });
  });

  it("MAZ-NET-1: a zone that appears or goes away later moves no subnet", () => {
    for (const { lifecycle } of multiAz().all("aws_subnet")) {
      expect(lifecycle).toEqual({ ignore_changes: ["availability_zone"] });
    }
  });

  it("MAZ-NET-1: public and private subnets have blocks of their own, and no address of the internet by themselves", () => {
    const blocks = multiAz()
      .blocksOf("aws_subnet")
      .map(({ name, values }) => [name, values.cidr_block, values.map_public_ip_on_launch]);

    expect(multiAz().at("aws_vpc.vpc").cidr_block).toBe("10.40.0.0/16");
    expect(blocks).toEqual([
      ["private_a", "10.40.16.0/20", false],
      ["private_b", "10.40.32.0/20", false],
      ["public_a", "10.40.0.0/24", false],
      ["public_b", "10.40.1.0/24", false],
    ]);
  });

  it("MAZ-NET-1: three zones, where configuration wants as many", () => {
    const { template } = synthesized({ network: { zoneCount: 3 } }, "multi-az");

    expect(template.addresses("aws_subnet")).toHaveLength(6);
    expect(template.at("aws_subnet.private_c").availability_zone).toBe(
      "${data.aws_availability_zones.available.names[2]}",
    );
    expect(template.at("aws_route.private_c").nat_gateway_id).toBe("${aws_nat_gateway.nat_c.id}");
  });

  it("MAZ-NET-1: named zones are looked up nowhere", () => {
    const { template } = synthesized({ network: { zones: ["us-west-2b", "us-west-2c"] } }, "multi-az");

    expect(template.dataSourceTypes).not.toHaveProperty("aws_availability_zones");
    expect(template.blocksOf("aws_subnet").map(({ values }) => values.availability_zone)).toEqual([
      "us-west-2b",
      "us-west-2c",
      "us-west-2b",
      "us-west-2c",
    ]);
  });
});

describe("ways out", () => {
  it.each([
    ["private_a", "private_a", { nat_gateway_id: "${aws_nat_gateway.nat_a.id}" }],
    ["private_b", "private_b", { nat_gateway_id: "${aws_nat_gateway.nat_b.id}" }],
    ["public_a", "public", { gateway_id: "${aws_internet_gateway.vpc.id}" }],
    ["public_b", "public", { gateway_id: "${aws_internet_gateway.vpc.id}" }],
  ])("MAZ-NET-1: %s goes by the table %s", (subnet, table, way) => {
    const template = multiAz();

    expect(template.at(`aws_route_table_association.${subnet}`)).toEqual({
      subnet_id: `\${aws_subnet.${subnet}.id}`,
      route_table_id: `\${aws_route_table.${table}.id}`,
    });
    expect(template.at(`aws_route.${table}`)).toEqual({
      route_table_id: `\${aws_route_table.${table}.id}`,
      destination_cidr_block: "0.0.0.0/0",
      ...way,
    });
  });

  it("MAZ-NET-1: each NAT gateway stands in the public subnet of its zone", () => {
    for (const zone of ["a", "b"]) {
      expect(multiAz().at(`aws_nat_gateway.nat_${zone}`)).toMatchObject({
        connectivity_type: "public",
        subnet_id: `\${aws_subnet.public_${zone}.id}`,
        allocation_id: `\${aws_eip.nat_${zone}.id}`,
        depends_on: ["aws_internet_gateway.vpc"],
      });
    }
  });

  it("MAZ-NET-1: every part is named as what it is, with the environment as its end", () => {
    const names = ["aws_vpc", "aws_subnet", "aws_route_table", "aws_nat_gateway", "aws_internet_gateway"].flatMap(
      (type) =>
        multiAz()
          .all(type)
          .map(({ tags }) => objectOf(tags).Name),
    );

    expect(names).toEqual([
      "Platform-VPC-multi-az",
      "Platform-Private-A-Subnet-multi-az",
      "Platform-Private-B-Subnet-multi-az",
      "Platform-Public-A-Subnet-multi-az",
      "Platform-Public-B-Subnet-multi-az",
      "Platform-Private-A-RouteTable-multi-az",
      "Platform-Private-B-RouteTable-multi-az",
      "Platform-Public-RouteTable-multi-az",
      "Platform-A-NatGateway-multi-az",
      "Platform-B-NatGateway-multi-az",
      "Platform-InternetGateway-multi-az",
    ]);
  });
});

describe("network ACLs", () => {
  it("MAZ-NET-1: private subnets: HTTPS to endpoints and out, PostgreSQL inside, answers, and nothing else", () => {
    expect(aclRules(multiAz(), "private_acl")).toEqual([
      "in 100 allow tcp 443 10.40.0.0/16", // endpoints
      "in 110 allow tcp 5432 10.40.0.0/16",
      "in 200 allow tcp 1024-65535 10.40.0.0/16",
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 320 deny tcp 8080 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0", // answers by NAT, and of S3 behind its gateway endpoint
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 110 allow tcp 5432 10.40.0.0/16",
      "out 200 allow tcp 1024-65535 10.40.0.0/16",
    ]);
  });

  it("MAZ-NET-1: public subnets hold NAT gateways only: HTTPS through them, and answers", () => {
    expect(aclRules(multiAz(), "public_acl")).toEqual([
      "in 100 allow tcp 443 10.40.0.0/16",
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 320 deny tcp 8080 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0",
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 200 allow tcp 1024-65535 10.40.0.0/16",
    ]);
  });
});

describe("with internetEgress: false", () => {
  it("MAZ-NET-2: there is no route to anywhere, no gateway, and nothing public", () => {
    const gone = Object.keys(multiAz().types).filter((type) => !(type in closed().types));

    expect(gone).toEqual(["aws_eip", "aws_internet_gateway", "aws_nat_gateway", "aws_route"]);
    expect(closed().addresses("aws_subnet")).toEqual(["aws_subnet.private_a", "aws_subnet.private_b"]);
  });

  it("MAZ-NET-2: the private route tables lead to S3 and DynamoDB by their endpoints, and nowhere else", () => {
    const tables = closed().addresses("aws_route_table");
    const gateways = closed()
      .blocksOf("aws_vpc_endpoint")
      .filter(({ values }) => values.vpc_endpoint_type === "Gateway");

    expect(tables).toEqual(["aws_route_table.private_a", "aws_route_table.private_b"]);
    expect(gateways.map(({ name }) => name)).toEqual(["endpoint_dynamodb", "endpoint_s3"]);
    for (const { values } of gateways) {
      expect(values.route_table_ids).toEqual(tables.map((table) => `\${${table}.id}`));
    }
  });

  it("MAZ-NET-2: the ACL of the private subnets stays as it is: S3's addresses lie outside of the VPC", () => {
    expect(aclRules(closed(), "private_acl")).toEqual(aclRules(multiAz(), "private_acl"));
    expect(closed().addresses("aws_network_acl")).toEqual(["aws_network_acl.private_acl"]);
  });

  it("MAZ-NET-2: nothing else changes but what the instances may reach, and what waits for routes", () => {
    const before = new Map(multiAz().resources.map(({ address, values }) => [address, values]));
    const changed = closed()
      .resources.filter(({ address, values }) => JSON.stringify(before.get(address)) !== JSON.stringify(values))
      .map(({ address }) => address);

    expect(changed).toEqual([
      "aws_autoscaling_group.application", // waits for no route
      "aws_secretsmanager_secret_rotation.database_rotation", // neither
      "aws_vpc_security_group_egress_rule.application_to_endpoints",
      "aws_vpc_security_group_egress_rule.application_to_s3",
    ]);
  });
});

it("MAZ-NET-2: no way to the internet without endpoints is refused: nothing would reach AWS", () => {
  expect(() => synthesized({ network: { internetEgress: false, endpoints: false } }, "multi-az")).toThrow(
    "network.endpoints must be true with internetEgress: false, got false; functions, instances and their agents reach AWS by nothing else",
  );
});
