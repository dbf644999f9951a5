import { asText, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { BUCKET, judgePart } from "../../support/buckets";

const CONTROLS = "aws_s3_bucket_ownership_controls";
const OWNERSHIP = "rule.object_ownership";

export const s3AclDisabled = control({
  kind: "resource",
  id: "s3-acl-disabled",
  title: "Buckets have ACLs disabled: policies alone say who gets in",
  severity: "medium",
  why: "ACLs let an object be given away one by one, and whoever writes it own it; nobody sees that in a policy.",
  fix: {
    terraform:
      'Add an `aws_s3_bucket_ownership_controls` for the bucket with `rule { object_ownership = "BucketOwnerEnforced" }`.',
  },
  references: { fsbp: ["S3.12"], nist: ["AC"], checkov: ["CKV2_AWS_65"] },
  types: [BUCKET, CONTROLS],
  evaluate: (resource, graph) => {
    if (resource.type === BUCKET) {
      return judgePart(graph, resource, {
        type: CONTROLS,
        missing: `no ${CONTROLS} keeps the bucket's ACLs disabled; that new buckets start so holds them to nothing`,
      });
    }
    const value = resource.get(OWNERSHIP);
    return asText(value) === "BucketOwnerEnforced"
      ? pass("object_ownership is BucketOwnerEnforced", OWNERSHIP)
      : (unknownValue(resource, OWNERSHIP, value) ??
          fail(`object_ownership is ${isUnset(value) ? "not set" : display(value)}: ACLs count`, OWNERSHIP));
  },
});
