import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";

/** Props of {@link FunctionSchedule}. */
export interface FunctionScheduleProps {
  readonly ruleName: string;
  readonly description: string;
  /** `rate(…)` or `cron(…)`, UTC. */
  readonly schedule: string;
  readonly functionArn: string;
  readonly functionName: string;
  readonly accountId: string;
}

/**
 * Defines a schedule that invokes a function: an EventBridge rule, and the permission for just this rule (SEC-FN-1).
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export class FunctionSchedule extends Construct {
  public constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { ruleName, description, schedule, functionArn, functionName, accountId } = props;
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
      sourceAccount: accountId,
    });
    new CloudwatchEventTarget(this, "Default-target", {
      rule: rule.name,
      targetId: "function",
      arn: functionArn,
      dependsOn: [permission],
    });
  }
}
