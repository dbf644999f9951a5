import { EbsEncryptionByDefault } from "@cdktf/provider-aws/lib/ebs-encryption-by-default";
import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { S3AccountPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-account-public-access-block";
import { Construct } from "constructs";
import type { Limit } from "../core/limits";
import { assertValid, numberProblems, textProblems } from "../core/validate";

/** What the account's IAM users must choose as passwords. */
export interface PasswordPolicy {
  /** Characters at least: 6 to 128. */
  readonly minimumLength: number;
  /** Days until a password must be changed: 1 to 1095. */
  readonly maxAgeDays: number;
  /** Former passwords that may not be used again: 1 to 24. */
  readonly remembered: number;
}

/**
 * What IAM takes.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
export const PASSWORD_POLICY_LIMITS = {
  minimumLength: { min: 6, max: 128, unit: "characters" },
  maxAgeDays: { min: 1, max: 1095, unit: "days" },
  remembered: { min: 1, max: 24, unit: "passwords" },
} as const satisfies Readonly<Record<keyof PasswordPolicy, Limit>>;

/** Props of {@link AccountGuards}: each part is a switch, since an account or a region has each of them once. */
export interface AccountGuardsProps {
  readonly accountId: string;
  readonly ebsEncryption: boolean;
  readonly s3PublicAccessBlock: boolean;
  readonly passwordPolicy: PasswordPolicy | false;
}

/**
 * Defines the settings that hold for a whole account or region (SEC-EXT-1): EBS volumes encrypted by default, no public
 * access to any bucket, and the IAM password policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export class AccountGuards extends Construct {
  public constructor(scope: Construct, id: string, props: AccountGuardsProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    if (props.ebsEncryption) {
      new EbsEncryptionByDefault(this, "Default-ebs", { enabled: true });
    }
    if (props.s3PublicAccessBlock) {
      new S3AccountPublicAccessBlock(this, "Default-s3", {
        accountId: props.accountId,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
    }
    if (props.passwordPolicy !== false) {
      const { minimumLength, maxAgeDays, remembered } = props.passwordPolicy;
      new IamAccountPasswordPolicy(this, "Default-passwords", {
        minimumPasswordLength: minimumLength,
        requireLowercaseCharacters: true,
        requireUppercaseCharacters: true,
        requireNumbers: true,
        requireSymbols: true,
        allowUsersToChangePassword: true,
        maxPasswordAge: maxAgeDays,
        passwordReusePrevention: remembered,
      });
    }
  }
}

function problems({ accountId, passwordPolicy }: AccountGuardsProps): string[] {
  const ranges =
    passwordPolicy === false
      ? []
      : (["minimumLength", "maxAgeDays", "remembered"] as const).flatMap((part) =>
          numberProblems(`passwordPolicy.${part}`, passwordPolicy[part], PASSWORD_POLICY_LIMITS[part]),
        );
  return [...textProblems("accountId", accountId, /^\d{12}$/, "be the 12 digits of an AWS account"), ...ranges];
}
