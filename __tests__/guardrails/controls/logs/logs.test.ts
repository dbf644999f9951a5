import { alarmActs } from "../../../../guardrails/controls/logs/alarm-acts";
import { alarmReadsItsFilter } from "../../../../guardrails/controls/logs/alarm-reads-its-filter";
import { logGroupKeptAYear } from "../../../../guardrails/controls/logs/log-group-kept-a-year";
import { logGroupOwnKey } from "../../../../guardrails/controls/logs/log-group-own-key";
import { queueOwnKeyAndPrivate } from "../../../../guardrails/controls/logs/queue-own-key-and-private";
import { topicOwnKey } from "../../../../guardrails/controls/logs/topic-own-key";
import { topicPolicyNotPublic } from "../../../../guardrails/controls/logs/topic-policy-not-public";
import { topicSomeoneListens } from "../../../../guardrails/controls/logs/topic-someone-listens";
import { topicTlsOnly } from "../../../../guardrails/controls/logs/topic-tls-only";
import { messagesOf, outcomesOf, type TerraformJson, verdictsOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";

const project = (resource: JsonObject): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  variable: { topic: {} },
  resource,
});
const policyOf = (...statements: readonly JsonObject[]) => JSON.stringify({ Statement: statements });

describe("keys of log groups, topics and queues", () => {
  const more = { aws_kms_key: { k: {} }, random_id: { r: { byte_length: 4 } } };

  it.each<[string, string | undefined, string]>([
    ["a key", "${aws_kms_key.k.arn}", "pass"],
    ["AWS's key", "alias/aws/sns", "fail"],
    ["something random", "${random_id.r.hex}", "fail"],
    ["absent", undefined, "fail"],
    ["not known", X, "unknown"],
  ])("%s", (_, key, expected) => {
    const named = (attribute: string) => (key === undefined ? {} : { [attribute]: key });
    const group = { aws_cloudwatch_log_group: { g: { name: "g", ...named("kms_key_id") } } };
    expect(outcomesOf(logGroupOwnKey, project({ ...more, ...group }))).toEqual({
      "aws_cloudwatch_log_group.g": expected,
    });
    const topic = { aws_sns_topic: { t: named("kms_master_key_id") } };
    expect(outcomesOf(topicOwnKey, project({ ...more, ...topic }))).toEqual({ "aws_sns_topic.t": expected });
    const queue = { aws_sqs_queue: { q: named("kms_master_key_id") } };
    expect(outcomesOf(queueOwnKeyAndPrivate, project({ ...more, ...queue }))).toEqual({ "aws_sqs_queue.q": expected });
  });

  it("says what follows, at the attribute", () => {
    expect(messagesOf(logGroupOwnKey, project({ aws_cloudwatch_log_group: { g: { name: "g" } } }))).toEqual([
      "fail aws_cloudwatch_log_group.g kms_key_id: kms_key_id is not set: whoever may read the logs needs no key for it",
    ]);
    expect(
      messagesOf(queueOwnKeyAndPrivate, project({ aws_sqs_queue: { q: { sqs_managed_sse_enabled: true } } })),
    ).toEqual([
      "fail aws_sqs_queue.q sqs_managed_sse_enabled: sqs_managed_sse_enabled is true: the key is AWS's, who may receive needs none",
    ]);
  });
});

describe("log-group-kept-a-year", () => {
  const group = (values: JsonObject) => project({ aws_cloudwatch_log_group: { g: { name: "g", ...values } } });

  it.each<[string, JsonObject, string]>([
    ["365", { retention_in_days: 365 }, "pass"],
    ["400, as a text", { retention_in_days: "400" }, "pass"],
    ["for ever, said", { retention_in_days: 0 }, "pass"],
    ["for ever, not said", {}, "fail"],
    ["180", { retention_in_days: 180 }, "fail"],
    ["366, which AWS does not take", { retention_in_days: 366 }, "fail"],
    ["not known", { retention_in_days: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(logGroupKeptAYear, group(values))).toEqual({ "aws_cloudwatch_log_group.g": expected });
  });

  it("says how long", () => {
    expect(messagesOf(logGroupKeptAYear, group({ retention_in_days: 7 }))).toEqual([
      "fail aws_cloudwatch_log_group.g retention_in_days: retention_in_days is 7: events end before 365 days",
    ]);
    expect(messagesOf(logGroupKeptAYear, group({}))).toEqual([
      "fail aws_cloudwatch_log_group.g retention_in_days: retention_in_days is not set: events are kept for ever, and nobody said so",
    ]);
  });
});

const alarm = (values: JsonObject): JsonObject => ({
  alarm_name: "a",
  comparison_operator: "GreaterThanThreshold",
  evaluation_periods: 1,
  ...values,
});

describe("alarm-acts", () => {
  const A = "aws_cloudwatch_metric_alarm.a";
  const acting = (values: JsonObject, more: JsonObject = {}) =>
    project({
      aws_cloudwatch_metric_alarm: { a: alarm(values) },
      aws_sns_topic: { t: {} },
      random_id: { r: { byte_length: 4 } },
      ...more,
    });

  it.each<[string, TerraformJson, string]>([
    ["a topic", acting({ alarm_actions: ["${aws_sns_topic.t.arn}"] }), "pass"],
    ["an ARN", acting({ alarm_actions: ["arn:aws:sns:eu-west-1:111122223333:alerts"] }), "pass"],
    [
      "a composite alarm",
      acting(
        {},
        {
          aws_cloudwatch_composite_alarm: {
            c: { alarm_name: "c", alarm_rule: "ALARM(${aws_cloudwatch_metric_alarm.a.alarm_name})" },
          },
        },
      ),
      "pass",
    ],
    ["nothing", acting({}), "fail"],
    ["an empty list", acting({ alarm_actions: [] }), "fail"],
    ["when all is well only", acting({ ok_actions: ["${aws_sns_topic.t.arn}"] }), "fail"],
    ["a topic, switched off", acting({ alarm_actions: ["${aws_sns_topic.t.arn}"], actions_enabled: false }), "fail"],
    ["something random", acting({ alarm_actions: ["${random_id.r.hex}"] }), "fail"],
    ["a topic, perhaps", acting({ alarm_actions: ["${aws_sns_topic.t.arn}"], actions_enabled: X }), "unknown"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(alarmActs, terraform)).toEqual({ [A]: expected });
  });

  it("says why it does not", () => {
    expect(messagesOf(alarmActs, acting({}))).toEqual([
      "fail aws_cloudwatch_metric_alarm.a alarm_actions: alarm_actions is empty: the alarm goes off unseen",
    ]);
  });
});

describe("alarm-reads-its-filter", () => {
  const A = "aws_cloudwatch_metric_alarm.a";
  const judged = (values: JsonObject): TerraformJson =>
    project({
      aws_cloudwatch_log_metric_filter: {
        f: {
          name: "f",
          pattern: "{}",
          log_group_name: "g",
          metric_transformation: { namespace: "App/Trail", name: "RootUsage", value: "1" },
        },
      },
      aws_cloudwatch_metric_alarm: { a: alarm({ treat_missing_data: "notBreaching", ...values }) },
    });

  it.each<[string, JsonObject, Record<string, string>]>([
    ["its metric", { namespace: "App/Trail", metric_name: "RootUsage" }, { [A]: "pass" }],
    [
      "its metric, by reference",
      { namespace: "App/Trail", metric_name: "${aws_cloudwatch_log_metric_filter.f.metric_transformation[0].name}" },
      { [A]: "pass" },
    ],
    [
      "its metric, in a query",
      {
        metric_query: [
          { id: "m", metric: { namespace: "App/Trail", metric_name: "RootUsage", period: 300, stat: "Sum" } },
        ],
      },
      { [A]: "pass" },
    ],
    ["a metric of another name", { namespace: "App/Trail", metric_name: "RootUse" }, { [A]: "fail" }],
    ["a metric of another namespace", { namespace: "App/trail", metric_name: "RootUsage" }, { [A]: "fail" }],
    [
      "its metric, and missing data as they come",
      { namespace: "App/Trail", metric_name: "RootUsage", treat_missing_data: null },
      { [A]: "fail" },
    ],
    ["a metric of AWS", { namespace: "AWS/EC2", metric_name: "RootUsage" }, {}],
    [
      "a metric of an agent",
      { namespace: "App/Trail", metric_name: "disk_used_percent", dimensions: { host: "a" } },
      {},
    ],
    ["a metric of an application", { namespace: "App/Web", metric_name: "Errors" }, {}],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(alarmReadsItsFilter, judged(values))).toEqual(expected);
  });

  it("says which name is wrong", () => {
    expect(messagesOf(alarmReadsItsFilter, judged({ namespace: "App/Trail", metric_name: "RootUse" }))).toEqual([
      "fail aws_cloudwatch_metric_alarm.a metric_name: no filter writes RootUse into App/Trail",
    ]);
    expect(messagesOf(alarmReadsItsFilter, judged({ namespace: "App/trail", metric_name: "RootUsage" }))).toEqual([
      "fail aws_cloudwatch_metric_alarm.a namespace: namespace is App/trail, but the filter writes RootUsage into App/Trail",
    ]);
  });

  const OWN = { namespace: "App/Trail", metric_name: "RootUsage" };
  it.each<[string, JsonObject, string[]]>([
    ["all is well", OWN, ["pass aws_cloudwatch_metric_alarm.a metric_name: the alarm reads what the filter writes"]],
    ...[null, "missing"].map((value): [string, JsonObject, string[]] => [
      `missing data is ${value}`,
      { ...OWN, treat_missing_data: value },
      [
        "fail aws_cloudwatch_metric_alarm.a treat_missing_data: treat_missing_data is not set: without events the alarm never leaves its state",
      ],
    ]),
    [
      "missing data is not known",
      { ...OWN, treat_missing_data: "${data.aws_ssm_parameter.x.value}" },
      [
        "unknown aws_cloudwatch_metric_alarm.a treat_missing_data: treat_missing_data cannot be told: known after apply: data.aws_ssm_parameter.x.value",
      ],
    ],
    [
      "a metric has dimensions, which filters do not write",
      { ...OWN, metric_name: "Other", dimensions: { a: "b" } },
      [],
    ],
    ["a metric is of AWS, whatever its name", { namespace: "AWS/Trail", metric_name: "RootUsage" }, []],
    ["a metric is not known", { ...OWN, metric_name: "${data.aws_ssm_parameter.x.value}" }, []],
  ])("says what it reads: %s", (_, values, verdicts) => {
    expect(verdictsOf(alarmReadsItsFilter, judged(values))).toEqual(verdicts);
  });

  it("takes a name for a slip only where no other alarm reads the filter", () => {
    const metric = { namespace: "App/trail", metric_name: "RootUsage" };
    const { resource, ...rest } = judged(metric);
    const others = {
      ...rest,
      resource: {
        ...(resource as JsonObject),
        aws_cloudwatch_metric_alarm: {
          a: alarm({ treat_missing_data: "notBreaching", ...metric }),
          b: alarm({ treat_missing_data: "notBreaching", ...OWN }),
        },
      },
    };
    expect(outcomesOf(alarmReadsItsFilter, others)).toEqual({ "aws_cloudwatch_metric_alarm.b": "pass" });
  });
});

describe("topic-policy-not-public", () => {
  const P = "aws_sns_topic_policy.p";
  const policy = (statement: JsonObject, apart = true) =>
    project(
      apart
        ? {
            aws_sns_topic: { t: {} },
            aws_sns_topic_policy: { p: { arn: "${aws_sns_topic.t.arn}", policy: policyOf(statement) } },
          }
        : { aws_sns_topic: { t: { policy: policyOf(statement) } } },
    );
  const publish = (more: JsonObject) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "sns:Publish",
    Resource: "*",
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    ["everybody", publish({}), "fail"],
    [
      "everybody of AWS's default",
      publish({ Principal: { AWS: "*" }, Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } } }),
      "pass",
    ],
    ["everybody through TLS", publish({ Condition: { Bool: { "aws:SecureTransport": "true" } } }), "fail"],
    ["alarms", publish({ Principal: { Service: "cloudwatch.amazonaws.com" } }), "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(topicPolicyNotPublic, policy(statement))).toEqual({ [P]: expected });
    expect(outcomesOf(topicPolicyNotPublic, policy(statement, false))).toEqual({ "aws_sns_topic.t": expected });
  });

  it("says nothing of a topic without policy, and cannot tell of an unknown one", () => {
    expect(outcomesOf(topicPolicyNotPublic, project({ aws_sns_topic: { t: {} } }))).toEqual({});
    const unknown = project({
      aws_sns_topic_policy: { p: { arn: "arn:aws:sns:eu-west-1:111122223333:t", policy: X } },
    });
    expect(outcomesOf(topicPolicyNotPublic, unknown)).toEqual({ [P]: "unknown" });
  });
});

describe("topic-tls-only", () => {
  const T = "aws_sns_topic.t";
  const deny = (more: JsonObject = {}) => ({
    Effect: "Deny",
    Principal: "*",
    Action: "sns:Publish",
    Resource: "*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    ...more,
  });
  const policy = (policy: string) =>
    project({ aws_sns_topic: { t: {} }, aws_sns_topic_policy: { p: { arn: "${aws_sns_topic.t.arn}", policy } } });

  it.each<[string, TerraformJson, string]>([
    ["publishing", policy(policyOf(deny())), "pass"],
    ["everything", policy(policyOf(deny({ Action: "SNS:*" }))), "pass"],
    ["subscribing only", policy(policyOf(deny({ Action: "sns:Subscribe" }))), "fail"],
    ["with TLS", policy(policyOf(deny({ Condition: { Bool: { "aws:SecureTransport": "true" } } }))), "fail"],
    ["not known", policy(X), "unknown"],
    ["in the topic", project({ aws_sns_topic: { t: { policy: policyOf(deny()) } } }), "pass"],
    ["nothing", project({ aws_sns_topic: { t: {} } }), "fail"],
  ])("denies %s", (_, terraform, expected) => {
    expect(outcomesOf(topicTlsOnly, terraform)).toEqual({ [T]: expected });
  });
});

describe("topic-someone-listens", () => {
  const T = "aws_sns_topic.t";
  const topic = (more: JsonObject) => project({ aws_sns_topic: { t: {} }, ...more });
  const byAlarm = { aws_cloudwatch_metric_alarm: { a: alarm({ alarm_actions: ["${aws_sns_topic.t.arn}"] }) } };
  const subscription = (arn: string) => ({
    aws_sns_topic_subscription: { s: { topic_arn: arn, protocol: "email", endpoint: "a@example.com" } },
  });

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["an address", topic({ ...byAlarm, ...subscription("${aws_sns_topic.t.arn}") }), { [T]: "pass" }],
    [
      "a chat",
      topic({
        ...byAlarm,
        aws_chatbot_slack_channel_configuration: {
          c: {
            configuration_name: "c",
            iam_role_arn: "r",
            slack_channel_id: "c",
            slack_team_id: "t",
            sns_topic_arns: ["${aws_sns_topic.t.arn}"],
          },
        },
      }),
      { [T]: "pass" },
    ],
    ["nobody to alarms", topic(byAlarm), { [T]: "fail" }],
    [
      "nobody to events",
      topic({ aws_cloudwatch_event_target: { e: { rule: "r", arn: "${aws_sns_topic.t.arn}" } } }),
      { [T]: "fail" },
    ],
    [
      "nobody to a topic of no use",
      topic({ aws_sns_topic_policy: { p: { arn: "${aws_sns_topic.t.arn}", policy: "{}" } } }),
      {},
    ],
    ["an address, perhaps", topic({ ...byAlarm, ...subscription("${var.topic}") }), { [T]: "unknown" }],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(topicSomeoneListens, terraform)).toEqual(expected);
  });

  it("says who sends in vain", () => {
    expect(messagesOf(topicSomeoneListens, topic(byAlarm))).toEqual([
      "fail aws_sns_topic.t: aws_cloudwatch_metric_alarm.a sends to it, but there is no aws_sns_topic_subscription",
    ]);
  });
});

describe("queue-own-key-and-private", () => {
  const send = (more: JsonObject) =>
    policyOf({ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*", ...more });

  it("judges the policy, of the queue itself and apart", () => {
    const queue = (policy: string) =>
      project({ aws_kms_key: { k: {} }, aws_sqs_queue: { q: { kms_master_key_id: "${aws_kms_key.k.id}", policy } } });
    expect(outcomesOf(queueOwnKeyAndPrivate, queue(send({})))).toEqual({ "aws_sqs_queue.q": "fail, pass" });
    expect(outcomesOf(queueOwnKeyAndPrivate, queue(send({ Principal: { AWS: "111122223333" } })))).toEqual({
      "aws_sqs_queue.q": "pass, pass",
    });
    const apart = project({
      aws_sqs_queue_policy: {
        p: { queue_url: "https://sqs.eu-west-1.amazonaws.com/111122223333/q", policy: send({}) },
      },
    });
    expect(messagesOf(queueOwnKeyAndPrivate, apart)).toEqual([
      "fail aws_sqs_queue_policy.p policy: statement 1 lets anybody do sqs:sendmessage",
    ]);
  });
});
