import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, Testing } from "cdktf";
import { fromAccount, fromSource } from "../../../constructs/core/policy";
import { ServiceRole, type ServiceRoleProps } from "../../../constructs/identity/service-role";
import { Template } from "../../support/template";

const ACCOUNT = { accountId: "111111111111", region: "us-east-1" };

const PROPS: ServiceRoleProps = {
  roleName: "Example-Config-Role",
  description: "Lets AWS Config record.",
  service: "config.amazonaws.com",
  trustConditions: [fromAccount(ACCOUNT)],
  policyName: "Example-Config-Policy",
  statements: [{ sid: "AllowDelivering", actions: ["s3:PutObject"], resources: ["arn:aws:s3:::example/*"] }],
};

function define(props: Partial<ServiceRoleProps> = {}): Template {
  return Template.of((stack) => new ServiceRole(stack, "config_role", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a role with one policy of its own", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_iam_policy: 1, // what it may do
      aws_iam_role: 1, // who may assume it
      aws_iam_role_policy_attachment: 1, // the one to the other; inline policies would be exclusive
    });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 2 });
  });

  it("name and description on role and policy", () => {
    const template = define();

    expect(template.only("aws_iam_role")).toEqual({
      name: "Example-Config-Role",
      description: "Lets AWS Config record.",
      assume_role_policy: "${data.aws_iam_policy_document.config_role_trust.json}",
    });
    expect(template.only("aws_iam_policy")).toEqual({
      name: "Example-Config-Policy",
      description: "Lets AWS Config record.",
      policy: "${data.aws_iam_policy_document.config_role_permissions.json}",
    });
    expect(template.only("aws_iam_role_policy_attachment")).toEqual({
      role: "${aws_iam_role.config_role.name}",
      policy_arn: "${aws_iam_policy.config_role.arn}",
    });
  });

  it("ARN and name by reference", () => {
    const template = Template.of((stack) => {
      const { roleArn, roleName } = new ServiceRole(stack, "config_role", PROPS);
      new TerraformOutput(stack, "role", { value: [roleArn, roleName] });
    });

    expect(template.outputs.role?.value).toEqual([
      "${aws_iam_role.config_role.arn}",
      "${aws_iam_role.config_role.name}",
    ]);
  });
});

describe("guarantees", () => {
  it("ALL-9: one service may assume it, for requests of this account only", () => {
    expect(define().policyOf("aws_iam_role.config_role", "assume_role_policy")).toEqual([
      {
        sid: "AllowServiceToAssume",
        effect: "Allow",
        principals: { Service: ["config.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
        resources: [],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
      },
    ]);
  });

  it("ALL-9: may do exactly what its statements say", () => {
    expect(define().policyOf("aws_iam_policy.config_role", "policy")).toEqual([
      {
        sid: "AllowDelivering",
        effect: "Allow",
        principals: {},
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::example/*"],
        conditions: [],
      },
    ]);
  });

  it("who uses the role waits for what it may do: for each attachment", () => {
    const template = Template.of((stack) => {
      const { ready } = new ServiceRole(stack, "config_role", {
        ...PROPS,
        managedPolicies: { aws_config_role: "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole" },
      });
      new S3Bucket(stack, "user", { dependsOn: [...ready] });
    });

    expect(template.value("aws_s3_bucket.user", "depends_on")).toEqual([
      "aws_iam_role_policy_attachment.config_role",
      "aws_iam_role_policy_attachment.config_role_aws_config_role",
    ]);
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new ServiceRole(scope, "config_role", PROPS))).toHaveResourceWithProperties(
      IamRole,
      { name: "Example-Config-Role", description: "Lets AWS Config record." },
    );
  });
});

describe("props", () => {
  it("trustConditions: all of them, or none for a service that has none", () => {
    const conditions = (trustConditions: ServiceRoleProps["trustConditions"]) =>
      define({ trustConditions }).policyOf("aws_iam_role.config_role", "assume_role_policy")[0]?.conditions;

    expect(conditions([])).toEqual([]);
    expect(conditions([fromAccount(ACCOUNT), fromSource("arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*")])).toEqual(
      [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
        { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*"] },
      ],
    );
  });

  it("statements: none where managed policies say it all, and then no policy of its own", () => {
    const template = define({ statements: [], managedPolicies: { one: "arn:aws:iam::aws:policy/One" } });

    expect(template.types).toEqual({ aws_iam_role: 1, aws_iam_role_policy_attachment: 1 });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 1 }); // whom the role trusts
    expect(template.only("aws_iam_role_policy_attachment")).toEqual({
      role: "${aws_iam_role.config_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/One",
    });
  });

  it("policyName: needed for a policy of its own only", () => {
    const { policyName: _, ...unnamed } = PROPS;
    const managedPolicies = { one: "arn:aws:iam::aws:policy/One" };
    const without = (props: ServiceRoleProps) => Template.of((stack) => new ServiceRole(stack, "config_role", props));

    expect(without({ ...unnamed, statements: [], managedPolicies }).types).not.toHaveProperty("aws_iam_policy");
    expect(() => without({ ...unnamed, managedPolicies })).toThrow(
      new Error("test/config_role: policyName must be given where there are statements, got none"),
    );
  });

  it("managedPolicies: an attachment each, under its own id", () => {
    const template = define({
      managedPolicies: {
        one: "arn:aws:iam::aws:policy/One",
        two: "arn:aws:iam::aws:policy/Two",
      },
    });

    expect(template.addresses("aws_iam_role_policy_attachment")).toEqual([
      "aws_iam_role_policy_attachment.config_role",
      "aws_iam_role_policy_attachment.config_role_one",
      "aws_iam_role_policy_attachment.config_role_two",
    ]);
    expect(template.at("aws_iam_role_policy_attachment.config_role_two")).toEqual({
      role: "${aws_iam_role.config_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/Two",
    });
  });
});

describe("rejects", () => {
  it.each<[string, Partial<ServiceRoleProps>, string]>([
    [
      "a role's name of 65 characters",
      { roleName: "r".repeat(65) },
      `roleName must be 1 to 64 letters, digits or _ + = , . @ -, got "${"r".repeat(65)}"`,
    ],
    [
      "a policy's name with a space",
      { policyName: "My Policy" },
      'policyName must be 1 to 128 letters, digits or _ + = , . @ -, got "My Policy"',
    ],
    [
      "a description with a dash that IAM does not take",
      { description: "Records – and delivers." },
      'description must be 1 to 1000 Latin-1 characters, got "Records – and delivers."',
    ],
    ["no description", { description: "" }, 'description must be 1 to 1000 Latin-1 characters, got ""'],
    [
      "a service by its short name",
      { service: "config" },
      'service must be a service principal such as lambda.amazonaws.com, got "config"',
    ],
    [
      "a service by its address",
      { service: "https://config.amazonaws.com" },
      'service must be a service principal such as lambda.amazonaws.com, got "https://config.amazonaws.com"',
    ],
    [
      "a service in a path",
      { service: "config.amazonaws.com/role" },
      'service must be a service principal such as lambda.amazonaws.com, got "config.amazonaws.com/role"',
    ],
    ["no statement", { statements: [] }, "statements must say at least one thing that the role may do, got []"],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/config_role: ${message}`));
  });

  it("fails if a statement has a wildcard action or touches everything, by the rules of policies", () => {
    expect(() =>
      define({ statements: [{ sid: "AllowAll", actions: ["s3:*", "s3:PutObject"], resources: ["*"] }] }),
    ).toThrow(/AllowAll: actions must be named, got "s3:\*"/);
  });

  it("takes a name of 64 characters", () => {
    expect(define({ roleName: "r".repeat(64) }).only("aws_iam_role").name).toHaveLength(64);
  });
});
