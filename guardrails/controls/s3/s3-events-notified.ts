import { control } from "../../control";
import { BUCKET, judgePart } from "../../support/buckets";

const NOTIFICATION = "aws_s3_bucket_notification";

export const s3EventsNotified = control({
  kind: "resource",
  id: "s3-events-notified",
  title: "Buckets tell of what happens to their objects",
  severity: "low",
  why: "An event of each change lets a mass deletion or encryption be seen while it happens.",
  fix: { terraform: "Add an `aws_s3_bucket_notification` for the bucket, e.g. with `eventbridge = true`." },
  references: { fsbp: ["S3.11"], nist: ["AU", "SI"], checkov: ["CKV2_AWS_62"] },
  onByDefault: false,
  types: [BUCKET],
  evaluate: (bucket, graph) =>
    judgePart(graph, bucket, { type: NOTIFICATION, missing: `the bucket has no ${NOTIFICATION}` }),
});
