import { synthesized } from "../../support/environments";
import { listOf, objectOf } from "../../support/json";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const ACL = "aws_wafv2_web_acl.web_acl";

const rules = () => listOf(enterprise().at(ACL).rule).map(objectOf);

it("ENT-WAF-1: the groups of AWS: IP reputation, admin protection, common, known bad inputs, SQLi and Linux", () => {
  const groups = rules()
    .filter(({ statement }) => "managed_rule_group_statement" in objectOf(statement))
    .map(({ priority, name, override_action: override, statement }) => [
      priority,
      name,
      objectOf(statement).managed_rule_group_statement,
      override,
    ]);

  expect(groups).toEqual(
    [
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesAdminProtectionRuleSet",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesSQLiRuleSet",
      "AWSManagedRulesLinuxRuleSet",
      // In full, and as AWS means them: no rule is left out or only counted.
    ].map((name, index) => [index + 1, name, { name, vendor_name: "AWS" }, { none: {} }]),
  );
});

it("ENT-WAF-1: an address is blocked above 1000 requests within five minutes, before anything else is looked at", () => {
  expect(rules().find(({ priority }) => priority === 0)).toMatchObject({
    name: "RateLimitByAddress",
    action: { block: {} },
    statement: {
      rate_based_statement: { aggregate_key_type: "IP", evaluation_window_sec: 300, limit: "${var.waf_rate_limit}" },
    },
  });
  expect(enterprise().variables.waf_rate_limit?.default).toBe(1000);
  expect(rules()).toHaveLength(7);
});

it("ENT-WAF-1: stands before the load balancer, and lets through what no rule refuses", () => {
  expect(enterprise().only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: "${aws_lb.load_balancer.arn}",
    web_acl_arn: "${aws_wafv2_web_acl.web_acl.arn}",
  });
  expect(enterprise().at(ACL)).toMatchObject({
    name: "corp-web-acl-enterpriseapp",
    scope: "REGIONAL",
    default_action: { allow: {} },
  });
});

it("ENT-WAF-1: logs to an encrypted group of the prefix that WAF asks for, without what people sign in by", () => {
  const template = enterprise();

  expect(template.at("aws_cloudwatch_log_group.web_acl_logs")).toMatchObject({
    name: "aws-waf-logs-corp-log-group-enterpriseapp",
    kms_key_id: "${aws_kms_key.logs.arn}",
  });
  expect(template.only("aws_wafv2_web_acl_logging_configuration")).toEqual({
    resource_arn: "${aws_wafv2_web_acl.web_acl.arn}",
    log_destination_configs: [
      "arn:aws:logs:us-east-1:444444444444:log-group:aws-waf-logs-corp-log-group-enterpriseapp",
    ],
    redacted_fields: [{ single_header: { name: "authorization" } }, { single_header: { name: "cookie" } }],
    depends_on: ["aws_cloudwatch_log_group.web_acl_logs"],
  });
});
