import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { customerKey } from "../core/key-choice";
import { denyInsecureTransport, resourcePolicy } from "../core/policy";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link DeadLetterQueue}. */
export interface DeadLetterQueueProps {
  readonly account: AwsAccount;
  /**
   * 1 to 80 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_sqs_queue` and loses its messages.
   */
  readonly queueName: string;
  /** The ARN of a key, or `AWS_MANAGED_KEY`: SQS then encrypts with keys of its own (SSE-SQS). */
  readonly kmsKeyArn: string;
}

const RETENTION_SECONDS = 14 * 24 * 60 * 60;

/**
 * Defines the queue for events that a function failed on: encrypted, TLS only, kept for 14 days, the longest that SQS keeps
 * anything (SEC-FN-1).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export class DeadLetterQueue extends Construct {
  public readonly queueArn: string;
  public readonly queueName: string;

  public constructor(scope: Construct, id: string, { account, queueName, kmsKeyArn }: DeadLetterQueueProps) {
    super(scope, id);
    assertValid(
      scope,
      id,
      textProblems(
        "queueName",
        queueName,
        /^[A-Za-z0-9_-]{1,80}$/,
        "be 1 to 80 letters, digits, hyphens and underscores",
      ),
    );
    const key = customerKey(kmsKeyArn);
    const queue = new SqsQueue(this, "Default", {
      name: queueName,
      ...(key === undefined ? { sqsManagedSseEnabled: true } : { kmsMasterKeyId: key }),
      messageRetentionSeconds: RETENTION_SECONDS,
    });
    new SqsQueuePolicy(this, "Default-policy", {
      queueUrl: queue.id,
      policy: resourcePolicy(this, "queue_policy", [
        denyInsecureTransport(["sqs:*"], [new Arns(account).regional("sqs", queueName)]),
      ]),
    });
    this.queueArn = queue.arn;
    this.queueName = queue.name;
  }
}
