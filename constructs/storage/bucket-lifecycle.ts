import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Token } from "cdktf";
import { LIMITS } from "../core/limits";
import { numberProblems } from "../core/validate";

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

/** Days after which the parts of an upload that was never completed are deleted. */
const ABORT_UPLOAD_AFTER_DAYS = 7;

/** The rules of a bucket's lifecycle: what becomes of objects, and of uploads that were never completed. */
export function lifecycleRules(lifecycle: BucketLifecycle): S3BucketLifecycleConfigurationRule[] {
  return [
    "expireAfterDays" in lifecycle ? ageRule(lifecycle) : keepCurrentRule(lifecycle),
    {
      id: "incomplete-uploads",
      status: "Enabled",
      filter: [{}],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOAD_AFTER_DAYS }],
    },
  ];
}

/** What is wrong with a bucket's lifecycle. */
export function lifecycleProblems(lifecycle: BucketLifecycle): string[] {
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
export function isTooEarly(day: number | undefined, earlier: number | undefined, distance: number): boolean {
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
