import { analyzerOn } from "../../../../guardrails/controls/detection/analyzer-on";
import { eventBusNotOpen } from "../../../../guardrails/controls/detection/event-bus-not-open";
import { findingsReachPeople } from "../../../../guardrails/controls/detection/findings-reach-people";
import { guarddutyOn } from "../../../../guardrails/controls/detection/guardduty-on";
import { guarddutyPlansOn } from "../../../../guardrails/controls/detection/guardduty-plans-on";
import { securityhubOn } from "../../../../guardrails/controls/detection/securityhub-on";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { type JsonObject, objectOf } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";

const project = (resource: JsonObject): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource,
});
/** Some other part of the account's baseline. */
const BASELINE = { aws_ebs_encryption_by_default: { e: {} } };
const D = "aws_guardduty_detector.d";
const DETECTOR = { aws_guardduty_detector: { d: {} } };

describe("guardduty-on", () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ["absent, which is on", DETECTOR, { [D]: "pass" }],
    ["on", { aws_guardduty_detector: { d: { enable: true } } }, { [D]: "pass" }],
    ["off", { aws_guardduty_detector: { d: { enable: false } } }, { [D]: "fail" }],
    ["not known", { aws_guardduty_detector: { d: { enable: X } } }, { [D]: "unknown" }],
    ["none beside other parts of the baseline", BASELINE, { environment: "fail" }],
    ["none, and no baseline", { aws_s3_bucket: { a: {} } }, {}],
  ])("%s", (_, resource, expected) => {
    expect(outcomesOf(guarddutyOn, project(resource))).toEqual(expected);
  });

  it("says what is missing", () => {
    expect(messagesOf(guarddutyOn, project(BASELINE))).toEqual([
      "fail environment: the environment manages the account's baseline, but has no aws_guardduty_detector",
    ]);
  });
});

describe("guardduty-plans-on", () => {
  const NAMES = ["S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS", "EBS_MALWARE_PROTECTION"];
  const features = (names: readonly string[], more: JsonObject = {}) => ({
    aws_guardduty_detector_feature: Object.fromEntries(
      names.map((name) => [
        name.toLowerCase(),
        { detector_id: "${aws_guardduty_detector.d.id}", name, status: "ENABLED", ...more },
      ]),
    ),
  });
  const INSTANCE = { aws_instance: { i: { ami: "ami-1", instance_type: "t3.micro" } } };

  it.each<[string, JsonObject, string]>([
    ["all", features(NAMES), "pass"],
    ["one missing", features(NAMES.slice(1)), "fail"],
    [
      "one disabled",
      {
        aws_guardduty_detector_feature: {
          ...objectOf(features(NAMES).aws_guardduty_detector_feature),
          ...objectOf(features(NAMES.slice(0, 1), { status: "DISABLED" }).aws_guardduty_detector_feature),
        },
      },
      "fail",
    ],
    ["none", {}, "fail"],
    ["not known whether", features(NAMES, { status: X }), "unknown"],
    ["of another detector", features(NAMES, { detector_id: "12abc34d567e8fa901bc2d34e56789f0" }), "fail"],
    ["all but runtime, with instances", { ...features(NAMES), ...INSTANCE }, "fail"],
    ["all, with instances", { ...features([...NAMES, "RUNTIME_MONITORING"]), ...INSTANCE }, "pass"],
  ])("%s", (_, more, expected) => {
    expect(outcomesOf(guarddutyPlansOn, project({ ...DETECTOR, ...more }))).toEqual({ [D]: expected });
  });

  it("sees the blocks of old, and names what is off", () => {
    const older = {
      aws_guardduty_detector: {
        d: {
          datasources: {
            s3_logs: { enable: true },
            malware_protection: { scan_ec2_instance_with_findings: { ebs_volumes: { enable: true } } },
          },
        },
      },
      ...features(["RDS_LOGIN_EVENTS"]),
    };
    expect(messagesOf(guarddutyPlansOn, project(older))).toEqual([
      "fail aws_guardduty_detector.d: these plans are off: LAMBDA_NETWORK_LOGS (what functions talk to)",
    ]);
  });
});

describe("securityhub-on", () => {
  const H = "aws_securityhub_account.h";
  const hub = (values: JsonObject, more: JsonObject = {}) => ({ aws_securityhub_account: { h: values }, ...more });
  const STANDARD = { aws_securityhub_standards_subscription: { s: { standards_arn: "arn" } } };

  it.each<[string, JsonObject, Record<string, string>]>([
    ["with AWS's standards", hub({}), { [H]: "pass" }],
    ["with a standard of choice", hub({ enable_default_standards: false }, STANDARD), { [H]: "pass" }],
    ["without standards", hub({ enable_default_standards: false }), { [H]: "fail" }],
    ["not known", hub({ enable_default_standards: X }), { [H]: "unknown" }],
    ["none beside other parts of the baseline", BASELINE, { environment: "fail" }],
    ["none, and no baseline", { aws_s3_bucket: { a: {} } }, {}],
  ])("%s", (_, resource, expected) => {
    expect(outcomesOf(securityhubOn, project(resource))).toEqual(expected);
  });
});

describe("analyzer-on", () => {
  const A = "aws_accessanalyzer_analyzer.a";
  const analyzer = (values: JsonObject) => ({ aws_accessanalyzer_analyzer: { a: { analyzer_name: "a", ...values } } });

  it.each<[string, JsonObject, Record<string, string>]>([
    ["of the account, unless set", analyzer({}), { [A]: "pass" }],
    ["of the organization", analyzer({ type: "ORGANIZATION" }), { [A]: "pass" }],
    ["of access that is not used", analyzer({ type: "ACCOUNT_UNUSED_ACCESS" }), { environment: "fail" }],
    ["not known", analyzer({ type: X }), { environment: "unknown" }],
    ["none beside other parts of the baseline", BASELINE, { environment: "fail" }],
    ["none, and no baseline", { aws_s3_bucket: { a: {} } }, {}],
  ])("%s", (_, resource, expected) => {
    expect(outcomesOf(analyzerOn, project(resource))).toEqual(expected);
  });
});

describe("findings-reach-people", () => {
  const R = "aws_cloudwatch_event_rule.r";
  const rule = (values: JsonObject): JsonObject => ({
    aws_cloudwatch_event_rule: { r: { name: "findings", event_pattern: '{"source":["aws.guardduty"]}', ...values } },
  });
  const target = (arn: string): JsonObject => ({
    aws_cloudwatch_event_target: { t: { rule: "${aws_cloudwatch_event_rule.r.name}", arn } },
    aws_sns_topic: { alerts: {} },
    aws_lambda_function: { f: { function_name: "f", role: "r" } },
  });
  const policy = (principal: JsonObject | string, action = "sns:Publish"): JsonObject => ({
    aws_sns_topic_policy: {
      p: {
        arn: "${aws_sns_topic.alerts.arn}",
        policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: "*" }],
        }),
      },
    },
  });
  const TOPIC = target("${aws_sns_topic.alerts.arn}");
  const EVENTS = policy({ Service: "events.amazonaws.com" });

  it.each<[string, JsonObject, Record<string, string>]>([
    ["a topic that takes them", { ...rule({}), ...TOPIC, ...EVENTS }, { [R]: "pass" }],
    [
      "a topic, of Security Hub",
      { ...rule({ event_pattern: '{"source":["aws.securityhub"]}' }), ...TOPIC, ...EVENTS },
      { [R]: "pass" },
    ],
    ["a function", { ...rule({}), ...target("${aws_lambda_function.f.arn}") }, { [R]: "pass" }],
    [
      "a topic that takes alarms only",
      { ...rule({}), ...TOPIC, ...policy({ Service: "cloudwatch.amazonaws.com" }) },
      { [R]: "fail" },
    ],
    [
      "a topic that lets them look",
      { ...rule({}), ...TOPIC, ...policy({ Service: "events.amazonaws.com" }, "sns:GetTopicAttributes") },
      { [R]: "fail" },
    ],
    ["a topic without policy", { ...rule({}), ...TOPIC }, { [R]: "fail" }],
    ["nothing", rule({}), { [R]: "fail" }],
    [
      "a rule of something else",
      { ...rule({ event_pattern: '{"source":["aws.config"]}' }), ...TOPIC, ...EVENTS },
      { environment: "fail" },
    ],
    ["a rule that is off", { ...rule({ state: "DISABLED" }), ...TOPIC, ...EVENTS }, { environment: "fail" }],
    ["a rule that is off, as of old", { ...rule({ is_enabled: false }), ...TOPIC, ...EVENTS }, { environment: "fail" }],
    ["a rule that is not known", { ...rule({ event_pattern: X }), ...TOPIC, ...EVENTS }, { environment: "unknown" }],
    ["no rule", {}, { environment: "fail" }],
  ])("%s", (_, resource, expected) => {
    expect(outcomesOf(findingsReachPeople, project({ ...DETECTOR, ...resource }))).toEqual(expected);
  });

  it("says nothing where nothing finds anything, and what is missing where something does", () => {
    expect(outcomesOf(findingsReachPeople, project({ aws_s3_bucket: { a: {} } }))).toEqual({});
    expect(messagesOf(findingsReachPeople, project({ ...DETECTOR, ...rule({}), ...TOPIC }))).toEqual([
      "fail aws_cloudwatch_event_rule.r: the policy of aws_sns_topic.alerts does not let events.amazonaws.com publish: findings are dropped without a trace",
    ]);
  });
});

describe("event-bus-not-open", () => {
  const permission = (values: JsonObject) =>
    project({ aws_cloudwatch_event_permission: { p: { statement_id: "s", ...values } } });
  const P = "aws_cloudwatch_event_permission.p";

  it.each<[string, JsonObject, string]>([
    ["an account", { principal: "111122223333" }, "pass"],
    ["any account", { principal: "*" }, "fail"],
    [
      "any account of an organization",
      { principal: "*", condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-1" } },
      "pass",
    ],
    ["not known", { principal: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(eventBusNotOpen, permission(values))).toEqual({ [P]: expected });
  });

  it("judges policies by their statements", () => {
    const policy = (principal: string) =>
      project({
        aws_cloudwatch_event_bus_policy: {
          p: {
            policy: JSON.stringify({
              Statement: [{ Effect: "Allow", Principal: principal, Action: "events:PutEvents", Resource: "*" }],
            }),
          },
        },
      });
    expect(messagesOf(eventBusNotOpen, policy("*"))).toEqual([
      "fail aws_cloudwatch_event_bus_policy.p policy: statement 1 lets anybody do events:putevents",
    ]);
    expect(outcomesOf(eventBusNotOpen, policy("arn:aws:iam::111122223333:root"))).toEqual({
      "aws_cloudwatch_event_bus_policy.p": "pass",
    });
  });
});
