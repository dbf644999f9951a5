import { naclReturnPathOpen } from "../../../../guardrails/controls/network/nacl-return-path-open";
import { messagesOf, outcomesOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const A = "aws_network_acl.a";
const allow = (rule_no: number, from_port: number, to_port: number, values: JsonObject = {}): JsonObject => ({
  rule_no,
  action: "allow",
  protocol: "tcp",
  from_port,
  to_port,
  cidr_block: "0.0.0.0/0",
  ...values,
});
const acl = (ingress: readonly JsonObject[], egress: readonly JsonObject[]) => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource: {
    aws_network_acl: { a: { vpc_id: "vpc-0123456789abcdef0", ingress: [...ingress], egress: [...egress] } },
  },
});
const https = allow(100, 443, 443);
const answers = allow(200, 1024, 65535);

describe("nacl-return-path-open", () => {
  it.each<[string, readonly JsonObject[], readonly JsonObject[]]>([
    ["a rule for answers", [https], [answers]],
    ["both directions", [https, answers], [https, answers]],
    ["answers in two rules", [https], [allow(200, 1024, 40_000), allow(210, 40_001, 65_535)]],
    [
      "answers to a part by their own rules",
      [allow(100, 22, 22, { cidr_block: "10.0.0.0/8" })],
      [allow(200, 1024, 65535, { cidr_block: "10.0.0.0/8" })],
    ],
    ["a deny outside of the ports for answers", [https], [allow(50, 3389, 3389, { action: "deny" }), answers]],
    ["ICMP", [allow(100, -1, -1, { protocol: "icmp" })], []],
  ])("passes with %s", (_, ingress, egress) => {
    expect(outcomesOf(naclReturnPathOpen, acl(ingress, egress))).toEqual({ [A]: "pass" });
  });

  it.each<[string, readonly JsonObject[], readonly JsonObject[]]>([
    ["no rule for answers", [https], []],
    ["answers to a part only", [https], [allow(200, 1024, 65535, { cidr_block: "10.0.0.0/8" })]],
    ["a gap", [https], [allow(200, 1024, 40_000), allow(210, 40_002, 65_535)]],
    ["an earlier deny", [https], [allow(50, 50_000, 50_000, { action: "deny" }), answers]],
    ["answers by another protocol", [https], [allow(200, 1024, 65535, { protocol: "udp" })]],
    ["another family", [allow(100, 443, 443, { cidr_block: null, ipv6_cidr_block: "::/0" })], [answers]],
  ])("fails with %s", (_, ingress, egress) => {
    expect(outcomesOf(naclReturnPathOpen, acl(ingress, egress))).toEqual({ [A]: "fail" });
  });

  it("says what does not get back, in either direction", () => {
    expect(messagesOf(naclReturnPathOpen, acl([https], []))).toEqual([
      `fail ${A} egress: answers to tcp 443 from 0.0.0.0/0 do not get out at port 32768`,
    ]);
    expect(messagesOf(naclReturnPathOpen, acl([], [https]))).toEqual([
      `fail ${A} ingress: answers to tcp 443 to 0.0.0.0/0 do not get in at port 32768`,
    ]);
  });

  it("is unknown where the rules for answers are, and silent without rules", () => {
    const open = allow(200, 1024, 65535, { cidr_block: "${data.aws_ssm_parameter.x.value}" });
    expect(outcomesOf(naclReturnPathOpen, acl([https], [open]))).toEqual({ [A]: "unknown" });
    expect(outcomesOf(naclReturnPathOpen, acl([], []))).toEqual({});
  });
});
