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
  /** A percentile is `p` and a number of 0 to 100 with at most two digits after the point, e.g. `p95` or `p99.9`. */
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum" | `p${number}`;
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
  /** What it means and what to do; people read it in the e-mail. With the runbook 1 to 1024 characters. */
  readonly description: string;
  /**
   * The section of `help/runbooks.md` that says more, by its anchor, e.g. `root-account-use`. The description ends with it.
   *
   * @default - the description says it all
   */
  readonly runbook?: string;
  readonly metric: AlarmMetric;
  readonly threshold: number;
  /**
   * Periods in a row that must all be beyond the threshold: at least 1. Together with the period at most a week, and at most a day
   * where the period is less than an hour.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
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
  evaluationPeriods: { min: 1, max: 1440, unit: "periods" },
} as const satisfies Readonly<Record<string, Limit>>;

/** How long an alarm may look back at most, which depends on the length of its periods. */
export const ALARM_LOOK_BACK = {
  longPeriodFromSeconds: 3600,
  maxSecondsBelowLongPeriod: 86_400,
  maxSeconds: 604_800,
} as const;

/**
 * Defines an alarm that tells the topic both when it is raised and when all is well again (ALL-10).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class MetricAlarm extends Construct {
  public readonly alarmArn: string;

  public constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    super(scope, id);
    const { alarmName, description, runbook, metric, threshold, missingData, topicArn } = props;
    const { raisedBy = "atLeast", evaluationPeriods = 1 } = props;
    assertValid(scope, id, problems(props));
    this.alarmArn = new CloudwatchMetricAlarm(this, "Default", {
      alarmName,
      alarmDescription: withRunbook(description, runbook),
      namespace: metric.namespace,
      metricName: metric.metricName,
      ...(metric.dimensions === undefined ? {} : { dimensions: { ...metric.dimensions } }),
      ...(metric.statistic.startsWith("p") ? { extendedStatistic: metric.statistic } : { statistic: metric.statistic }),
      period: metric.periodSeconds,
      evaluationPeriods,
      comparisonOperator: raisedBy === "below" ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
      threshold,
      treatMissingData: missingData,
      alarmActions: [topicArn],
      okActions: [topicArn],
    }).arn;
  }
}

function problems(props: MetricAlarmProps): string[] {
  const { metric, threshold, evaluationPeriods = 1 } = props;
  return [
    ...alarmTextProblems(props),
    ...textProblems(
      "metric.namespace",
      metric.namespace,
      /^(?!:).{1,255}$/s,
      "have 1 to 255 characters and no colon first",
    ),
    ...textProblems("metric.metricName", metric.metricName, /^.{1,255}$/s, "have 1 to 255 characters"),
    ...textProblems(
      "metric.statistic",
      metric.statistic,
      /^(?:Average|Maximum|Minimum|Sum|p(?:100|\d{1,2}(?:\.\d{1,2})?))$/,
      "be Average, Maximum, Minimum, Sum or a percentile such as p95 or p99.9",
    ),
    ...lookBackProblems(metric.periodSeconds, evaluationPeriods),
    ...(Token.isUnresolved(threshold) || Number.isFinite(threshold)
      ? []
      : [`threshold must be a number, got ${threshold}`]),
  ];
}

const DESCRIPTION_MAX_LENGTH = 1024;

/** What is wrong with an alarm's name and description. */
export function alarmTextProblems({
  alarmName,
  description,
  runbook,
}: Pick<MetricAlarmProps, "alarmName" | "description" | "runbook">): string[] {
  const whole = withRunbook(description, runbook);
  const isTooLong = !Token.isUnresolved(whole) && whole.length > DESCRIPTION_MAX_LENGTH;
  return [
    ...textProblems("alarmName", alarmName, /^[ -~]{1,255}$/, "be 1 to 255 ASCII characters"),
    ...textProblems("description", description, /^.{1,1024}$/s, "have 1 to 1024 characters"),
    ...(runbook === undefined
      ? []
      : textProblems("runbook", runbook, /^[a-z0-9]+(?:-[a-z0-9]+)*$/, "be an anchor such as root-account-use")),
    ...(runbook !== undefined && description.length <= DESCRIPTION_MAX_LENGTH && isTooLong
      ? [`description must have at most ${DESCRIPTION_MAX_LENGTH} characters with the runbook, got ${whole.length}`]
      : []),
  ];
}

function withRunbook(description: string, runbook: string | undefined): string {
  return runbook === undefined ? description : `${description} Runbook: help/runbooks.md#${runbook}`;
}

function lookBackProblems(periodSeconds: number, evaluationPeriods: number): string[] {
  const { longPeriodFromSeconds, maxSecondsBelowLongPeriod, maxSeconds } = ALARM_LOOK_BACK;
  const problems = [
    ...periodProblems("metric.periodSeconds", periodSeconds),
    ...numberProblems("evaluationPeriods", evaluationPeriods, ALARM_LIMITS.evaluationPeriods),
  ];
  const isKnown = ![periodSeconds, evaluationPeriods].some((value) => Token.isUnresolved(value));
  const max = periodSeconds < longPeriodFromSeconds ? maxSecondsBelowLongPeriod : maxSeconds;
  return problems.length === 0 && isKnown && periodSeconds * evaluationPeriods > max
    ? [
        `evaluationPeriods must be at most ${Math.floor(max / periodSeconds)} with periods of ${periodSeconds} seconds, got ${evaluationPeriods}; CloudWatch looks back at most ${max} seconds`,
      ]
    : problems;
}

/** What is wrong with the length of a period. */
export function periodProblems(prop: string, seconds: number): string[] {
  const range = numberProblems(prop, seconds, ALARM_LIMITS.periodSeconds);
  const { min, unit } = ALARM_LIMITS.periodSeconds;
  return range.length > 0 || Token.isUnresolved(seconds) || seconds % min === 0
    ? range
    : [`${prop} must be a multiple of ${min} ${unit}, got ${seconds}`];
}
