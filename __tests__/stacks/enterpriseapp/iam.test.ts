import { readEnvironment } from "../../../functions/compliance/environment";
import { WATCHED_RULE_METRIC } from "../../../functions/compliance/metric";
import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";
import { isAllowed, refusals } from "../../support/policy-evaluation";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const mfa = () => enterprise().policyOf("aws_iam_policy.mfa", "policy");
const ONESELF = "arn:aws:iam::444444444444:user/$${aws:username}";

it("ENT-IAM-1: the account's passwords have 14 characters of all classes, last 90 days, and 24 are remembered", () => {
  expect(enterprise().only("aws_iam_account_password_policy")).toEqual({
    minimum_password_length: 14,
    require_lowercase_characters: true,
    require_uppercase_characters: true,
    require_numbers: true,
    require_symbols: true,
    password_reuse_prevention: 24,
    max_password_age: 90,
    allow_users_to_change_password: true,
  });
});

describe("MFA", () => {
  it("ENT-IAM-1: the policy is attached to a group, which the outputs name", () => {
    expect(enterprise().at("aws_iam_group.mfa")).toEqual({ name: "corp-group-enterpriseapp-mfa-required" });
    expect(enterprise().at("aws_iam_group_policy_attachment.mfa")).toEqual({
      group: "${aws_iam_group.mfa.name}",
      policy_arn: "${aws_iam_policy.mfa.arn}",
    });
    expect(enterprise().outputs.MfaGroupName?.value).toBe("${aws_iam_group.mfa.name}");
  });

  it("ENT-IAM-1: what it allows is to look, and to manage one's own devices", () => {
    expect(
      mfa()
        .filter(({ effect }) => effect === "Allow")
        .map(({ sid, actions, resources, conditions }) => [sid, actions, resources, conditions]),
    ).toEqual([
      ["AllowViewingAccount", ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"], ["*"], []],
      ["AllowCreatingDevices", ["iam:CreateVirtualMFADevice"], ["arn:aws:iam::444444444444:mfa/*"], []],
      [
        "AllowManagingOneself",
        [
          "iam:ChangePassword",
          "iam:DeactivateMFADevice",
          "iam:EnableMFADevice",
          "iam:GetMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ResyncMFADevice",
        ],
        [ONESELF],
        [],
      ],
    ]);
  });

  it("ENT-IAM-1: without MFA all is denied but setting up a device of one's own", () => {
    expect(mfa().filter(({ effect }) => effect === "Deny")).toEqual([
      {
        sid: "DenyAllButSettingUpWithoutMfa",
        effect: "Deny",
        principals: {},
        actions: [],
        notActions: [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetMFADevice",
          "iam:GetUser",
          "iam:ListMFADevices",
          "iam:ListVirtualMFADevices",
          "iam:ResyncMFADevice",
          "sts:GetSessionToken",
        ],
        resources: ["*"],
        conditions: [{ test: "BoolIfExists", variable: "aws:MultiFactorAuthPresent", values: ["false"] }],
      },
    ]);
  });

  it.each<[string, string, string, Record<string, string>, boolean]>([
    ["EnableMFADevice", "without MFA", ONESELF, { "aws:MultiFactorAuthPresent": "false" }, true],
    ["EnableMFADevice", "with access keys, without MFA", ONESELF, {}, true],
    ["DeactivateMFADevice", "without MFA", ONESELF, { "aws:MultiFactorAuthPresent": "false" }, false],
    ["DeactivateMFADevice", "with MFA", ONESELF, { "aws:MultiFactorAuthPresent": "true" }, true],
    ["ChangePassword", "without MFA", ONESELF, { "aws:MultiFactorAuthPresent": "false" }, false],
    [
      "EnableMFADevice",
      "for somebody else",
      "arn:aws:iam::444444444444:user/other",
      { "aws:MultiFactorAuthPresent": "true" },
      false,
    ],
  ])("ENT-IAM-1: iam:%s %s", (action, _, resource, context, allowed) => {
    expect(isAllowed(mfa(), { action: `iam:${action}`, resource, context })).toBe(allowed);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["without MFA", { "aws:MultiFactorAuthPresent": "false" }, ["DenyAllButSettingUpWithoutMfa"]],
    ["with access keys, which carry no MFA", {}, ["DenyAllButSettingUpWithoutMfa"]],
    ["with MFA", { "aws:MultiFactorAuthPresent": "true" }, []],
  ])("ENT-IAM-1: reading the database's secret %s is refused by", (_, context, expected) => {
    const request = { action: "secretsmanager:GetSecretValue", resource: "secret", context };

    expect(refusals(mfa(), request)).toEqual(expected);
  });

  it("ENT-IAM-1: off, the group and its policy are gone", () => {
    const { template } = synthesized({ baseline: { mfaGroup: false } }, "enterpriseapp");

    expect(template.addresses().filter((address) => /\.mfa$/.test(address))).toEqual([]);
  });
});

describe.each([
  [
    "config_iam_user_mfa_enabled",
    "rule_iam_user_mfa_enabled",
    "IAM_USER_MFA_ENABLED",
    "corp-rule-enterpriseapp-iam-user-mfa-enabled",
    undefined,
  ],
  [
    "config_access_keys_rotated",
    "rule_access_keys_rotated",
    "ACCESS_KEYS_ROTATED",
    "corp-rule-enterpriseapp-access-keys-rotated",
    '{"maxAccessKeyAge":"90"}',
  ],
])("the rule %s", (rule, alarm, identifier, name, parameters) => {
  it(`ENT-IAM-1: ${identifier} is asked by Config, once the recorder is on`, () => {
    expect(enterprise().at(`aws_config_config_rule.${rule}`)).toEqual({
      name,
      description: expect.stringMatching(/^[A-Z].+\.$/),
      source: { owner: "AWS", source_identifier: identifier },
      ...(parameters === undefined ? {} : { input_parameters: parameters }),
      depends_on: ["aws_config_configuration_recorder_status.config"],
    });
  });

  it(`ENT-IAM-1: ${identifier} has an alarm of its own, on a metric of this rule`, () => {
    expect(enterprise().at(`aws_cloudwatch_metric_alarm.${alarm}`)).toMatchObject({
      alarm_description: expect.stringContaining(`The Config rule ${identifier} is not compliant.`),
      namespace: "corp/Compliance",
      metric_name: "NonCompliantRule",
      dimensions: { Environment: "enterpriseapp", RuleName: name },
      statistic: "Maximum",
      period: 3600,
      evaluation_periods: 1,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treat_missing_data: "ignore", // published now and then: the last answer holds
      alarm_actions: ["${aws_sns_topic.alerts.arn}"],
      ok_actions: ["${aws_sns_topic.alerts.arn}"],
    });
  });

  it(`ENT-IAM-1: ${identifier}: the compliance function publishes that metric: namespace, name and dimensions`, () => {
    const template = enterprise();
    const variables = objectOf(template.value("aws_lambda_function.compliance", "environment.variables"));
    const settings = readEnvironment(
      Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    );
    const { namespace, metric_name: metric, dimensions } = template.at(`aws_cloudwatch_metric_alarm.${alarm}`);

    expect(settings.watchedRules).toContain(name);
    expect([namespace, metric, dimensions]).toEqual([
      settings.metricNamespace,
      WATCHED_RULE_METRIC,
      { Environment: settings.dimensionEnvironment, RuleName: name },
    ]);
  });

  it(`ENT-IAM-1: ${identifier}: without its alarm nobody watches it, and nothing else changes`, () => {
    const configRules = synthesized({}, "enterpriseapp").environment.audit.configRules.map((one) => ({
      ...one,
      alarm: one.identifier !== identifier,
    }));
    const { template } = synthesized({ audit: { configRules } }, "enterpriseapp");
    const gone = enterprise()
      .addresses()
      .filter((address) => !template.addresses().includes(address));

    expect(gone).toEqual([`aws_cloudwatch_metric_alarm.${alarm}`]);
    expect(template.value("aws_lambda_function.compliance", "environment.variables.WATCHED_RULES")).not.toContain(name);
  });
});

it("ENT-IAM-1: the function may ask Config how these rules stand, and publish in its namespace", () => {
  const statements = enterprise()
    .policyOf("aws_iam_policy.compliance_role", "policy")
    .filter(({ actions }) => actions.some((action) => /^(?:config|cloudwatch):/.test(action)));

  expect(statements.map(({ actions, conditions }) => [actions, conditions])).toEqual([
    [["config:DescribeComplianceByConfigRule", "config:DescribeConfigRuleEvaluationStatus"], []],
    [
      ["cloudwatch:PutMetricData"],
      [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["corp/Compliance"] }],
    ],
  ]);
});

it("ENT-IAM-1: it runs as often as the alarms look", () => {
  expect(enterprise().at("aws_cloudwatch_event_rule.compliance_schedule").schedule_expression).toBe("rate(1 hour)");
});
