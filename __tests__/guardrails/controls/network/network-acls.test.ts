import { naclAttached } from "../../../../guardrails/controls/network/nacl-attached";
import { naclNoWorldAdminPorts } from "../../../../guardrails/controls/network/nacl-no-world-admin-ports";
import { naclNoWorldAllPorts } from "../../../../guardrails/controls/network/nacl-no-world-all-ports";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const A = "aws_network_acl.a";
const R = "aws_network_acl_rule";
const UNKNOWN = { data: { aws_ssm_parameter: { x: { name: "x" } } } };
const X = "${data.aws_ssm_parameter.x.value}";

const block = (rule_no: number, from_port: number, to_port: number, values: JsonObject = {}): JsonObject => ({
  rule_no,
  action: "allow",
  protocol: "tcp",
  from_port,
  to_port,
  cidr_block: "0.0.0.0/0",
  ...values,
});
const inline = (...ingress: readonly JsonObject[]): TerraformJson => ({
  ...UNKNOWN,
  resource: { aws_network_acl: { a: { vpc_id: "vpc-0123456789abcdef0", ingress: [...ingress] } } },
});
const rule = (
  rule_number: JsonObject["x"],
  from_port: number,
  to_port: number,
  values: JsonObject = {},
): JsonObject => ({
  network_acl_id: "${aws_network_acl.a.id}",
  rule_number: rule_number ?? null,
  rule_action: "allow",
  protocol: "tcp",
  from_port,
  to_port,
  cidr_block: "0.0.0.0/0",
  ...values,
});
const standalone = (rules: JsonObject): TerraformJson => ({
  ...UNKNOWN,
  resource: { aws_network_acl: { a: { vpc_id: "vpc-0123456789abcdef0" } }, [R]: rules },
});

describe("nacl-no-world-admin-ports", () => {
  it.each<[string, readonly JsonObject[]]>([
    ["SSH", [block(100, 22, 22)]],
    ["RDP", [block(100, 3389, 3389)]],
    ["RDP by UDP", [block(100, 3389, 3389, { protocol: "17" })]],
    ["ports for answers", [block(100, 1024, 65535)]],
    ["all protocols", [block(100, 0, 0, { protocol: "-1" })]],
    ["IPv6", [block(100, 22, 22, { cidr_block: null, ipv6_cidr_block: "0::/0" })]],
    ["halves", [block(100, 22, 22, { cidr_block: "0.0.0.0/1" }), block(110, 22, 22, { cidr_block: "128.0.0.0/1" })]],
    ["a later deny", [block(100, 22, 22), block(200, 22, 22, { action: "deny" })]],
    ["an earlier deny of a part", [block(50, 22, 22, { action: "deny", cidr_block: "8.0.0.0/8" }), block(100, 22, 22)]],
    [
      "an earlier deny of another family",
      [block(50, 22, 22, { action: "deny", cidr_block: null, ipv6_cidr_block: "::/0" }), block(100, 22, 22)],
    ],
  ])("fails for %s", (_, blocks) => {
    expect(outcomesOf(naclNoWorldAdminPorts, inline(...blocks))).toEqual({ [A]: "fail" });
  });

  it.each<[string, readonly JsonObject[]]>([
    ["no rule", []],
    ["a trusted network", [block(100, 22, 22, { cidr_block: "203.0.113.0/24" })]],
    ["other ports", [block(100, 443, 443), block(110, 80, 80)]],
    ["an earlier deny", [block(50, 3389, 3389, { action: "deny" }), block(100, 1024, 65535)]],
    [
      "an earlier deny in two halves",
      [
        block(50, 22, 22, { action: "deny", cidr_block: "0.0.0.0/1" }),
        block(60, 0, 0, { action: "deny", protocol: "-1", cidr_block: "128.0.0.0/1" }),
        block(100, 22, 22),
      ],
    ],
    ["what is denied alone", [block(100, 22, 22, { action: "DENY" })]],
  ])("passes for %s", (_, blocks) => {
    expect(outcomesOf(naclNoWorldAdminPorts, inline(...blocks))).toEqual({ [A]: "pass" });
  });

  it("does not look at what goes out", () => {
    const acl = { vpc_id: "vpc-0123456789abcdef0", egress: [block(100, 22, 22)] };
    expect(outcomesOf(naclNoWorldAdminPorts, { resource: { aws_network_acl: { a: acl } } })).toEqual({ [A]: "pass" });
    expect(outcomesOf(naclNoWorldAdminPorts, standalone({ r: rule(1, 22, 22, { egress: true }) }))).toEqual({
      [A]: "pass",
    });
  });

  it("says at which rule", () => {
    expect(messagesOf(naclNoWorldAdminPorts, standalone({ r: rule(100, 22, 22) }))).toEqual([
      `fail ${R}.r cidr_block: tcp 22 is open to the internet (0.0.0.0/0)`,
    ]);
    expect(messagesOf(naclNoWorldAdminPorts, inline(block(100, 443, 443), block(110, 22, 22)))).toEqual([
      `fail ${A} ingress.1.cidr_block: tcp 22 is open to the internet (0.0.0.0/0)`,
    ]);
  });

  it("orders rules that are resources by their numbers", () => {
    const deny = rule(50, 3389, 3389, { rule_action: "deny" });
    expect(outcomesOf(naclNoWorldAdminPorts, standalone({ d: deny, r: rule(100, 1024, 65535) }))).toEqual({
      [A]: "pass",
      [`${R}.r`]: "pass",
    });
    expect(
      outcomesOf(naclNoWorldAdminPorts, standalone({ d: { ...deny, rule_number: 150 }, r: rule(100, 1024, 65535) })),
    ).toEqual({
      [A]: "pass",
      [`${R}.r`]: "fail",
    });
  });

  it("judges a rule whose ACL is somewhere else by itself", () => {
    const json = { resource: { [R]: { r: rule(100, 22, 22, { network_acl_id: "acl-0123456789abcdef0" }) } } };
    expect(outcomesOf(naclNoWorldAdminPorts, json)).toEqual({ [`${R}.r`]: "fail" });
  });

  it("sees numbers and blocks that for_each makes of a variable", () => {
    const each = (cidrs: readonly string[]) => ({
      variable: { cidrs: { default: [...cidrs] } },
      ...standalone({
        d: rule(50, 22, 22, { rule_action: "deny", cidr_block: "8.0.0.0/8" }),
        r: {
          ...rule("${100 + each.key}", 22, 22, { cidr_block: "${each.value}" }),
          for_each: "${zipmap(range(0, length(var.cidrs)), var.cidrs)}",
        },
      }),
    });
    expect(outcomesOf(naclNoWorldAdminPorts, each(["203.0.113.0/24"]))).toEqual({
      [A]: "pass",
      [`${R}.r["0"]`]: "pass",
    });
    expect(outcomesOf(naclNoWorldAdminPorts, each(["203.0.113.0/24", "0.0.0.0/0"]))).toEqual({
      [A]: "pass",
      [`${R}.r["0"]`]: "pass",
      [`${R}.r["1"]`]: "fail",
    });
  });

  it("is unknown where order or addresses decide and are not known", () => {
    const open = { d: rule(X, 22, 22, { rule_action: "deny" }), r: rule(100, 22, 22) };
    expect(messagesOf(naclNoWorldAdminPorts, standalone(open))).toEqual([
      `unknown ${R}.r cidr_block: it cannot be told whether tcp 22 is open to the internet: the number of a rule is not known`,
    ]);
    expect(messagesOf(naclNoWorldAdminPorts, standalone({ r: rule(100, 22, 22, { cidr_block: X }) }))).toEqual([
      `unknown ${R}.r cidr_block: it cannot be told whether tcp 22 is open to the internet: known after apply: data.aws_ssm_parameter.x.value`,
    ]);
    // Whatever its number is, a small network opens nothing.
    const small = { s: rule(X, 22, 22, { cidr_block: "203.0.113.0/24" }), r: rule(100, 443, 443) };
    expect(outcomesOf(naclNoWorldAdminPorts, standalone(small))).toEqual({
      [A]: "pass",
      [`${R}.r`]: "pass",
      [`${R}.s`]: "pass",
    });
  });

  it("looks at the default ACL, and says nothing without ACLs", () => {
    const acl = { default_network_acl_id: "acl-0123456789abcdef0", ingress: [block(100, 0, 0, { protocol: "-1" })] };
    expect(outcomesOf(naclNoWorldAdminPorts, { resource: { aws_default_network_acl: { a: acl } } })).toEqual({
      "aws_default_network_acl.a": "fail",
    });
    expect(outcomesOf(naclNoWorldAdminPorts, { resource: { aws_vpc: { a: {} } } })).toEqual({});
  });
});

describe("nacl-no-world-all-ports", () => {
  it.each<[string, readonly JsonObject[], string]>([
    ["all protocols", [block(100, 0, 0, { protocol: "-1" })], "fail"],
    ["all ports", [block(100, 0, 65535)], "fail"],
    ["all ports in two rules", [block(100, 0, 1023), block(110, 1024, 65535)], "fail"],
    [
      "halves of the world",
      [
        block(100, 0, 0, { protocol: "all", cidr_block: "0.0.0.0/1" }),
        block(110, 0, 0, { protocol: "-1", cidr_block: "128.0.0.0/1" }),
      ],
      "fail",
    ],
    ["all but one that is denied before", [block(50, 22, 22, { action: "deny" }), block(100, 0, 65535)], "pass"],
    ["web and answers", [block(100, 443, 443), block(110, 1024, 65535)], "pass"],
    ["all within the network", [block(100, 0, 0, { protocol: "-1", cidr_block: "10.0.0.0/8" })], "pass"],
  ])("%s", (_, blocks, outcome) => {
    expect(outcomesOf(naclNoWorldAllPorts, inline(...blocks))).toEqual({ [A]: outcome });
  });

  it("says at which rule", () => {
    const any = rule(100, 0, 0, { protocol: "-1" });
    expect(messagesOf(naclNoWorldAllPorts, standalone({ r: any, s: rule(90, 443, 443) }))).toEqual([
      `fail ${R}.r cidr_block: every tcp port is open to the internet (0.0.0.0/0)`,
    ]);
  });
});

it("nacl-no-world-all-ports names both rules that are all ports together", () => {
  const rules = standalone({
    r: rule(100, 0, 1023),
    s: rule(110, 1024, 65535),
    t: rule(90, 443, 443, { egress: true }),
  });
  expect(outcomesOf(naclNoWorldAllPorts, rules)).toEqual({ [A]: "pass", [`${R}.r`]: "fail", [`${R}.s`]: "fail" });
});

describe("nacl-attached", () => {
  const acl = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
    ...UNKNOWN,
    resource: { aws_network_acl: { a: { vpc_id: "vpc-0123456789abcdef0", ...values } }, ...more },
  });
  const subnet = { aws_subnet: { s: { vpc_id: "vpc-0123456789abcdef0", cidr_block: "10.0.0.0/24" } } };

  it("passes with subnets, written or associated", () => {
    expect(outcomesOf(naclAttached, acl({ subnet_ids: ["${aws_subnet.s.id}"] }, subnet))).toEqual({ [A]: "pass" });
    expect(outcomesOf(naclAttached, acl({ subnet_ids: "${aws_subnet.s[*].id}" }, subnet))).toEqual({ [A]: "pass" });
    const association = {
      aws_network_acl_association: {
        x: { network_acl_id: "${aws_network_acl.a.id}", subnet_id: "${aws_subnet.s.id}" },
      },
    };
    expect(outcomesOf(naclAttached, acl({}, { ...subnet, ...association }))).toEqual({ [A]: "pass" });
  });

  it("fails without, unless it is handed on", () => {
    expect(messagesOf(naclAttached, acl({}))).toEqual([`fail ${A}: no subnet has it`]);
    expect(outcomesOf(naclAttached, acl({ subnet_ids: [] }, subnet))).toEqual({ [A]: "fail" });
    const output = { output: { acl: { value: "${aws_network_acl.a.id}" } } };
    expect(outcomesOf(naclAttached, { ...acl({}), ...output })).toEqual({ [A]: "unknown" });
  });

  it("is unknown where the subnets are", () => {
    expect(outcomesOf(naclAttached, acl({ subnet_ids: '${split(",", data.aws_ssm_parameter.x.value)}' }))).toEqual({
      [A]: "unknown",
    });
  });
});
