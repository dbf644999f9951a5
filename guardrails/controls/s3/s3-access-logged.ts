import { control, pass } from "../../control";
import { BUCKET, judgePart, takesAccessLogs } from "../../support/buckets";

export const LOGGING = { type: "aws_s3_bucket_logging", inline: "logging" } as const;

export const s3AccessLogged = control({
  kind: "resource",
  id: "s3-access-logged",
  title: "Access to buckets is logged",
  severity: "medium",
  why: "Without access logs nobody can tell afterwards which objects somebody took. The bucket that takes the logs is not logged itself: its logs would make logs.",
  fix: {
    terraform:
      "Add an `aws_s3_bucket_logging` for the bucket with the `target_bucket` that takes access logs and a `target_prefix` of its own.",
  },
  references: {
    cis: { v3: ["3.4"], v5: ["3.4"] },
    fsbp: ["S3.9"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_18"],
    trivy: ["AWS-0089"],
  },
  types: [BUCKET],
  evaluate: (bucket, graph) =>
    takesAccessLogs(graph, bucket)
      ? pass("the access logs of other buckets are delivered to it")
      : judgePart(graph, bucket, { ...LOGGING, missing: `the bucket has no ${LOGGING.type}` }),
});
