import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { Construct } from "constructs";
import { MetricAlarm } from "./metric-alarm";

/** Props of {@link LogAlarm}. */
export interface LogAlarmProps {
  readonly logGroupName: string;
  /** The filter's name. */
  readonly filterName: string;
  /** What is counted, in the filter syntax of CloudWatch Logs: at most 1024 characters. */
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly alarmName: string;
  /** What it means and what to do. */
  readonly description: string;
  /** Raised when so many events or more come in a period. */
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly topicArn: string;
}

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
      threshold,
      periodSeconds,
    } = props;
    new CloudwatchLogMetricFilter(this, "Default-filter", {
      name: filterName,
      logGroupName,
      pattern,
      metricTransformation: { namespace, name: metricName, value: "1", defaultValue: "0" },
    });
    new MetricAlarm(this, "Default", {
      alarmName,
      description,
      metric: { namespace, metricName, statistic: "Sum", periodSeconds },
      threshold,
      missingData: "notBreaching",
      topicArn: props.topicArn,
    });
  }
}
