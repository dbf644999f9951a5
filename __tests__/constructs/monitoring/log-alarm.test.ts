import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import { CIS_ALARM, CIS_FILTERS, FILTER_PATTERN_MAX_LENGTH } from "../../../constructs/monitoring/cis-filters";
import { LOG_ALARM_LIMITS, LogAlarm, type LogAlarmProps } from "../../../constructs/monitoring/log-alarm";
import { Template } from "../../support/template";

const TOPIC = "arn:aws:sns:us-east-1:111111111111:Example";

const PROPS: LogAlarmProps = {
  logGroupName: "Example-Trail",
  filterName: "Example-Root-Filter",
  pattern: '{ $.userIdentity.type = "Root" }',
  namespace: "Example/CloudTrail",
  metricName: "RootUsage",
  alarmName: "Example-Root-Alarm",
  description: "The root user did something.",
  threshold: 1,
  periodSeconds: 300,
  topicArn: TOPIC,
};

const FILTER = "aws_cloudwatch_log_metric_filter.root";
const ALARM = "aws_cloudwatch_metric_alarm.root";

function define(props: Partial<LogAlarmProps> = {}): Template {
  return Template.of((stack) => new LogAlarm(stack, "root", { ...PROPS, ...props }));
}

it("defines by default a filter and an alarm", () => {
  expect(define().types).toEqual({
    aws_cloudwatch_log_metric_filter: 1, // counts
    aws_cloudwatch_metric_alarm: 1, // tells
  });
});

describe("guarantees", () => {
  it("SEC-MON-1: the filter counts each event of the pattern in the log group as one, and silence as none", () => {
    expect(define().at(FILTER)).toEqual({
      name: "Example-Root-Filter",
      log_group_name: "Example-Trail",
      pattern: '{ $.userIdentity.type = "Root" }',
      metric_transformation: { namespace: "Example/CloudTrail", name: "RootUsage", value: "1", default_value: "0" },
    });
  });

  it("SEC-MON-2: the alarm reads the metric that the filter writes", () => {
    const template = define({ namespace: "Other/Namespace", metricName: "Other" });

    expect(template.value(FILTER, "metric_transformation")).toMatchObject({
      namespace: "Other/Namespace",
      name: "Other",
    });
    expect(template.at(ALARM)).toMatchObject({ namespace: "Other/Namespace", metric_name: "Other" });
  });

  it("ALL-10: the alarm is set as CIS sets it, and tells the topic of both changes", () => {
    const { statistic, comparisonOperator, evaluationPeriods, treatMissingData } = CIS_ALARM;

    expect(define().at(ALARM)).toEqual({
      alarm_name: "Example-Root-Alarm",
      alarm_description: "The root user did something.",
      namespace: "Example/CloudTrail",
      metric_name: "RootUsage",
      statistic,
      period: 300,
      evaluation_periods: evaluationPeriods,
      comparison_operator: comparisonOperator,
      threshold: 1,
      treat_missing_data: treatMissingData,
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
  });

  it.each(CIS_FILTERS)("SEC-MON-1: takes CIS $id as it is, in anybody's stack", ({ pattern, metricName }) => {
    expect(
      Testing.synthScope((scope) => new LogAlarm(scope, "cis", { ...PROPS, pattern, metricName })),
    ).toHaveResourceWithProperties(CloudwatchLogMetricFilter, { pattern });
  });
});

describe("props", () => {
  it("threshold may be its least, its most, and what only Terraform knows", () => {
    const { min, max } = LOG_ALARM_LIMITS.threshold;
    const template = Template.of((stack) => {
      const threshold = new TerraformVariable(stack, "threshold", { type: "number" }).numberValue;
      new LogAlarm(stack, "root", { ...PROPS, threshold });
    });

    expect([min, max].map((threshold) => define({ threshold }).at(ALARM).threshold)).toEqual([min, max]);
    expect(template.at(ALARM).threshold).toBe("${var.threshold}");
    expect([min, max]).toEqual([LIMITS.alarmThreshold.min, LIMITS.alarmThreshold.max]);
  });

  it("runbook goes to the alarm, whose description ends with it", () => {
    const template = define({ runbook: "root-account-use" });

    expect(template.at(ALARM)).toEqual({
      ...define().at(ALARM),
      alarm_description: "The root user did something. Runbook: help/runbooks.md#root-account-use",
    });
    expect(template.at(FILTER)).toEqual(define().at(FILTER));
    expect(() => define({ runbook: "Root account use" })).toThrow(
      new Error('test/root: runbook must be an anchor such as root-account-use, got "Root account use"'),
    );
  });

  it("periodSeconds goes to the alarm", () => {
    expect(define({ periodSeconds: 3600 }).at(ALARM).period).toBe(3600);
  });

  it("a pattern may have 1024 characters, however many bytes", () => {
    const pattern = `{ $.a =\n"${"𝄞".repeat(FILTER_PATTERN_MAX_LENGTH - 12)}" }`;

    expect([...pattern]).toHaveLength(1024);
    expect(define({ pattern }).at(FILTER).pattern).toBe(pattern);
  });
});

describe("rejects", () => {
  it.each<[string, Partial<LogAlarmProps>, string]>([
    [
      "a pattern of 1025 characters",
      { pattern: "x".repeat(1025) },
      `pattern must have 1 to 1024 characters, got "${"x".repeat(1025)}"`,
    ],
    ["an empty pattern, which counts everything", { pattern: "" }, 'pattern must have 1 to 1024 characters, got ""'],
    ["a threshold of none", { threshold: 0 }, "threshold must be a whole number between 1 and 1000000 events, got 0"],
    ["a period that is no minute", { periodSeconds: 61 }, "periodSeconds must be a multiple of 60 seconds, got 61"],
    [
      "a namespace of AWS",
      { namespace: "AWS/CloudTrail" },
      'namespace must have 1 to 255 characters without : * $ and not begin with AWS/, got "AWS/CloudTrail"',
    ],
    [
      "a metric with a dollar sign",
      { metricName: "$cost" },
      'metricName must have 1 to 255 characters without : * $, got "$cost"',
    ],
    [
      "a filter with an asterisk",
      { filterName: "Root*" },
      'filterName must have 1 to 512 characters without : *, got "Root*"',
    ],
    [
      "a filter's name of 513 characters",
      { filterName: "f".repeat(513) },
      `filterName must have 1 to 512 characters without : *, got "${"f".repeat(513)}"`,
    ],
    [
      "a filter whose name begins with a colon",
      { filterName: ":Root" },
      'filterName must have 1 to 512 characters without : *, got ":Root"',
    ],
    [
      "a namespace that ends in a colon",
      { namespace: "Example:" },
      'namespace must have 1 to 255 characters without : * $ and not begin with AWS/, got "Example:"',
    ],
    [
      "a metric that ends in a colon",
      { metricName: "Root:" },
      'metricName must have 1 to 255 characters without : * $, got "Root:"',
    ],
    ["an alarm without a name", { alarmName: "" }, 'alarmName must be 1 to 255 ASCII characters, got ""'],
  ])("%s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/root: ${message}`));
  });
});
