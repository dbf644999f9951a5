import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformOutput, Testing } from "cdktf";
import { DeadLetterQueue, type DeadLetterQueueProps } from "../../../constructs/compute/dead-letter-queue";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: DeadLetterQueueProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  queueName: "Example-Dead-Letters",
  kmsKeyArn: KEY,
};

function define(props: Partial<DeadLetterQueueProps> = {}): Template {
  return Template.of((stack) => new DeadLetterQueue(stack, "dead_letters", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a queue and who may not use it", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_sqs_queue: 1, // the events that a function failed on
      aws_sqs_queue_policy: 1, // refuses what does not come over TLS
    });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 1 });
  });

  it("ARN and name by reference", () => {
    const template = Template.of((stack) => {
      const { queueArn, queueName } = new DeadLetterQueue(stack, "dead_letters", PROPS);
      new TerraformOutput(stack, "queue", { value: [queueArn, queueName] });
    });

    expect(template.outputs.queue?.value).toEqual([
      "${aws_sqs_queue.dead_letters.arn}",
      "${aws_sqs_queue.dead_letters.name}",
    ]);
  });
});

describe("guarantees", () => {
  it("SEC-FN-1: messages are encrypted with the given key and kept as long as SQS keeps anything, 14 days", () => {
    expect(define().only("aws_sqs_queue")).toEqual({
      name: "Example-Dead-Letters",
      kms_master_key_id: KEY,
      message_retention_seconds: 14 * 24 * 60 * 60,
    });
  });

  it("SEC-FN-1: nobody reaches the queue without TLS, and the policy lets nobody in", () => {
    const template = define();

    expect(template.only("aws_sqs_queue_policy")).toMatchObject({ queue_url: "${aws_sqs_queue.dead_letters.id}" });
    expect(template.policyOf("aws_sqs_queue_policy.dead_letters", "policy")).toEqual([
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["sqs:*"],
        resources: ["arn:aws:sqs:us-east-1:111111111111:Example-Dead-Letters"],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });
});

describe("props", () => {
  it("account: the policy's ARN has its partition, region and number", () => {
    const template = define({ account: { accountId: "222222222222", region: "us-gov-west-1" } });

    expect(template.policyOf("aws_sqs_queue_policy.dead_letters", "policy")[0]?.resources).toEqual([
      "arn:aws-us-gov:sqs:us-gov-west-1:222222222222:Example-Dead-Letters",
    ]);
  });

  it("queueName: up to 80 characters, in anybody's stack", () => {
    const queueName = "q".repeat(80);

    expect(
      Testing.synthScope((scope) => new DeadLetterQueue(scope, "queue", { ...PROPS, queueName })),
    ).toHaveResourceWithProperties(SqsQueue, { name: queueName });
  });
});

it("kmsKeyArn: with AWS_MANAGED_KEY SQS encrypts with keys of its own, and nothing else changes", () => {
  const template = define({ kmsKeyArn: AWS_MANAGED_KEY });
  const { kms_master_key_id: _, ...queue } = define().only("aws_sqs_queue");

  expect(template.only("aws_sqs_queue")).toEqual({ ...queue, sqs_managed_sse_enabled: true });
  expect(template.only("aws_sqs_queue_policy")).toEqual(define().only("aws_sqs_queue_policy"));
});

describe("rejects", () => {
  it.each(["", "q".repeat(81), "dead.letters", "dead-letters.fifo"])("fails if the queue's name is %j", (queueName) => {
    expect(() => define({ queueName })).toThrow(
      new Error(
        `test/dead_letters: queueName must be 1 to 80 letters, digits, hyphens and underscores, got ${JSON.stringify(queueName)}`,
      ),
    );
  });
});
