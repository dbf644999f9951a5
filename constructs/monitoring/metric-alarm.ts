import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";

/** A metric, and how its values of a period are made one. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** Length of a period in seconds: 60 or a multiple. */
  readonly periodSeconds: number;
  /** @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Props of {@link MetricAlarm}. */
export interface MetricAlarmProps {
  readonly alarmName: string;
  /** What it means and what to do; people read it in the e-mail. */
  readonly description: string;
  readonly metric: AlarmMetric;
  /** Raised when the value is this or more. */
  readonly threshold: number;
  /**
   * What a period without data means: `notBreaching` for signals that are silent while all is well, `breaching` for those
   * whose silence is the failure, `ignore` (the state stays) for a number that is published now and then.
   */
  readonly missingData: "notBreaching" | "breaching" | "ignore";
  readonly topicArn: string;
}

/**
 * Defines an alarm that tells the topic both when it is raised and when all is well again (ALL-10).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export class MetricAlarm extends Construct {
  public readonly alarmArn: string;

  public constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    super(scope, id);
    const { alarmName, description, metric, threshold, missingData, topicArn } = props;
    this.alarmArn = new CloudwatchMetricAlarm(this, "Default", {
      alarmName,
      alarmDescription: description,
      namespace: metric.namespace,
      metricName: metric.metricName,
      ...(metric.dimensions === undefined ? {} : { dimensions: { ...metric.dimensions } }),
      statistic: metric.statistic,
      period: metric.periodSeconds,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold,
      treatMissingData: missingData,
      alarmActions: [topicArn],
      okActions: [topicArn],
    }).arn;
  }
}
