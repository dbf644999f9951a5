import { DbEventSubscription } from "@cdktf/provider-aws/lib/db-event-subscription";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { Testing } from "cdktf";
import { DatabaseEvents, type DatabaseEventsProps } from "../../../constructs/database/database-events";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const TOPIC = "arn:aws:sns:us-east-1:111111111111:Example-Alerts";
const PROPS: DatabaseEventsProps = { subscriptionName: "Example-Events", identifier: "example-main", topicArn: TOPIC };

const SUBSCRIPTION = "aws_db_event_subscription.events";

function define(props: Partial<DatabaseEventsProps> = {}): Template {
  return Template.of((stack) => new DatabaseEvents(stack, "events", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a subscription to what somebody should know of the instance", () => {
    const template = define();

    expect(template.types).toEqual({ aws_db_event_subscription: 1 });
    expect(template.at(SUBSCRIPTION)).toEqual({
      name: "Example-Events",
      sns_topic: TOPIC,
      source_type: "db-instance",
      source_ids: ["example-main"],
      event_categories: [
        "availability",
        "configuration change",
        "deletion",
        "failover",
        "failure",
        "low storage",
        "maintenance",
        "recovery",
        "security patching",
      ],
    });
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new DatabaseEvents(scope, "events", PROPS))).toHaveResourceWithProperties(
      DbEventSubscription,
      { name: "Example-Events" },
    );
  });
});

describe("guarantees", () => {
  it("has the categories that Security Hub asks for (RDS.20)", () => {
    expect(define().at(SUBSCRIPTION).event_categories).toEqual(
      expect.arrayContaining(["configuration change", "failure", "maintenance"]),
    );
  });

  it("keeps to the provider's rules", () => {
    expect(
      define().resources.flatMap(({ type, values }) => [
        ...ruleProblems(rulesOf(type), values),
        ...argumentProblems(type, values),
      ]),
    ).toEqual([]);
  });
});

describe("props", () => {
  it("dependsOn: waits for the topic's policy", () => {
    const template = Template.of((stack) => {
      const policy = new SnsTopicPolicy(stack, "policy", { arn: TOPIC, policy: "{}" });
      new DatabaseEvents(stack, "events", { ...PROPS, dependsOn: [policy] });
    });

    expect(template.at(SUBSCRIPTION)).toMatchObject({ depends_on: ["aws_sns_topic_policy.policy"] });
  });

  it.each(["a", `a${"1".repeat(254)}`, "a-1"])("the name %j is taken", (subscriptionName) => {
    expect(define({ subscriptionName }).at(SUBSCRIPTION)).toMatchObject({ name: subscriptionName });
  });
});

describe("rejects", () => {
  const name = "subscriptionName must begin with a letter and have at most 255 letters, digits and single hyphens";

  it.each<[Partial<DatabaseEventsProps>, string]>([
    [{ subscriptionName: "1-events" }, `${name}, got "1-events"`],
    [{ subscriptionName: "events-" }, `${name}, got "events-"`],
    [{ subscriptionName: "my--events" }, `${name}, got "my--events"`],
    [{ subscriptionName: "a".repeat(256) }, `${name}, got "${"a".repeat(256)}"`],
    [{ topicArn: "Example-Alerts" }, 'topicArn must be the ARN of a topic, no FIFO one, got "Example-Alerts"'],
    [{ topicArn: `${TOPIC}.fifo` }, `topicArn must be the ARN of a topic, no FIFO one, got "${TOPIC}.fifo"`],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/events: ${message}`));
  });
});
