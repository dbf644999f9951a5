import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import {
  AccountGuards,
  type AccountGuardsProps,
  PASSWORD_POLICY_LIMITS,
} from "../../../constructs/identity/account-guards";
import { Template } from "../../support/template";

const PASSWORDS = { minimumLength: 14, maxAgeDays: 90, remembered: 24 } as const;

const PROPS: AccountGuardsProps = {
  accountId: "111111111111",
  ebsEncryption: true,
  s3PublicAccessBlock: true,
  passwordPolicy: PASSWORDS,
};

const NOTHING: AccountGuardsProps = {
  accountId: "111111111111",
  ebsEncryption: false,
  s3PublicAccessBlock: false,
  passwordPolicy: false,
};

function define(props: Partial<AccountGuardsProps> = {}): Template {
  return Template.of((stack) => new AccountGuards(stack, "account", { ...PROPS, ...props }));
}

it("defines with everything on what an account or a region has once", () => {
  expect(define().types).toEqual({
    aws_ebs_encryption_by_default: 1, // of the region
    aws_iam_account_password_policy: 1, // of the account
    aws_s3_account_public_access_block: 1, // of the account
  });
});

describe("guarantees", () => {
  it("SEC-EXT-1: EBS volumes are encrypted by default", () => {
    expect(define().only("aws_ebs_encryption_by_default")).toEqual({ enabled: true });
  });

  it("SEC-EXT-1: no bucket of the account can be public, by any of the four ways", () => {
    expect(define().only("aws_s3_account_public_access_block")).toEqual({
      account_id: "111111111111",
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it("SEC-EXT-1: passwords have all classes of characters, end, and do not come back", () => {
    expect(define().only("aws_iam_account_password_policy")).toEqual({
      minimum_password_length: 14,
      require_lowercase_characters: true,
      require_uppercase_characters: true,
      require_numbers: true,
      require_symbols: true,
      allow_users_to_change_password: true,
      max_password_age: 90,
      password_reuse_prevention: 24,
    });
  });
});

describe("props", () => {
  it("everything off defines nothing", () => {
    expect(define(NOTHING).blocks).toEqual([]);
  });

  it.each<[string, Partial<AccountGuardsProps>]>([
    ["aws_ebs_encryption_by_default", { ebsEncryption: true }],
    ["aws_s3_account_public_access_block", { s3PublicAccessBlock: true }],
    ["aws_iam_account_password_policy", { passwordPolicy: PASSWORDS }],
  ])("SEC-EXT-1: %s is a switch of its own", (type, on) => {
    const template = define({ ...NOTHING, ...on });

    expect(template.types).toEqual({ [type]: 1 });
    expect(template.only(type)).toEqual(define().only(type));
  });

  it.each(Object.entries(PASSWORD_POLICY_LIMITS))("passwordPolicy.%s may be its least and its most", (part, range) => {
    for (const value of [range.min, range.max]) {
      const policy = define({ passwordPolicy: { ...PASSWORDS, [part]: value } }).only(
        "aws_iam_account_password_policy",
      );
      expect(Object.values(policy)).toContain(value);
    }
  });

  it("each number goes to its own argument", () => {
    expect(
      Testing.synthScope(
        (scope) =>
          new AccountGuards(scope, "account", {
            ...PROPS,
            passwordPolicy: { minimumLength: 20, maxAgeDays: 30, remembered: 10 },
          }),
      ),
    ).toHaveResourceWithProperties(IamAccountPasswordPolicy, {
      minimum_password_length: 20,
      max_password_age: 30,
      password_reuse_prevention: 10,
    });
  });

  it("has the limits that configuration has", () => {
    const { passwordLength, passwordMaxAgeDays, passwordReuse } = LIMITS;

    expect(PASSWORD_POLICY_LIMITS).toMatchObject({
      minimumLength: { min: passwordLength.min, max: passwordLength.max },
      maxAgeDays: { min: passwordMaxAgeDays.min, max: passwordMaxAgeDays.max },
      remembered: { min: passwordReuse.min, max: passwordReuse.max },
    });
  });
});

describe("rejects", () => {
  it.each<[Partial<AccountGuardsProps>, string]>([
    [
      { passwordPolicy: { ...PASSWORDS, minimumLength: 5 } },
      "passwordPolicy.minimumLength must be a whole number between 6 and 128 characters, got 5",
    ],
    [
      { passwordPolicy: { ...PASSWORDS, minimumLength: 129 } },
      "passwordPolicy.minimumLength must be a whole number between 6 and 128 characters, got 129",
    ],
    [
      { passwordPolicy: { ...PASSWORDS, maxAgeDays: 0 } },
      "passwordPolicy.maxAgeDays must be a whole number between 1 and 1095 days, got 0",
    ],
    [
      { passwordPolicy: { ...PASSWORDS, remembered: 25 } },
      "passwordPolicy.remembered must be a whole number between 1 and 24 passwords, got 25",
    ],
    [{ accountId: "1111111111111" }, 'accountId must be the 12 digits of an AWS account, got "1111111111111"'],
    [{ accountId: "id 111111111111" }, 'accountId must be the 12 digits of an AWS account, got "id 111111111111"'],
    [{ accountId: "1111" }, 'accountId must be the 12 digits of an AWS account, got "1111"'],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/account: ${message}`));
  });
});
