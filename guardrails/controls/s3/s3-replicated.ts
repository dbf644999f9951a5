import { asText, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue, worst } from "../../support/attributes";
import { BUCKET, judgePart } from "../../support/buckets";

const REPLICATION = { type: "aws_s3_bucket_replication_configuration", inline: "replication_configuration" } as const;

function judgeRules(resource: Resource): Verdict {
  const path = resource.type === BUCKET ? `${REPLICATION.inline}.rules` : "rule";
  const verdicts = resource.blocks(path).items.map((rule): Verdict => {
    const value = rule.get("status");
    return asText(value) === "Enabled"
      ? pass("a rule is on")
      : (unknownValue(rule, "status", value) ?? fail("no replication rule is on"));
  });
  return verdicts.find(({ outcome }) => outcome === "pass") ?? worst(verdicts) ?? fail("there is no replication rule");
}

export const s3Replicated = control({
  kind: "resource",
  id: "s3-replicated",
  title: "Buckets are replicated to another region",
  severity: "low",
  why: "A region that is down, or an account that is lost, takes the only copy with it.",
  fix: {
    terraform: "Add an `aws_s3_bucket_replication_configuration` to a versioned bucket of another region or account.",
  },
  references: { fsbp: ["S3.7"], nist: ["AU", "CM", "CP", "SC", "SI"], checkov: ["CKV_AWS_144"] },
  onByDefault: false,
  types: [BUCKET, REPLICATION.type],
  evaluate: (resource, graph) =>
    resource.type === BUCKET
      ? judgePart(graph, resource, {
          ...REPLICATION,
          missing: `the bucket has no ${REPLICATION.type}`,
          judgeInline: judgeRules,
        })
      : judgeRules(resource),
});
