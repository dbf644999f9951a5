/** One of AWS's managed rule groups for WAF, as its documentation has it. */
export interface ManagedRuleGroupFact {
  /** AWS's name. */
  readonly name: string;
  /** What it costs of a web ACL's capacity, in web ACL capacity units (WCU). */
  readonly capacity: number;
  /** What it keeps away. */
  readonly purpose: string;
}

/**
 * The groups that a web ACL can be made of. Capacities were read in copies of AWS's pages of 2026 (baseline, use-case specific and
 * IP reputation rule groups); `linux` is meant to be used together with `posix`.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const MANAGED_RULE_GROUPS = {
  ipReputation: {
    name: "AWSManagedRulesAmazonIpReputationList",
    capacity: 25,
    purpose: "addresses that Amazon's own threat intelligence knows as bots, scouts and attackers",
  },
  anonymousIp: {
    name: "AWSManagedRulesAnonymousIpList",
    capacity: 50,
    purpose: "senders that hide who they are: VPNs, proxies, Tor, hosting providers",
  },
  knownBadInputs: {
    name: "AWSManagedRulesKnownBadInputsRuleSet",
    capacity: 200,
    purpose: "requests that are known to exploit or look for holes: Log4j, Java deserialization and the like",
  },
  common: {
    name: "AWSManagedRulesCommonRuleSet",
    capacity: 700,
    purpose: "what any web application is attacked with: OWASP's top ten, bodies over 8 KB too",
  },
  sqlInjection: {
    name: "AWSManagedRulesSQLiRuleSet",
    capacity: 200,
    purpose: "SQL in query, body, cookie and path",
  },
  linux: {
    name: "AWSManagedRulesLinuxRuleSet",
    capacity: 200,
    purpose: "inclusion of local files of Linux, such as /proc/version",
  },
  posix: {
    name: "AWSManagedRulesUnixRuleSet",
    capacity: 100,
    purpose: "shell commands and their variables",
  },
  adminProtection: {
    name: "AWSManagedRulesAdminProtectionRuleSet",
    capacity: 100,
    purpose: "paths of administration pages, from everywhere",
  },
} as const satisfies Readonly<Record<string, ManagedRuleGroupFact>>;

/** The key of a managed rule group. */
export type ManagedRuleGroup = keyof typeof MANAGED_RULE_GROUPS;

/** What the rate limit by address costs, in WCU. */
const RATE_LIMIT_CAPACITY = 2;

/** The capacity of a web ACL with these groups and a rate limit, in WCU. */
export function webAclCapacity(groups: readonly ManagedRuleGroup[]): number {
  return groups.reduce((sum, group) => sum + MANAGED_RULE_GROUPS[group].capacity, RATE_LIMIT_CAPACITY);
}
