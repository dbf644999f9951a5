import { synthesized } from "../../support/environments";
import { listOf, objectOf } from "../../support/json";
import type { Template } from "../../support/template";

const webApp = () => synthesized({}, "web-app").template;
const ACL = "aws_wafv2_web_acl.web_acl";

/** The rules by priority: name, whose group it is or what it counts, and what is done. */
function rules(template: Template): string[] {
  return listOf(template.at(ACL).rule)
    .map(objectOf)
    .sort((a, b) => Number(a.priority) - Number(b.priority))
    .map(({ priority, name, action, override_action: override, statement }) => {
      const { managed_rule_group_statement: group, rate_based_statement: rate } = objectOf(statement);
      const what = group === undefined ? Object.keys(objectOf(rate)).join() : objectOf(group).vendor_name;
      return [priority, name, what, ...Object.keys(objectOf(action ?? override))].join(" ");
    });
}

it("WEB-WAF-1: the web ACL, its association and its log are all there is", () => {
  expect(
    webApp()
      .addresses()
      .filter((address) => /wafv2|web_acl/.test(address)),
  ).toEqual([
    "aws_cloudwatch_log_group.web_acl_logs",
    ACL,
    "aws_wafv2_web_acl_association.web_acl_load_balancer",
    "aws_wafv2_web_acl_logging_configuration.web_acl",
  ]);
});

it("WEB-WAF-1: is associated with the load balancer", () => {
  expect(webApp().only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: "${aws_lb.load_balancer.arn}",
    web_acl_arn: "${aws_wafv2_web_acl.web_acl.arn}",
  });
  expect(webApp().at(ACL)).toMatchObject({ scope: "REGIONAL", default_action: { allow: {} } });
});

it("WEB-WAF-1: a rate limit blocks, then the rule groups of AWS act as AWS means them", () => {
  expect(rules(webApp())).toEqual([
    "0 RateLimitByAddress aggregate_key_type,evaluation_window_sec,limit block",
    "1 AWSManagedRulesAmazonIpReputationList AWS none",
    "2 AWSManagedRulesAnonymousIpList AWS none",
    "3 AWSManagedRulesCommonRuleSet AWS none",
    "4 AWSManagedRulesKnownBadInputsRuleSet AWS none",
    "5 AWSManagedRulesSQLiRuleSet AWS none",
  ]);
  // A group whose rules are counted would let everything through.
  expect(JSON.stringify(webApp().at(ACL)).match(/"count"|rule_action_override|excluded_rule/g)).toBeNull();
});

it("WEB-WAF-1: the limit is of one address in five minutes, and can be changed where there is only the Terraform", () => {
  const [first] = listOf(webApp().at(ACL).rule).map(objectOf);

  expect(objectOf(first?.statement).rate_based_statement).toEqual({
    aggregate_key_type: "IP",
    evaluation_window_sec: 300,
    limit: "${var.waf_rate_limit}",
  });
  expect(webApp().variables.waf_rate_limit?.default).toBe(2000);
  expect(synthesized({ edge: { waf: { rateLimit: 500 } } }, "web-app").template.variables.waf_rate_limit?.default).toBe(
    500,
  );
});

it("WEB-WAF-1: the groups are those of the configuration, in its order", () => {
  const { template } = synthesized({ edge: { waf: { managedRuleGroups: ["sqlInjection", "common"] } } }, "web-app");

  expect(rules(template).slice(1)).toEqual([
    "1 AWSManagedRulesSQLiRuleSet AWS none",
    "2 AWSManagedRulesCommonRuleSet AWS none",
  ]);
});

it("WEB-WAF-1: every request is logged, without the headers by which people sign in", () => {
  const { template } = synthesized({ edge: { waf: { logRetentionDays: 545 } } }, "web-app");

  expect(template.only("aws_wafv2_web_acl_logging_configuration")).toEqual({
    resource_arn: "${aws_wafv2_web_acl.web_acl.arn}",
    log_destination_configs: ["arn:aws:logs:us-east-1:222222222222:log-group:aws-waf-logs-WebApp-LogGroup"],
    redacted_fields: ["authorization", "cookie"].map((name) => ({ single_header: { name } })),
    depends_on: ["aws_cloudwatch_log_group.web_acl_logs"],
  });
  expect(template.at("aws_cloudwatch_log_group.web_acl_logs")).toEqual({
    name: "aws-waf-logs-WebApp-LogGroup", // WAF takes no other beginning
    retention_in_days: 545,
    kms_key_id: "${aws_kms_key.master.arn}",
  });
});

it("WEB-WAF-1: the samples that WAF keeps are without those headers, too", () => {
  expect(webApp().value(ACL, "data_protection_config.data_protection")).toEqual([
    { action: "SUBSTITUTION", field: { field_type: "SINGLE_HEADER", field_keys: ["authorization", "cookie"] } },
  ]);
});

it("WEB-WAF-1: without one is a lowering that is said", () => {
  const { template, summaries } = synthesized({ edge: { waf: false } }, "web-app");
  const lowering = "No web ACL filters requests to the load balancer, because edge.waf is false.";

  expect(summaries[0]?.lowerings).toEqual([lowering]);
  expect(template.outputs.security_lowerings?.value).toEqual([lowering]);
  expect(template.addresses().filter((address) => /wafv2|web_acl/.test(address))).toEqual([]);
  expect(template.outputs).not.toHaveProperty("web_acl_arn");
});
