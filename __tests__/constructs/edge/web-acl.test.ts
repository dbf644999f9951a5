import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS, MANAGED_RULE_GROUP_NAMES } from "../../../config/aws-limits";
import {
  MANAGED_RULE_GROUPS,
  type ManagedRuleGroup,
  webAclCapacity,
} from "../../../constructs/edge/managed-rule-groups";
import { REDACTED_HEADERS, WEB_ACL_LIMITS, WebAcl, type WebAclProps } from "../../../constructs/edge/web-acl";
import { argumentProblems, typeOf } from "../../support/bindings";
import { listOf, objectOf } from "../../support/json";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const WEB_APP: readonly ManagedRuleGroup[] = [
  "ipReputation",
  "anonymousIp",
  "common",
  "knownBadInputs",
  "sqlInjection",
];
const ENTERPRISE: readonly ManagedRuleGroup[] = [
  "ipReputation",
  "common",
  "sqlInjection",
  "knownBadInputs",
  "linux",
  "adminProtection",
];
const ALL = Object.keys(MANAGED_RULE_GROUPS) as ManagedRuleGroup[];
const BALANCER = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/example-web/50dc6c495c0c9188";

const PROPS: WebAclProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  webAclName: "example-web",
  description: "Protects the load balancer of example.",
  managedRuleGroups: WEB_APP,
  rateLimitPerFiveMinutes: 2000,
  logGroupName: "aws-waf-logs-example",
  resourceArns: { web: BALANCER },
  dependsOn: [],
};

const ACL = "aws_wafv2_web_acl.web_acl";
const LOGGING = "aws_wafv2_web_acl_logging_configuration.web_acl";

function define(props: Partial<WebAclProps> = {}): Template {
  return Template.of((stack) => new WebAcl(stack, "web_acl", { ...PROPS, ...props }));
}

function rules(template: Template) {
  return listOf(template.at(ACL).rule).map(objectOf);
}

function visibility(metric: string) {
  return { cloudwatch_metrics_enabled: true, metric_name: metric, sampled_requests_enabled: true };
}

describe("defines by default", () => {
  it("an ACL, its association and its logging", () => {
    const template = define();

    expect(template.addresses()).toEqual([
      "aws_wafv2_web_acl.web_acl",
      "aws_wafv2_web_acl_association.web_acl_web", // without one it protects nothing
      "aws_wafv2_web_acl_logging_configuration.web_acl",
    ]);
    expect(template.blocks).toHaveLength(3);
  });

  it.each<[string, readonly ManagedRuleGroup[]]>([
    ["the web application's groups", WEB_APP],
    ["the enterprise's", ENTERPRISE],
  ])("what the provider takes, with %s", (_, managedRuleGroups) => {
    for (const block of define({ managedRuleGroups }).resources) {
      expect(ruleProblems(rulesOf(typeOf(block)), block.values)).toEqual([]);
      expect(argumentProblems(typeOf(block), block.values)).toEqual([]);
    }
  });

  it("attributes for outputs and alarms", () => {
    const template = Template.of((stack) => {
      const { webAclArn, metricName } = new WebAcl(stack, "web_acl", PROPS);
      new TerraformOutput(stack, "attributes", { value: { webAclArn, metricName } });
    });

    expect(template.outputs.attributes?.value).toEqual({
      webAclArn: "${aws_wafv2_web_acl.web_acl.arn}",
      metricName: "example-web",
    });
    expect(template.value(ACL, "visibility_config.metric_name")).toBe("example-web");
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new WebAcl(scope, "web_acl", PROPS))).toHaveResourceWithProperties(
      Wafv2WebAcl,
      { name: "example-web", scope: "REGIONAL" },
    );
  });
});

describe("guarantees", () => {
  it("WEB-WAF-1: is associated with the load balancer", () => {
    expect(define().only("aws_wafv2_web_acl_association")).toEqual({
      resource_arn: BALANCER,
      web_acl_arn: "${aws_wafv2_web_acl.web_acl.arn}",
    });
  });

  it("WEB-WAF-1: blocks what the managed groups match, in their order, and says so in metrics", () => {
    const [, ...groups] = rules(define());

    expect(groups).toEqual(
      [
        ["AWSManagedRulesAmazonIpReputationList", "ipReputation"],
        ["AWSManagedRulesAnonymousIpList", "anonymousIp"],
        ["AWSManagedRulesCommonRuleSet", "common"],
        ["AWSManagedRulesKnownBadInputsRuleSet", "knownBadInputs"],
        ["AWSManagedRulesSQLiRuleSet", "sqlInjection"],
      ].map(([name, key], index) => ({
        name,
        priority: index + 1,
        override_action: { none: {} },
        statement: { managed_rule_group_statement: { vendor_name: "AWS", name } },
        visibility_config: visibility(`example-web-${key}`),
      })),
    );
  });

  it("WEB-WAF-1: blocks an address that asks too often, before all else", () => {
    const [first] = rules(define());

    expect(first).toEqual({
      name: "RateLimitByAddress",
      priority: 0,
      action: { block: {} },
      statement: { rate_based_statement: { aggregate_key_type: "IP", evaluation_window_sec: 300, limit: 2000 } },
      visibility_config: visibility("example-web-rateLimit"),
    });
  });

  it("WEB-WAF-1: lets everything else pass, and has a description", () => {
    expect(define().at(ACL)).toMatchObject({
      name: "example-web",
      description: "Protects the load balancer of example.",
      scope: "REGIONAL",
      default_action: { allow: {} },
      visibility_config: visibility("example-web"),
    });
  });

  it("WEB-WAF-1: logs every request to the log group, without its credentials", () => {
    expect(define().at(LOGGING)).toEqual({
      resource_arn: "${aws_wafv2_web_acl.web_acl.arn}",
      log_destination_configs: ["arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-example"],
      redacted_fields: [{ single_header: { name: "authorization" } }, { single_header: { name: "cookie" } }],
      depends_on: [],
    });
  });

  it("WEB-WAF-1: keeps the same headers out of the requests that it samples", () => {
    expect(define().value(ACL, "data_protection_config.data_protection")).toEqual([
      { action: "SUBSTITUTION", field: { field_type: "SINGLE_HEADER", field_keys: [...REDACTED_HEADERS] } },
    ]);
  });

  it("ALL-8: logs to a group that exists first", () => {
    const template = Template.of((stack) => {
      const logs = new CloudwatchLogGroup(stack, "logs", { name: PROPS.logGroupName });
      new WebAcl(stack, "web_acl", { ...PROPS, dependsOn: [logs] });
    });

    expect(template.at(LOGGING).depends_on).toEqual(["aws_cloudwatch_log_group.logs"]);
  });

  it("ENT-WAF-1: has common, SQL injection, known bad inputs, Linux, administration and reputation rules", () => {
    const template = define({ managedRuleGroups: ENTERPRISE });

    expect(rules(template).map(({ name, priority }) => `${priority} ${name}`)).toEqual([
      "0 RateLimitByAddress",
      "1 AWSManagedRulesAmazonIpReputationList",
      "2 AWSManagedRulesCommonRuleSet",
      "3 AWSManagedRulesSQLiRuleSet",
      "4 AWSManagedRulesKnownBadInputsRuleSet",
      "5 AWSManagedRulesLinuxRuleSet",
      "6 AWSManagedRulesAdminProtectionRuleSet",
    ]);
  });

  it("ENT-WAF-1: costs no more than the basic price includes", () => {
    expect([WEB_APP, ENTERPRISE].map(webAclCapacity)).toEqual([1177, 1427]);
    expect(webAclCapacity(ALL)).toBeGreaterThan(WEB_ACL_LIMITS.capacity.max);
  });
});

describe("the managed groups", () => {
  it("are those that configuration knows, and more", () => {
    expect(ALL).toEqual(expect.arrayContaining([...MANAGED_RULE_GROUP_NAMES]));
  });

  it("each have a name of AWS's, a capacity and a purpose, and leave room for their metric", () => {
    const names = ALL.map((group) => MANAGED_RULE_GROUPS[group].name);
    expect(new Set(names).size).toBe(ALL.length);
    for (const group of ALL) {
      const { name, capacity, purpose } = MANAGED_RULE_GROUPS[group];
      expect(name).toMatch(/^AWSManagedRules[A-Za-z]+(?:RuleSet|List)$/);
      expect(capacity).toBeGreaterThanOrEqual(25);
      expect(purpose).toMatch(/^.{10,}[^.]$/);
      expect(`${"p".repeat(112)}-${group}`.length).toBeLessThanOrEqual(128);
    }
  });

  it("cost what their pages say, and the rate limit two more", () => {
    expect(Object.fromEntries(ALL.map((group) => [group, webAclCapacity([group])]))).toEqual({
      ipReputation: 27,
      anonymousIp: 52,
      knownBadInputs: 202,
      common: 702,
      sqlInjection: 202,
      linux: 202,
      posix: 102,
      adminProtection: 102,
    });
  });
});

describe("props", () => {
  it("metricPrefix begins the metrics' names and changes nothing else", () => {
    const template = define({ metricPrefix: "edge" });
    const metrics = [visibilityName(template.at(ACL)), ...rules(template).map(visibilityName)];

    expect(metrics).toEqual([
      "edge",
      "edge-rateLimit",
      "edge-ipReputation",
      "edge-anonymousIp",
      "edge-common",
      "edge-knownBadInputs",
      "edge-sqlInjection",
    ]);
    expect(JSON.parse(JSON.stringify(template.json).replaceAll('"edge', '"example-web'))).toEqual(define().json);
  });

  it("description changes just the description", () => {
    expect(define({ description: "Another." }).json).toEqual(
      define().with(["resource", "aws_wafv2_web_acl", "web_acl", "description"], "Another.").json,
    );
  });

  it("account and logGroupName make the log group's ARN", () => {
    const account = { accountId: "222222222222", region: "us-gov-west-1" };
    const template = define({ account, logGroupName: "aws-waf-logs-a/b.c_d#1-2" });

    expect(template.at(LOGGING).log_destination_configs).toEqual([
      "arn:aws-us-gov:logs:us-gov-west-1:222222222222:log-group:aws-waf-logs-a/b.c_d#1-2",
    ]);
  });

  it("resourceArns: each load balancer has an association, named by its key", () => {
    const template = define({ resourceArns: { web: BALANCER, admin: `${BALANCER}1` } });

    expect(template.addresses("aws_wafv2_web_acl_association")).toEqual([
      "aws_wafv2_web_acl_association.web_acl_admin",
      "aws_wafv2_web_acl_association.web_acl_web",
    ]);
    expect(template.at("aws_wafv2_web_acl_association.web_acl_admin").resource_arn).toBe(`${BALANCER}1`);
  });

  it.each([WEB_ACL_LIMITS.rateLimitPerFiveMinutes.min, WEB_ACL_LIMITS.rateLimitPerFiveMinutes.max])(
    "the rate limit %i",
    (rateLimitPerFiveMinutes) => {
      const [first] = rules(define({ rateLimitPerFiveMinutes }));
      expect(first?.statement).toMatchObject({ rate_based_statement: { limit: rateLimitPerFiveMinutes } });
    },
  );

  it("a load balancer that only Terraform knows", () => {
    const template = Template.of((stack) => {
      const arn = new TerraformVariable(stack, "arn", { type: "string" }).stringValue;
      new WebAcl(stack, "web_acl", { ...PROPS, resourceArns: { web: arn } });
    });
    expect(template.only("aws_wafv2_web_acl_association").resource_arn).toBe("${var.arn}");
  });

  it("the rate limit that configuration takes, or one that only Terraform knows", () => {
    expect(WEB_ACL_LIMITS.rateLimitPerFiveMinutes).toMatchObject({
      min: LIMITS.wafRateLimit.min,
      max: LIMITS.wafRateLimit.max,
    });
    const template = Template.of((stack) => {
      const limit = new TerraformVariable(stack, "limit", { type: "number" }).numberValue;
      new WebAcl(stack, "web_acl", { ...PROPS, rateLimitPerFiveMinutes: limit });
    });
    expect(rules(template)[0]?.statement).toMatchObject({ rate_based_statement: { limit: "${var.limit}" } });
  });

  it("names at their longest", () => {
    const template = define({
      webAclName: "a".repeat(112),
      description: `d${" ".repeat(254)}d`,
      logGroupName: `aws-waf-logs-${"l".repeat(499)}`,
    });
    for (const block of template.resources) {
      expect(ruleProblems(rulesOf(typeOf(block)), block.values)).toEqual([]);
    }
  });
});

describe("rejects", () => {
  it.each<[Partial<WebAclProps>, string]>([
    ...(["webAclName", "metricPrefix"] as const).flatMap((prop) =>
      ["", "a".repeat(113), "my acl", "a.b"].map((value): [Partial<WebAclProps>, string] => [
        { [prop]: value },
        `${prop} must be 1 to 112 letters, digits, hyphens and underscores; the name of a rule is added for its metric, got ${JSON.stringify(value)}`,
      ]),
    ),
    ...["", "it", "example's", " example", "example ", "example; more", "d".repeat(257)].map(
      (description): [Partial<WebAclProps>, string] => [
        { description },
        `description must be 3 to 256 letters, digits, spaces or _+=:#@/-,. and not begin or end with a space, got ${JSON.stringify(description)}`,
      ],
    ),
    ...["", "example", "aws-waf-logs-", "/aws-waf-logs-example", `aws-waf-logs-${"l".repeat(500)}`].map(
      (logGroupName): [Partial<WebAclProps>, string] => [
        { logGroupName },
        `logGroupName must begin with "aws-waf-logs-" and have at most 512 letters, digits or . _ / # -, got ${JSON.stringify(logGroupName)}`,
      ],
    ),
    ...[9, 2_000_000_001, 10.5].map((rateLimitPerFiveMinutes): [Partial<WebAclProps>, string] => [
      { rateLimitPerFiveMinutes },
      `rateLimitPerFiveMinutes must be a whole number between 10 and 2000000000 requests, got ${rateLimitPerFiveMinutes}`,
    ]),
    [{ managedRuleGroups: [] }, "managedRuleGroups must name at least one group, got []"],
    [
      { managedRuleGroups: ["linux", "posix", "linux"] },
      'managedRuleGroups[2] must differ from the others, got "linux" again',
    ],
    [
      { managedRuleGroups: ALL },
      "managedRuleGroups must cost at most 1500 WCU with the rate limit, got 1577; the basic price includes no more",
    ],
    [{ resourceArns: {} }, "resourceArns must name at least one load balancer, got {}"],
    ...[
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/example/50dc6c495c0c9188",
      "example-web",
    ].map((arn): [Partial<WebAclProps>, string] => [
      { resourceArns: { web: arn } },
      `resourceArns.web must be the ARN of an Application Load Balancer, got "${arn}"`,
    ]),
  ])("fails with %j", (props, problem) => {
    expect(() => define(props)).toThrow(new Error(`test/web_acl: ${problem}`));
  });

  it("fails with all problems at once", () => {
    expect(() => define({ webAclName: "", managedRuleGroups: [], resourceArns: {} })).toThrow(
      new Error(
        "test/web_acl: 3 problems\n" +
          '  - webAclName must be 1 to 112 letters, digits, hyphens and underscores; the name of a rule is added for its metric, got ""\n' +
          "  - managedRuleGroups must name at least one group, got []\n" +
          "  - resourceArns must name at least one load balancer, got {}",
      ),
    );
  });
});

function visibilityName(values: ReturnType<typeof objectOf>) {
  return objectOf(values.visibility_config).metric_name;
}
