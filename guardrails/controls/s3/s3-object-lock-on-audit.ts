import { control, fail, pass, unknown } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { BUCKET, bucketPart } from "../../support/buckets";

const LOCK = { type: "aws_s3_bucket_object_lock_configuration", inline: "object_lock_configuration" } as const;

export const s3ObjectLockOnAudit = control({
  kind: "resource",
  id: "s3-object-lock-on-audit",
  title: "The buckets that take trails lock their objects",
  severity: "medium",
  why: "Who breaks in deletes the trail first. A lock keeps each log file until its time is over, whoever asks.",
  fix: {
    yaml: "audit.immutableLogs.objectLock: { mode: GOVERNANCE, days: 365 }, with audit.immutableLogs.logAdministrators: [<ARN of a role>]",
    terraform:
      "Add an `aws_s3_bucket_object_lock_configuration` with a `default_retention` to the versioned bucket. CAUTION: `object_lock_enabled = true` on the bucket itself replaces a bucket that exists.",
  },
  references: { fsbp: ["S3.15"], nist: ["AU", "CP", "SC"], checkov: ["CKV_AWS_143"] },
  types: [BUCKET],
  evaluate: (bucket, graph) => {
    if (graph.referrersOf(bucket, "aws_cloudtrail", "s3_bucket_name").length === 0) {
      return undefined;
    }
    const found = bucketPart(graph, bucket, LOCK);
    switch (found.kind) {
      case "resources":
        return pass(`${found.parts[0]?.address} locks what is written`);
      case "inline":
        return pass("the bucket locks what is written", LOCK.inline);
      case "maybe":
        return unknown(found.reason);
      case "none": {
        const lock = { wanted: true, unset: false, otherwise: "whoever may delete objects may delete the trail" };
        const enabled = judgeBoolean(bucket, "object_lock_enabled", lock);
        return enabled.outcome === "pass"
          ? fail(
              `object_lock_enabled is true, but no ${LOCK.type} says how long objects are locked`,
              "object_lock_enabled",
            )
          : enabled;
      }
    }
  },
});
