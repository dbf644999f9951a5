import { control } from "../../control";
import { isConfigured } from "../../support/attributes";
import { judgeOpenness } from "../../support/openness";

export const topicPolicyNotPublic = control({
  kind: "resource",
  id: "topic-policy-not-public",
  title: "No topic policy lets anybody in",
  severity: "high",
  why: "Whoever may publish sends false alarms until nobody looks any more; whoever may subscribe reads along.",
  fix: {
    terraform: "Name who may publish by `Principal`, with `aws:SourceAccount` or `aws:SourceArn` for services.",
  },
  references: { fsbp: ["SNS.4"], nist: ["AC"], checkov: ["CKV_AWS_169", "CKV_AWS_385"] },
  types: ["aws_sns_topic_policy", "aws_sns_topic"],
  evaluate: (resource, graph) => {
    if (resource.type === "aws_sns_topic" && (resource.config === undefined || !isConfigured(resource, "policy"))) {
      return undefined;
    }
    const document = graph.policy(resource, "policy");
    return document.present ? judgeOpenness(document, "policy") : undefined;
  },
});
