import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import type { Limit } from "../core/limits";
import { assertValid, numberProblems, textProblems } from "../core/validate";
import { FILTER_PATTERN_MAX_LENGTH } from "./cis-filters";
import { alarmTextProblems, MetricAlarm, periodProblems } from "./metric-alarm";

/** Props of {@link LogAlarm}. */
export interface LogAlarmProps {
  readonly logGroupName: string;
  /**
   * The filter's name: 1 to 512 characters, no colon and no asterisk.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_log_metric_filter`.
   */
  readonly filterName: string;
  /** What is counted, in the filter syntax of CloudWatch Logs: at most 1024 characters. */
  readonly pattern: string;
  /** A namespace of one's own: 1 to 255 characters, no colon, asterisk or dollar sign, not beginning with `AWS/`. */
  readonly namespace: string;
  readonly metricName: string;
  readonly alarmName: string;
  /** What it means and what to do. */
  readonly description: string;
  /**
   * The section of `help/runbooks.md` that says more, by its anchor. The description ends with it.
   *
   * @default - the description says it all
   */
  readonly runbook?: string;
  /** Raised when so many events or more come in a period: 1 to 1000000. */
  readonly threshold: number;
  /** Length of a period in seconds: 60 or a multiple. */
  readonly periodSeconds: number;
  readonly topicArn: string;
}

/** Ours: an alarm on no event at all would always be raised. */
export const LOG_ALARM_LIMITS = {
  threshold: { min: 1, max: 1_000_000, unit: "events" },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Defines an alarm on what is written to a log group: a metric filter that counts events, and the alarm on that metric
 * (SEC-MON-1, SEC-MON-2).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class LogAlarm extends Construct {
  public constructor(scope: Construct, id: string, props: LogAlarmProps) {
    super(scope, id);
    const {
      logGroupName,
      filterName,
      pattern,
      namespace,
      metricName,
      alarmName,
      description,
      runbook,
      threshold,
      periodSeconds,
    } = props;
    assertValid(scope, id, problems(props));
    new CloudwatchLogMetricFilter(this, "Default-filter", {
      name: filterName,
      logGroupName,
      pattern,
      metricTransformation: { namespace, name: metricName, value: "1", defaultValue: "0" },
    });
    new MetricAlarm(this, "Default", {
      alarmName,
      description,
      ...(runbook === undefined ? {} : { runbook }),
      metric: { namespace, metricName, statistic: "Sum", periodSeconds },
      threshold,
      missingData: "notBreaching",
      topicArn: props.topicArn,
    });
  }
}

function problems(props: LogAlarmProps): string[] {
  const { filterName, pattern, namespace, metricName, threshold, periodSeconds } = props;
  const named = "have 1 to 255 characters without : * $";
  return [
    ...textProblems("filterName", filterName, /^[^:*]{1,512}$/, "have 1 to 512 characters without : *"),
    ...textProblems(
      "pattern",
      pattern,
      new RegExp(`^.{1,${FILTER_PATTERN_MAX_LENGTH}}$`, "su"),
      `have 1 to ${FILTER_PATTERN_MAX_LENGTH} characters`,
    ),
    ...textProblems("namespace", namespace, /^(?!AWS\/)[^:*$]{1,255}$/, `${named} and not begin with AWS/`),
    ...textProblems("metricName", metricName, /^[^:*$]{1,255}$/, named),
    ...alarmTextProblems(props),
    ...numberProblems("threshold", threshold, LOG_ALARM_LIMITS.threshold),
    ...periodProblems("periodSeconds", periodSeconds),
  ];
}
