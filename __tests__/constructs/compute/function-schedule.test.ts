import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Testing } from "cdktf";
import { FunctionSchedule, type FunctionScheduleProps } from "../../../constructs/compute/function-schedule";
import { Template } from "../../support/template";

const PROPS: FunctionScheduleProps = {
  ruleName: "Example-Schedule",
  description: "Has something done.",
  schedule: "rate(1 hour)",
  functionArn: "arn:aws:lambda:us-east-1:111111111111:function:Example",
  functionName: "Example",
};

function define(props: Partial<FunctionScheduleProps> = {}): Template {
  return Template.of((stack) => new FunctionSchedule(stack, "schedule", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a rule, its target, and leave to invoke it", () => {
    expect(define().types).toEqual({
      aws_cloudwatch_event_rule: 1, // when
      aws_cloudwatch_event_target: 1, // what
      aws_lambda_permission: 1, // without it, EventBridge is refused
    });
  });
});

describe("guarantees", () => {
  it("SEC-FN-1: this rule may invoke the function, and nothing else; a source account would break that", () => {
    expect(define().only("aws_lambda_permission")).toEqual({
      statement_id: "AllowScheduleToInvoke",
      action: "lambda:InvokeFunction",
      function_name: "Example",
      principal: "events.amazonaws.com",
      source_arn: "${aws_cloudwatch_event_rule.schedule.arn}",
    });
  });

  it("SEC-MON-2: the rule invokes the function on schedule, once it may", () => {
    const template = define();

    expect(template.only("aws_cloudwatch_event_rule")).toEqual({
      name: "Example-Schedule",
      description: "Has something done.",
      schedule_expression: "rate(1 hour)",
    });
    expect(template.only("aws_cloudwatch_event_target")).toEqual({
      rule: "${aws_cloudwatch_event_rule.schedule.name}",
      target_id: "function",
      arn: PROPS.functionArn,
      depends_on: ["aws_lambda_permission.schedule"],
    });
  });

  it("SEC-FN-1: the permission comes with it in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new FunctionSchedule(scope, "schedule", PROPS))).toHaveResourceWithProperties(
      LambdaPermission,
      { principal: "events.amazonaws.com", action: "lambda:InvokeFunction" },
    );
  });
});

describe("props", () => {
  it.each([
    "rate(1 minute)",
    "rate(1 day)",
    "rate(2 hours)",
    "rate(15 minutes)",
    "rate(100 minutes)",
    "cron(0 * * * ? *)",
    "cron(0/15 8-17 ? * MON-FRI *)",
    "cron(15,45 10-12 ? JAN-MAR MON-FRI 2026-2030)",
    "cron(15,45 10-12 1,15 JAN-MAR ? 2026-2030)",
  ])("schedule %j is taken as it is", (schedule) => {
    expect(define({ schedule }).only("aws_cloudwatch_event_rule")).toMatchObject({ schedule_expression: schedule });
  });
});

describe("rejects", () => {
  it.each([
    "hourly",
    "rate(1 hours)", // AWS wants the singular for one
    "rate(2 hour)",
    "rate(0 minutes)",
    "cron(0 * * * *)", // six fields
    "cron(0 * * * * *)", // one of the days must be ?
    "cron(0 * ? * ? *)", // and only one
    "0 * * * ? *",
    "every rate(1 hour)",
    "rate(1 hour) in UTC",
    "rate(1x minutes)",
    "cron(0 * * * ? *) in UTC",
    "cron(0  * * ? *)",
    "cron(0 (9) * * ? *)",
    "cron(0 9 ? * ? 2026)",
  ])("fails if the schedule is %j", (schedule) => {
    expect(() => define({ schedule })).toThrow(
      new Error(
        `test/schedule: schedule must be an EventBridge schedule such as rate(1 hour) or cron(0 * * * ? *), got ${JSON.stringify(schedule)}`,
      ),
    );
  });

  it("fails if the rule's name is longer than 64 characters", () => {
    const ruleName = "r".repeat(65);

    expect(() => define({ ruleName })).toThrow(
      new Error(`test/schedule: ruleName must be 1 to 64 letters, digits or . _ -, got "${ruleName}"`),
    );
    expect(() => define({ ruleName: "r".repeat(64) })).not.toThrow();
  });
});
