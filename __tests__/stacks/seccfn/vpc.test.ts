import { synthesized } from "../../support/environments";
import { aclRules } from "../network-rules";

const seccfn = () => synthesized().template;

describe("the network", () => {
  it("SEC-VPC-1: is one VPC with DNS support and host names", () => {
    expect(seccfn().only("aws_vpc")).toMatchObject({
      cidr_block: "10.20.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  it("SEC-VPC-1: has two public and two private subnets, each kind in two zones, without public addresses by themselves", () => {
    const place = (id: string) => {
      const {
        availability_zone: zone,
        cidr_block: cidr,
        map_public_ip_on_launch: open,
      } = seccfn().at(`aws_subnet.${id}`);
      return [zone, cidr, open];
    };

    expect(seccfn().addresses("aws_subnet")).toHaveLength(4);
    expect(["public_a", "public_b", "private_a", "private_b"].map(place)).toEqual([
      ["${data.aws_availability_zones.available.names[0]}", "10.20.0.0/24", false],
      ["${data.aws_availability_zones.available.names[1]}", "10.20.1.0/24", false],
      ["${data.aws_availability_zones.available.names[0]}", "10.20.16.0/20", false],
      ["${data.aws_availability_zones.available.names[1]}", "10.20.32.0/20", false],
    ]);
  });

  it("SEC-VPC-1: takes available zones that need no opt-in, and keeps a subnet where it is when zones change", () => {
    const template = seccfn();

    expect(template.only("data.aws_availability_zones")).toEqual({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    for (const subnet of template.all("aws_subnet")) {
      expect(subnet.lifecycle).toEqual({ ignore_changes: ["availability_zone"] });
    }
  });

  it("SEC-VPC-1: reaches the internet by a gateway from public subnets, and by the NAT gateway of its zone from private ones", () => {
    const template = seccfn();
    const way = (id: string) => {
      const { route_table_id: table } = template.at(`aws_route_table_association.${id}`);
      const route = template.all("aws_route").find((candidate) => candidate.route_table_id === table);
      return [route?.destination_cidr_block, route?.gateway_id ?? route?.nat_gateway_id];
    };

    expect(["public_a", "public_b", "private_a", "private_b"].map(way)).toEqual([
      ["0.0.0.0/0", "${aws_internet_gateway.vpc.id}"],
      ["0.0.0.0/0", "${aws_internet_gateway.vpc.id}"],
      ["0.0.0.0/0", "${aws_nat_gateway.nat_a.id}"],
      ["0.0.0.0/0", "${aws_nat_gateway.nat_b.id}"],
    ]);
    expect(["nat_a", "nat_b"].map((id) => template.at(`aws_nat_gateway.${id}`))).toMatchObject([
      { subnet_id: "${aws_subnet.public_a.id}", allocation_id: "${aws_eip.nat_a.id}" },
      { subnet_id: "${aws_subnet.public_b.id}", allocation_id: "${aws_eip.nat_b.id}" },
    ]);
  });

  it("SEC-VPC-1: with one NAT gateway, both private subnets go by it", () => {
    const template = synthesized({ network: { natGateways: "single" } }).template;

    expect(template.addresses("aws_nat_gateway")).toEqual(["aws_nat_gateway.nat_a"]);
    expect(["private_a", "private_b"].map((id) => template.at(`aws_route.${id}`).nat_gateway_id)).toEqual([
      "${aws_nat_gateway.nat_a.id}",
      "${aws_nat_gateway.nat_a.id}",
    ]);
  });

  it("ALL-5: every subnet is associated with a route table, none with the main one", () => {
    const template = seccfn();

    expect(template.all("aws_route_table_association").map(({ subnet_id: subnet }) => subnet)).toEqual(
      template.addresses("aws_subnet").map((address) => `\${${address}.id}`),
    );
  });
});

describe("the network ACLs", () => {
  it("SEC-VPC-2: private subnets: HTTPS, PostgreSQL from and to the VPC only, return traffic, and nothing else", () => {
    expect(aclRules(seccfn(), "private_acl")).toEqual([
      "in 100 allow tcp 443 10.20.0.0/16",
      "in 110 allow tcp 5432 10.20.0.0/16",
      "in 200 allow tcp 1024-65535 10.20.0.0/16",
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0",
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 110 allow tcp 5432 10.20.0.0/16",
      "out 200 allow tcp 1024-65535 10.20.0.0/16",
    ]);
  });

  it("SEC-VPC-2: public subnets, which hold NAT gateways only: HTTPS, return traffic, and nothing else", () => {
    expect(aclRules(seccfn(), "public_acl")).toEqual([
      "in 100 allow tcp 443 10.20.0.0/16",
      "in 300 deny tcp 3389 0.0.0.0/0",
      "in 310 deny tcp 5432 0.0.0.0/0",
      "in 400 allow tcp 1024-65535 0.0.0.0/0",
      "out 100 allow tcp 443 0.0.0.0/0",
      "out 200 allow tcp 1024-65535 10.20.0.0/16",
    ]);
  });

  it("SEC-VPC-2: each belongs to its own subnets, and has no rules beside those", () => {
    const template = seccfn();
    const tier = (id: string) => ["a", "b"].map((zone) => `\${aws_subnet.${id}_${zone}.id}`);

    expect(template.at("aws_network_acl.private_acl").subnet_ids).toEqual(tier("private"));
    expect(template.at("aws_network_acl.public_acl").subnet_ids).toEqual(tier("public"));
    for (const acl of template.all("aws_network_acl")) {
      expect(Object.keys(acl).sort()).toEqual(["subnet_ids", "tags", "vpc_id"]);
    }
    expect(template.all("aws_network_acl_rule")).toHaveLength(9 + 6);
  });

  it("SEC-VPC-2: from the internet no packet reaches the database's port or Remote Desktop, whatever else is let in", () => {
    for (const acl of ["private_acl", "public_acl"]) {
      const inbound = aclRules(seccfn(), acl).filter((rule) => rule.startsWith("in ") && rule.endsWith(" 0.0.0.0/0"));
      const first = (port: number) =>
        inbound.find((rule) => {
          const [from = 0, to = from] = (rule.split(" ")[4] ?? "").split("-").map(Number);
          return from <= port && port <= to;
        });

      expect(first(5432)).toMatch(/ deny /);
      expect(first(3389)).toMatch(/ deny /);
      expect(first(5433)).toMatch(/ allow /);
      expect(first(443)).toBeUndefined();
      expect(first(22)).toBeUndefined();
    }
  });

  it("SEC-VPC-2: another database port is opened and guarded in place of 5432", () => {
    const template = synthesized({ database: { port: 6543 } }).template;

    expect(aclRules(template, "private_acl").filter((rule) => rule.includes("6543"))).toEqual([
      "in 110 allow tcp 6543 10.20.0.0/16",
      "in 310 deny tcp 6543 0.0.0.0/0",
      "out 110 allow tcp 6543 10.20.0.0/16",
    ]);
    expect(JSON.stringify(template.json)).not.toContain("5432");
  });

  it("SEC-VPC-2: the default security group and the default ACL let nothing through", () => {
    const template = seccfn();
    const { default_network_acl_id: id, lifecycle, tags, ...aclRules } = template.only("aws_default_network_acl");

    expect(template.only("aws_default_security_group")).toMatchObject({
      vpc_id: "${aws_vpc.vpc.id}",
      ingress: [],
      egress: [],
    });
    expect([id, aclRules]).toEqual(["${aws_vpc.vpc.default_network_acl_id}", {}]);
    expect([lifecycle, tags]).toEqual([{ ignore_changes: ["subnet_ids"] }, { Name: "SecCFN-VPC-default-closed" }]);
  });
});

describe("flow logs", () => {
  it("ALL-8: all traffic is logged, encrypted, for a year", () => {
    const template = seccfn();

    expect(template.only("aws_flow_log")).toMatchObject({
      vpc_id: "${aws_vpc.vpc.id}",
      traffic_type: "ALL",
      log_destination: "${aws_cloudwatch_log_group.flow_logs.arn}",
      iam_role_arn: "${aws_iam_role.flow_log_role.arn}",
    });
    expect(template.at("aws_cloudwatch_log_group.flow_logs")).toMatchObject({
      kms_key_id: "${aws_kms_key.master.arn}",
      retention_in_days: "${var.flow_log_retention_days}",
    });
    expect(template.variables.flow_log_retention_days?.default).toBe(365);
  });
});
