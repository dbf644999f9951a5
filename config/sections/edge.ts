import { z } from "zod";
import { LIMITS, MANAGED_RULE_GROUP_CAPACITY, MANAGED_RULE_GROUP_NAMES, RATE_LIMIT_CAPACITY } from "../aws-limits";
import { flag, list, logRetentionDays, section, text, whole } from "./fields";

const waf = section({
  managedRuleGroups: list(z.enum(MANAGED_RULE_GROUP_NAMES), { one: "rule group", many: "rule groups", min: 1 })
    .default(["ipReputation", "anonymousIp", "common", "knownBadInputs", "sqlInjection"])
    .describe(
      `Rule groups that AWS manages, in the order in which they are looked at. A web ACL takes ${LIMITS.webAclCapacity.max} WCU: ${Object.entries(
        MANAGED_RULE_GROUP_CAPACITY,
      )
        .map(([group, cost]) => `${cost} for \`${group}\``)
        .join(", ")}, and ${RATE_LIMIT_CAPACITY} for the rate limit.`,
    ),
  rateLimit: whole(LIMITS.wafRateLimit)
    .default(2000)
    .describe("Requests of one address within five minutes, above which it is blocked."),
  logRetentionDays: logRetentionDays().default(365).describe("How long the log of requests is kept."),
});

/** The section `edge`. */
export const edge = section({
  certificateArn: text(
    /^arn:(?:aws|aws-cn|aws-us-gov):acm:[a-z0-9-]+:\d{12}:certificate\/[a-f0-9-]{36}$/,
    "the ARN of a certificate in ACM",
    'for example "arn:aws:acm:us-east-1:111111111111:certificate/…"',
  )
    .optional()
    .describe("A certificate that exists, in the environment's region."),
  domainName: text(
    /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/,
    "a domain name in lower case",
    "for example app.example.com",
  )
    .optional()
    .describe(
      "The name that people use. With `hostedZoneId`, the name leads to the load balancer, and a certificate is made unless " +
        "one is given; with `certificateArn` alone, both are somebody else's.",
    ),
  hostedZoneId: text(
    /^Z[A-Z0-9]{5,31}$/,
    "the id of a public hosted zone of Route 53",
    "for example Z0123456789ABCDEFGHIJ",
  )
    .optional()
    .describe("The zone that holds `domainName`; records for it are made there."),
  allowPlainHttp: flag()
    .default(false)
    .describe("Serves HTTP without a certificate; a lowering, refused unless `alb-listener-encrypted` is suppressed."),
  waf: z
    .union([z.literal(false), waf], { error: "must be false or a map" })
    .meta({ rule: "false or a map" })
    .prefault({})
    .describe(
      "The web ACL before the load balancer, or false; a lowering, refused unless `alb-behind-waf` is suppressed.",
    ),
}).describe(
  "An internet-facing Application Load Balancer before the application. CAUTION: taking the section out fails half-way: the load " +
    "balancer is protected against deletion, and its bucket holds log files (help/runbooks.md).",
);
