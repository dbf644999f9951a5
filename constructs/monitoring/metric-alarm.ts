import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { Limit } from "../core/limits";
import { assertValid, numberProblems, textProblems } from "../core/validate";

/** A metric, and how its values of a period are made one. */
export interface AlarmMetric {
  /** 1 to 255 characters; not beginning with a colon. */
  readonly namespace: string;
  /** 1 to 255 characters. */
  readonly metricName: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** Length of a period in seconds: 60 or a multiple, at most a week (604800). */
  readonly periodSeconds: number;
  /** @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Props of {@link MetricAlarm}. */
export interface MetricAlarmProps {
  /**
   * 1 to 255 ASCII characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_metric_alarm`.
   */
  readonly alarmName: string;
  /** What it means and what to do, in 1 to 1024 characters; people read it in the e-mail. */
  readonly description: string;
  readonly metric: AlarmMetric;
  readonly threshold: number;
  /**
   * Whether the alarm is raised by a value of the threshold or more, or by one below it.
   *
   * @default "atLeast"
   */
  readonly raisedBy?: "atLeast" | "below";
  /**
   * What a period without data means: `notBreaching` for signals that are silent while all is well, `breaching` for those
   * whose silence is the failure, `ignore` (the state stays) for a number that is published now and then.
   */
  readonly missingData: "notBreaching" | "breaching" | "ignore";
  readonly topicArn: string;
}

/**
 * What CloudWatch takes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const ALARM_LIMITS = {
  periodSeconds: { min: 60, max: 604_800, unit: "seconds" },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Defines an alarm that tells the topic both when it is raised and when all is well again (ALL-10).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class MetricAlarm extends Construct {
  public readonly alarmArn: string;

  public constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    super(scope, id);
    const { alarmName, description, metric, threshold, raisedBy = "atLeast", missingData, topicArn } = props;
    assertValid(scope, id, problems(props));
    this.alarmArn = new CloudwatchMetricAlarm(this, "Default", {
      alarmName,
      alarmDescription: description,
      namespace: metric.namespace,
      metricName: metric.metricName,
      ...(metric.dimensions === undefined ? {} : { dimensions: { ...metric.dimensions } }),
      statistic: metric.statistic,
      period: metric.periodSeconds,
      evaluationPeriods: 1,
      comparisonOperator: raisedBy === "below" ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
      threshold,
      treatMissingData: missingData,
      alarmActions: [topicArn],
      okActions: [topicArn],
    }).arn;
  }
}

function problems({ alarmName, description, metric, threshold }: MetricAlarmProps): string[] {
  return [
    ...alarmTextProblems(alarmName, description),
    ...textProblems(
      "metric.namespace",
      metric.namespace,
      /^(?!:).{1,255}$/s,
      "have 1 to 255 characters and no colon first",
    ),
    ...textProblems("metric.metricName", metric.metricName, /^.{1,255}$/s, "have 1 to 255 characters"),
    ...periodProblems("metric.periodSeconds", metric.periodSeconds),
    ...(Token.isUnresolved(threshold) || Number.isFinite(threshold)
      ? []
      : [`threshold must be a number, got ${threshold}`]),
  ];
}

/** What is wrong with an alarm's name and description. */
export function alarmTextProblems(alarmName: string, description: string): string[] {
  return [
    ...textProblems("alarmName", alarmName, /^[ -~]{1,255}$/, "be 1 to 255 ASCII characters"),
    ...textProblems("description", description, /^.{1,1024}$/s, "have 1 to 1024 characters"),
  ];
}

/** What is wrong with the length of a period. */
export function periodProblems(prop: string, seconds: number): string[] {
  const range = numberProblems(prop, seconds, ALARM_LIMITS.periodSeconds);
  const { min, unit } = ALARM_LIMITS.periodSeconds;
  return range.length > 0 || Token.isUnresolved(seconds) || seconds % min === 0
    ? range
    : [`${prop} must be a multiple of ${min} ${unit}, got ${seconds}`];
}
