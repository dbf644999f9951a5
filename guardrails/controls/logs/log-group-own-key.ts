import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";

export const logGroupOwnKey = control({
  kind: "resource",
  id: "log-group-own-key",
  title: "Log groups are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "Logs hold addresses, names, and what applications should not have written. With a key of your own its policy decides who reads them, too.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Set `kms_key_id = aws_kms_key.<name>.arn` on the log group; the key's policy must admit `logs.<region>.amazonaws.com`.",
  },
  references: {
    nist: ["AU", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_158"],
    trivy: ["AWS-0017"],
  },
  types: ["aws_cloudwatch_log_group"],
  evaluate: (group, graph) => judgeOwnKey(graph, group, "kms_key_id", "whoever may read the logs needs no key for it"),
});
