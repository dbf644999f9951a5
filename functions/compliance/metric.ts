import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Guard } from "../shared/invocation";
import type { Environment } from "./environment";
import { isAlarming, type WatchedRule } from "./watched-rules";

/** The IAM action that publishing needs. */
export const PUT_METRIC_DATA = "cloudwatch:PutMetricData";

/** The metric of a watched rule: 1 where somebody must look, else 0; its dimensions are `Environment` and `RuleName`. */
export const WATCHED_RULE_METRIC = "NonCompliantRule";

/**
 * Publishes, in one call, the number of rules with the dimension `Environment` and a point for each watched rule, unit
 * Count; CloudWatch stamps them with the time of arrival. A point can arrive twice when an answer got lost, so alarms and
 * graphs take the statistic Maximum, never Sum.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export async function publish(
  cloudwatch: CloudWatchClient,
  guard: Guard,
  { metricNamespace, metricName, dimensionEnvironment }: Environment,
  count: number,
  watched: readonly WatchedRule[],
): Promise<void> {
  const environment = { Name: "Environment", Value: dimensionEnvironment };
  const points: MetricDatum[] = [
    { MetricName: metricName, Dimensions: [environment], Unit: "Count", Value: count },
    ...watched.map((rule) => ({
      MetricName: WATCHED_RULE_METRIC,
      Dimensions: [environment, { Name: "RuleName", Value: rule.name }],
      Unit: "Count" as const,
      Value: isAlarming(rule) ? 1 : 0,
    })),
  ];
  const command = new PutMetricDataCommand({ Namespace: metricNamespace, MetricData: points });
  await guard(PUT_METRIC_DATA, (abortSignal) => cloudwatch.send(command, { abortSignal }));
}
