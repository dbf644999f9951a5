import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { ALARM_EVALUATION } from "../../../config/aws-limits";
import {
  ALARM_LIMITS,
  ALARM_LOOK_BACK,
  MetricAlarm,
  type MetricAlarmProps,
} from "../../../constructs/monitoring/metric-alarm";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const TOPIC = "arn:aws:sns:us-east-1:111111111111:Example";

const PROPS: MetricAlarmProps = {
  alarmName: "Example-Alarm",
  description: "Something is wrong. Look into it.",
  metric: { namespace: "Example/Jobs", metricName: "Failed", statistic: "Sum", periodSeconds: 300 },
  threshold: 1,
  missingData: "notBreaching",
  topicArn: TOPIC,
};

function define(props: Partial<MetricAlarmProps> = {}): Template {
  return Template.of((stack) => new MetricAlarm(stack, "failed", { ...PROPS, ...props }));
}

it("defines by default the alarm alone, and its ARN by reference", () => {
  const template = Template.of((stack) => {
    new TerraformOutput(stack, "arn", { value: new MetricAlarm(stack, "failed", PROPS).alarmArn });
  });

  expect(template.types).toEqual({ aws_cloudwatch_metric_alarm: 1 });
  expect(template.outputs.arn?.value).toBe("${aws_cloudwatch_metric_alarm.failed.arn}");
});

describe("guarantees", () => {
  it("ALL-10: tells the topic when it is raised and when all is well again, and says what silence means", () => {
    expect(define().only("aws_cloudwatch_metric_alarm")).toEqual({
      alarm_name: "Example-Alarm",
      alarm_description: "Something is wrong. Look into it.",
      namespace: "Example/Jobs",
      metric_name: "Failed",
      statistic: "Sum",
      period: 300,
      evaluation_periods: 1,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treat_missing_data: "notBreaching",
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
  });

  it.each(["notBreaching", "breaching", "ignore"] as const)("ALL-10: silence can be %s", (missingData) => {
    expect(
      Testing.synthScope((scope) => new MetricAlarm(scope, "failed", { ...PROPS, missingData })),
    ).toHaveResourceWithProperties(CloudwatchMetricAlarm, { treat_missing_data: missingData });
  });
});

describe("props", () => {
  it("raisedBy below: an alarm on too little, and nothing else changes", () => {
    expect(define({ raisedBy: "below" }).only("aws_cloudwatch_metric_alarm")).toEqual({
      ...define().only("aws_cloudwatch_metric_alarm"),
      comparison_operator: "LessThanThreshold",
    });
    expect(define({ raisedBy: "atLeast" }).json).toEqual(define().json);
  });

  it("dimensions: as they are given, and none where none are", () => {
    const metric = { ...PROPS.metric, dimensions: { FunctionName: "Example" } };

    expect(define({ metric }).only("aws_cloudwatch_metric_alarm").dimensions).toEqual({ FunctionName: "Example" });
    expect(define().only("aws_cloudwatch_metric_alarm")).not.toHaveProperty("dimensions");
  });

  it.each(["Average", "Maximum", "Minimum", "Sum"] as const)("statistic %s", (statistic) => {
    expect(define({ metric: { ...PROPS.metric, statistic } }).only("aws_cloudwatch_metric_alarm").statistic).toBe(
      statistic,
    );
  });

  it.each(["p0", "p50", "p95", "p99.9", "p99.99", "p100"] as const)("statistic %s, a percentile", (statistic) => {
    const alarm = define({ metric: { ...PROPS.metric, statistic } }).only("aws_cloudwatch_metric_alarm");
    const { statistic: _, ...others } = define().only("aws_cloudwatch_metric_alarm");

    expect(alarm).toEqual({ ...others, extended_statistic: statistic });
    expect(ruleProblems(rulesOf("aws_cloudwatch_metric_alarm"), alarm)).toEqual([]);
  });

  it("runbook: the description ends with where it is, and nothing else changes", () => {
    expect(define({ runbook: "failed-jobs" }).only("aws_cloudwatch_metric_alarm")).toEqual({
      ...define().only("aws_cloudwatch_metric_alarm"),
      alarm_description: "Something is wrong. Look into it. Runbook: help/runbooks.md#failed-jobs",
    });
  });

  it("runbook: takes a description that is just short enough for both", () => {
    const description = "d".repeat(1024 - " Runbook: help/runbooks.md#jobs".length);
    const alarm = define({ description, runbook: "jobs" }).only("aws_cloudwatch_metric_alarm");

    expect(String(alarm.alarm_description)).toHaveLength(1024);
    expect(() => define({ description: `${description}d`, runbook: "jobs" })).toThrow(
      new Error("test/failed: description must have at most 1024 characters with the runbook, got 1025"),
    );
    expect(() => define({ description: `${description}d` })).not.toThrow();
  });

  it("evaluationPeriods: so many in a row, and nothing else changes", () => {
    expect(define({ evaluationPeriods: 3 }).only("aws_cloudwatch_metric_alarm")).toEqual({
      ...define().only("aws_cloudwatch_metric_alarm"),
      evaluation_periods: 3,
    });
    expect(define({ evaluationPeriods: 1 }).json).toEqual(define().json);
  });

  it.each([
    { periodSeconds: 60, evaluationPeriods: 1440 },
    { periodSeconds: 300, evaluationPeriods: 288 },
    { periodSeconds: 3540, evaluationPeriods: 24 },
    { periodSeconds: 3600, evaluationPeriods: 168 },
    { periodSeconds: 604_800, evaluationPeriods: 1 },
  ])("evaluationPeriods: looks back as long as AWS allows, not longer: %j", ({ periodSeconds, evaluationPeriods }) => {
    const alarm = (periods: number) =>
      define({ metric: { ...PROPS.metric, periodSeconds }, evaluationPeriods: periods }).only(
        "aws_cloudwatch_metric_alarm",
      );

    expect(alarm(evaluationPeriods).evaluation_periods).toBe(evaluationPeriods);
    expect(() => alarm(evaluationPeriods + 1)).toThrow(/^test\/failed: evaluationPeriods must be /);
    expect(ALARM_EVALUATION).toMatchObject(ALARM_LOOK_BACK);
  });

  it("evaluationPeriods that only Terraform knows", () => {
    const template = Template.of((stack) => {
      const periods = new TerraformVariable(stack, "periods", { type: "number" }).numberValue;
      new MetricAlarm(stack, "failed", { ...PROPS, evaluationPeriods: periods });
    });

    expect(template.only("aws_cloudwatch_metric_alarm").evaluation_periods).toBe("${var.periods}");
  });

  it("a threshold that only Terraform knows, a fraction, or less than nothing", () => {
    const template = Template.of((stack) => {
      const threshold = new TerraformVariable(stack, "threshold", { type: "number" }).numberValue;
      new MetricAlarm(stack, "failed", { ...PROPS, threshold });
    });

    expect(template.only("aws_cloudwatch_metric_alarm").threshold).toBe("${var.threshold}");
    expect(define({ threshold: 0.5 }).only("aws_cloudwatch_metric_alarm").threshold).toBe(0.5);
    expect(define({ threshold: -1 }).only("aws_cloudwatch_metric_alarm").threshold).toBe(-1);
  });

  it("periodSeconds may be its least and its most, which are AWS's", () => {
    const { min, max } = ALARM_LIMITS.periodSeconds;

    for (const periodSeconds of [min, 120, max]) {
      const alarm = define({ metric: { ...PROPS.metric, periodSeconds } }).only("aws_cloudwatch_metric_alarm");
      expect(alarm.period).toBe(periodSeconds);
    }
    expect([min, max]).toEqual([ALARM_EVALUATION.periodMultipleSeconds, ALARM_EVALUATION.maxSeconds]);
  });
});

describe("rejects", () => {
  const { metric } = PROPS;

  it.each<[string, Partial<MetricAlarmProps>, string]>([
    [
      "a period of 30 seconds, for metrics of high resolution",
      { metric: { ...metric, periodSeconds: 30 } },
      "metric.periodSeconds must be a whole number between 60 and 604800 seconds, got 30",
    ],
    [
      "a period that is no multiple of a minute",
      { metric: { ...metric, periodSeconds: 90 } },
      "metric.periodSeconds must be a multiple of 60 seconds, got 90",
    ],
    [
      "a period longer than a week",
      { metric: { ...metric, periodSeconds: 604_860 } },
      "metric.periodSeconds must be a whole number between 60 and 604800 seconds, got 604860",
    ],
    ["a threshold that is no number", { threshold: Number.NaN }, "threshold must be a number, got NaN"],
    ["an alarm without a name", { alarmName: "" }, 'alarmName must be 1 to 255 ASCII characters, got ""'],
    [
      "a name that a topic's policy could not have",
      { alarmName: "Zu früh" },
      'alarmName must be 1 to 255 ASCII characters, got "Zu früh"',
    ],
    ["an alarm that explains nothing", { description: "" }, 'description must have 1 to 1024 characters, got ""'],
    [
      "a namespace with a colon first",
      { metric: { ...metric, namespace: ":Jobs" } },
      'metric.namespace must have 1 to 255 characters and no colon first, got ":Jobs"',
    ],
    [
      "a namespace of 256 characters",
      { metric: { ...metric, namespace: "n".repeat(256) } },
      `metric.namespace must have 1 to 255 characters and no colon first, got "${"n".repeat(256)}"`,
    ],
    [
      "a metric's name of 256 characters",
      { metric: { ...metric, metricName: "m".repeat(256) } },
      `metric.metricName must have 1 to 255 characters, got "${"m".repeat(256)}"`,
    ],
    [
      "a description of 1025 characters",
      { description: "d".repeat(1025) },
      `description must have 1 to 1024 characters, got "${"d".repeat(1025)}"`,
    ],
    [
      "a runbook that is no anchor",
      { runbook: "help/runbooks.md#failed-jobs" },
      'runbook must be an anchor such as root-account-use, got "help/runbooks.md#failed-jobs"',
    ],
    [
      "a description that is too long by itself, and said so once",
      { description: "d".repeat(1025), runbook: "jobs" },
      `description must have 1 to 1024 characters, got "${"d".repeat(1025)}"`,
    ],
    [
      "no period at all",
      { evaluationPeriods: 0 },
      "evaluationPeriods must be a whole number between 1 and 1440 periods, got 0",
    ],
    [
      "a look back of more than a day at short periods",
      { evaluationPeriods: 289 },
      "evaluationPeriods must be at most 288 with periods of 300 seconds, got 289; CloudWatch looks back at most 86400 seconds",
    ],
    [
      "a look back of more than a week",
      { metric: { ...metric, periodSeconds: 86_400 }, evaluationPeriods: 8 },
      "evaluationPeriods must be at most 7 with periods of 86400 seconds, got 8; CloudWatch looks back at most 604800 seconds",
    ],
    [
      "a percentile beyond 100",
      { metric: { ...metric, statistic: "p101" } },
      'metric.statistic must be Average, Maximum, Minimum, Sum or a percentile such as p95 or p99.9, got "p101"',
    ],
    [
      "a percentile with three digits after the point",
      { metric: { ...metric, statistic: "p99.999" } },
      'metric.statistic must be Average, Maximum, Minimum, Sum or a percentile such as p95 or p99.9, got "p99.999"',
    ],
    [
      "a metric without a name",
      { metric: { ...metric, metricName: "" } },
      'metric.metricName must have 1 to 255 characters, got ""',
    ],
  ])("%s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/failed: ${message}`));
  });
});
