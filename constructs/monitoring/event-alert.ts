import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";

/** Props of {@link EventAlert}. */
export interface EventAlertProps {
  /** The rule's name: at most 64 characters. */
  readonly ruleName: string;
  readonly description: string;
  /** Which events, in EventBridge's pattern syntax. */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** The values that the message takes from the event, as JSON paths by name. */
  readonly values: Readonly<Record<string, string>>;
  /** The message, with `<name>` where a value goes. */
  readonly message: string;
  readonly topicArn: string;
}

/**
 * Defines an alert for each event of a kind: an EventBridge rule that sends a readable message to the topic.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export class EventAlert extends Construct {
  public constructor(scope: Construct, id: string, props: EventAlertProps) {
    super(scope, id);
    const { ruleName, description, pattern, values, message, topicArn } = props;
    const rule = new CloudwatchEventRule(this, "Default", {
      name: ruleName,
      description,
      eventPattern: JSON.stringify(pattern),
    });
    new CloudwatchEventTarget(this, "Default-target", {
      rule: rule.name,
      targetId: "alert-topic",
      arn: topicArn,
      inputTransformer: { inputPaths: { ...values }, inputTemplate: JSON.stringify(message) },
    });
  }
}
