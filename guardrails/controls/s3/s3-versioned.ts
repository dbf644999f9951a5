import { asText, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { judgeBoolean, unknownValue } from "../../support/attributes";
import { BUCKET, type BucketPart, judgePart } from "../../support/buckets";

export const VERSIONING: BucketPart = { type: "aws_s3_bucket_versioning", inline: "versioning" };
const STATUS = "versioning_configuration.status";
const OTHERWISE = "what is overwritten or deleted is gone";

export const s3Versioned = control({
  kind: "resource",
  id: "s3-versioned",
  title: "Buckets keep versions of their objects",
  severity: "medium",
  why: "Without versions an object that is overwritten or deleted, by mistake or by somebody who asks for ransom, is gone.",
  fix: {
    terraform:
      'Add an `aws_s3_bucket_versioning` for the bucket with `versioning_configuration { status = "Enabled" }`, and a lifecycle rule that ends old versions.',
  },
  references: {
    fsbp: ["S3.14"],
    nist: ["AU", "CP", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_21"],
    trivy: ["AWS-0090"],
  },
  types: [BUCKET, VERSIONING.type],
  evaluate: (resource, graph) => {
    if (resource.type === BUCKET) {
      return judgePart(graph, resource, {
        ...VERSIONING,
        missing: `the bucket has no ${VERSIONING.type}: ${OTHERWISE}`,
        judgeInline: (bucket) =>
          judgeBoolean(bucket, "versioning.enabled", { wanted: true, unset: false, otherwise: OTHERWISE }),
      });
    }
    const value = resource.get(STATUS);
    return asText(value) === "Enabled"
      ? pass("versions are kept", STATUS)
      : (unknownValue(resource, STATUS, value) ??
          fail(`${STATUS} is ${isUnset(value) ? "not set" : display(value)}: ${OTHERWISE}`, STATUS));
  },
});
