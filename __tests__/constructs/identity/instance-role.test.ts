import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { TerraformOutput, Testing } from "cdktf";
import { InstanceRole, type InstanceRoleProps } from "../../../constructs/identity/instance-role";
import { Template } from "../../support/template";

const PROPS: InstanceRoleProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  roleName: "Example-Web-Role",
  profileName: "Example-Web-Profile",
  description: "Lets web servers read the secret.",
};

const PERMISSIONS = {
  policyName: "Example-Web-Policy",
  statements: [
    {
      sid: "AllowReadingSecret",
      actions: ["secretsmanager:GetSecretValue"],
      resources: ["arn:aws:secretsmanager:us-east-1:111111111111:secret:example-??????"],
    },
  ],
};

function define(props: Partial<InstanceRoleProps> = {}): Template {
  return Template.of((stack) => new InstanceRole(stack, "web_role", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a role with its profile and the two policies that AWS manages", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_iam_instance_profile: 1, // what an instance names to have the role
      aws_iam_role: 1, // what instances may do
      aws_iam_role_policy_attachment: 2, // Systems Manager, CloudWatch agent
    });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 1 }); // whom the role trusts
  });

  it("all of their arguments", () => {
    const template = define();

    expect(template.only("aws_iam_role")).toEqual({
      name: "Example-Web-Role",
      description: "Lets web servers read the secret.",
      assume_role_policy: "${data.aws_iam_policy_document.web_role_trust.json}",
    });
    expect(template.only("aws_iam_instance_profile")).toEqual({
      name: "Example-Web-Profile",
      role: "${aws_iam_role.web_role.name}",
    });
  });

  it("names and ARNs by reference", () => {
    const template = Template.of((stack) => {
      const role = new InstanceRole(stack, "web_role", PROPS);
      new TerraformOutput(stack, "names", {
        value: [role.roleArn, role.roleName, role.instanceProfileArn, role.instanceProfileName],
      });
    });

    expect(template.outputs.names?.value).toEqual([
      "${aws_iam_role.web_role.arn}",
      "${aws_iam_role.web_role.name}",
      "${aws_iam_instance_profile.web_role.arn}",
      "${aws_iam_instance_profile.web_role.name}",
    ]);
  });
});

describe("guarantees", () => {
  it("MAZ-IAM-1: instances are managed by Systems Manager and may send metrics and logs", () => {
    const template = define();

    expect(template.at("aws_iam_role_policy_attachment.web_role_ssm")).toEqual({
      role: "${aws_iam_role.web_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    expect(template.at("aws_iam_role_policy_attachment.web_role_cloudwatch_agent")).toEqual({
      role: "${aws_iam_role.web_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
    });
  });

  it("ALL-9: EC2 alone may assume it, without conditions, since it supports none", () => {
    expect(define().policyOf("aws_iam_role.web_role", "assume_role_policy")).toEqual([
      {
        sid: "AllowServiceToAssume",
        effect: "Allow",
        principals: { Service: ["ec2.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
        resources: [],
        conditions: [],
      },
    ]);
  });

  it("MAZ-IAM-1: in each partition by its own ARNs", () => {
    const china = define({ account: { accountId: "111111111111", region: "cn-north-1" } });

    expect(china.all("aws_iam_role_policy_attachment").map(({ policy_arn: arn }) => arn)).toEqual([
      "arn:aws-cn:iam::aws:policy/CloudWatchAgentServerPolicy",
      "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });

  it("LAM-IAM-1: who uses the profile waits for what the role may do", () => {
    const template = Template.of((stack) => {
      const { ready } = new InstanceRole(stack, "web_role", { ...PROPS, permissions: PERMISSIONS });
      new Instance(stack, "user", { ami: "ami-1", instanceType: "t4g.nano", dependsOn: [...ready] });
    });

    expect(template.value("aws_instance.user", "depends_on")).toEqual([
      "aws_iam_role_policy_attachment.web_role",
      "aws_iam_role_policy_attachment.web_role_ssm",
      "aws_iam_role_policy_attachment.web_role_cloudwatch_agent",
    ]);
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new InstanceRole(scope, "web_role", PROPS))).toHaveResourceWithProperties(
      IamInstanceProfile,
      { name: "Example-Web-Profile" },
    );
  });
});

describe("props", () => {
  it("permissions: a policy of its own, with exactly what it says", () => {
    const template = define({ permissions: PERMISSIONS });

    expect(template.types).toEqual({ ...define().types, aws_iam_policy: 1, aws_iam_role_policy_attachment: 3 });
    expect(template.only("aws_iam_policy").name).toBe("Example-Web-Policy");
    expect(template.policyOf("aws_iam_policy.web_role", "policy")).toEqual([
      {
        sid: "AllowReadingSecret",
        effect: "Allow",
        principals: {},
        actions: ["secretsmanager:GetSecretValue"],
        resources: ["arn:aws:secretsmanager:us-east-1:111111111111:secret:example-??????"],
        conditions: [],
      },
    ]);
  });
});

describe("rejects", () => {
  it.each<[string, Partial<InstanceRoleProps>, string]>([
    [
      "a profile's name of 129 characters",
      { profileName: "p".repeat(129) },
      `profileName must be 1 to 128 letters, digits or _ + = , . @ -, got "${"p".repeat(129)}"`,
    ],
    [
      "a profile's name with a space",
      { profileName: "My Profile" },
      'profileName must be 1 to 128 letters, digits or _ + = , . @ -, got "My Profile"',
    ],
    [
      "permissions without a statement",
      { permissions: { policyName: "Example", statements: [] } },
      "permissions.statements must say at least one thing, got []; leave permissions out where there is nothing",
    ],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/web_role: ${message}`));
  });

  it("fails if the role's own props are wrong, by the rules of roles", () => {
    expect(() => define({ roleName: "My Role" })).toThrow(/roleName must be 1 to 64 letters/);
  });

  it("takes a profile's name of 128 characters", () => {
    expect(define({ profileName: "p".repeat(128) }).only("aws_iam_instance_profile").name).toHaveLength(128);
  });
});
