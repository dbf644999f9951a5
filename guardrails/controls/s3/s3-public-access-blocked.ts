import type { Attributes } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { judgeBoolean, worst } from "../../support/attributes";
import { BUCKET, judgePart } from "../../support/buckets";

export const PUBLIC_ACCESS_BLOCK = "aws_s3_bucket_public_access_block";
const FLAGS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

/** Judges the four flags of a public access block, of a bucket, an access point or an account. */
export function judgeFlags(block: Attributes, unset = false): Verdict {
  const verdicts = FLAGS.map((flag) =>
    judgeBoolean(block, flag, { wanted: true, unset, otherwise: "the block is open on this side" }),
  );
  const open = verdicts.filter(({ outcome }) => outcome === "fail");
  return open.length > 1
    ? fail(open.map(({ reason }) => reason.replace(/: .*/, "")).join("; "), open[0]?.attribute)
    : (worst(verdicts.filter(({ outcome }) => outcome !== "pass")) ?? pass("all four flags are true"));
}

export const s3PublicAccessBlocked = control({
  kind: "resource",
  id: "s3-public-access-blocked",
  title: "Each bucket blocks public access, by all four flags",
  severity: "high",
  why: "Without the block one wrong line in a policy or an ACL puts the bucket's objects on the internet.",
  fix: {
    terraform:
      "Add an `aws_s3_bucket_public_access_block` for the bucket with `block_public_acls`, `block_public_policy`, `ignore_public_acls` and `restrict_public_buckets` all `true`.",
  },
  references: {
    cis: { v3: ["2.1.4"], v5: ["2.1.4"] },
    fsbp: ["S3.8", "S3.2", "S3.3"],
    nist: ["AC", "MP", "SC"],
    checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    trivy: ["AWS-0086", "AWS-0087", "AWS-0091", "AWS-0093", "AWS-0094"],
  },
  types: [BUCKET, PUBLIC_ACCESS_BLOCK],
  evaluate: (resource, graph) =>
    resource.type === BUCKET
      ? judgePart(graph, resource, {
          type: PUBLIC_ACCESS_BLOCK,
          missing: "the bucket has no aws_s3_bucket_public_access_block",
        })
      : judgeFlags(resource),
});
