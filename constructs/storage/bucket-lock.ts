import type { Arns } from "../core/account";
import { LIMITS } from "../core/limits";
import type { ResourcePolicyStatement } from "../core/policy";
import { numberProblems, repetitionProblems, textProblems } from "../core/validate";
import { type BucketLifecycle, isTooEarly } from "./bucket-lifecycle";
import type { SecureBucketProps } from "./secure-bucket";

/** How long each new version of an object cannot be deleted. */
export interface ObjectLock {
  /**
   * Who may still delete a locked version, or shorten its lock: with `GOVERNANCE` those who may bypass it
   * (`s3:BypassGovernanceRetention`), with `COMPLIANCE` nobody, not even the account's root user.
   */
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  /** Days since a version was written: 1 to 36500. A change holds for versions that are written after it. */
  readonly days: number;
}

/** Who alone may delete what is in a bucket, or change the bucket. */
export interface Immutability {
  /**
   * ARNs of roles, at least one; the one that Terraform runs as must be among them. Sessions of a role count as the role.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
   */
  readonly administratorArns: readonly string[];
}

/** What would end the life of an object early, or put a shorter lock on a new one than the bucket's default. */
const OBJECT_ACTIONS = [
  "s3:BypassGovernanceRetention",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObjectLegalHold",
  "s3:PutObjectRetention",
];

/**
 * What would change the bucket so that objects end early, that what is delivered from then on is lost, or that this policy no
 * longer holds: without enforced ownership, it does not for objects of others; encrypted with somebody's key, logs are theirs.
 * `PutLifecycleConfiguration` is also for deleting a lifecycle.
 */
const BUCKET_ACTIONS = [
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketVersioning",
  "s3:PutEncryptionConfiguration",
  "s3:PutLifecycleConfiguration",
];

const ROLE_ARN = /^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/**
 * Refuses to all but some roles what would delete or weaken what is in a bucket; services have no role and are refused too.
 * The bucket's own lifecycle goes on: S3 runs it inside, where no bucket policy is asked. And the account's root user can always
 * replace a bucket's policy, which only a lock in compliance mode withstands.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export function immutableStatements(
  arns: Arns,
  bucketName: string,
  { administratorArns }: Immutability,
): ResourcePolicyStatement[] {
  const deny = (sid: string, actions: readonly string[], resource: string): ResourcePolicyStatement => ({
    sid,
    effect: "Deny",
    principals: { everyone: true },
    actions,
    resources: [resource],
    conditions: [{ test: "ArnNotLike", variable: "aws:PrincipalArn", values: administratorArns }],
  });
  return [
    deny("DenyDeletingObjects", OBJECT_ACTIONS, arns.objects(bucketName)),
    deny("DenyChangingBucket", BUCKET_ACTIONS, arns.bucket(bucketName)),
  ];
}

/** What is wrong with locks: each by itself, and with what else the bucket is. */
export function lockProblems({
  objectLock,
  immutable,
  protect = true,
  accessLogs,
  lifecycle,
}: Pick<SecureBucketProps, "objectLock" | "immutable" | "protect" | "accessLogs" | "lifecycle">): string[] {
  return [
    ...(objectLock === undefined ? [] : objectLockProblems(objectLock, lifecycle)),
    ...(immutable === undefined ? [] : administratorProblems(immutable)),
    ...Object.entries({ objectLock, immutable }).flatMap(([prop, value]) =>
      value === undefined || protect
        ? []
        : [`${prop} must be left out where protect is false; a test copy could not be destroyed`],
    ),
    ...(objectLock === undefined || accessLogs !== "none"
      ? []
      : ["objectLock must be left out of the bucket that access logs go to; S3 delivers none into a locked one"]),
  ];
}

function objectLockProblems({ days }: ObjectLock, lifecycle: BucketLifecycle): string[] {
  const expire = "expireAfterDays" in lifecycle ? lifecycle.expireAfterDays : undefined;
  return [
    ...numberProblems("objectLock.days", days, LIMITS.objectLockDays),
    ...(isTooEarly(expire, days, 0)
      ? [
          `objectLock.days must be at most the days of lifecycle.expireAfterDays, ${expire}, got ${days}; S3 deletes nothing that is locked`,
        ]
      : []),
  ];
}

function administratorProblems({ administratorArns }: Immutability): string[] {
  const prop = (index: number) => `immutable.administratorArns[${index}]`;
  return [
    ...(administratorArns.length > 0
      ? []
      : ["immutable.administratorArns must name at least one role, got []; else nobody could ever change the bucket"]),
    ...administratorArns.flatMap((arn, index) =>
      textProblems(
        prop(index),
        arn,
        ROLE_ARN,
        "be the ARN of a role, without wildcards; arn:aws:iam::111111111111:role/name also stands for its sessions",
      ),
    ),
    ...repetitionProblems(prop, administratorArns),
  ];
}
