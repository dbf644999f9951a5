import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { LIMITS, NAME_PATTERNS } from "../core/limits";
import { denyInsecureTransport, type ResourcePolicyStatement, resourcePolicy } from "../core/policy";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, numberProblems, textProblems } from "../core/validate";

/** How objects are encrypted: with a KMS key, or with keys that S3 manages (SSE-S3). */
export type BucketEncryption =
  | {
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

/** When versions that are no longer current are deleted, in days; current objects stay. */
export interface KeepCurrentLifecycle {
  readonly expireNoncurrentAfterDays: number;
}

/** When objects move to cheaper storage and when they are deleted, in days since they were written. */
export interface AgeLifecycle {
  /** Days until objects move to STANDARD_IA: at least 30. */
  readonly infrequentAccessAfterDays?: number;
  /** Days until objects move to GLACIER: at least 30 more. */
  readonly glacierAfterDays?: number;
  /** Days until objects are deleted, and versions that are no longer current: after the last move. */
  readonly expireAfterDays: number;
}

/** What becomes of objects with time. */
export type BucketLifecycle = AgeLifecycle | KeepCurrentLifecycle;

/** The bucket that requests are logged to. */
export interface AccessLogTarget {
  readonly bucketName: string;
  readonly prefix: string;
  /**
   * What must be there first: that bucket's policy, without which S3 refuses to log. Not needed across stacks.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Props of {@link SecureBucket}. */
export interface SecureBucketProps extends Protection {
  readonly account: AwsAccount;
  /**
   * The bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_s3_bucket`.
   */
  readonly bucketName: string;
  readonly encryption: BucketEncryption;
  /** Where requests are logged; `"none"` for the access-log bucket itself. */
  readonly accessLogs: AccessLogTarget | "none";
  readonly lifecycle: BucketLifecycle;
  /**
   * Who may do what, beside the IAM policies of the account.
   *
   * @default - nobody
   */
  readonly statements?: readonly ResourcePolicyStatement[];
}

/** Days after which the parts of an upload that was never completed are deleted. */
const ABORT_UPLOAD_AFTER_DAYS = 7;

/** Objects encrypted with keys that their writer keeps (SSE-C) could not be read by anybody else. */
const CUSTOMER_KEYS = ["SSE-C"];

/**
 * Defines a private S3 bucket (ALL-6): all public access blocked, ACLs off, versioned, encrypted, reached by TLS only,
 * with a lifecycle and access logs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @example
 * new SecureBucket(this, "data", {
 *   account, bucketName: "example-data-1a2b3c4d", encryption: { kmsKeyArn },
 *   accessLogs: { bucketName: logs.bucketName, prefix: "data/" }, lifecycle: { expireAfterDays: 365 },
 * });
 */
export class SecureBucket extends Construct {
  /** The name, by reference: who uses it waits for the bucket. */
  public readonly bucketName: string;
  /** The ARN, by reference. */
  public readonly bucketArn: string;
  /** What must be there before a service delivers into the bucket. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: SecureBucketProps) {
    super(scope, id);
    const { bucketName, encryption, accessLogs, lifecycle, protect = true } = props;
    assertValid(scope, id, [...bucketProblems(props), ...lifecycleProblems(lifecycle)]);
    const bucket = new S3Bucket(this, "Default", {
      bucket: bucketName,
      forceDestroy: !protect,
      ...preventDestroy(protect),
    });
    this.bucketName = bucket.id;
    this.bucketArn = bucket.arn;
    const block = this.blockPublicAccess();
    const ownership = this.enforceOwnership();
    const versioning = this.versionObjects();
    const encrypted = this.encrypt(encryption);
    this.expire(lifecycle, versioning);
    const policy = this.attachPolicy(props, block);
    this.logAccess(accessLogs);
    this.ready = [policy, ownership, encrypted, versioning];
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "Default-public-access-block", {
      bucket: this.bucketName,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private enforceOwnership(): S3BucketOwnershipControls {
    return new S3BucketOwnershipControls(this, "Default-ownership", {
      bucket: this.bucketName,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
  }

  private versionObjects(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "Default-versioning", {
      bucket: this.bucketName,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  private encrypt(encryption: BucketEncryption): ITerraformDependable {
    return new S3BucketServerSideEncryptionConfigurationA(this, "Default-encryption", {
      bucket: this.bucketName,
      rule: [
        encryption === "AES256"
          ? {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
              blockedEncryptionTypes: CUSTOMER_KEYS,
            }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: encryption.kmsKeyArn },
              bucketKeyEnabled: encryption.bucketKey ?? true,
              blockedEncryptionTypes: CUSTOMER_KEYS,
            },
      ],
    });
  }

  private expire(lifecycle: BucketLifecycle, versioning: S3BucketVersioningA): void {
    new S3BucketLifecycleConfiguration(this, "Default-lifecycle", {
      bucket: this.bucketName,
      rule: [
        "expireAfterDays" in lifecycle ? ageRule(lifecycle) : keepCurrentRule(lifecycle),
        {
          id: "incomplete-uploads",
          status: "Enabled",
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOAD_AFTER_DAYS }],
        },
      ],
      dependsOn: [versioning],
    });
  }

  private attachPolicy(
    { account, bucketName, statements = [] }: SecureBucketProps,
    block: S3BucketPublicAccessBlock,
  ): S3BucketPolicy {
    const arns = new Arns(account);
    const everything = [arns.bucket(bucketName), arns.objects(bucketName)];
    return new S3BucketPolicy(this, "Default-policy", {
      bucket: this.bucketName,
      policy: resourcePolicy(this, "bucket_policy", [denyInsecureTransport(["s3:*"], everything), ...statements]),
      dependsOn: [block],
    });
  }

  private logAccess(accessLogs: SecureBucketProps["accessLogs"]): void {
    if (accessLogs !== "none") {
      new S3BucketLoggingA(this, "Default-logging", {
        bucket: this.bucketName,
        targetBucket: accessLogs.bucketName,
        targetPrefix: accessLogs.prefix,
        ...(accessLogs.dependsOn === undefined ? {} : { dependsOn: [...accessLogs.dependsOn] }),
      });
    }
  }
}

function bucketProblems({ bucketName, encryption, accessLogs }: SecureBucketProps): string[] {
  const logsItself = accessLogs !== "none" && accessLogs.bucketName === bucketName;
  return [
    ...textProblems(
      "bucketName",
      bucketName,
      NAME_PATTERNS.s3Bucket,
      "be 3 to 63 lower-case letters, digits, dots and hyphens, and no name that S3 keeps for itself",
    ),
    ...(encryption === "AES256"
      ? []
      : textProblems("encryption.kmsKeyArn", encryption.kmsKeyArn, /^arn:[a-z-]+:kms:/, "be the ARN of a KMS key")),
    ...(logsItself ? ["accessLogs.bucketName must be another bucket, got this one; each log would be logged"] : []),
  ];
}

function lifecycleProblems(lifecycle: BucketLifecycle): string[] {
  if (!("expireAfterDays" in lifecycle)) {
    const { expireNoncurrentAfterDays } = lifecycle;
    return numberProblems("lifecycle.expireNoncurrentAfterDays", expireNoncurrentAfterDays, LIMITS.lifecycleDays);
  }
  const { infrequentAccessAfterDays: infrequent, glacierAfterDays: glacier, expireAfterDays: expire } = lifecycle;
  const { standardIaAfterDays, standardIaMinimumStay, lifecycleDays } = LIMITS;
  const lastMove = glacier ?? infrequent;
  return [
    ...(infrequent === undefined
      ? []
      : numberProblems("lifecycle.infrequentAccessAfterDays", infrequent, standardIaAfterDays)),
    ...(glacier === undefined ? [] : numberProblems("lifecycle.glacierAfterDays", glacier, lifecycleDays)),
    ...numberProblems("lifecycle.expireAfterDays", expire, lifecycleDays),
    ...(isTooEarly(glacier, infrequent, standardIaMinimumStay.min)
      ? [
          `lifecycle.glacierAfterDays must be at least ${standardIaMinimumStay.min} days after infrequentAccessAfterDays, ${infrequent}, got ${glacier}; S3 keeps objects that long in STANDARD_IA`,
        ]
      : []),
    ...(isTooEarly(expire, lastMove, 1)
      ? [
          `lifecycle.expireAfterDays must be more than the days until the last move, ${lastMove}, got ${expire}; an object must arrive before it can expire`,
        ]
      : []),
  ];
}

/** Whether a day is less than `distance` days after another; false where one of them is not given or not known. */
function isTooEarly(day: number | undefined, earlier: number | undefined, distance: number): boolean {
  const known = [day, earlier].every((value) => value !== undefined && !Token.isUnresolved(value));
  return known && Number(day) < Number(earlier) + distance;
}

function ageRule({
  infrequentAccessAfterDays,
  glacierAfterDays,
  expireAfterDays,
}: AgeLifecycle): S3BucketLifecycleConfigurationRule {
  const steps = [
    ...(infrequentAccessAfterDays === undefined
      ? []
      : [{ days: infrequentAccessAfterDays, storageClass: "STANDARD_IA" }]),
    ...(glacierAfterDays === undefined ? [] : [{ days: glacierAfterDays, storageClass: "GLACIER" }]),
  ];
  return {
    id: "age",
    status: "Enabled",
    filter: [{}],
    transition: steps,
    noncurrentVersionTransition: steps.map(({ days, storageClass }) => ({ noncurrentDays: days, storageClass })),
    expiration: [{ days: expireAfterDays }],
    noncurrentVersionExpiration: [{ noncurrentDays: expireAfterDays }],
  };
}

function keepCurrentRule({ expireNoncurrentAfterDays }: KeepCurrentLifecycle): S3BucketLifecycleConfigurationRule {
  return {
    id: "former-versions",
    status: "Enabled",
    filter: [{}],
    noncurrentVersionExpiration: [{ noncurrentDays: expireNoncurrentAfterDays }],
  };
}
