import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { type ResourcePolicyStatement, resourcePolicy } from "../core/policy";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link BucketEvents}. */
export interface BucketEventsProps {
  readonly account: AwsAccount;
  /**
   * The bucket whose events are written, by reference.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_s3_bucket_notification`.
   */
  readonly bucketName: string;
  /**
   * The rule's name: 1 to 64 letters, digits or . _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_event_rule`.
   */
  readonly ruleName: string;
  /**
   * The name of the policy by which CloudWatch Logs takes the events. A region of an account has ten such policies at most.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_log_resource_policy`.
   */
  readonly policyName: string;
  /** The log group that events are written to, e.g. `/aws/events/example`: EventBridge's console shows those that begin so. */
  readonly logGroupName: string;
  /** What must be there first: the log group. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** What writes to a log group for EventBridge. */
const WRITERS = { services: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };

/**
 * Defines a record of all that happens to a bucket's objects (MAZ-S3-1): its events go to EventBridge, where a rule writes each
 * to a log group, within seconds and also what its lifecycle does, which CloudTrail never sees. For an alarm on versions that
 * somebody deletes for good, count `{ $.detail.deletion-type = "Permanently Deleted" && $.detail.reason = "DeleteObject" }` there.
 *
 * A bucket has one `aws_s3_bucket_notification`: this one takes the place of all other notifications.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 * @example
 * new BucketEvents(this, "data_events", {
 *   account, bucketName: data.bucketName, ruleName: "Example-Data-Events", policyName: "Example-Data-Events",
 *   logGroupName: "/aws/events/example-data", dependsOn: [logs.resource],
 * });
 */
export class BucketEvents extends Construct {
  public constructor(scope: Construct, id: string, props: BucketEventsProps) {
    super(scope, id);
    const { account, bucketName, ruleName, policyName, logGroupName, dependsOn } = props;
    assertValid(
      scope,
      id,
      textProblems("ruleName", ruleName, /^[A-Za-z0-9._-]{1,64}$/, "be 1 to 64 letters, digits or . _ -"),
    );
    const arns = new Arns(account);
    new S3BucketNotification(this, "Default", { bucket: bucketName, eventbridge: true });
    const rule = new CloudwatchEventRule(this, "Default-rule", {
      name: ruleName,
      description: "Hears of everything that happens to the bucket's objects.",
      eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { bucket: { name: [bucketName] } } }),
    });
    const policy = new CloudwatchLogResourcePolicy(this, "Default-policy", {
      policyName,
      policyDocument: resourcePolicy(this, "log_policy", eventLogStatements(arns, ruleName, logGroupName)),
    });
    new CloudwatchEventTarget(this, "Default-target", {
      rule: rule.name,
      targetId: "log-group",
      arn: arns.logGroup(logGroupName),
      dependsOn: [policy, ...dependsOn],
    });
  }
}

/**
 * Lets EventBridge write the events of one rule to one log group. The request that makes a stream names no rule.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
function eventLogStatements(arns: Arns, ruleName: string, logGroupName: string): ResourcePolicyStatement[] {
  const resources = [arns.logGroup(logGroupName, true)];
  return [
    { sid: "AllowEventsToCreateStreams", principals: WRITERS, actions: ["logs:CreateLogStream"], resources },
    {
      sid: "AllowEventsOfRule",
      principals: WRITERS,
      actions: ["logs:PutLogEvents"],
      resources,
      conditions: [
        { test: "ArnEquals", variable: "aws:SourceArn", values: [arns.regional("events", `rule/${ruleName}`)] },
      ],
    },
  ];
}
