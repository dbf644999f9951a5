import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import {
  allowFlow,
  allowInFrom,
  allowOutTo,
  allowOutToGroup,
  allowOutToPrefixList,
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

describe("allowOutToGroup", () => {
  const props = { from: "sg-function", to: "sg-endpoints", port: 443, description: "HTTPS to endpoints" };
  const template = (changes: Partial<typeof props> = {}) =>
    Template.of((stack) => allowOutToGroup(stack, "functions_to_endpoints", { ...props, ...changes }));

  it("MAZ-NET-2: defines one rule out to the group, for one port, and none in", () => {
    expect(template().resources.map(({ address, values }) => ({ address, values }))).toEqual([
      {
        address: "aws_vpc_security_group_egress_rule.functions_to_endpoints",
        values: {
          security_group_id: "sg-function",
          referenced_security_group_id: "sg-endpoints",
          ip_protocol: "tcp",
          from_port: 443,
          to_port: 443,
          description: "HTTPS to endpoints",
        },
      },
    ]);
  });

  it("fails if port and description are nonsense, with all problems at once", () => {
    expect(() => template({ port: 0, description: "" })).toThrow(
      new Error(
        "test/functions_to_endpoints: 2 problems\n" +
          "  - port must be a whole number between 1 and 65535 (a TCP port), got 0\n" +
          '  - description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got ""',
      ),
    );
  });
});

describe("allowOutToPrefixList", () => {
  const props = { from: "sg-function", prefixListId: "pl-63a5400a", port: 443, description: "HTTPS to S3" };
  const template = (changes: Partial<typeof props> = {}) =>
    Template.of((stack) => allowOutToPrefixList(stack, "functions_to_s3", { ...props, ...changes }));

  it("MAZ-NET-2: defines one rule out to the addresses of the list, for one port, and none in", () => {
    expect(template().resources.map(({ address, values }) => ({ address, values }))).toEqual([
      {
        address: "aws_vpc_security_group_egress_rule.functions_to_s3",
        values: {
          security_group_id: "sg-function",
          prefix_list_id: "pl-63a5400a",
          ip_protocol: "tcp",
          from_port: 443,
          to_port: 443,
          description: "HTTPS to S3",
        },
      },
    ]);
  });

  it("takes the list of a gateway endpoint, which only Terraform will know", () => {
    const made = Template.of((stack) => {
      const list = new TerraformVariable(stack, "list", { type: "string" });
      allowOutToPrefixList(stack, "functions_to_s3", { ...props, prefixListId: list.stringValue });
    });
    expect(made.value("aws_vpc_security_group_egress_rule.functions_to_s3", "prefix_list_id")).toBe("${var.list}");
  });

  it("fails if port, description and list are nonsense, with all problems at once", () => {
    expect(() => template({ port: 65536, description: "", prefixListId: "com.amazonaws.us-east-1.s3" })).toThrow(
      new Error(
        "test/functions_to_s3: 3 problems\n" +
          "  - port must be a whole number between 1 and 65535 (a TCP port), got 65536\n" +
          '  - description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got ""\n' +
          '  - prefixListId must be the id of a prefix list, such as pl-63a5400a, got "com.amazonaws.us-east-1.s3"',
      ),
    );
  });
});

describe("allowInFrom", () => {
  const props = { to: "sg-bastion", cidr: "203.0.113.0/24", port: 22, description: "SSH from the office" };
  const template = (changes: Partial<typeof props> = {}) =>
    Template.of((stack) => allowInFrom(stack, "office_to_bastion", { ...props, ...changes }));

  it("ENT-BAS-1: defines one rule in from the addresses, for one port, and none out", () => {
    expect(template().resources.map(({ address, values }) => ({ address, values }))).toEqual([
      {
        address: "aws_vpc_security_group_ingress_rule.office_to_bastion",
        values: {
          security_group_id: "sg-bastion",
          cidr_ipv4: "203.0.113.0/24",
          ip_protocol: "tcp",
          from_port: 22,
          to_port: 22,
          description: "SSH from the office",
        },
      },
    ]);
  });

  test.each([
    { cidr: "0.0.0.0/0", port: 80 },
    { cidr: "0.0.0.0/0", port: 443 },
    { cidr: "10.0.0.0/8", port: 22 },
    { cidr: "203.0.113.9/32", port: 22 },
  ])("WEB-ALB-1: takes the port $port from $cidr", ({ cidr, port }) => {
    expect(template({ cidr, port }).only("aws_vpc_security_group_ingress_rule")).toMatchObject({
      cidr_ipv4: cidr,
      from_port: port,
      to_port: port,
    });
  });

  it("takes a block that only Terraform will know", () => {
    const made = Template.of((stack) => {
      const office = new TerraformVariable(stack, "office", { type: "string" });
      allowInFrom(stack, "office_to_bastion", { ...props, cidr: office.stringValue });
    });
    expect(made.value("aws_vpc_security_group_ingress_rule.office_to_bastion", "cidr_ipv4")).toBe("${var.office}");
  });

  test.each([
    { cidr: "0.0.0.0/0", port: 22 },
    { cidr: "0.0.0.0/1", port: 22 },
    { cidr: "128.0.0.0/1", port: 22 },
    { cidr: "10.0.0.0/7", port: 22 },
    { cidr: "0.0.0.0/0", port: 8443 },
    { cidr: "0.0.0.0/0", port: 81 },
    { cidr: "64.0.0.0/2", port: 5432 },
  ])(
    "MAZ-SG-1: fails if the port $port would be open to $cidr: all of the internet, or a large part",
    ({ cidr, port }) => {
      expect(() => template({ cidr, port })).toThrow(
        new Error(
          `test/office_to_bastion: cidr must be a block of at least /8 for port ${port}, got "${cidr}"; only 80 and 443 may be open to everybody`,
        ),
      );
    },
  );

  test.each([
    { cidr: "203.0.113.7/24", message: 'cidr "203.0.113.7/24" has host bits set; did you mean "203.0.113.0/24"?' },
    { cidr: "office", message: 'cidr must be an IPv4 CIDR block such as "10.0.0.0/16", got "office"' },
    { cidr: "::/0", message: 'cidr must be an IPv4 CIDR block such as "10.0.0.0/16", got "::/0"' },
  ])("MAZ-SG-1: fails if $cidr is no IPv4 block", ({ cidr, message }) => {
    expect(() => template({ cidr })).toThrow(new Error(`test/office_to_bastion: ${message}`));
  });

  it("fails if port, description and block are nonsense, with all problems at once", () => {
    expect(() => template({ port: 0, description: "", cidr: "0.0.0.1/0" })).toThrow(
      new Error(
        "test/office_to_bastion: 3 problems\n" +
          "  - port must be a whole number between 1 and 65535 (a TCP port), got 0\n" +
          '  - description must be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, got ""\n' +
          '  - cidr "0.0.0.1/0" has host bits set; did you mean "0.0.0.0/0"?',
      ),
    );
  });
});
