import { Token } from "cdktf";
import { LIMITS, type Limit } from "../core/limits";
import { numberProblems, textProblems } from "../core/validate";
import type { LoadBalancerProps } from "./load-balancer";

/**
 * What Elastic Load Balancing takes.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const LOAD_BALANCER_LIMITS = {
  healthCheckIntervalSeconds: { min: 5, max: 300, unit: "seconds" },
  healthCheckTimeoutSeconds: { min: 2, max: 120, unit: "seconds" },
  deregistrationDelaySeconds: { min: 0, max: 3600, unit: "seconds" },
} as const satisfies Readonly<Record<string, Limit>>;

/** What is checked of a target where props do not say it. */
export const TARGET_DEFAULTS = {
  matcher: "200",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  deregistrationDelaySeconds: 60,
} as const;

const LEAST_SUBNETS = 2;

/** A status code that a healthy target may answer with. */
const CODE = "[2-4]\\d\\d";

/** The form of the props that are texts, and how the rule is said. */
const TEXTS = {
  loadBalancerName: {
    pattern: /^(?!internal-|-)[A-Za-z0-9-]{1,32}(?<!-)$/,
    must: 'be 1 to 32 letters, digits and hyphens, not begin or end with a hyphen and not begin with "internal-"',
  },
  targetGroupName: {
    pattern: /^(?!-)[A-Za-z0-9-]{1,25}$/,
    must: "be 1 to 25 letters, digits and hyphens and not begin with a hyphen; 7 characters are added",
  },
  "healthCheck.path": {
    pattern: /^\/[!-~]{0,1023}$/,
    must: "be a path that begins with / and has 1 to 1024 ASCII characters without spaces",
  },
  "healthCheck.matcher": {
    pattern: new RegExp(`^(?:${CODE}(?:,${CODE})*|${CODE}-${CODE})$`),
    must: 'be status codes from 200 to 499 such as "200", "200,302" or "200-299"',
  },
} as const;

/** A prefix under which the service makes its own folders, beginning with AWSLogs. */
const LOG_PREFIX = /^(?!.*AWSLogs)[A-Za-z0-9!_.*'()-]+(?:\/[A-Za-z0-9!_.*'()-]+)*$/;

/** What Elastic Load Balancing would refuse, each a sentence. */
export function loadBalancerProblems(props: LoadBalancerProps): string[] {
  const { listener, logs, subnetIds, securityGroupIds, targetPort } = props;
  const { path, matcher = TARGET_DEFAULTS.matcher } = props.healthCheck;
  const texts = {
    loadBalancerName: props.loadBalancerName,
    targetGroupName: props.targetGroupName,
    "healthCheck.path": path,
    "healthCheck.matcher": matcher,
  };
  return [
    ...Object.entries(TEXTS).flatMap(([prop, { pattern, must }]) =>
      textProblems(prop, texts[prop as keyof typeof TEXTS], pattern, must),
    ),
    ...targetPortProblems(targetPort),
    ...timeProblems(props),
    ...leastProblems("subnetIds", subnetIds, LEAST_SUBNETS, "subnets in different zones"),
    ...leastProblems("securityGroupIds", securityGroupIds, 1, "security group"),
    ...(listener.kind === "https"
      ? textProblems(
          "listener.certificateArn",
          listener.certificateArn,
          /^arn:[a-z-]+:acm:/,
          "be the ARN of an ACM certificate",
        )
      : []),
    ...prefixProblems(logs),
  ];
}

/** The name of the target group carries the port, so it cannot be one that only Terraform will know. */
function targetPortProblems(port: number): string[] {
  return Token.isUnresolved(port)
    ? ["targetPort must be known at synth, got a reference; the target group's name carries it"]
    : numberProblems("targetPort", port, LIMITS.port);
}

function timeProblems({ healthCheck, deregistrationDelaySeconds }: LoadBalancerProps): string[] {
  const { intervalSeconds: interval = TARGET_DEFAULTS.intervalSeconds } = healthCheck;
  const { timeoutSeconds: timeout = TARGET_DEFAULTS.timeoutSeconds } = healthCheck;
  const delay = deregistrationDelaySeconds ?? TARGET_DEFAULTS.deregistrationDelaySeconds;
  const isTooLong = ![interval, timeout].some(Token.isUnresolved) && timeout >= interval;
  return [
    ...numberProblems("healthCheck.intervalSeconds", interval, LOAD_BALANCER_LIMITS.healthCheckIntervalSeconds),
    ...numberProblems("healthCheck.timeoutSeconds", timeout, LOAD_BALANCER_LIMITS.healthCheckTimeoutSeconds),
    ...numberProblems("deregistrationDelaySeconds", delay, LOAD_BALANCER_LIMITS.deregistrationDelaySeconds),
    ...(isTooLong
      ? [
          `healthCheck.timeoutSeconds must be less than intervalSeconds, ${interval}, got ${timeout}; a check must end before the next begins`,
        ]
      : []),
  ];
}

function prefixProblems({ accessPrefix, connectionPrefix }: LoadBalancerProps["logs"]): string[] {
  const must = 'be a path without slashes at its ends and without "AWSLogs", which the service adds itself';
  return [
    ...textProblems("logs.accessPrefix", accessPrefix, LOG_PREFIX, must),
    ...textProblems("logs.connectionPrefix", connectionPrefix, LOG_PREFIX, must),
    ...(accessPrefix === connectionPrefix
      ? [
          `logs.connectionPrefix must differ from accessPrefix, got ${JSON.stringify(connectionPrefix)} for both; a query reads one kind of line`,
        ]
      : []),
  ];
}

function leastProblems(prop: string, values: readonly string[], least: number, what: string): string[] {
  return Token.isUnresolved(values) || values.length >= least
    ? []
    : [`${prop} must name at least ${least} ${what}, got ${JSON.stringify(values)}`];
}
