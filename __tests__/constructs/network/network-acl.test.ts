import { NetworkAclRule } from "@cdktf/provider-aws/lib/network-acl-rule";
import { TerraformOutput, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { NetworkAcl, type NetworkAclProps } from "../../../constructs/network/network-acl";
import { Template } from "../../support/template";

const VPC = { id: "vpc", cidr: "10.20.0.0/16" };
const PROPS: NetworkAclProps = {
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  name: "example-private",
  flows: [
    { id: "postgres", port: 5432, direction: "in", peer: VPC },
    { id: "https", port: 443, direction: "out", peer: { id: "internet", cidr: "0.0.0.0/0" } },
  ],
  guardedPorts: [5432],
};

function template(props: Partial<NetworkAclProps> = {}): Template {
  return Template.of((stack) => new NetworkAcl(stack, "private_acl", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("SEC-VPC-2: an ACL with a rule for each flow, its answers and its guards, and no other", () => {
    expect(template().addresses()).toEqual([
      "aws_network_acl.private_acl", // the ACL
      "aws_network_acl_rule.private_acl_in_deny_3389", // within the ephemeral range
      "aws_network_acl_rule.private_acl_in_deny_5432", // likewise
      "aws_network_acl_rule.private_acl_in_postgres_vpc", // the flow
      "aws_network_acl_rule.private_acl_in_return_internet", // answers to https
      "aws_network_acl_rule.private_acl_out_https_internet", // the flow
      "aws_network_acl_rule.private_acl_out_return_vpc", // answers to postgres
    ]);
  });

  it("the rules that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new NetworkAcl(stack, "private_acl", PROPS);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(NetworkAclRule, {
      rule_action: "deny",
      from_port: 3389,
      to_port: 3389,
    });
  });
});

describe("guarantees", () => {
  it("SEC-VPC-2: the ACL is the subnets' and has no inline rule", () => {
    expect(template().only("aws_network_acl")).toEqual({
      vpc_id: "vpc-1",
      subnet_ids: ["subnet-a", "subnet-b"],
      tags: { Name: "example-private" },
    });
  });

  it.each([
    {
      rule: "in_postgres_vpc",
      values: {
        rule_number: 100,
        egress: false,
        rule_action: "allow",
        cidr_block: "10.20.0.0/16",
        ports: [5432, 5432],
      },
    },
    {
      rule: "in_deny_5432",
      values: { rule_number: 310, egress: false, rule_action: "deny", cidr_block: "0.0.0.0/0", ports: [5432, 5432] },
    },
    {
      rule: "out_return_vpc",
      values: {
        rule_number: 200,
        egress: true,
        rule_action: "allow",
        cidr_block: "10.20.0.0/16",
        ports: [1024, 65535],
      },
    },
  ])("SEC-VPC-2: the rule $rule is for TCP, with its number, direction, block and ports", ({ rule, values }) => {
    const { ports, ...others } = values;
    const [from, to] = ports;
    expect(template().at(`aws_network_acl_rule.private_acl_${rule}`)).toEqual({
      network_acl_id: "${aws_network_acl.private_acl.id}",
      protocol: "tcp",
      from_port: from,
      to_port: to,
      ...others,
    });
  });
});

describe("props", () => {
  it("flows: none means that nothing passes", () => {
    expect(template({ flows: [] }).addresses()).toEqual(["aws_network_acl.private_acl"]);
  });

  it("mostRules changes nothing but how many rules are taken", () => {
    expect(template({ mostRules: 4 }).resources).toEqual(template().resources);
    expect(() => template({ mostRules: 3 })).toThrow(
      "test/private_acl: flows must need at most 3 rules in, with their answers and guards, got 4",
    );
  });

  it("its id is a reference, for rules of others", () => {
    const made = Template.of((stack) => {
      new TerraformOutput(stack, "id", { value: new NetworkAcl(stack, "private_acl", PROPS).networkAclId });
    });
    expect(made.outputs.id?.value).toBe("${aws_network_acl.private_acl.id}");
  });

  it("guardedPorts change the guards and nothing else", () => {
    const others = (made: Template) => made.resources.filter(({ address }) => !address.includes("_deny_"));
    const made = template({ guardedPorts: [6543] });
    expect(others(made)).toEqual(others(template()));
    expect(made.addresses().filter((address) => address.includes("_deny_"))).toEqual([
      "aws_network_acl_rule.private_acl_in_deny_3389",
      "aws_network_acl_rule.private_acl_in_deny_6543",
    ]);
  });
});

describe("rejects", () => {
  it("SEC-VPC-2: fails if flows or guards are nonsense, with all problems at once", () => {
    const flows = [{ id: "postgres", port: 5432, direction: "in", peer: { id: "all", cidr: "0.0.0.0/0" } }] as const;
    expect(() => template({ flows, guardedPorts: [5432, 65536] })).toThrow(
      new Error(
        "test/private_acl: 2 problems\n" +
          '  - flows[0] must not let anybody outside reach the guarded port 5432, got peer "0.0.0.0/0"\n' +
          "  - guardedPorts[1] must be a whole number between 1 and 65535 (a TCP port), got 65536",
      ),
    );
  });
});
