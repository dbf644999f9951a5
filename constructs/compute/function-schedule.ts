import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link FunctionSchedule}. */
export interface FunctionScheduleProps {
  /** At most 64 letters, digits or . _ - */
  readonly ruleName: string;
  readonly description: string;
  /** `rate(…)` or `cron(…)`, UTC. */
  readonly schedule: string;
  readonly functionArn: string;
  readonly functionName: string;
}

/** `cron` has six fields, and just one of day-of-month and day-of-week is `?`. */
const SCHEDULE =
  /^(?:rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)|cron\([^\s()]+ [^\s()]+ (?:\? [^\s()]+ [^\s()?]+|[^\s()?]+ [^\s()]+ \?) [^\s()]+\))$/;

/**
 * Defines a schedule that invokes a function: an EventBridge rule, and the permission for just this rule (SEC-FN-1).
 * The permission names no source account: with one EventBridge's invocations fail without a trace, and the rule's ARN
 * names the account anyway.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export class FunctionSchedule extends Construct {
  public constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { ruleName, description, schedule, functionArn, functionName } = props;
    assertValid(scope, id, [
      ...textProblems("ruleName", ruleName, /^[A-Za-z0-9._-]{1,64}$/, "be 1 to 64 letters, digits or . _ -"),
      ...textProblems(
        "schedule",
        schedule,
        SCHEDULE,
        "be an EventBridge schedule such as rate(1 hour) or cron(0 * * * ? *)",
      ),
    ]);
    const rule = new CloudwatchEventRule(this, "Default", {
      name: ruleName,
      description,
      scheduleExpression: schedule,
    });
    const permission = new LambdaPermission(this, "Default-permission", {
      statementId: "AllowScheduleToInvoke",
      action: "lambda:InvokeFunction",
      functionName,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "Default-target", {
      rule: rule.name,
      targetId: "function",
      arn: functionArn,
      dependsOn: [permission],
    });
  }
}
