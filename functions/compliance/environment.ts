import { LOG_LEVELS, type LogLevel } from "./log";

/** What the function is told by its environment variables. */
export interface Environment {
  /** `METRIC_NAMESPACE`: the CloudWatch namespace to publish in; 1 to 255 characters. */
  readonly metricNamespace: string;

  /** `METRIC_NAME`: the metric to publish; 1 to 255 characters. */
  readonly metricName: string;

  /** `DIMENSION_ENVIRONMENT`: the value of the metric's dimension `Environment`; 1 to 1,024 characters. */
  readonly dimensionEnvironment: string;

  /**
   * `LOG_LEVEL`: the least severe level that is logged.
   *
   * @default "info"
   */
  readonly logLevel: LogLevel;
}

interface TextRule {
  readonly name: string;
  /** In characters. */
  readonly maxLength: number;
  readonly reservedStarts: readonly string[];
}

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
const METRIC_NAMESPACE: TextRule = { name: "METRIC_NAMESPACE", maxLength: 255, reservedStarts: ["AWS/", ":"] };
const METRIC_NAME: TextRule = { name: "METRIC_NAME", maxLength: 255, reservedStarts: [] };
const DIMENSION_ENVIRONMENT: TextRule = { name: "DIMENSION_ENVIRONMENT", maxLength: 1024, reservedStarts: [] };

const DEFAULT_LOG_LEVEL: LogLevel = "info";
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

type Variables = Readonly<Record<string, string | undefined>>;

/** Thrown once with everything that is wrong with the environment variables. */
export class EnvironmentError extends Error {
  public override readonly name = "EnvironmentError";

  public constructor(problems: readonly string[]) {
    super(problems.join("; "));
  }
}

/**
 * Reads the environment variables.
 *
 * @throws EnvironmentError if one is missing or malformed; its message names all that are.
 */
export function readEnvironment(variables: Variables): Environment {
  const problems: string[] = [];
  const environment: Environment = {
    metricNamespace: readText(METRIC_NAMESPACE, variables, problems),
    metricName: readText(METRIC_NAME, variables, problems),
    dimensionEnvironment: readText(DIMENSION_ENVIRONMENT, variables, problems),
    logLevel: readLogLevel(variables, problems),
  };
  if (problems.length > 0) {
    throw new EnvironmentError(problems);
  }
  return environment;
}

function readText({ name, maxLength, reservedStarts }: TextRule, variables: Variables, problems: string[]): string {
  const value = variables[name];
  if (value === undefined) {
    problems.push(`environment variable ${name} is missing`);
    return "";
  }
  if (value.trim() === "" || value.length > maxLength || !PRINTABLE_ASCII.test(value)) {
    problems.push(
      `environment variable ${name} must be 1 to ${maxLength} printable ASCII characters, not all of them spaces, got ${JSON.stringify(value)}`,
    );
  }
  const start = reservedStarts.find((reserved) => value.startsWith(reserved));
  if (start !== undefined) {
    problems.push(
      `environment variable ${name} must not begin with ${JSON.stringify(start)}, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}

function readLogLevel({ LOG_LEVEL: value = DEFAULT_LOG_LEVEL }: Variables, problems: string[]): LogLevel {
  const level = LOG_LEVELS.find((known) => known === value);
  if (level === undefined) {
    problems.push(
      `environment variable LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, got ${JSON.stringify(value)}`,
    );
  }
  return level ?? DEFAULT_LOG_LEVEL;
}
