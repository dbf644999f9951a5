import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { keyArgument } from "../core/key-choice";
import { denyInsecureTransport, fromAccount, resourcePolicy } from "../core/policy";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link AlertTopic}. */
export interface AlertTopicProps {
  readonly account: AwsAccount;
  /**
   * 1 to 256 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_sns_topic`.
   */
  readonly topicName: string;
  /** Shown as the sender of e-mails: at most 100 characters. */
  readonly displayName: string;
  /**
   * The ARN of a key, or `AWS_MANAGED_KEY`: the topic then has none, since neither alarms nor EventBridge may use `aws/sns`. Its
   * messages are encrypted on their way only.
   */
  readonly kmsKeyArn: string;
  /**
   * Who gets the alerts by e-mail; AWS sends a confirmation that must be accepted.
   *
   * @default - nobody
   */
  readonly email?: string;
}

/**
 * Who publishes alerts. EventBridge cannot be limited to the account: AWS supports no condition for it in a topic's policy,
 * and drops messages without a trace where there is one.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
const PUBLISHERS = [
  { sid: "AllowAlarmsToPublish", service: "cloudwatch.amazonaws.com", limited: true },
  { sid: "AllowConfigToPublish", service: "config.amazonaws.com", limited: true },
  { sid: "AllowDatabaseEventsToPublish", service: "events.rds.amazonaws.com", limited: true },
  { sid: "AllowEventsToPublish", service: "events.amazonaws.com", limited: false },
] as const;

/**
 * Defines the topic that security alerts go to (SEC-MON-3): encrypted, published to only over TLS, and only by CloudWatch,
 * Config and RDS of this account and by EventBridge.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
 */
export class AlertTopic extends Construct {
  public readonly topicArn: string;
  /** The topic's policy: who publishes waits for it. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(
    scope: Construct,
    id: string,
    { account, topicName, displayName, kmsKeyArn, email }: AlertTopicProps,
  ) {
    super(scope, id);
    assertValid(scope, id, [
      ...textProblems(
        "topicName",
        topicName,
        /^[A-Za-z0-9_-]{1,256}$/,
        "be 1 to 256 letters, digits, hyphens and underscores",
      ),
      ...textProblems("displayName", displayName, /^.{1,100}$/, "have 1 to 100 characters, in one line"),
      ...(email === undefined
        ? []
        : textProblems("email", email, /^[^@\s]+@[^@\s]+\.[^@\s.]+$/, "be an e-mail address")),
    ]);
    const topic = new SnsTopic(this, "Default", {
      name: topicName,
      displayName,
      ...keyArgument("kmsMasterKeyId", kmsKeyArn),
    });
    const resources = [new Arns(account).regional("sns", topicName)];
    const policy = new SnsTopicPolicy(this, "Default-policy", {
      arn: topic.arn,
      policy: resourcePolicy(this, "topic_policy", [
        ...PUBLISHERS.map(({ sid, service, limited }) => ({
          sid,
          principals: { services: [service] },
          actions: ["sns:Publish"],
          resources,
          conditions: limited ? [fromAccount(account)] : [],
        })),
        denyInsecureTransport(["sns:Publish"], resources),
      ]),
    });
    if (email !== undefined) {
      new SnsTopicSubscription(this, "email", { topicArn: topic.arn, protocol: "email", endpoint: email });
    }
    this.topicArn = topic.arn;
    this.ready = [policy];
  }
}
