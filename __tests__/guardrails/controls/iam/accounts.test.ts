import { iamNoCloudshellFull } from "../../../../guardrails/controls/iam/iam-no-cloudshell-full";
import { iamNoManagedAdmin } from "../../../../guardrails/controls/iam/iam-no-managed-admin";
import { iamNoUserPolicies } from "../../../../guardrails/controls/iam/iam-no-user-policies";
import { iamNoUsersNoKeys } from "../../../../guardrails/controls/iam/iam-no-users-no-keys";
import { iamPasswordPolicyStrong } from "../../../../guardrails/controls/iam/iam-password-policy-strong";
import { iamSupportRole } from "../../../../guardrails/controls/iam/iam-support-role";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";
import { policyOf, UNKNOWN, X } from "./cases";

const OF_AWS = "arn:aws:iam::aws:policy";
const A = "aws_iam_role_policy_attachment.a";
const attachment = (policy_arn: string, more: JsonObject = {}): TerraformJson => ({
  ...UNKNOWN,
  resource: { aws_iam_role_policy_attachment: { a: { role: "r", policy_arn } }, ...more },
});

describe("iam-no-managed-admin", () => {
  it.each<[string, TerraformJson, Record<string, string>]>([
    ["of administrators", attachment(`${OF_AWS}/AdministratorAccess`), { [A]: "fail" }],
    ["of another partition", attachment("arn:aws-us-gov:iam::aws:policy/IAMFullAccess"), { [A]: "fail" }],
    ["of power users", attachment(`${OF_AWS}/PowerUserAccess`), { [A]: "fail" }],
    ["of readers", attachment(`${OF_AWS}/job-function/ViewOnlyAccess`), { [A]: "pass" }],
    ["one's own of that name", attachment("arn:aws:iam::111122223333:policy/AdministratorAccess"), { [A]: "pass" }],
    ["not known", attachment(X), { [A]: "unknown" }],
    [
      "one's own",
      attachment("${aws_iam_policy.p.arn}", { aws_iam_policy: { p: { policy: policyOf() } } }),
      { [A]: "pass" },
    ],
    [
      "looked up",
      {
        ...attachment("${data.aws_iam_policy.admin.arn}"),
        data: { aws_iam_policy: { admin: { name: "AdministratorAccess" } } },
      },
      { [A]: "fail" },
    ],
    [
      "of a list",
      {
        resource: {
          aws_iam_role: {
            a: {
              assume_role_policy: "{}",
              managed_policy_arns: [`${OF_AWS}/ReadOnlyAccess`, `${OF_AWS}/AdministratorAccess`],
            },
            b: { assume_role_policy: "{}", managed_policy_arns: [`${OF_AWS}/ReadOnlyAccess`] },
            c: { assume_role_policy: "{}" },
          },
        },
      },
      { "aws_iam_role.a": "fail", "aws_iam_role.b": "pass" },
    ],
    [
      "of users and groups",
      {
        resource: {
          aws_iam_user_policy_attachment: { u: { user: "u", policy_arn: `${OF_AWS}/AdministratorAccess` } },
          aws_iam_group_policy_attachment: { g: { group: "g", policy_arn: `${OF_AWS}/AdministratorAccess` } },
          aws_iam_policy_attachment: { p: { name: "p", groups: ["g"], policy_arn: `${OF_AWS}/AdministratorAccess` } },
        },
      },
      {
        "aws_iam_group_policy_attachment.g": "fail",
        "aws_iam_policy_attachment.p": "fail",
        "aws_iam_user_policy_attachment.u": "fail",
      },
    ],
    [
      "of each of several",
      {
        resource: {
          aws_iam_role_policy_attachment: {
            a: {
              for_each: { admin: `${OF_AWS}/AdministratorAccess`, read: `${OF_AWS}/ReadOnlyAccess` },
              role: "r",
              policy_arn: "${each.value}",
            },
          },
        },
      },
      { [`${A}["admin"]`]: "fail", [`${A}["read"]`]: "pass" },
    ],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(iamNoManagedAdmin, terraform)).toEqual(expected);
  });

  it("says which", () => {
    expect(messagesOf(iamNoManagedAdmin, attachment(`${OF_AWS}/PowerUserAccess`))).toEqual([
      "fail aws_iam_role_policy_attachment.a policy_arn: PowerUserAccess is attached: it allows everything, or to give oneself everything",
    ]);
  });
});

describe("iam-no-managed-admin in a partition that is looked up", () => {
  it("is found in synthesized files; a plan that has not read it yet cannot tell", () => {
    const cases = {
      ...attachment("arn:${data.aws_partition.here.partition}:iam::aws:policy/AdministratorAccess"),
      data: { aws_partition: { here: {} } },
    };
    expect(outcomesOf(iamNoManagedAdmin, cases, { unknownInPlan: true })).toEqual({ [A]: "fail" });
  });
});

describe("iam-no-cloudshell-full", () => {
  it("finds the policy, and no other", () => {
    expect(outcomesOf(iamNoCloudshellFull, attachment(`${OF_AWS}/ReadOnlyAccess`))).toEqual({ [A]: "pass" });
    expect(messagesOf(iamNoCloudshellFull, attachment(`${OF_AWS}/AWSCloudShellFullAccess`))).toEqual([
      "fail aws_iam_role_policy_attachment.a policy_arn: AWSCloudShellFullAccess is attached: files may be taken out of the account",
    ]);
  });
});

describe("iam-no-user-policies", () => {
  it("finds policies of users", () => {
    const arn = `${OF_AWS}/ReadOnlyAccess`;
    const cases = {
      ...UNKNOWN,
      resource: {
        aws_iam_user_policy: { a: { user: "u", policy: policyOf() } },
        aws_iam_user_policy_attachment: { b: { user: "u", policy_arn: arn } },
        aws_iam_policy_attachment: {
          one: { name: "c", users: ["u"], policy_arn: arn },
          two: { name: "c", users: ["u", "v"], policy_arn: arn },
          none: { name: "d", groups: ["g"], policy_arn: arn },
        },
        aws_iam_group_policy_attachment: { e: { group: "g", policy_arn: arn } },
      },
    };
    expect(messagesOf(iamNoUserPolicies, cases)).toEqual([
      "fail aws_iam_user_policy.a user: the policy hangs on a user",
      "fail aws_iam_user_policy_attachment.b user: the policy hangs on a user",
      "fail aws_iam_policy_attachment.one users: the policy hangs on a user",
      "fail aws_iam_policy_attachment.two users: the policy hangs on 2 users",
    ]);
    expect(outcomesOf(iamNoUserPolicies, cases)["aws_iam_policy_attachment.none"]).toBe("pass");
  });
});

describe("iam-no-users-no-keys", () => {
  it("finds users, keys and passwords, and no groups", () => {
    const cases = {
      resource: {
        aws_iam_user: { u: { name: "u" } },
        aws_iam_access_key: { k: { user: "u" } },
        aws_iam_user_login_profile: { p: { user: "u" } },
        aws_iam_group: { g: { name: "g" } },
      },
    };
    expect(messagesOf(iamNoUsersNoKeys, cases)).toEqual([
      "fail aws_iam_access_key.k: it is a key that never expires, and its secret is in the state",
      "fail aws_iam_user.u: it is a user of IAM, whose credentials never expire",
      "fail aws_iam_user_login_profile.p: it is a user's password, which the state has",
    ]);
  });
});

describe("iam-password-policy-strong", () => {
  const STRONG = {
    minimum_password_length: 14,
    password_reuse_prevention: 24,
    max_password_age: 90,
    require_lowercase_characters: true,
    require_uppercase_characters: true,
    require_numbers: true,
    require_symbols: true,
  };
  const passwords = (more: JsonObject) => ({
    ...UNKNOWN,
    resource: { aws_iam_account_password_policy: { p: { ...STRONG, ...more } } },
  });

  it.each<[string, JsonObject, string]>([
    ["strong", {}, "pass"],
    ["stronger", { minimum_password_length: "128", max_password_age: 1 }, "pass"],
    ["short", { minimum_password_length: 13 }, "fail"],
    ["as long as AWS has it", { minimum_password_length: null }, "fail"],
    ["used again", { password_reuse_prevention: 23 }, "fail"],
    ["too old", { max_password_age: 91 }, "fail"],
    ["never too old", { max_password_age: 0 }, "fail"],
    ["of small letters", { require_uppercase_characters: false }, "fail"],
    ["of letters", { require_numbers: null }, "fail"],
    ["not known", { minimum_password_length: X }, "unknown"],
  ])("%s", (_, more, expected) => {
    expect(outcomesOf(iamPasswordPolicyStrong, passwords(more))).toEqual({
      "aws_iam_account_password_policy.p": expected,
    });
  });

  it("says what is weak", () => {
    expect(messagesOf(iamPasswordPolicyStrong, passwords({ minimum_password_length: 8 }))).toEqual([
      "fail aws_iam_account_password_policy.p minimum_password_length: minimum_password_length is 8, not 14 to 128",
    ]);
    expect(messagesOf(iamPasswordPolicyStrong, passwords({ password_reuse_prevention: 5 }))).toEqual([
      "fail aws_iam_account_password_policy.p password_reuse_prevention: password_reuse_prevention is 5, not 24",
    ]);
    expect(messagesOf(iamPasswordPolicyStrong, passwords({ require_symbols: false }))).toEqual([
      "fail aws_iam_account_password_policy.p require_symbols: require_symbols is false: passwords are easier to guess",
    ]);
  });

  it("asks a project that manages the account, and no other", () => {
    expect(messagesOf(iamPasswordPolicyStrong, { resource: { aws_guardduty_detector: { d: {} } } })).toEqual([
      "fail environment: the environment manages the account's baseline, but has no aws_iam_account_password_policy",
    ]);
    expect(outcomesOf(iamPasswordPolicyStrong, { resource: { aws_s3_bucket: { b: {} } } })).toEqual({});
  });
});

describe("iam-support-role", () => {
  const account = (...attachments: readonly TerraformJson[]) => ({
    ...UNKNOWN,
    resource: Object.assign({ aws_guardduty_detector: { d: {} } }, ...attachments.map(({ resource }) => resource)),
  });

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["attached", account(attachment(`${OF_AWS}/AWSSupportAccess`)), { [A]: "pass" }],
    ["another", account(attachment(`${OF_AWS}/ReadOnlyAccess`)), { environment: "fail" }],
    ["not known", account(attachment(X)), { environment: "unknown" }],
    ["of no account", attachment(`${OF_AWS}/ReadOnlyAccess`), {}],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(iamSupportRole, terraform)).toEqual(expected);
  });

  it("says what is missing", () => {
    expect(messagesOf(iamSupportRole, account())).toEqual([
      "fail environment: the environment manages the account's baseline, but attaches AWSSupportAccess to nobody",
    ]);
  });
});
