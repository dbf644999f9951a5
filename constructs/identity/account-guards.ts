import { EbsEncryptionByDefault } from "@cdktf/provider-aws/lib/ebs-encryption-by-default";
import { IamAccountPasswordPolicy } from "@cdktf/provider-aws/lib/iam-account-password-policy";
import { S3AccountPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-account-public-access-block";
import { Construct } from "constructs";

/** What the account's IAM users must choose as passwords. */
export interface PasswordPolicy {
  /** Characters at least: 6 to 128. */
  readonly minimumLength: number;
  /** Days until a password must be changed: 1 to 1095. */
  readonly maxAgeDays: number;
  /** Former passwords that may not be used again: 1 to 24. */
  readonly remembered: number;
}

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
