import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link EventAlert}. */
export interface EventAlertProps {
  /**
   * The rule's name: 1 to 64 letters, digits or . _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_event_rule`.
   */
  readonly ruleName: string;
  /** At most 512 characters. */
  readonly description: string;
  /** Which events, in EventBridge's pattern syntax. */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** The values that the message takes from the event, as JSON paths by name; a name has letters, digits and underscores. */
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
    assertValid(scope, id, problems(props));
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

function problems({ ruleName, description, values, message }: EventAlertProps): string[] {
  const named: readonly string[] = message.match(/<[^<>\s]+>/g) ?? [];
  const given = Object.keys(values);
  return [
    ...textProblems("ruleName", ruleName, /^[A-Za-z0-9._-]{1,64}$/, "be 1 to 64 letters, digits or . _ -"),
    ...textProblems("description", description, /^.{1,512}$/s, "have 1 to 512 characters"),
    ...Object.entries(values).flatMap(([name, path]) => [
      ...textProblems("values", name, /^(?!AWS)\w+$/, "be named with letters, digits and underscores, not AWS…"),
      ...textProblems(`values.${name}`, path, /^\$\.\S{1,254}$/, "be a JSON path such as $.detail.id"),
    ]),
    ...named
      .filter((place) => !given.some((name) => place === `<${name}>`))
      .map((place) => `message must name only what values has (${given.join(", ")}), got "${place}"`),
    ...given
      .filter((name) => !named.includes(`<${name}>`))
      .map((name) => `values must have only what the message names, got "${name}" too`),
  ];
}
