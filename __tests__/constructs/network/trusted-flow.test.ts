import { cidrListKnob } from "../../../constructs/core/knob";
import { TrustedFlow, type TrustedFlowProps } from "../../../constructs/network/trusted-flow";
import { Template } from "../../support/template";

const PROPS: TrustedFlowProps = {
  cidrs: ["203.0.113.0/24", "198.51.100.7/32"],
  port: 22,
  description: "SSH from the office",
  securityGroupId: "sg-0123456789abcdef0",
  networkAclId: "acl-0123456789abcdef0",
};

function template(props: Partial<TrustedFlowProps> = {}): Template {
  return Template.of((stack) => new TrustedFlow(stack, "ssh", { ...PROPS, ...props }));
}

describe("defines", () => {
  it("MAZ-SG-1: one rule of the group and two of the ACL, each for every block", () => {
    const made = template();
    expect(made.types).toEqual({
      aws_network_acl_rule: 2, // in, and back
      aws_vpc_security_group_ingress_rule: 1,
    });
    expect(made.at("aws_vpc_security_group_ingress_rule.ssh")).toEqual({
      for_each: '${toset(["203.0.113.0/24", "198.51.100.7/32"])}',
      security_group_id: "sg-0123456789abcdef0",
      cidr_ipv4: "${each.value}",
      ip_protocol: "tcp",
      from_port: 22,
      to_port: 22,
      description: "SSH from the office",
    });
    const places =
      '${zipmap(range(0, length(["203.0.113.0/24", "198.51.100.7/32"]), 1), ["203.0.113.0/24", "198.51.100.7/32"])}';
    expect(made.at("aws_network_acl_rule.ssh_in")).toEqual({
      for_each: places,
      network_acl_id: "acl-0123456789abcdef0",
      rule_number: "${(500 + each.key)}",
      egress: false,
      protocol: "tcp",
      rule_action: "allow",
      cidr_block: "${each.value}",
      from_port: 22,
      to_port: 22,
    });
    expect(made.at("aws_network_acl_rule.ssh_return")).toMatchObject({
      for_each: places,
      rule_number: "${(600 + each.key)}",
      egress: true,
      from_port: 1024,
      to_port: 65535,
    });
  });

  it("ALL-15: the same of a variable, whose blocks an operator may change", () => {
    const made = Template.of((stack) => {
      const cidrs = cidrListKnob(stack, "trusted_cidrs", {
        description: "Who may open SSH.",
        value: PROPS.cidrs,
        count: { min: 1, max: 8, unit: "blocks" },
        prefixLength: { min: 8, max: 32, unit: "bits" },
      });
      new TrustedFlow(stack, "ssh", { ...PROPS, cidrs });
    });
    expect(made.value("aws_vpc_security_group_ingress_rule.ssh", "for_each")).toBe("${toset(var.trusted_cidrs)}");
    expect(made.value("aws_network_acl_rule.ssh_in", "for_each")).toBe(
      "${zipmap(range(0, length(var.trusted_cidrs), 1), var.trusted_cidrs)}",
    );
  });
});

describe("rejects", () => {
  it.each<[string, Partial<TrustedFlowProps>, string]>([
    ["no block", { cidrs: [] }, "cidrs must name at least one block, got []"],
    ["all of the internet", { cidrs: ["0.0.0.0/0"] }, 'cidrs[0] must be a block between /8 and /32, got "0.0.0.0/0"'],
    [
      "a half of the internet",
      { cidrs: ["128.0.0.0/1"] },
      'cidrs[0] must be a block between /8 and /32, got "128.0.0.0/1"',
    ],
    [
      "host bits",
      { cidrs: ["203.0.113.7/24"] },
      'cidrs[0] "203.0.113.7/24" has host bits set; did you mean "203.0.113.0/24"?',
    ],
    [
      "a block twice",
      { cidrs: ["203.0.113.0/24", "203.0.113.0/24"] },
      'cidrs[1] must differ from the others, got "203.0.113.0/24" again',
    ],
    ["an ephemeral port", { port: 1024 }, "port must be a whole number between 1 and 1023 (a TCP port), got 1024"],
    [
      "an apostrophe, which EC2 refuses",
      { description: "the office's" },
      'description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got "the office\'s"',
    ],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => template(props)).toThrow(`test/ssh: ${message}`);
  });

  it.each([1, 1023])("takes port %i", (port) => {
    expect(template({ port }).value("aws_network_acl_rule.ssh_in", "from_port")).toBe(port);
  });
});
