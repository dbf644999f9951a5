import { type Attributes, asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";
import { BUCKET, bucketsOf, judgePart, takesOnlyS3Keys } from "../../support/buckets";
import { judgeOwnKey } from "../../support/kms-key";

const CONFIGURATION = "aws_s3_bucket_server_side_encryption_configuration";
const INLINE = "server_side_encryption_configuration";
const OTHERWISE = "who may read the bucket may read its objects; no key policy stands between";

/** Judges the rules of a configuration for the buckets that it is for. */
function judgeRules(graph: Graph, from: Attributes, path: string, buckets: readonly Resource[]): Verdict {
  const { items, unknown } = from.blocks(path);
  const open = unknown === undefined ? undefined : unknownValue(from, path, unknown);
  const exempt = buckets.length > 0 && buckets.every((bucket) => takesOnlyS3Keys(graph, bucket));
  const verdicts = items.map((rule) => judgeRule(graph, rule, exempt));
  return worst(open === undefined ? verdicts : [...verdicts, open]) ?? fail(`${path} is empty: ${OTHERWISE}`, path);
}

function judgeRule(graph: Graph, rule: Attributes, takesS3Keys: boolean): Verdict {
  const path = "apply_server_side_encryption_by_default.sse_algorithm";
  const value = rule.get(path);
  const where = attributeOf(rule, path);
  const algorithm = asText(value);
  if (algorithm === "aws:kms" || algorithm === "aws:kms:dsse") {
    return judgeOwnKey(graph, rule, "apply_server_side_encryption_by_default.kms_master_key_id", OTHERWISE);
  }
  if (algorithm !== undefined && takesS3Keys) {
    return pass(`${where} is "${algorithm}", the only one with which its logs can be delivered`, where);
  }
  return (
    unknownValue(rule, path, value) ??
    fail(`${where} is ${isUnset(value) ? "not set" : display(value)}: ${OTHERWISE}`, where)
  );
}

export const s3EncryptedWithOwnKey = control({
  kind: "resource",
  id: "s3-encrypted-with-own-key",
  title: "Buckets are encrypted with a customer managed KMS key",
  severity: "high",
  why: "S3's own keys open for whoever may read the bucket. With a key of your own its policy decides as well, each use is in CloudTrail, and the data can be made unreadable by disabling it. Targets of S3's access logs and of load balancers' logs take S3's keys only.",
  fix: {
    yaml: "kms.mode: own",
    yamlAt: {
      // With `kms.mode: awsManaged` it is the key that is missing, not the algorithm.
      [`${CONFIGURATION}.data.rule.0.apply_server_side_encryption_by_default.sse_algorithm`]: "storage.encryption: kms",
    },
    terraform:
      'Add an `aws_s3_bucket_server_side_encryption_configuration` with `sse_algorithm = "aws:kms"`, `kms_master_key_id = aws_kms_key.<name>.arn` and `bucket_key_enabled = true`.',
  },
  references: {
    fsbp: ["S3.17"],
    nist: ["AU", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_19", "CKV_AWS_145"],
    trivy: ["AWS-0088", "AWS-0132"],
  },
  types: [BUCKET, CONFIGURATION],
  evaluate: (resource, graph) =>
    resource.type === BUCKET
      ? judgePart(graph, resource, {
          type: CONFIGURATION,
          inline: INLINE,
          missing: `the bucket has no ${CONFIGURATION}: S3's own keys are used`,
          judgeInline: (bucket) => judgeRules(graph, bucket, `${INLINE}.rule`, [bucket]),
        })
      : judgeRules(graph, resource, "rule", bucketsOf(graph, resource)),
});
