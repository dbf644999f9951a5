import type { Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { BUCKET, judgePart } from "../../support/buckets";
import { LIFECYCLE, lifecycleRules } from "./lifecycle-rules";

function judgeRules(resource: Resource): Verdict {
  const { enabled, unknown: open } = lifecycleRules(resource);
  return enabled.length > 0
    ? pass(`${enabled.length} rules are on`)
    : open === undefined
      ? fail("no lifecycle rule is on: objects are kept for ever")
      : unknown(`it cannot be told whether a rule is on: ${open.reason}`);
}

export const s3LifecycleSet = control({
  kind: "resource",
  id: "s3-lifecycle-set",
  title: "Buckets say how long objects are kept, and where",
  severity: "low",
  why: "Without rules objects, their old versions and broken uploads are kept and paid for for ever, and so is what should have been forgotten.",
  fix: {
    yaml: "storage.expireAfterDays: 365",
    terraform: 'Add an `aws_s3_bucket_lifecycle_configuration` for the bucket with a rule whose `status = "Enabled"`.',
  },
  references: { fsbp: ["S3.13", "S3.10"], nist: ["AU", "SI"], checkov: ["CKV2_AWS_61"] },
  types: [BUCKET, LIFECYCLE.type],
  evaluate: (resource, graph) =>
    resource.type === BUCKET
      ? judgePart(graph, resource, {
          ...LIFECYCLE,
          missing: `the bucket has no ${LIFECYCLE.type}: objects are kept for ever`,
          judgeInline: judgeRules,
        })
      : judgeRules(resource),
});
