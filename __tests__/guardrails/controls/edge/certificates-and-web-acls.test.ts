import { acmNoWildcardName } from "../../../../guardrails/controls/edge/acm-no-wildcard-name";
import { acmReplacedBeforeDestroyed } from "../../../../guardrails/controls/edge/acm-replaced-before-destroyed";
import { acmStrongAndValidated } from "../../../../guardrails/controls/edge/acm-strong-and-validated";
import { wafHasRulesThatAct } from "../../../../guardrails/controls/edge/waf-has-rules-that-act";
import { wafKnownBadInputs } from "../../../../guardrails/controls/edge/waf-known-bad-inputs";
import { wafLogged } from "../../../../guardrails/controls/edge/waf-logged";
import { wafMetricsOn } from "../../../../guardrails/controls/edge/waf-metrics-on";
import { wafRateLimited } from "../../../../guardrails/controls/edge/waf-rate-limited";
import { evaluate } from "../../../../guardrails/evaluate";
import { graphsOf, messagesOf, outcomesOf, type TerraformJson, verdictsOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const C = "aws_acm_certificate.c";
const certificate = (values: JsonObject): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_acm_certificate: { c: { domain_name: "www.example.com", ...values } } },
});

describe("acm-strong-and-validated", () => {
  const dns = { validation_method: "DNS" };
  it.each<[string, JsonObject, string | undefined]>([
    ["DNS", dns, "pass"],
    ["an elliptic key", { ...dns, key_algorithm: "EC_prime256v1" }, "pass"],
    ["a weak key", { ...dns, key_algorithm: "RSA_1024" }, "fail"],
    ["mail", { validation_method: "EMAIL" }, "fail"],
    ["not logged", { ...dns, options: [{ certificate_transparency_logging_preference: "DISABLED" }] }, "fail"],
    ["logged", { ...dns, options: [{ certificate_transparency_logging_preference: "ENABLED" }] }, "pass"],
    ["not known", { validation_method: X }, "unknown"],
    [
      "of a private authority",
      { certificate_authority_arn: "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1" },
      "pass",
    ],
    [
      "of a private authority, with a weak key",
      {
        certificate_authority_arn: "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1",
        key_algorithm: "RSA_1024",
      },
      "fail",
    ],
    ["imported", { certificate_body: "c", private_key: X }, undefined],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(acmStrongAndValidated, certificate(values))).toEqual(
      outcome === undefined ? {} : { [C]: outcome },
    );
  });

  it("says what is wrong", () => {
    expect(messagesOf(acmStrongAndValidated, certificate({ validation_method: "EMAIL" }))).toEqual([
      `fail ${C} validation_method: validation_method is "EMAIL": it is not renewed unless somebody answers a mail`,
    ]);
  });
});

it("acm-replaced-before-destroyed is what synthesized files show, and says nothing of plans", () => {
  const said = (lifecycle: JsonObject | undefined) => {
    const { synth, plan } = graphsOf(certificate(lifecycle === undefined ? {} : { lifecycle }));
    expect(evaluate(plan, [acmReplacedBeforeDestroyed])).toEqual([]);
    return evaluate(synth, [acmReplacedBeforeDestroyed]).map(({ outcome }) => outcome);
  };
  expect(said({ create_before_destroy: true })).toEqual(["pass"]);
  expect(said({ create_before_destroy: false })).toEqual(["fail"]);
  expect(said({ prevent_destroy: true })).toEqual(["fail"]);
  expect(said(undefined)).toEqual(["fail"]);
});

describe("acm-no-wildcard-name", () => {
  it.each<[string, JsonObject, string]>([
    ["hosts", { subject_alternative_names: ["api.example.com"] }, "pass"],
    ["a wildcard", { domain_name: "*.example.com" }, "fail"],
    ["a wildcard among others", { subject_alternative_names: ["api.example.com", "*.example.com"] }, "fail"],
    ["a wildcard of what is known later", { domain_name: `*.${X}` }, "unknown"],
    ["not known", { domain_name: X }, "unknown"],
  ])("%s", (name, values, outcome) => {
    // A plan does not tell what stands before an unknown part.
    const found = name.includes("later")
      ? Object.fromEntries(
          evaluate(graphsOf(certificate(values)).plan, [acmNoWildcardName]).map((one) => [one.address, one.outcome]),
        )
      : outcomesOf(acmNoWildcardName, certificate(values));
    expect(found).toEqual({ [C]: outcome });
  });
});

const W = "aws_wafv2_web_acl.w";
const VISIBLE = {
  visibility_config: [{ cloudwatch_metrics_enabled: true, metric_name: "m", sampled_requests_enabled: true }],
};
const acl = (rules: readonly JsonObject[], values: JsonObject = {}, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: {
    aws_wafv2_web_acl: {
      w: {
        name: "w",
        scope: "REGIONAL",
        default_action: [{ allow: [{}] }],
        ...VISIBLE,
        ...(rules.length === 0 ? {} : { rule: [...rules] }),
        ...values,
      },
    },
    ...more,
  },
});
const managed = (name: string, override = "none", statement: JsonObject = {}): JsonObject => ({
  name,
  priority: 1,
  override_action: [{ [override]: [{}] }],
  statement: [{ managed_rule_group_statement: [{ name, vendor_name: "AWS", ...statement }] }],
  ...VISIBLE,
});
const SCOPED = {
  scope_down_statement: [
    {
      byte_match_statement: [
        {
          search_string: "/never",
          positional_constraint: "EXACTLY",
          field_to_match: [{ uri_path: [{}] }],
          text_transformation: [{ priority: 0, type: "NONE" }],
        },
      ],
    },
  ],
};
const rate = (action: string, statement: JsonObject = {}): JsonObject => ({
  name: "rate",
  priority: 2,
  action: [{ [action]: [{}] }],
  statement: [{ rate_based_statement: [{ limit: 1000, aggregate_key_type: "IP", ...statement }] }],
  ...VISIBLE,
});
const BAD = "AWSManagedRulesKnownBadInputsRuleSet";
const COMMON = "AWSManagedRulesCommonRuleSet";

describe("waf-has-rules-that-act", () => {
  it.each<[string, TerraformJson, string]>([
    ["a managed group", acl([managed(COMMON)]), "pass"],
    ["a rule that blocks", acl([rate("block")]), "pass"],
    ["a rule that asks", acl([rate("captcha")]), "pass"],
    ["one of several", acl([managed(COMMON, "count"), rate("block")]), "pass"],
    ["rules that count", acl([managed(COMMON, "count"), rate("count")]), "fail"],
    ["rules that allow", acl([rate("allow")]), "fail"],
    ["no rule", acl([]), "fail"],
    ["no rule, but nothing is allowed", acl([], { default_action: [{ block: [{}] }] }), "pass"],
    ["rules that are written as text", acl([], { rule_json: X }), "unknown"],
  ])("%s", (_, json, outcome) => {
    expect(outcomesOf(wafHasRulesThatAct, json)).toEqual({ [W]: outcome });
  });

  it("sees groups that are put in by a resource, and rule groups of your own", () => {
    const association = (override_action: string) => ({
      aws_wafv2_web_acl_rule_group_association: {
        a: {
          rule_name: "r",
          priority: 1,
          web_acl_arn: "${aws_wafv2_web_acl.w.arn}",
          override_action,
          managed_rule_group: [{ name: BAD, vendor_name: "AWS" }],
        },
      },
    });
    expect(outcomesOf(wafHasRulesThatAct, acl([], {}, association("none")))).toEqual({ [W]: "pass" });
    expect(outcomesOf(wafHasRulesThatAct, acl([], {}, association("count")))).toEqual({ [W]: "fail" });
    expect(outcomesOf(wafKnownBadInputs, acl([], {}, association("none")))).toEqual({ [W]: "pass" });
    const group = {
      resource: { aws_wafv2_rule_group: { g: { name: "g", scope: "REGIONAL", capacity: 10, ...VISIBLE } } },
    };
    expect(messagesOf(wafHasRulesThatAct, group)).toEqual(["fail aws_wafv2_rule_group.g rule: it has no rules"]);
  });

  it("says that rules only count", () => {
    expect(messagesOf(wafHasRulesThatAct, acl([managed(COMMON, "count")]))).toEqual([
      `fail ${W} rule: all of its rules only count or allow: nothing is stopped`,
    ]);
  });

  it.each<[string, TerraformJson, string]>([
    ["all act", acl([managed(COMMON), rate("block")]), `pass ${W}: 2 of its 2 rules stop requests`],
    ["one acts", acl([managed(COMMON, "count"), rate("block")]), `pass ${W}: 1 of its 2 rules stop requests`],
    [
      "nothing is allowed",
      acl([rate("allow")], { default_action: [{ block: [{}] }] }),
      `pass ${W} default_action: it stops whatever no rule allows`,
    ],
    ["there is none", acl([]), `fail ${W} rule: it has no rules`],
    [
      "they are text",
      acl([], { rule_json: X }),
      `unknown ${W} rule: it cannot be told whether a rule of it stops requests: its rules are written as text (rule_json)`,
    ],
    [
      "one is text, and another counts",
      acl([rate("count")], { rule_json: X }),
      `unknown ${W} rule: it cannot be told whether a rule of it stops requests: its rules are written as text (rule_json)`,
    ],
    [
      "one has no action",
      acl([rate("count"), { name: "open", priority: 3, statement: [{}], ...VISIBLE }]),
      `unknown ${W} rule: it cannot be told whether a rule of it stops requests: the action of a rule is not known`,
    ],
  ])("says what its rules do: %s", (_, json, verdict) => {
    expect(verdictsOf(wafHasRulesThatAct, json)).toEqual([verdict]);
  });

  it("asks of a rule group what it does, not what it leaves to others", () => {
    const group = (...rules: JsonObject[]) => ({
      resource: {
        aws_wafv2_rule_group: { g: { name: "g", scope: "REGIONAL", capacity: 10, rule: rules, ...VISIBLE } },
      },
    });
    expect(verdictsOf(wafHasRulesThatAct, group(rate("block")))).toEqual([
      "pass aws_wafv2_rule_group.g: 1 of its 1 rules stop requests",
    ]);
    expect(verdictsOf(wafHasRulesThatAct, group(rate("count")))).toEqual([
      "fail aws_wafv2_rule_group.g rule: all of its rules only count or allow: nothing is stopped",
    ]);
  });
});

describe("waf-known-bad-inputs", () => {
  const counting = (name: string) => ({ rule_action_override: [{ name, action_to_use: [{ count: [{}] }] }] });
  it.each<[string, TerraformJson, string]>([
    ["the group", acl([managed(COMMON), managed(BAD)]), "pass"],
    ["the group, which counts", acl([managed(BAD, "count")]), "fail"],
    ["the group, which counts Log4Shell", acl([managed(BAD, "none", counting("Log4JRCE_HEADER"))]), "fail"],
    ["the group, which counts something else", acl([managed(BAD, "none", counting("Host_localhost_HEADER"))]), "pass"],
    ["the group, for some requests", acl([managed(BAD, "none", SCOPED)]), "unknown"],
    ["the group, which counts, for some requests", acl([managed(BAD, "count", SCOPED)]), "fail"],
    ["the group for some requests, and for all", acl([managed(BAD, "none", SCOPED), managed(BAD)]), "pass"],
    ["another group", acl([managed(COMMON)]), "fail"],
    ["one of that name from somebody else", acl([managed(BAD, "none", { vendor_name: "Somebody" })]), "fail"],
    ["no rule", acl([]), "fail"],
    ["a group that is known later", acl([managed(X)]), "unknown"],
  ])("%s", (_, json, outcome) => {
    expect(outcomesOf(wafKnownBadInputs, json)).toEqual({ [W]: outcome });
  });
});

describe("waf-rate-limited", () => {
  it.each<[string, TerraformJson, string]>([
    ["a rule that blocks", acl([rate("block")]), "pass"],
    ["a rule that blocks, for some requests", acl([rate("block", SCOPED)]), "unknown"],
    ["a rule that counts", acl([rate("count")]), "fail"],
    ["another rule", acl([managed(COMMON)]), "fail"],
    ["rules that are written as text", acl([], { rule_json: X }), "unknown"],
  ])("%s", (_, json, outcome) => {
    expect(outcomesOf(wafRateLimited, json)).toEqual({ [W]: outcome });
  });
});

describe("waf-logged", () => {
  const logged = (destination: string, more: JsonObject = {}, resource_arn = "${aws_wafv2_web_acl.w.arn}") =>
    acl(
      [],
      {},
      {
        aws_wafv2_web_acl_logging_configuration: { l: { resource_arn, log_destination_configs: [destination] } },
        ...more,
      },
    );
  const group = (name: string) => ({ aws_cloudwatch_log_group: { g: { name } } });
  const ARN = "arn:aws:logs:us-east-1:111122223333:log-group";

  it.each<[string, TerraformJson, string]>([
    ["a log group", logged("${aws_cloudwatch_log_group.g.arn}", group("aws-waf-logs-edge")), "pass"],
    ["a log group by its ARN", logged(`${ARN}:aws-waf-logs-edge`), "pass"],
    ["a log group by its ARN with streams", logged(`${ARN}:aws-waf-logs-edge:*`), "pass"],
    ["a bucket", logged("arn:aws:s3:::aws-waf-logs-edge"), "pass"],
    ["another name", logged("${aws_cloudwatch_log_group.g.arn}", group("waf-logs")), "fail"],
    ["another name in an ARN", logged(`${ARN}:edge`), "fail"],
    [
      "of another web ACL",
      logged(`${ARN}:aws-waf-logs-edge`, {}, "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/o/1"),
      "fail",
    ],
    ["none", acl([]), "fail"],
  ])("%s", (_, json, outcome) => {
    expect(outcomesOf(wafLogged, json)).toEqual({ [W]: outcome });
  });

  it("says which name AWS would not take", () => {
    expect(messagesOf(wafLogged, logged("${aws_cloudwatch_log_group.g.arn}", group("waf-logs")))).toEqual([
      `fail ${W}: log_destination_configs of aws_wafv2_web_acl_logging_configuration.l names waf-logs: AWS takes only names that begin with aws-waf-logs-`,
    ]);
  });
});

describe("waf-metrics-on", () => {
  const off = {
    visibility_config: [{ cloudwatch_metrics_enabled: false, metric_name: "m", sampled_requests_enabled: true }],
  };
  it.each<[string, TerraformJson, string]>([
    ["everywhere", acl([managed(COMMON)]), "pass"],
    ["not of the web ACL", acl([managed(COMMON)], off), "fail"],
    ["not of a rule", acl([managed(COMMON), { ...rate("block"), ...off }]), "fail"],
  ])("%s", (_, json, outcome) => {
    expect(outcomesOf(wafMetricsOn, json)).toEqual({ [W]: outcome });
  });
});
