import { REGION_PARTITIONS } from "./aws-limits";
import type { Sections } from "./known-sections";
import { NAME_RULES } from "./name-rules";
import { type Violation, violation } from "./sentences";

/** What is added to the name of the state bucket for the bucket of its access log. */
export const STATE_LOG_SUFFIX = "-logs";

/** The rules of a backend in S3: one partition, a key where the bucket is, room in the name for the log bucket. */
export function backendRules({ backend, region }: Sections): Violation[] {
  if (backend?.type !== "s3") {
    return [];
  }
  const violations: Violation[] = [];
  const partition = REGION_PARTITIONS[backend.region];
  if (region !== undefined && REGION_PARTITIONS[region] !== partition) {
    violations.push(
      violation(
        ["backend", "region"],
        `must be in the partition of ${region}, ${REGION_PARTITIONS[region]}`,
        backend.region,
        `it is in ${partition}, whose accounts are others`,
      ),
    );
  }
  const beginning = `arn:${partition}:kms:${backend.region}:`;
  if (backend.kmsKeyArn !== undefined && !backend.kmsKeyArn.startsWith(beginning)) {
    violations.push(
      violation(
        ["backend", "kmsKeyArn"],
        `must begin with ${beginning}`,
        backend.kmsKeyArn,
        "S3 takes keys of the bucket's own region only",
      ),
    );
  }
  const longest = NAME_RULES["s3-bucket"].max - STATE_LOG_SUFFIX.length;
  if (backend.createBucket && backend.bucket.length > longest) {
    violations.push(
      violation(
        ["backend", "bucket"],
        `must have at most ${longest} characters with createBucket: true`,
        backend.bucket,
        `its log bucket is named after it, with ${STATE_LOG_SUFFIX}`,
      ),
    );
  }
  return violations;
}
