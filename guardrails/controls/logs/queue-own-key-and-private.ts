import { asBoolean } from "../../../model";
import { control, fail } from "../../control";
import { isConfigured } from "../../support/attributes";
import { judgeOwnKey, keyAt } from "../../support/kms-key";
import { judgeOpenness } from "../../support/openness";

const KEY = "kms_master_key_id";
const QUEUE = "aws_sqs_queue";

export const queueOwnKeyAndPrivate = control({
  kind: "resource",
  id: "queue-own-key-and-private",
  title: "Queues are encrypted with a customer managed KMS key, and closed to the public",
  severity: "medium",
  why: "Queues hold what could not be worked on, with all its data: whoever is let in reads it, or puts in work of their own.",
  fix: {
    yaml: "kms.mode: own",
    terraform: `Set \`${KEY} = aws_kms_key.<name>.arn\` on the queue, and name in its policy who may send and receive.`,
  },
  references: {
    fsbp: ["SQS.1", "SQS.3"],
    nist: ["AC", "SC"],
    checkov: ["CKV_AWS_27", "CKV2_AWS_73", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387"],
    trivy: ["AWS-0096", "AWS-0097", "AWS-0135"],
  },
  types: [QUEUE, "aws_sqs_queue_policy"],
  evaluate: (resource, graph) => {
    const inline = resource.type === QUEUE && (resource.config === undefined || !isConfigured(resource, "policy"));
    const document = inline ? undefined : graph.policy(resource, "policy");
    const policy = document?.present === true ? [judgeOpenness(document, "policy")] : [];
    if (resource.type !== QUEUE) {
      return policy;
    }
    const managed =
      keyAt(graph, resource, KEY).kind === "none" && asBoolean(resource.get("sqs_managed_sse_enabled")) === true;
    const key = managed
      ? fail("sqs_managed_sse_enabled is true: the key is AWS's, who may receive needs none", "sqs_managed_sse_enabled")
      : judgeOwnKey(graph, resource, KEY, "whoever may receive needs no key for it");
    return [key, ...policy];
  },
});
