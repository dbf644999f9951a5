import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { NAME_PATTERNS } from "../core/limits";
import { denyInsecureTransport, type ResourcePolicyStatement, resourcePolicy } from "../core/policy";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, textProblems } from "../core/validate";
import {
  type BucketEncryption,
  encryptionProblems,
  encryptionRule,
  otherEncryptionStatements,
} from "./bucket-encryption";
import { type BucketLifecycle, lifecycleProblems, lifecycleRules } from "./bucket-lifecycle";
import { type Immutability, immutableStatements, lockProblems, type ObjectLock } from "./bucket-lock";

export type { BucketEncryption } from "./bucket-encryption";
export type { AgeLifecycle, BucketLifecycle, KeepCurrentLifecycle } from "./bucket-lifecycle";
export type { Immutability, ObjectLock } from "./bucket-lock";

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
  /**
   * Whether puts are refused that ask for another algorithm or key than {@link encryption} (WEB-S3-1); one that asks for none
   * gets that. Not for buckets that services deliver into.
   *
   * @default false
   */
  readonly denyOtherEncryption?: boolean;
  /**
   * How long each new version of an object cannot be deleted (ENT-CT-1). Not for the access-log bucket and the one that AWS
   * Config delivers to: neither service can deliver into a bucket with a default lock.
   *
   * CAUTION: adding or removing it after the first deployment replaces the `aws_s3_bucket`. What it has locked stays locked for
   * its days, whatever Terraform does.
   *
   * @default - nothing is locked
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly objectLock?: ObjectLock;
  /**
   * Who alone may delete what is in the bucket, or change the bucket (ENT-CT-1).
   *
   * CAUTION: nobody else can then change or destroy the bucket, Terraform included; only the account's root user can still
   * replace the policy.
   *
   * @default - whom IAM policies allow
   */
  readonly immutable?: Immutability;
}

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
    const { bucketName, encryption, accessLogs, lifecycle, objectLock, immutable, protect = true } = props;
    assertValid(scope, id, [...bucketProblems(props), ...lifecycleProblems(lifecycle), ...lockProblems(props)]);
    const bucket = new S3Bucket(this, "Default", {
      bucket: bucketName,
      forceDestroy: !protect,
      ...(objectLock === undefined ? {} : { objectLockEnabled: true }),
      ...preventDestroy(protect),
    });
    this.bucketName = bucket.id;
    this.bucketArn = bucket.arn;
    const block = this.blockPublicAccess();
    const ownership = this.enforceOwnership();
    const versioning = this.versionObjects();
    const encrypted = this.encrypt(encryption);
    const expiry = this.expire(lifecycle, versioning);
    const locks = this.lockObjects(objectLock, versioning);
    const logging = this.logAccess(accessLogs);
    // A policy that refuses changes comes last, so that Terraform is never locked out half-way.
    const others = immutable === undefined ? [] : [ownership, versioning, encrypted, expiry, ...locks, ...logging];
    const policy = this.attachPolicy(props, [block, ...others]);
    this.ready = [policy, ownership, encrypted, versioning, ...locks];
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
      rule: [encryptionRule(encryption)],
    });
  }

  private expire(lifecycle: BucketLifecycle, versioning: S3BucketVersioningA): ITerraformDependable {
    return new S3BucketLifecycleConfiguration(this, "Default-lifecycle", {
      bucket: this.bucketName,
      rule: lifecycleRules(lifecycle),
      dependsOn: [versioning],
    });
  }

  private lockObjects(lock: ObjectLock | undefined, versioning: S3BucketVersioningA): ITerraformDependable[] {
    return lock === undefined
      ? []
      : [
          new S3BucketObjectLockConfigurationA(this, "Default-object-lock", {
            bucket: this.bucketName,
            rule: { defaultRetention: { mode: lock.mode, days: lock.days } },
            dependsOn: [versioning],
          }),
        ];
  }

  private logAccess(accessLogs: SecureBucketProps["accessLogs"]): ITerraformDependable[] {
    return accessLogs === "none"
      ? []
      : [
          new S3BucketLoggingA(this, "Default-logging", {
            bucket: this.bucketName,
            targetBucket: accessLogs.bucketName,
            targetPrefix: accessLogs.prefix,
            ...(accessLogs.dependsOn === undefined ? {} : { dependsOn: [...accessLogs.dependsOn] }),
          }),
        ];
  }

  private attachPolicy(props: SecureBucketProps, dependsOn: ITerraformDependable[]): S3BucketPolicy {
    const { account, bucketName, encryption, statements = [], denyOtherEncryption = false, immutable } = props;
    const arns = new Arns(account);
    return new S3BucketPolicy(this, "Default-policy", {
      bucket: this.bucketName,
      policy: resourcePolicy(this, "bucket_policy", [
        denyInsecureTransport(["s3:*"], [arns.bucket(bucketName), arns.objects(bucketName)]),
        ...(denyOtherEncryption ? otherEncryptionStatements(arns, bucketName, encryption) : []),
        ...(immutable === undefined ? [] : immutableStatements(arns, bucketName, immutable)),
        ...statements,
      ]),
      dependsOn,
    });
  }
}

function bucketProblems({
  bucketName,
  encryption,
  accessLogs,
  denyOtherEncryption = false,
}: SecureBucketProps): string[] {
  const logsItself = accessLogs !== "none" && accessLogs.bucketName === bucketName;
  return [
    ...textProblems(
      "bucketName",
      bucketName,
      NAME_PATTERNS.s3Bucket,
      "be 3 to 63 lower-case letters, digits, dots and hyphens, and no name that S3 keeps for itself",
    ),
    ...encryptionProblems(encryption, denyOtherEncryption),
    ...(logsItself ? ["accessLogs.bucketName must be another bucket, got this one; each log would be logged"] : []),
  ];
}
