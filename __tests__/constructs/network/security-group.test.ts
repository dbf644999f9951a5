import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import {
  allowFlow,
  allowOutTo,
  SecurityGroup,
  type SecurityGroupProps,
} from "../../../constructs/network/security-group";
import { Template } from "../../support/template";

const PROPS: SecurityGroupProps = { vpcId: "vpc-1", groupName: "example-database", description: "PostgreSQL" };
const FLOW = { from: "sg-function", to: "sg-database", port: 5432, description: "PostgreSQL from functions" };
const OUT = { from: "sg-function", cidr: "0.0.0.0/0", port: 443, description: "HTTPS to AWS" };

function group(props: Partial<SecurityGroupProps> = {}): Template {
  return Template.of((stack) => new SecurityGroup(stack, "database", { ...PROPS, ...props }));
}

function nameOf(made: Template) {
  return made.value("aws_security_group.database", "name");
}

describe("SecurityGroup", () => {
  it("ALL-4: defines by default a group, and neither a rule of its own nor an inline one", () => {
    expect(group().resources).toEqual([
      {
        address: "aws_security_group.database",
        type: "aws_security_group",
        name: "database",
        values: {
          vpc_id: "vpc-1",
          name: "example-database-e81cc8",
          description: "PostgreSQL",
          tags: { Name: "example-database-e81cc8" },
          lifecycle: { create_before_destroy: true },
        },
      },
    ]);
  });

  it("ALL-12: the mark in the name changes with the description, which replaces the group, and only then", () => {
    const names = [{}, { description: "MySQL" }, { vpcId: "vpc-2" }, {}].map((props) => nameOf(group(props)));
    expect(names).toEqual([
      "example-database-e81cc8",
      expect.stringMatching(/^example-database-(?!e81cc8)[0-9a-f]{6}$/),
      "example-database-e81cc8",
      "example-database-e81cc8",
    ]);
  });

  it("its id is a reference", () => {
    const made = Template.of((stack) => {
      new TerraformOutput(stack, "id", { value: new SecurityGroup(stack, "database", PROPS).securityGroupId });
    });
    expect(made.outputs.id?.value).toBe("${aws_security_group.database.id}");
  });

  it("is the group that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new SecurityGroup(stack, "database", PROPS);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(AwsSecurityGroup, { description: "PostgreSQL" });
  });

  it("takes the longest name that there is room for", () => {
    expect(String(nameOf(group({ groupName: "a".repeat(248) })))).toHaveLength(255);
  });

  it("takes a name that only Terraform will know", () => {
    const made = Template.of((stack) => {
      const suffix = new TerraformVariable(stack, "suffix", { type: "string" });
      new SecurityGroup(stack, "database", { ...PROPS, groupName: `sg-${suffix.stringValue}` });
    });
    expect(nameOf(made)).toBe("sg-${var.suffix}-e81cc8");
  });

  test.each(["", "sg-database", "database!?", "a".repeat(249)])("fails if the name is %j", (groupName) => {
    expect(() => group({ groupName })).toThrow(
      new Error(
        `test/database: groupName must be 1 to 248 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$* and not begin with "sg-", got "${groupName}"`,
      ),
    );
  });

  test.each(["", "the function's group", "Datenbank für alle", "a".repeat(256)])(
    "ALL-9: fails if the description is %j, which EC2 refuses",
    (description) => {
      expect(() => group({ description })).toThrow(
        new Error(
          `test/database: description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got "${description}"`,
        ),
      );
    },
  );
});

describe("allowFlow", () => {
  const template = (props: Partial<typeof FLOW> = {}) =>
    Template.of((stack) => allowFlow(stack, "function_to_database", { ...FLOW, ...props }));

  it("ALL-4: defines a rule out of the one group and a rule into the other, for one port", () => {
    expect(template().resources.map(({ address, values }) => ({ address, values }))).toEqual([
      {
        address: "aws_vpc_security_group_egress_rule.function_to_database",
        values: {
          security_group_id: "sg-function",
          referenced_security_group_id: "sg-database",
          ip_protocol: "tcp",
          from_port: 5432,
          to_port: 5432,
          description: "PostgreSQL from functions",
          tags: { Name: "PostgreSQL from functions" },
        },
      },
      {
        address: "aws_vpc_security_group_ingress_rule.function_to_database",
        values: {
          security_group_id: "sg-database",
          referenced_security_group_id: "sg-function",
          ip_protocol: "tcp",
          from_port: 5432,
          to_port: 5432,
          description: "PostgreSQL from functions",
          tags: { Name: "PostgreSQL from functions" },
        },
      },
    ]);
  });

  it("ALL-4: makes no cycle between two groups that call each other", () => {
    const made = Template.of((stack) => {
      const [a, b] = ["a", "b"].map((id) => new SecurityGroup(stack, id, { ...PROPS, groupName: id }).securityGroupId);
      allowFlow(stack, "a_to_b", { ...FLOW, from: String(a), to: String(b) });
      allowFlow(stack, "b_to_a", { ...FLOW, from: String(b), to: String(a) });
    });
    expect(JSON.stringify(made.all("aws_security_group"))).not.toContain("${");
    expect(made.at("aws_vpc_security_group_ingress_rule.a_to_b")).toMatchObject({
      security_group_id: "${aws_security_group.b.id}",
      referenced_security_group_id: "${aws_security_group.a.id}",
    });
    expect(made.at("aws_vpc_security_group_egress_rule.a_to_b")).toMatchObject({
      security_group_id: "${aws_security_group.a.id}",
      referenced_security_group_id: "${aws_security_group.b.id}",
    });
  });

  test.each([1, 65535])("takes the port %d", (port) => {
    expect(template({ port }).value("aws_vpc_security_group_egress_rule.function_to_database", "from_port")).toBe(port);
  });

  it("fails if port and description are nonsense, with all problems at once", () => {
    expect(() => template({ port: 65536, description: "What's this?" })).toThrow(
      new Error(
        "test/function_to_database: 2 problems\n" +
          "  - port must be a whole number between 1 and 65535 (a TCP port), got 65536\n" +
          '  - description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got "What\'s this?"',
      ),
    );
  });

  test.each([0, -1, 1.5])("ALL-4: fails if the port is %d, which could stand for all ports", (port) => {
    expect(() => template({ port })).toThrow(
      new Error(`test/function_to_database: port must be a whole number between 1 and 65535 (a TCP port), got ${port}`),
    );
  });
});

describe("allowOutTo", () => {
  const template = (props: Partial<typeof OUT> = {}) =>
    Template.of((stack) => allowOutTo(stack, "functions_to_aws", { ...OUT, ...props }));

  it("ALL-4: defines one rule out to the addresses, for one port, and none in", () => {
    expect(template().resources.map(({ address, values }) => ({ address, values }))).toEqual([
      {
        address: "aws_vpc_security_group_egress_rule.functions_to_aws",
        values: {
          security_group_id: "sg-function",
          cidr_ipv4: "0.0.0.0/0",
          ip_protocol: "tcp",
          from_port: 443,
          to_port: 443,
          description: "HTTPS to AWS",
          tags: { Name: "HTTPS to AWS" },
        },
      },
    ]);
  });

  it("cidr changes the addresses, and cdktf's own matcher finds them", () => {
    const stack = new SecureStack(Testing.app(), "test");
    allowOutTo(stack, "functions_to_aws", { ...OUT, cidr: "10.0.0.7/32" });
    expect(Testing.synth(stack)).toHaveResourceWithProperties(VpcSecurityGroupEgressRule, { cidr_ipv4: "10.0.0.7/32" });
  });

  it("fails if port, description and block are nonsense, with all problems at once", () => {
    expect(() => template({ port: 0, description: "", cidr: "10.0.0.7/8" })).toThrow(
      new Error(
        "test/functions_to_aws: 3 problems\n" +
          "  - port must be a whole number between 1 and 65535 (a TCP port), got 0\n" +
          '  - description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got ""\n' +
          '  - cidr "10.0.0.7/8" has host bits set; did you mean "10.0.0.0/8"?',
      ),
    );
  });
});
