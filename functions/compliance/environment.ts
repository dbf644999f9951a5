import type { LogLevel } from "../shared/log";
import { readLogLevel, readText, readVariables, type TextRule, type Variables } from "../shared/variables";

/** What the function is told by its environment variables. */
export interface Environment {
  /** `METRIC_NAMESPACE`: the CloudWatch namespace to publish in; 1 to 255 characters. */
  readonly metricNamespace: string;

  /** `METRIC_NAME`: the metric to publish; 1 to 255 characters. */
  readonly metricName: string;

  /** `DIMENSION_ENVIRONMENT`: the value of the metric's dimension `Environment`; 1 to 1,024 characters. */
  readonly dimensionEnvironment: string;

  /**
   * `WATCHED_RULES`: AWS Config rules that get a metric of their own, by their names, separated by commas; at most 25.
   *
   * @default - none
   */
  readonly watchedRules: readonly string[];

  /**
   * `LOG_LEVEL`: the least severe level that is logged.
   *
   * @default "info"
   */
  readonly logLevel: LogLevel;
}

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
const METRIC_NAMESPACE: TextRule = { name: "METRIC_NAMESPACE", maxLength: 255, reservedStarts: ["AWS/", ":"] };
const METRIC_NAME: TextRule = { name: "METRIC_NAME", maxLength: 255, reservedStarts: [] };
const DIMENSION_ENVIRONMENT: TextRule = { name: "DIMENSION_ENVIRONMENT", maxLength: 1024, reservedStarts: [] };

/** Ours: each watched rule costs a call. */
const MOST_WATCHED_RULES = 25;

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const RULE_NAME = /^(?=.*\S)[\x20-\x7e]{1,128}$/;

/**
 * Reads the environment variables.
 *
 * @throws EnvironmentError if one is missing or malformed; its message names all that are.
 */
export function readEnvironment(variables: Variables): Environment {
  return readVariables((problems) => ({
    metricNamespace: readText(METRIC_NAMESPACE, variables, problems),
    metricName: readText(METRIC_NAME, variables, problems),
    dimensionEnvironment: readText(DIMENSION_ENVIRONMENT, variables, problems),
    watchedRules: readWatchedRules(variables, problems),
    logLevel: readLogLevel(variables, problems),
  }));
}

function readWatchedRules({ WATCHED_RULES: value = "" }: Variables, problems: string[]): string[] {
  const names = value.trim() === "" ? [] : value.split(",").map((name) => name.trim());
  const valid = names.every((name) => RULE_NAME.test(name)) && new Set(names).size === names.length;
  if (!valid || names.length > MOST_WATCHED_RULES) {
    problems.push(
      `environment variable WATCHED_RULES must be at most ${MOST_WATCHED_RULES} different rule names of 1 to 128 characters, separated by commas, got ${JSON.stringify(value)}`,
    );
  }
  return names;
}
