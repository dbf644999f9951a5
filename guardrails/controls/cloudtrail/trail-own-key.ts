import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";

export const trailOwnKey = control({
  kind: "resource",
  id: "trail-own-key",
  title: "Trails are encrypted with a customer managed KMS key",
  severity: "high",
  why: "With a key of your own, who may read the bucket still cannot read the trail: each reader needs the key as well, and each use of it is on record.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Set `kms_key_id = aws_kms_key.<name>.arn` on the trail; the key's policy must admit `cloudtrail.amazonaws.com`.",
  },
  references: {
    cis: { v3: ["3.5"], v5: ["3.5"] },
    fsbp: ["CloudTrail.2"],
    nist: ["AU", "CM", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_35"],
    trivy: ["AWS-0015"],
  },
  types: ["aws_cloudtrail"],
  evaluate: (trail, graph) =>
    judgeOwnKey(graph, trail, "kms_key_id", "whoever may read the bucket may read what happened in the account"),
});
