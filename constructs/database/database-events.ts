import { DbEventSubscription } from "@cdktf/provider-aws/lib/db-event-subscription";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link DatabaseEvents}. */
export interface DatabaseEventsProps {
  /**
   * 1 to 255 letters, digits and single hyphens, the first a letter.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_db_event_subscription`.
   */
  readonly subscriptionName: string;
  /** The instance's identifier, by reference. */
  readonly identifier: string;
  /** A topic that `events.rds.amazonaws.com` may publish to, its key included. */
  readonly topicArn: string;
  /**
   * What must be there first: the topic's policy, without which RDS refuses the subscription. Not needed across stacks.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * What somebody should know of an instance. Backups, restorations and creations are everyday events, notifications mostly chat; what
 * fails is a failure whatever it was about. Security Hub asks for failure, maintenance and configuration change (RDS.20).
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
const CATEGORIES = [
  "availability",
  "configuration change",
  "deletion",
  "failover",
  "failure",
  "low storage",
  "maintenance",
  "recovery",
  "security patching",
];

/**
 * Defines the subscription that sends an instance's events to a topic: failures, failovers, low storage, maintenance and changes.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html
 */
export class DatabaseEvents extends Construct {
  public constructor(scope: Construct, id: string, props: DatabaseEventsProps) {
    super(scope, id);
    const { subscriptionName, identifier, topicArn, dependsOn } = props;
    assertValid(scope, id, [
      ...textProblems(
        "subscriptionName",
        subscriptionName,
        /^(?=.{1,255}$)[A-Za-z](?:-?[A-Za-z0-9])*$/,
        "begin with a letter and have at most 255 letters, digits and single hyphens",
      ),
      ...textProblems("topicArn", topicArn, /^arn:aws[a-z-]*:sns:(?!.*\.fifo$)/, "be the ARN of a topic, no FIFO one"),
    ]);
    new DbEventSubscription(this, "Default", {
      name: subscriptionName,
      snsTopic: topicArn,
      sourceType: "db-instance",
      sourceIds: [identifier],
      eventCategories: CATEGORIES,
      ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
    });
  }
}
