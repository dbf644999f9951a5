import { sgDbOnlyFromApp } from "../../../../guardrails/controls/network/sg-db-only-from-app";
import { sgEgressLimited } from "../../../../guardrails/controls/network/sg-egress-limited";
import { sgNoWorldAdminPorts } from "../../../../guardrails/controls/network/sg-no-world-admin-ports";
import { sgNoWorldAllProtocols } from "../../../../guardrails/controls/network/sg-no-world-all-protocols";
import { sgNoWorldRiskyPorts } from "../../../../guardrails/controls/network/sg-no-world-risky-ports";
import { sgWorldOnlyOnEdge } from "../../../../guardrails/controls/network/sg-world-only-on-edge";
import { messagesOf, outcomesOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const VPC = { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } };
const own = (values: JsonObject) => ({ name: "g", vpc_id: "${aws_vpc.main.id}", ...values });
const inline = (...ingress: readonly JsonObject[]) => ({
  resource: { ...VPC, aws_security_group: { g: own({ ingress: [...ingress] }) } },
});
const ssh = (values: JsonObject): JsonObject => ({ from_port: 22, to_port: 22, protocol: "tcp", ...values });
const standalone = (rules: JsonObject, group: JsonObject = {}) => ({
  resource: {
    ...VPC,
    aws_security_group: { g: own(group) },
    aws_vpc_security_group_ingress_rule: rules,
  },
});
const rule = (values: JsonObject): JsonObject => ({
  security_group_id: "${aws_security_group.g.id}",
  ip_protocol: "tcp",
  from_port: 22,
  to_port: 22,
  ...values,
});
const older = (values: JsonObject) => ({
  resource: {
    ...VPC,
    aws_security_group: { g: own({}) },
    aws_security_group_rule: {
      r: ssh({ security_group_id: "${aws_security_group.g.id}", type: "ingress", ...values }),
    },
  },
});

describe("sg-no-world-admin-ports", () => {
  const G = "aws_security_group.g";
  const R = "aws_vpc_security_group_ingress_rule.r";

  it.each([
    ["a trusted network", ssh({ cidr_blocks: ["203.0.113.0/24"] })],
    ["another port", ssh({ from_port: 443, to_port: 443, cidr_blocks: ["0.0.0.0/0"] })],
    ["another protocol", ssh({ protocol: "udp", cidr_blocks: ["0.0.0.0/0"] })],
    ["ICMP", { from_port: -1, to_port: -1, protocol: "icmp", cidr_blocks: ["0.0.0.0/0"] }],
    ["a range that ends before", ssh({ from_port: 0, to_port: 21, cidr_blocks: ["0.0.0.0/0"] })],
    ["itself", ssh({ self: true })],
    ["a group", ssh({ security_groups: ["sg-0123456789abcdef0"] })],
    ["private networks", ssh({ cidr_blocks: ["10.0.0.0/8", "172.16.0.0/12"], ipv6_cidr_blocks: ["fd00::/8"] })],
  ])("passes for %s", (_, block) => {
    expect(outcomesOf(sgNoWorldAdminPorts, inline(block))).toEqual({ [G]: "pass" });
  });

  it.each([
    ["the world", ssh({ cidr_blocks: ["0.0.0.0/0"] })],
    ["the world among others", ssh({ cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] })],
    ["two halves", ssh({ cidr_blocks: ["0.0.0.0/1", "128.0.0.0/1"] })],
    ["IPv6", ssh({ ipv6_cidr_blocks: ["::/0"] })],
    ["IPv6 in full", ssh({ ipv6_cidr_blocks: ["0000:0000:0000:0000:0000:0000:0000:0000/0"] })],
    ["halves of IPv6", ssh({ ipv6_cidr_blocks: ["0::/1", "8000::/1"] })],
    ["a range that contains it", ssh({ from_port: 20, to_port: 24, cidr_blocks: ["0.0.0.0/0"] })],
    ["RDP", ssh({ from_port: 3389, to_port: 3389, cidr_blocks: ["0.0.0.0/0"] })],
    ["the protocol by its number", ssh({ protocol: "6", cidr_blocks: ["0.0.0.0/0"] })],
    ["the protocol in capitals", ssh({ protocol: "TCP", cidr_blocks: ["0.0.0.0/0"] })],
    ["all protocols", { from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }],
    ["all protocols by name", { from_port: 0, to_port: 0, protocol: "all", cidr_blocks: ["0.0.0.0/0"] }],
  ])("fails for %s", (_, block) => {
    expect(outcomesOf(sgNoWorldAdminPorts, inline(block))).toEqual({ [G]: "fail" });
  });

  it("fails where two blocks of rules are the world together", () => {
    const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((cidr) => ssh({ cidr_blocks: [cidr] }));
    expect(messagesOf(sgNoWorldAdminPorts, inline(...halves))).toEqual([
      `fail ${G} ingress.0.cidr_blocks: tcp 22 is open to the internet (0.0.0.0/1, 128.0.0.0/1)`,
    ]);
  });

  it("says which ports and which blocks", () => {
    expect(messagesOf(sgNoWorldAdminPorts, inline(ssh({ to_port: 4000, cidr_blocks: ["0.0.0.0/0"] })))).toEqual([
      `fail ${G} ingress.0.cidr_blocks: tcp 22, tcp 3389 are open to the internet (0.0.0.0/0)`,
    ]);
  });

  it("fails at a rule that is a resource", () => {
    expect(messagesOf(sgNoWorldAdminPorts, standalone({ r: rule({ cidr_ipv4: "0.0.0.0/0" }) }))).toEqual([
      `fail ${R} cidr_ipv4: tcp 22 is open to the internet (0.0.0.0/0)`,
    ]);
    expect(outcomesOf(sgNoWorldAdminPorts, standalone({ r: rule({ cidr_ipv6: "::/0" }) }))).toEqual({
      [G]: "pass",
      [R]: "fail",
    });
  });

  it("passes a rule that names a group", () => {
    const named = rule({ referenced_security_group_id: "${aws_security_group.g.id}" });
    expect(outcomesOf(sgNoWorldAdminPorts, standalone({ r: named }))).toEqual({ [G]: "pass", [R]: "pass" });
  });

  it("fails for all protocols without ports", () => {
    const any = { security_group_id: "${aws_security_group.g.id}", ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" };
    expect(outcomesOf(sgNoWorldAdminPorts, standalone({ r: any }))).toEqual({ [G]: "pass", [R]: "fail" });
  });

  it("fails at the group where rules are the world together only", () => {
    const halves = { a: rule({ cidr_ipv4: "0.0.0.0/1" }), b: rule({ cidr_ipv4: "128.0.0.0/1" }) };
    // Each is more than anybody's own network already.
    expect(outcomesOf(sgNoWorldAdminPorts, standalone(halves))).toEqual({
      [G]: "pass",
      "aws_vpc_security_group_ingress_rule.a": "fail",
      "aws_vpc_security_group_ingress_rule.b": "fail",
    });
    const eighths = {
      a: rule({
        for_each: { a: "3.0.0.0/8", b: "15.0.0.0/8", c: "52.0.0.0/8", d: "54.0.0.0/8" },
        cidr_ipv4: "${each.value}",
      }),
    };
    expect(messagesOf(sgNoWorldAdminPorts, standalone(eighths))).toEqual([
      `fail ${G}: its rules together: tcp 22 is open to the internet (3.0.0.0/8, 15.0.0.0/8, 52.0.0.0/8, 54.0.0.0/8)`,
    ]);
  });

  it("reads the older rule, of its direction only", () => {
    const R2 = "aws_security_group_rule.r";
    expect(outcomesOf(sgNoWorldAdminPorts, older({ cidr_blocks: ["0.0.0.0/0"] }))).toEqual({
      [G]: "pass",
      [R2]: "fail",
    });
    expect(outcomesOf(sgNoWorldAdminPorts, older({ cidr_blocks: ["10.0.0.0/8"] }))).toEqual({
      [G]: "pass",
      [R2]: "pass",
    });
    expect(outcomesOf(sgNoWorldAdminPorts, older({ type: "egress", cidr_blocks: ["0.0.0.0/0"] }))).toEqual({
      [G]: "pass",
    });
    expect(outcomesOf(sgNoWorldAdminPorts, older({ self: true }))).toEqual({ [G]: "pass", [R2]: "pass" });
  });

  it("follows a variable's default, for_each and dynamic", () => {
    const cidrs = { variable: { cidrs: { default: ["10.0.0.0/8", "0.0.0.0/0"] } } };
    const each = standalone({ r: rule({ for_each: "${toset(var.cidrs)}", cidr_ipv4: "${each.value}" }) });
    expect(outcomesOf(sgNoWorldAdminPorts, { ...cidrs, ...each })).toEqual({
      [G]: "pass",
      [`${R}["10.0.0.0/8"]`]: "pass",
      [`${R}["0.0.0.0/0"]`]: "fail",
    });
    const dynamic = {
      resource: {
        ...VPC,
        aws_security_group: {
          g: own({
            dynamic: {
              ingress: { for_each: "${var.cidrs}", content: ssh({ cidr_blocks: ["${ingress.value}"] }) },
            },
          }),
        },
      },
    };
    expect(outcomesOf(sgNoWorldAdminPorts, { ...cidrs, ...dynamic })).toEqual({ [G]: "fail" });
  });

  it("is unknown where the block is known only later, unless it is small for sure", () => {
    const data = { data: { aws_ssm_parameter: { office: { name: "office" } } } };
    const block = "${data.aws_ssm_parameter.office.value}";
    expect(messagesOf(sgNoWorldAdminPorts, { ...data, ...inline(ssh({ cidr_blocks: [block] })) })).toEqual([
      `unknown ${G} ingress.0.cidr_blocks: it cannot be told whether the internet reaches tcp 22: known after apply: data.aws_ssm_parameter.office.value`,
    ]);
    const eip = { aws_eip: { nat: {} } };
    const { resource } = inline(ssh({ cidr_blocks: ["${aws_eip.nat.public_ip}/32"] }));
    expect(outcomesOf(sgNoWorldAdminPorts, { resource: { ...resource, ...eip } })).toEqual({ [G]: "pass" });
    const vpc = inline(ssh({ ipv6_cidr_blocks: ["${aws_vpc.main.ipv6_cidr_block}"] }));
    expect(outcomesOf(sgNoWorldAdminPorts, vpc)).toEqual({ [G]: "pass" });
  });

  it("is unknown where the ports are known only later", () => {
    const data = { data: { aws_ssm_parameter: { port: { name: "port" } } } };
    const open = ssh({ from_port: "${data.aws_ssm_parameter.port.value}", cidr_blocks: ["0.0.0.0/0"] });
    expect(outcomesOf(sgNoWorldAdminPorts, { ...data, ...inline(open) })).toEqual({ [G]: "unknown" });
    const inside = ssh({ from_port: "${data.aws_ssm_parameter.port.value}", cidr_blocks: ["10.0.0.0/8"] });
    expect(outcomesOf(sgNoWorldAdminPorts, { ...data, ...inline(inside) })).toEqual({ [G]: "pass" });
  });

  it("reads prefix lists that the input manages; others are unknown, but for AWS's own", () => {
    const list = (cidr: string) => ({
      aws_ec2_managed_prefix_list: {
        l: { name: "l", address_family: "IPv4", max_entries: 2, entry: [{ cidr, description: "d" }] },
      },
    });
    const withList = (resource: JsonObject, id = "${aws_ec2_managed_prefix_list.l.id}") => {
      const base = standalone({ r: rule({ prefix_list_id: id }) });
      return { ...base, resource: { ...base.resource, ...resource } };
    };
    expect(outcomesOf(sgNoWorldAdminPorts, withList(list("0.0.0.0/0")))).toEqual({ [G]: "pass", [R]: "fail" });
    expect(outcomesOf(sgNoWorldAdminPorts, withList(list("10.0.0.0/8")))).toEqual({ [G]: "pass", [R]: "pass" });
    const entry = {
      ...list("10.0.0.0/8"),
      aws_ec2_managed_prefix_list_entry: {
        e: { cidr: "0.0.0.0/0", prefix_list_id: "${aws_ec2_managed_prefix_list.l.id}" },
      },
    };
    expect(outcomesOf(sgNoWorldAdminPorts, withList(entry))).toEqual({ [G]: "pass", [R]: "fail" });
    expect(outcomesOf(sgNoWorldAdminPorts, withList({}, "pl-0123456789abcdef0"))).toEqual({
      [G]: "pass",
      [R]: "unknown",
    });
    const data = { data: { aws_ec2_managed_prefix_list: { l: { name: "com.amazonaws.us-east-1.s3" } } } };
    const ofAws = { ...data, ...withList({}, "${data.aws_ec2_managed_prefix_list.l.id}") };
    expect(outcomesOf(sgNoWorldAdminPorts, ofAws)).toEqual({ [G]: "pass", [R]: "pass" });
    const others = { data: { aws_ec2_managed_prefix_list: { l: { name: "partners" } } } };
    expect(
      outcomesOf(sgNoWorldAdminPorts, { ...others, ...withList({}, "${data.aws_ec2_managed_prefix_list.l.id}") }),
    ).toEqual({
      [G]: "pass",
      [R]: "unknown",
    });
  });

  it("says nothing without security groups, and passes one without rules", () => {
    expect(outcomesOf(sgNoWorldAdminPorts, { resource: VPC })).toEqual({});
    expect(outcomesOf(sgNoWorldAdminPorts, inline())).toEqual({ [G]: "pass" });
  });

  it("looks at the default group", () => {
    const group = (ingress: readonly JsonObject[]) => ({
      resource: { ...VPC, aws_default_security_group: { d: { vpc_id: "${aws_vpc.main.id}", ingress: [...ingress] } } },
    });
    expect(outcomesOf(sgNoWorldAdminPorts, group([ssh({ cidr_blocks: ["0.0.0.0/0"] })]))).toEqual({
      "aws_default_security_group.d": "fail",
    });
  });
});

describe("sg-no-world-risky-ports", () => {
  const port = (number: number, protocol = "tcp") =>
    inline({ from_port: number, to_port: number, protocol, cidr_blocks: ["0.0.0.0/0"] });

  it("names the services", () => {
    expect(messagesOf(sgNoWorldRiskyPorts, port(5432))).toEqual([
      "fail aws_security_group.g ingress.0.cidr_blocks: tcp 5432 (PostgreSQL) is open to the internet (0.0.0.0/0)",
    ]);
  });

  it.each([
    [445, "tcp"],
    [3306, "tcp"],
    [6379, "tcp"],
    [9200, "tcp"],
    [27017, "tcp"],
    [11211, "udp"],
  ])("fails for %d %s", (number, protocol) => {
    expect(outcomesOf(sgNoWorldRiskyPorts, port(number, protocol))).toEqual({ "aws_security_group.g": "fail" });
  });

  it.each([
    [443, "tcp"],
    [80, "tcp"],
    [22, "tcp"],
    [5432, "udp"],
  ])("passes for %d %s", (number, protocol) => {
    expect(outcomesOf(sgNoWorldRiskyPorts, port(number, protocol))).toEqual({ "aws_security_group.g": "pass" });
  });

  it("passes for a private network", () => {
    const block = { from_port: 5432, to_port: 5432, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] };
    expect(outcomesOf(sgNoWorldRiskyPorts, inline(block))).toEqual({ "aws_security_group.g": "pass" });
  });
});

describe.each([
  ["sg-no-world-all-protocols", sgNoWorldAllProtocols, "ingress"],
  ["sg-egress-limited", sgEgressLimited, "egress"],
] as const)("%s", (_, control, direction) => {
  const group = (...blocks: readonly JsonObject[]) => ({
    resource: { ...VPC, aws_security_group: { g: own({ [direction]: [...blocks] }) } },
  });
  const ports = (from: number, to: number, values: JsonObject = {}): JsonObject => ({
    from_port: from,
    to_port: to,
    protocol: "tcp",
    cidr_blocks: ["0.0.0.0/0"],
    ...values,
  });

  it.each([
    ["all protocols", [ports(0, 0, { protocol: "-1" })]],
    ["all ports", [ports(0, 65535)]],
    ["all ports but 0", [ports(1, 65535)]],
    ["all ports in two rules", [ports(0, 1023), ports(1024, 65535)]],
    ["overlapping ranges", [ports(0, 40_000), ports(30_000, 65_535)]],
    ["all ports of UDP", [ports(0, 65535, { protocol: "17" })]],
    ["halves of the world", [ports(0, 0, { protocol: "-1", cidr_blocks: ["0.0.0.0/1", "128.0.0.0/1"] })]],
    ["IPv6", [ports(0, 0, { protocol: "-1", cidr_blocks: [], ipv6_cidr_blocks: ["0::/0"] })]],
  ])("fails for %s", (__, blocks) => {
    expect(outcomesOf(control, group(...blocks))).toEqual({ "aws_security_group.g": "fail" });
  });

  it.each([
    ["a port", [ports(443, 443)]],
    ["a range with a gap", [ports(0, 1023), ports(1025, 65535)]],
    ["all protocols within the network", [ports(0, 0, { protocol: "-1", cidr_blocks: ["10.0.0.0/8"] })]],
    ["all protocols of its own", [ports(0, 0, { protocol: "-1", cidr_blocks: [], self: true })]],
    ["no rule", []],
  ])("passes for %s", (__, blocks) => {
    expect(outcomesOf(control, group(...blocks))).toEqual({ "aws_security_group.g": "pass" });
  });

  it("judges a rule that is a resource", () => {
    const type = `aws_vpc_security_group_${direction}_rule`;
    const any = { security_group_id: "${aws_security_group.g.id}", ip_protocol: "-1", cidr_ipv4: "0.0.0.0/0" };
    const json = { resource: { ...VPC, aws_security_group: { g: own({}) }, [type]: { r: any } } };
    expect(outcomesOf(control, json)).toEqual({ "aws_security_group.g": "pass", [`${type}.r`]: "fail" });
  });
});

it("sg-egress-limited says where it leads to", () => {
  const egress = [{ from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }];
  expect(messagesOf(sgEgressLimited, { resource: { ...VPC, aws_security_group: { g: own({ egress }) } } })).toEqual([
    "fail aws_security_group.g egress.0.cidr_blocks: every tcp port, every udp port of the internet may be reached (0.0.0.0/0)",
  ]);
});

describe("sg-world-only-on-edge", () => {
  const G = "aws_security_group.g";
  const web = (from: number, to: number, more: JsonObject = {}) => {
    const base = standalone({ r: rule({ from_port: from, to_port: to, cidr_ipv4: "0.0.0.0/0" }) });
    return { resource: { ...base.resource, ...more } };
  };
  const balancer = { aws_lb: { b: { security_groups: ["${aws_security_group.g.id}"], internal: false } } };
  const host = {
    aws_instance: {
      i: { vpc_security_group_ids: ["${aws_security_group.g.id}"], ami: "ami-1", instance_type: "t3.nano" },
    },
  };

  it("passes 443 and 80 to a load balancer", () => {
    expect(outcomesOf(sgWorldOnlyOnEdge, web(443, 443, balancer))).toEqual({ [G]: "pass" });
    expect(outcomesOf(sgWorldOnlyOnEdge, web(80, 80, balancer))).toEqual({ [G]: "pass" });
  });

  it("fails for other ports, and for ranges that contain them", () => {
    expect(messagesOf(sgWorldOnlyOnEdge, web(80, 443, balancer))).toEqual([
      `fail ${G}: the internet is let in at tcp 80–443: an edge takes 443, and 80 to redirect`,
    ]);
    expect(outcomesOf(sgWorldOnlyOnEdge, web(8443, 8443, balancer))).toEqual({ [G]: "fail" });
  });

  it("fails where anything else is in the group", () => {
    expect(messagesOf(sgWorldOnlyOnEdge, web(443, 443, host))).toEqual([
      `fail ${G}: the internet is let in at tcp 443, and aws_instance.i (vpc_security_group_ids.0) is no load balancer`,
    ]);
    expect(outcomesOf(sgWorldOnlyOnEdge, web(443, 443, { ...host, ...balancer }))).toEqual({ [G]: "fail" });
  });

  it("is unknown where nothing is in the group", () => {
    expect(outcomesOf(sgWorldOnlyOnEdge, web(443, 443))).toEqual({ [G]: "unknown" });
  });

  it("passes without the internet, whatever is in it", () => {
    const base = standalone({ r: rule({ cidr_ipv4: "10.0.0.0/8" }) });
    expect(outcomesOf(sgWorldOnlyOnEdge, { resource: { ...base.resource, ...host } })).toEqual({ [G]: "pass" });
  });
});

describe("sg-db-only-from-app", () => {
  const database = {
    aws_db_instance: { d: { instance_class: "db.t4g.small", vpc_security_group_ids: ["${aws_security_group.g.id}"] } },
  };
  const withDatabase = (base: { readonly resource: JsonObject }) => ({ resource: { ...base.resource, ...database } });
  const G = "aws_security_group.g";

  it("passes groups and itself", () => {
    const named = withDatabase(standalone({ r: rule({ referenced_security_group_id: "sg-0123456789abcdef0" }) }));
    expect(outcomesOf(sgDbOnlyFromApp, named)).toEqual({ [G]: "pass" });
    expect(outcomesOf(sgDbOnlyFromApp, withDatabase(inline(ssh({ self: true }))))).toEqual({ [G]: "pass" });
    expect(outcomesOf(sgDbOnlyFromApp, withDatabase(inline()))).toEqual({ [G]: "pass" });
  });

  it("fails for any network", () => {
    const block = rule({ from_port: 5432, to_port: 5432, cidr_ipv4: "10.0.0.0/16" });
    expect(messagesOf(sgDbOnlyFromApp, withDatabase(standalone({ r: block })))).toEqual([
      `fail ${G}: aws_vpc_security_group_ingress_rule.r (tcp 5432) lets 10.0.0.0/16 to aws_db_instance.d`,
    ]);
    expect(messagesOf(sgDbOnlyFromApp, withDatabase(inline(ssh({ cidr_blocks: ["10.0.0.0/16"] }))))).toEqual([
      `fail ${G} ingress.0.cidr_blocks: a rule (tcp 22) lets 10.0.0.0/16 to aws_db_instance.d`,
    ]);
  });

  it("is unknown where the network is known only later", () => {
    const data = { data: { aws_ssm_parameter: { c: { name: "c" } } } };
    const open = withDatabase(standalone({ r: rule({ cidr_ipv4: "${data.aws_ssm_parameter.c.value}" }) }));
    expect(outcomesOf(sgDbOnlyFromApp, { ...data, ...open })).toEqual({ [G]: "unknown" });
  });

  it("says nothing of other groups", () => {
    expect(outcomesOf(sgDbOnlyFromApp, inline(ssh({ cidr_blocks: ["0.0.0.0/0"] })))).toEqual({});
  });
});
