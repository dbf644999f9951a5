import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { Testing } from "cdktf";
import { EventAlert, type EventAlertProps } from "../../../constructs/monitoring/event-alert";
import { parseJson } from "../../support/json";
import { Template } from "../../support/template";
import { eventMatches, transformed } from "./event-pattern";
import { COMPLIANCE_CHANGE, FINDING, withDetail } from "./service-events";

const PROPS: EventAlertProps = {
  ruleName: "Example-Rule",
  description: "Tells of each finding of medium severity or higher.",
  pattern: {
    source: ["aws.guardduty"],
    "detail-type": ["GuardDuty Finding"],
    detail: { severity: [{ numeric: [">=", 4] }] },
  },
  values: { title: "$.detail.title", region: "$.region" },
  message: 'In <region>: "<title>"',
  topicArn: "arn:aws:sns:us-east-1:111111111111:Example",
};

const TARGET = "aws_cloudwatch_event_target.finding";

function define(props: Partial<EventAlertProps> = {}): Template {
  return Template.of((stack) => new EventAlert(stack, "finding", { ...PROPS, ...props }));
}

it("defines by default a rule and its target", () => {
  expect(define().types).toEqual({
    aws_cloudwatch_event_rule: 1, // which events
    aws_cloudwatch_event_target: 1, // what is said of them, and to whom
  });
});

describe("guarantees", () => {
  it("SEC-MON-2: the rule hears just the events of the pattern", () => {
    const { event_pattern: pattern, ...rule } = define().only("aws_cloudwatch_event_rule");
    const heard = (event: typeof FINDING) => eventMatches(parseJson(String(pattern)), event);

    expect(rule).toEqual({ name: "Example-Rule", description: PROPS.description });
    expect(heard(FINDING)).toBe(true);
    expect(heard(withDetail(FINDING, { severity: 4 }))).toBe(true);
    expect(heard(withDetail(FINDING, { severity: 3.9 }))).toBe(false);
    expect(heard(COMPLIANCE_CHANGE)).toBe(false);
  });

  it("SEC-MON-2: the topic gets a sentence with the event's values, quotes and all", () => {
    const { input_transformer: transformer, ...target } = define().at(TARGET);

    expect(target).toEqual({
      rule: "${aws_cloudwatch_event_rule.finding.name}",
      target_id: "alert-topic",
      arn: PROPS.topicArn,
    });
    expect(transformed(transformer, FINDING)).toBe(
      'In us-east-1: "198.51.100.5 is performing SSH brute force attacks against i-99999999."',
    );
  });

  it("the template is one JSON text, which is what EventBridge sends as it is", () => {
    expect(define().value(TARGET, "input_transformer")).toEqual({
      input_paths: { title: "$.detail.title", region: "$.region" },
      input_template: '"In <region>: \\"<title>\\""',
    });
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new EventAlert(scope, "finding", PROPS))).toHaveResourceWithProperties(
      CloudwatchEventRule,
      { name: "Example-Rule", event_pattern: JSON.stringify(PROPS.pattern) },
    );
  });
});

describe("props", () => {
  it("values: none for a message that names none", () => {
    expect(define({ values: {}, message: "Something happened." }).value(TARGET, "input_transformer")).toEqual({
      input_paths: {},
      input_template: '"Something happened."',
    });
  });

  it("ruleName: up to 64 characters", () => {
    const ruleName = "r".repeat(64);

    expect(define({ ruleName }).only("aws_cloudwatch_event_rule").name).toBe(ruleName);
  });
});

describe("rejects", () => {
  it.each<[string, Partial<EventAlertProps>, string]>([
    [
      "the message names what is not given",
      { message: "<title> in <region>, severity <severity>" },
      'message must name only what values has (title, region), got "<severity>"',
    ],
    [
      "a value is given that the message does not name",
      { message: "In <region>" },
      'values must have only what the message names, got "title" too',
    ],
    [
      "a value is no path",
      { values: { title: "detail.title", region: "$.region" } },
      'values.title must be a JSON path such as $.detail.id, got "detail.title"',
    ],
    [
      "a value has a name that AWS keeps",
      { values: { AWSregion: "$.region" }, message: "In <AWSregion>" },
      'values must be named with letters, digits and underscores, not AWS…, got "AWSregion"',
    ],
    [
      "a value's path is an expression",
      { values: { title: "at $.detail.title", region: "$.region" } },
      'values.title must be a JSON path such as $.detail.id, got "at $.detail.title"',
    ],
    [
      "a value's path has a blank",
      { values: { title: "$.detail.title or so", region: "$.region" } },
      'values.title must be a JSON path such as $.detail.id, got "$.detail.title or so"',
    ],
    [
      "a value's name has a hyphen",
      { values: { "the-region": "$.region" }, message: "In <the-region>" },
      'values must be named with letters, digits and underscores, not AWS…, got "the-region"',
    ],
    [
      "the rule's name is too long",
      { ruleName: "r".repeat(65) },
      `ruleName must be 1 to 64 letters, digits or . _ -, got "${"r".repeat(65)}"`,
    ],
    [
      "the description is too long",
      { description: "d".repeat(513) },
      `description must have 1 to 512 characters, got "${"d".repeat(513)}"`,
    ],
  ])("fails if %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/finding: ${message}`));
  });
});
