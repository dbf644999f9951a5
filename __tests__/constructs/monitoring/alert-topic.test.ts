import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { AlertTopic, type AlertTopicProps } from "../../../constructs/monitoring/alert-topic";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: AlertTopicProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  topicName: "Example-Alerts",
  displayName: "Example alerts",
  kmsKeyArn: KEY,
};

const ARN = "arn:aws:sns:us-east-1:111111111111:Example-Alerts";
const POLICY = "aws_sns_topic_policy.alerts";

function define(props: Partial<AlertTopicProps> = {}): Template {
  return Template.of((stack) => new AlertTopic(stack, "alerts", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a topic and who may publish to it; nobody gets e-mails", () => {
    const template = define();

    expect(template.types).toEqual({ aws_sns_topic: 1, aws_sns_topic_policy: 1 });
    expect(template.dataSourceTypes).toEqual({ aws_iam_policy_document: 1 });
  });

  it("the ARN by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "arn", { value: new AlertTopic(stack, "alerts", PROPS).topicArn });
    });

    expect(template.outputs.arn?.value).toBe("${aws_sns_topic.alerts.arn}");
  });
});

describe("guarantees", () => {
  it("SEC-MON-3: is encrypted with the given key", () => {
    expect(define().only("aws_sns_topic")).toEqual({
      name: "Example-Alerts",
      display_name: "Example alerts",
      kms_master_key_id: KEY,
    });
    expect(Testing.synthScope((scope) => new AlertTopic(scope, "alerts", PROPS))).toHaveResourceWithProperties(
      SnsTopic,
      { kms_master_key_id: KEY },
    );
  });

  it("SEC-MON-3: CloudWatch, Config and RDS of the account and EventBridge may publish, nobody else, and only over TLS", () => {
    const fromAccount = { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] };
    const mayPublish = { effect: "Allow", actions: ["sns:Publish"], resources: [ARN] };

    expect(define().at(POLICY)).toMatchObject({ arn: "${aws_sns_topic.alerts.arn}" });
    expect(define().policyOf(POLICY, "policy")).toEqual([
      {
        ...mayPublish,
        sid: "AllowAlarmsToPublish",
        principals: { Service: ["cloudwatch.amazonaws.com"] },
        conditions: [fromAccount],
      },
      {
        ...mayPublish,
        sid: "AllowConfigToPublish",
        principals: { Service: ["config.amazonaws.com"] },
        conditions: [fromAccount],
      },
      {
        ...mayPublish,
        sid: "AllowDatabaseEventsToPublish",
        principals: { Service: ["events.rds.amazonaws.com"] },
        conditions: [fromAccount],
      },
      {
        ...mayPublish,
        sid: "AllowEventsToPublish",
        principals: { Service: ["events.amazonaws.com"] },
        conditions: [], // AWS drops EventBridge's messages without a trace where there is one
      },
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["sns:Publish"],
        resources: [ARN],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });

  it("ALL-7: its policy is made from names, never by reference to the topic", () => {
    expect(JSON.stringify(define().policyOf(POLICY, "policy"))).not.toContain("${");
  });
});

describe("props", () => {
  it("kmsKeyArn: with AWS_MANAGED_KEY the topic has none, and nothing else changes", () => {
    const { kms_master_key_id: _, ...others } = define().only("aws_sns_topic");
    const template = define({ kmsKeyArn: AWS_MANAGED_KEY });

    expect(template.only("aws_sns_topic")).toEqual(others);
    expect(template.only("aws_sns_topic_policy")).toEqual(define().only("aws_sns_topic_policy"));
  });

  it("SEC-MON-3: email: one subscription by e-mail", () => {
    const template = define({ email: "security@example.com" });

    expect(template.types).toEqual({ aws_sns_topic: 1, aws_sns_topic_policy: 1, aws_sns_topic_subscription: 1 });
    expect(template.at("aws_sns_topic_subscription.alerts_email")).toEqual({
      topic_arn: "${aws_sns_topic.alerts.arn}",
      protocol: "email",
      endpoint: "security@example.com",
    });
  });

  it("email: an address that only Terraform knows", () => {
    const template = Template.of((stack) => {
      const email = new TerraformVariable(stack, "email", { type: "string" }).stringValue;
      new AlertTopic(stack, "alerts", { ...PROPS, email });
    });

    expect(template.only("aws_sns_topic_subscription").endpoint).toBe("${var.email}");
  });

  it("account: the policy has its partition, region and number", () => {
    const statements = define({ account: { accountId: "222222222222", region: "cn-north-1" } }).policyOf(
      POLICY,
      "policy",
    );

    expect(new Set(statements.flatMap(({ resources }) => resources))).toEqual(
      new Set(["arn:aws-cn:sns:cn-north-1:222222222222:Example-Alerts"]),
    );
    expect(statements[0]?.conditions[0]?.values).toEqual(["222222222222"]);
  });

  it("displayName: up to 100 characters", () => {
    const displayName = "d".repeat(100);

    expect(define({ displayName }).only("aws_sns_topic").display_name).toBe(displayName);
  });
});

describe("rejects", () => {
  it.each<[Partial<AlertTopicProps>, string]>([
    [
      { topicName: "Example Alerts" },
      'topicName must be 1 to 256 letters, digits, hyphens and underscores, got "Example Alerts"',
    ],
    [
      { topicName: "example.fifo" },
      'topicName must be 1 to 256 letters, digits, hyphens and underscores, got "example.fifo"',
    ],
    [
      { displayName: "d".repeat(101) },
      `displayName must have 1 to 100 characters, in one line, got "${"d".repeat(101)}"`,
    ],
    [{ displayName: "a\nb" }, 'displayName must have 1 to 100 characters, in one line, got "a\\nb"'],
    [{ email: "security.example.com" }, 'email must be an e-mail address, got "security.example.com"'],
    [{ email: "to security@example.com" }, 'email must be an e-mail address, got "to security@example.com"'],
    [{ email: "a@example.com, b@example.com" }, 'email must be an e-mail address, got "a@example.com, b@example.com"'],
    [{ email: "security@example" }, 'email must be an e-mail address, got "security@example"'],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/alerts: ${message}`));
  });
});
