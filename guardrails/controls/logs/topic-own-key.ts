import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";

export const topicOwnKey = control({
  kind: "resource",
  id: "topic-own-key",
  title: "Topics are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "Alerts tell what is wrong and where. With AWS's own key alarms cannot even be published: its policy does not admit CloudWatch.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Set `kms_master_key_id = aws_kms_key.<name>.arn` on the topic; the key's policy must admit who publishes (`cloudwatch.amazonaws.com`, `events.amazonaws.com`).",
  },
  references: {
    fsbp: ["SNS.1"],
    nist: ["CA", "CM", "SC", "SI"],
    checkov: ["CKV_AWS_26"],
    trivy: ["AWS-0095", "AWS-0136"],
  },
  types: ["aws_sns_topic"],
  evaluate: (topic, graph) =>
    judgeOwnKey(graph, topic, "kms_master_key_id", "whoever may subscribe reads the messages"),
});
