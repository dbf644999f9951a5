import { type CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Deadline } from "./deadline";
import type { Environment } from "./environment";

/** The IAM action that publishing needs. */
export const PUT_METRIC_DATA = "cloudwatch:PutMetricData";

/**
 * Publishes one data point, unit Count, with the dimension `Environment`; CloudWatch stamps it with the time of arrival.
 * A point can arrive twice when an answer got lost, so alarms and graphs take the statistic Maximum, never Sum.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export async function publishCount(
  cloudwatch: CloudWatchClient,
  guard: Deadline["guard"],
  { metricNamespace, metricName, dimensionEnvironment }: Environment,
  count: number,
): Promise<void> {
  const command = new PutMetricDataCommand({
    Namespace: metricNamespace,
    MetricData: [
      {
        MetricName: metricName,
        Dimensions: [{ Name: "Environment", Value: dimensionEnvironment }],
        Unit: "Count",
        Value: count,
      },
    ],
  });
  await guard(PUT_METRIC_DATA, (abortSignal) => cloudwatch.send(command, { abortSignal }));
}
