import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import type { Limit } from "../core/limits";
import { assertValid, numberProblems, repetitionProblems, textProblems } from "../core/validate";
import { MANAGED_RULE_GROUPS, type ManagedRuleGroup, webAclCapacity } from "./managed-rule-groups";

/** Props of {@link WebAcl}. */
export interface WebAclProps {
  readonly account: AwsAccount;
  /**
   * 1 to 112 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_wafv2_web_acl`; nothing is filtered meanwhile.
   */
  readonly webAclName: string;
  /** What it protects: 3 to 256 letters, digits, spaces or _+=:#@/-,. */
  readonly description: string;
  /**
   * Begins the names of its metrics, `<prefix>-<rule>`: 1 to 112 letters, digits, hyphens and underscores.
   *
   * @default - the web ACL's name
   */
  readonly metricPrefix?: string;
  /**
   * Which of {@link MANAGED_RULE_GROUPS} block requests, in the order in which they are asked, after the rate limit. Together with it
   * they cost at most 1500 WCU.
   */
  readonly managedRuleGroups: readonly ManagedRuleGroup[];
  /** Requests of one address in five minutes, above which its requests are blocked until it slows down: 10 to 2000000000. */
  readonly rateLimitPerFiveMinutes: number;
  /** The log group that requests are logged to; AWS wants its name to begin with `aws-waf-logs-`. */
  readonly logGroupName: string;
  /** The ARNs of the load balancers that it protects; each has its name here in the address of its association. */
  readonly resourceArns: Readonly<Record<string, string>>;
  /** The log group, made first. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * What WAF takes, and what its basic price includes: more capacity (up to 5000) costs more for each request.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
 */
export const WEB_ACL_LIMITS = {
  rateLimitPerFiveMinutes: { min: 10, max: 2_000_000_000, unit: "requests" },
  capacity: { min: 1, max: 1500, unit: "WCU" },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Headers that carry credentials; they stand in no log and in no sampled request. Query strings stay: without them nobody could tell an
 * attack from a false alarm, so applications must keep secrets out of them.
 */
export const REDACTED_HEADERS = ["authorization", "cookie"] as const;

const RATE_LIMIT_RULE = "RateLimitByAddress";
const RATE_WINDOW_SECONDS = 300;

/** WAF takes 128 characters for names and metrics; the longest rule adds 16. */
const METRIC_PREFIX = {
  pattern: /^[\w-]{1,112}$/,
  must: "be 1 to 112 letters, digits, hyphens and underscores; the name of a rule is added for its metric",
};

/** The form of the props that are texts, and how the rule is said. */
const TEXTS = {
  webAclName: METRIC_PREFIX,
  description: {
    pattern: /^[\w+=:#@/,.-][\w+=:#@/,. -]{1,254}[\w+=:#@/,.-]$/,
    must: "be 3 to 256 letters, digits, spaces or _+=:#@/-,. and not begin or end with a space",
  },
  logGroupName: {
    pattern: /^aws-waf-logs-[A-Za-z0-9._/#-]{1,499}$/,
    must: 'begin with "aws-waf-logs-" and have at most 512 letters, digits or . _ / # -',
  },
} as const;

/**
 * Defines a web ACL for load balancers of one region (WEB-WAF-1): AWS's managed rule groups, a rate limit by address, every request
 * logged without its credentials. What no rule blocks passes.
 *
 * CloudWatch Logs must let `delivery.logs.amazonaws.com` write to the log group. AWS puts that policy on the group itself when logging
 * begins, limited to this account; whoever deploys needs `logs:CreateLogDelivery`, `logs:PutResourcePolicy`,
 * `logs:DescribeResourcePolicies` and `logs:DescribeLogGroups`. One of our own would take one of the ten that a region has.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
 * @example
 * new WebAcl(this, "web_acl", {
 *   account, webAclName: "example-web", description: "Protects the load balancer of example.",
 *   managedRuleGroups: ["common", "knownBadInputs", "sqlInjection", "ipReputation"], rateLimitPerFiveMinutes: 2000,
 *   logGroupName: "aws-waf-logs-example", resourceArns: { web: loadBalancer.loadBalancerArn }, dependsOn: [logs.resource],
 * });
 */
export class WebAcl extends Construct {
  public readonly webAclArn: string;
  /** The dimension `WebACL` of its metrics in `AWS/WAFV2`, beside `Region` and `Rule` (`ALL`, or the metric of one rule). */
  public readonly metricName: string;

  public constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const { webAclName, description, metricPrefix = webAclName } = props;
    const acl = new Wafv2WebAcl(this, "Default", {
      name: webAclName,
      description,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rule: [
        rateLimitRule(props.rateLimitPerFiveMinutes, metricPrefix),
        ...groupRules(props.managedRuleGroups, metricPrefix),
      ],
      // Redacting the log alone would leave the headers in the requests that WAF keeps as samples.
      dataProtectionConfig: {
        dataProtection: [
          { action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: [...REDACTED_HEADERS] } },
        ],
      },
      visibilityConfig: visibility(metricPrefix),
    });
    this.webAclArn = acl.arn;
    this.metricName = metricPrefix;
    this.log(props);
    for (const [name, resourceArn] of Object.entries(props.resourceArns)) {
      new Wafv2WebAclAssociation(this, name, { resourceArn, webAclArn: this.webAclArn });
    }
  }

  private log({ account, logGroupName, dependsOn }: WebAclProps): void {
    new Wafv2WebAclLoggingConfiguration(this, "Default-logging", {
      resourceArn: this.webAclArn,
      logDestinationConfigs: [new Arns(account).logGroup(logGroupName)],
      redactedFields: REDACTED_HEADERS.map((name) => ({ singleHeader: { name } })),
      dependsOn: [...dependsOn],
    });
  }
}

function rateLimitRule(limit: number, metricPrefix: string): Wafv2WebAclRule {
  return {
    name: RATE_LIMIT_RULE,
    priority: 0,
    action: { block: {} },
    // The bindings hand statements on as they are, so they have Terraform's names.
    statement: {
      rate_based_statement: { aggregate_key_type: "IP", evaluation_window_sec: RATE_WINDOW_SECONDS, limit },
    },
    visibilityConfig: visibility(`${metricPrefix}-rateLimit`),
  };
}

function groupRules(groups: readonly ManagedRuleGroup[], metricPrefix: string): Wafv2WebAclRule[] {
  return groups.map((group, index) => ({
    name: MANAGED_RULE_GROUPS[group].name,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managed_rule_group_statement: { vendor_name: "AWS", name: MANAGED_RULE_GROUPS[group].name } },
    visibilityConfig: visibility(`${metricPrefix}-${group}`),
  }));
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}

function problems(props: WebAclProps): string[] {
  const { managedRuleGroups: groups, rateLimitPerFiveMinutes, metricPrefix, resourceArns } = props;
  const capacity = webAclCapacity(groups);
  const { max, unit } = WEB_ACL_LIMITS.capacity;
  return [
    ...Object.entries(TEXTS).flatMap(([prop, { pattern, must }]) =>
      textProblems(prop, props[prop as keyof typeof TEXTS], pattern, must),
    ),
    ...(metricPrefix === undefined
      ? []
      : textProblems("metricPrefix", metricPrefix, METRIC_PREFIX.pattern, METRIC_PREFIX.must)),
    ...(groups.length > 0 ? [] : ["managedRuleGroups must name at least one group, got []"]),
    ...repetitionProblems((index) => `managedRuleGroups[${index}]`, groups),
    ...(capacity <= max
      ? []
      : [
          `managedRuleGroups must cost at most ${max} ${unit} with the rate limit, got ${capacity}; the basic price includes no more`,
        ]),
    ...numberProblems("rateLimitPerFiveMinutes", rateLimitPerFiveMinutes, WEB_ACL_LIMITS.rateLimitPerFiveMinutes),
    ...resourceProblems(resourceArns),
  ];
}

function resourceProblems(resourceArns: WebAclProps["resourceArns"]): string[] {
  return [
    ...(Object.keys(resourceArns).length > 0 ? [] : ["resourceArns must name at least one load balancer, got {}"]),
    ...Object.entries(resourceArns).flatMap(([name, arn]) =>
      textProblems(
        `resourceArns.${name}`,
        arn,
        /^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\//,
        "be the ARN of an Application Load Balancer",
      ),
    ),
  ];
}
