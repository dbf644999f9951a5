import type { S3BucketServerSideEncryptionConfigurationRuleA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import type { Arns } from "../core/account";
import { AWS_MANAGED_KEY, customerKey, keyArgument } from "../core/key-choice";
import type { PolicyCondition, ResourcePolicyStatement } from "../core/policy";
import { textProblems } from "../core/validate";

/** How objects are encrypted: with a KMS key, or with keys that S3 manages (SSE-S3). */
export type BucketEncryption =
  | {
      /**
       * The ARN of a customer managed key, or `AWS_MANAGED_KEY` for `aws/s3`. The latter is not for buckets that services
       * deliver into: only the account itself may use it.
       */
      readonly kmsKeyArn: string;
      /**
       * Whether S3 keeps a key of its own for the bucket, which saves requests to KMS. Not for CloudTrail's bucket: the trail
       * would need `kms:Decrypt` on the key.
       *
       * @default true
       */
      readonly bucketKey?: boolean;
    }
  | "AES256";

/** Objects encrypted with keys that their writer keeps (SSE-C) could not be read by anybody else. */
const CUSTOMER_KEYS = ["SSE-C"];

/** What a put asks for, as condition keys. */
const ASKED_ALGORITHM = "s3:x-amz-server-side-encryption";
const ASKED_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";

/** The rule of a bucket's default encryption. */
export function encryptionRule(encryption: BucketEncryption): S3BucketServerSideEncryptionConfigurationRuleA {
  return encryption === "AES256"
    ? {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
        blockedEncryptionTypes: CUSTOMER_KEYS,
      }
    : {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          ...keyArgument("kmsMasterKeyId", encryption.kmsKeyArn),
        },
        bucketKeyEnabled: encryption.bucketKey ?? true,
        blockedEncryptionTypes: CUSTOMER_KEYS,
      };
}

/**
 * Refuses puts that ask for another algorithm or key than the bucket's own. One that asks for none passes: S3 looks at policies
 * before it applies the default. One that asks for `aws:kms` and names no key asks for `aws/s3`.
 *
 * The operators that negate hold where a key is absent, with `IfExists` and without; so `Null` says that something was asked for.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_RequestSyntax
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function otherEncryptionStatements(
  arns: Arns,
  bucketName: string,
  encryption: BucketEncryption,
): ResourcePolicyStatement[] {
  const deny = (sid: string, ...conditions: PolicyCondition[]): ResourcePolicyStatement => ({
    sid,
    effect: "Deny",
    principals: { everyone: true },
    actions: ["s3:PutObject"],
    resources: [arns.objects(bucketName)],
    conditions,
  });
  const given = (variable: string): PolicyCondition => ({ test: "Null", variable, values: ["false"] });
  const other = (variable: string, value: string): PolicyCondition => ({
    test: "StringNotEquals",
    variable,
    values: [value],
  });
  if (encryption === "AES256") {
    return [deny("DenyOtherAlgorithm", given(ASKED_ALGORITHM), other(ASKED_ALGORITHM, "AES256"))];
  }
  const key = customerKey(encryption.kmsKeyArn);
  return [
    deny("DenyOtherAlgorithm", given(ASKED_ALGORITHM), other(ASKED_ALGORITHM, "aws:kms")),
    key === undefined
      ? deny("DenyOtherKey", given(ASKED_KEY))
      : deny("DenyOtherKey", given(ASKED_ALGORITHM), other(ASKED_KEY, key)),
  ];
}

/** What is wrong with a bucket's encryption; where puts are compared with the key, it is named by its own ARN. */
export function encryptionProblems(encryption: BucketEncryption, isCompared: boolean): string[] {
  if (encryption === "AES256" || encryption.kmsKeyArn === AWS_MANAGED_KEY) {
    return [];
  }
  const { kmsKeyArn } = encryption;
  const problems = textProblems("encryption.kmsKeyArn", kmsKeyArn, /^arn:[a-z-]+:kms:/, "be the ARN of a KMS key");
  return problems.length > 0 || !isCompared
    ? problems
    : textProblems(
        "encryption.kmsKeyArn",
        kmsKeyArn,
        /:key\//,
        "be the ARN of a key, not of an alias, where denyOtherEncryption is set",
      );
}
