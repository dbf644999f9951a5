import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { TerraformOutput, Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { MfaEnforcement, type MfaEnforcementProps } from "../../../constructs/identity/mfa-enforcement";
import { unescaped } from "../../support/expressions";
import { isAllowed, refusals } from "../../support/policy-evaluation";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { type Statement, Template } from "../../support/template";

const PROPS: MfaEnforcementProps = {
  arns: new Arns({ accountId: "111111111111", region: "us-east-1" }),
  groupName: "corp-group-example-users",
  policyName: "corp-policy-example-mfa",
};
const ANA = "arn:aws:iam::111111111111:user/ana";
const DEVICE = "arn:aws:iam::111111111111:mfa/anas-phone";

function define(props: Partial<MfaEnforcementProps> = {}): Template {
  return Template.of((stack) => new MfaEnforcement(stack, "mfa", { ...PROPS, ...props }));
}

/** The policy as IAM reads it for the user `ana`: Terraform's escapes undone, IAM's variable filled in. */
function statementsForAna(): Statement[] {
  return define()
    .policyOf("aws_iam_policy.mfa", "policy")
    .map((statement) => ({
      ...statement,
      resources: statement.resources.map((resource) => unescaped(resource).replace("${aws:username}", "ana")),
    }));
}

/** What a session knows of MFA: access keys know nothing. */
const WITHOUT_MFA: readonly [string, Readonly<Record<string, string>>][] = [
  ["at the console without MFA", { "aws:MultiFactorAuthPresent": "false" }],
  ["by access keys", {}],
];
const WITH_MFA = { "aws:MultiFactorAuthPresent": "true" };

describe("defines by default", () => {
  it("a group with its policy, and no members", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_iam_group: 1, // whom it binds
      aws_iam_group_policy_attachment: 1, // the one to the other
      aws_iam_policy: 1, // what is refused
    });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 1 });
  });

  it("what the provider takes", () => {
    for (const { type, values } of define().resources) {
      expect(ruleProblems(rulesOf(type), values)).toEqual([]);
    }
  });

  it("the group's name by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "group", { value: new MfaEnforcement(stack, "mfa", PROPS).groupName });
    });

    expect(template.outputs.group?.value).toBe("${aws_iam_group.mfa.name}");
  });
});

describe("guarantees", () => {
  const statements = statementsForAna();

  it("ENT-IAM-1: the policy is attached to the group", () => {
    const template = define();

    expect(template.only("aws_iam_group")).toEqual({ name: "corp-group-example-users" });
    expect(template.only("aws_iam_policy")).toEqual({
      name: "corp-policy-example-mfa",
      description:
        "Refuses everything to users who have not signed in with MFA, but to set up an MFA device of their own.",
      policy: "${data.aws_iam_policy_document.mfa_permissions.json}",
    });
    expect(template.only("aws_iam_group_policy_attachment")).toEqual({
      group: "${aws_iam_group.mfa.name}",
      policy_arn: "${aws_iam_policy.mfa.arn}",
    });
    expect(Testing.synthScope((scope) => new MfaEnforcement(scope, "mfa", PROPS))).toHaveResourceWithProperties(
      IamGroup,
      { name: "corp-group-example-users" },
    );
  });

  describe.each(WITHOUT_MFA)("%s", (_, context) => {
    it.each([
      ["s3:GetObject", "arn:aws:s3:::example/a"],
      ["ec2:RunInstances", "*"],
      ["iam:ChangePassword", ANA],
      ["iam:CreateAccessKey", ANA],
      ["iam:DeactivateMFADevice", ANA],
      ["iam:DeleteVirtualMFADevice", DEVICE],
      ["sts:AssumeRole", "arn:aws:iam::111111111111:role/admin"],
    ])("ENT-IAM-1: %s is refused, whatever else allows it", (action, resource) => {
      expect(refusals(statements, { action, resource, context })).toEqual(["DenyAllButSettingUpWithoutMfa"]);
    });

    it.each([
      ["iam:CreateVirtualMFADevice", DEVICE],
      ["iam:EnableMFADevice", ANA],
      ["iam:GetMFADevice", ANA],
      ["iam:GetUser", ANA],
      ["iam:ListMFADevices", ANA],
      ["iam:ListVirtualMFADevices", "*"],
      ["iam:ResyncMFADevice", ANA],
    ])("ENT-IAM-1: %s is allowed, to set up MFA", (action, resource) => {
      expect(isAllowed(statements, { action, resource, context })).toBe(true);
    });

    it("ENT-IAM-1: sts:GetSessionToken is not refused: every user may sign in with a device by command line", () => {
      expect(refusals(statements, { action: "sts:GetSessionToken", resource: "*", context })).toEqual([]);
    });
  });

  it("ENT-IAM-1: with MFA nothing is refused, and only one's own password and devices are allowed", () => {
    const request = (action: string, resource: string) => ({ action, resource, context: WITH_MFA });

    expect(refusals(statements, request("s3:GetObject", "arn:aws:s3:::example/a"))).toEqual([]);
    expect(isAllowed(statements, request("s3:GetObject", "arn:aws:s3:::example/a"))).toBe(false);
    expect(isAllowed(statements, request("iam:ChangePassword", ANA))).toBe(true);
    expect(isAllowed(statements, request("iam:DeactivateMFADevice", ANA))).toBe(true);
    expect(isAllowed(statements, request("iam:DeactivateMFADevice", `${ANA}s-boss`))).toBe(false);
    expect(isAllowed(statements, request("iam:EnableMFADevice", "arn:aws:iam::111111111111:user/ben"))).toBe(false);
    expect(isAllowed(statements, request("iam:CreateVirtualMFADevice", "arn:aws:iam::222222222222:mfa/x"))).toBe(false);
  });

  it("ENT-IAM-1: IAM fills in the user's name, not Terraform", () => {
    expect(define().policyOf("aws_iam_policy.mfa", "policy")[2]?.resources).toEqual([
      "arn:aws:iam::111111111111:user/$${aws:username}",
    ]);
  });
});

it("props: the partition of the account", () => {
  const arns = new Arns({ accountId: "111111111111", region: "us-gov-west-1" });

  expect(define({ arns }).policyOf("aws_iam_policy.mfa", "policy")[1]?.resources).toEqual([
    "arn:aws-us-gov:iam::111111111111:mfa/*",
  ]);
});

describe("rejects", () => {
  it.each(["groupName", "policyName"])("a %s that IAM would not take, and takes the longest that it does", (prop) => {
    for (const name of ["", "a".repeat(129), "example users"]) {
      expect(() => define({ [prop]: name })).toThrow(
        new Error(`test/mfa: ${prop} must be 1 to 128 letters, digits or _ + = , . @ -, got "${name}"`),
      );
    }
    expect(() => define({ [prop]: "a".repeat(128) })).not.toThrow();
  });
});
