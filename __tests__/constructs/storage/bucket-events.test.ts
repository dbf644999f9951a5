import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { Testing } from "cdktf";
import { BucketEvents, type BucketEventsProps } from "../../../constructs/storage/bucket-events";
import { type JsonObject, objectOf, parseJson } from "../../support/json";
import { isAllowed } from "../../support/policy-evaluation";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";
import { eventMatches } from "../monitoring/event-pattern";
import { filterMatches } from "../monitoring/filter-pattern";

const PROPS: BucketEventsProps = {
  account: { accountId: "111111111111", region: "us-west-2" },
  bucketName: "example-data",
  ruleName: "Example-Data-Events",
  policyName: "Example-Data-Event-Logs",
  logGroupName: "/aws/events/example-data",
  dependsOn: [],
};
const LOG_GROUP = "arn:aws:logs:us-west-2:111111111111:log-group:/aws/events/example-data";

/**
 * S3 tells that a version of an object is gone.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
const DELETED: JsonObject = {
  version: "0",
  id: "2ee9cc15-d022-99ea-1fb8-1b1bac4850f9",
  "detail-type": "Object Deleted",
  source: "aws.s3",
  account: "111111111111",
  time: "2026-11-12T00:00:00Z",
  region: "us-west-2",
  resources: ["arn:aws:s3:::example-data"],
  detail: {
    version: "0",
    bucket: { name: "example-data" },
    object: { key: "reports/1.csv", "version-id": "1QW9g1Z99LUNbvaaYVpW9xDlOLU.qxgF", sequencer: "617f0837b476e463" },
    "request-id": "0BH729840619AG5K",
    requester: "111111111111",
    "source-ip-address": "198.51.100.5",
    reason: "DeleteObject",
    "deletion-type": "Permanently Deleted",
  },
};

function withDetail(detail: JsonObject): JsonObject {
  return { ...DELETED, detail: { ...objectOf(DELETED.detail), ...detail } };
}

function define(props: Partial<BucketEventsProps> = {}): Template {
  return Template.of((stack) => new BucketEvents(stack, "data_events", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("MAZ-S3-1: notifications, a rule, its target, and what lets it write there", () => {
    expect(define().types).toEqual({
      aws_cloudwatch_event_rule: 1, // which events
      aws_cloudwatch_event_target: 1, // where they are written
      aws_cloudwatch_log_resource_policy: 1, // without which CloudWatch Logs drops them
      aws_s3_bucket_notification: 1, // that S3 tells EventBridge at all
    });
    expect(define().dataSourceTypes).toEqual({ aws_iam_policy_document: 1 });
  });

  it("what the provider takes", () => {
    for (const { type, values } of define().resources) {
      expect(ruleProblems(rulesOf(type), values)).toEqual([]);
    }
  });
});

describe("guarantees", () => {
  it("MAZ-S3-1: the bucket sends its events to EventBridge", () => {
    expect(define().only("aws_s3_bucket_notification")).toEqual({ bucket: "example-data", eventbridge: true });
    expect(Testing.synthScope((scope) => new BucketEvents(scope, "data_events", PROPS))).toHaveResourceWithProperties(
      S3BucketNotification,
      { eventbridge: true },
    );
  });

  it("MAZ-S3-1: the rule hears of everything that happens to this bucket's objects, and of no other bucket's", () => {
    const { event_pattern: pattern, ...rule } = define().only("aws_cloudwatch_event_rule");
    const heard = (event: JsonObject) => eventMatches(parseJson(String(pattern)), event);

    expect(rule).toEqual({
      name: "Example-Data-Events",
      description: "Hears of everything that happens to the bucket's objects.",
    });
    expect(heard(DELETED)).toBe(true);
    expect(heard({ ...DELETED, "detail-type": "Object Created" })).toBe(true);
    expect(heard(withDetail({ bucket: { name: "example-data-2" } }))).toBe(false);
    expect(heard({ ...DELETED, source: "aws.s3control" })).toBe(false);
  });

  it("MAZ-S3-1: the target is the log group, and written to once that lets it", () => {
    expect(define().only("aws_cloudwatch_event_target")).toEqual({
      rule: "${aws_cloudwatch_event_rule.data_events.name}",
      target_id: "log-group",
      arn: LOG_GROUP,
      depends_on: ["aws_cloudwatch_log_resource_policy.data_events"],
    });
  });

  it("ALL-8: the log group is there before the rule writes to it", () => {
    const made = Template.of((stack) => {
      const logs = new CloudwatchLogGroup(stack, "logs", { name: PROPS.logGroupName });
      new BucketEvents(stack, "data_events", { ...PROPS, dependsOn: [logs] });
    });
    expect(made.value("aws_cloudwatch_event_target.data_events", "depends_on")).toContain(
      "aws_cloudwatch_log_group.logs",
    );
  });

  it("ALL-9: the log group takes events of this rule only", () => {
    const made = define();
    const statements = made.policyOf("aws_cloudwatch_log_resource_policy.data_events", "policy_document");
    const puts = (resource: string, rule: string) =>
      isAllowed(statements, {
        action: "logs:PutLogEvents",
        resource,
        context: { "aws:SourceArn": `arn:aws:events:us-west-2:111111111111:rule/${rule}` },
      });

    expect(made.only("aws_cloudwatch_log_resource_policy").policy_name).toBe("Example-Data-Event-Logs");
    expect(statements.map(({ principals }) => principals)).toEqual([
      { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
      { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] },
    ]);
    expect(puts(`${LOG_GROUP}:log-stream:1`, "Example-Data-Events")).toBe(true);
    expect(puts(`${LOG_GROUP}:log-stream:1`, "Example-Data-Events-2")).toBe(false);
    expect(puts(`${LOG_GROUP}-2:log-stream:1`, "Example-Data-Events")).toBe(false);
    expect(isAllowed(statements, { action: "logs:CreateLogStream", resource: `${LOG_GROUP}:log-stream:1` })).toBe(true);
    expect(isAllowed(statements, { action: "logs:DeleteLogStream", resource: `${LOG_GROUP}:log-stream:1` })).toBe(
      false,
    );
  });

  it("MAZ-S3-1: the pattern that its documentation names finds versions that somebody deleted for good", () => {
    const pattern = '{ $.detail.deletion-type = "Permanently Deleted" && $.detail.reason = "DeleteObject" }';

    expect(filterMatches(pattern, DELETED)).toBe(true);
    expect(filterMatches(pattern, withDetail({ "deletion-type": "Delete Marker Created" }))).toBe(false);
    expect(filterMatches(pattern, withDetail({ reason: "Lifecycle Expiration" }))).toBe(false);
  });
});

it("props: the bucket by reference, in the notification and in the rule's pattern", () => {
  const made = Template.of((stack) => {
    const bucket = new S3Bucket(stack, "data");
    new BucketEvents(stack, "data_events", { ...PROPS, bucketName: bucket.id });
  });
  expect(made.only("aws_s3_bucket_notification").bucket).toBe("${aws_s3_bucket.data.id}");
  expect(made.only("aws_cloudwatch_event_rule").event_pattern).toBe(
    '{"source":["aws.s3"],"detail":{"bucket":{"name":["${aws_s3_bucket.data.id}"]}}}',
  );
});

it.each(["", "a".repeat(65), "Example Events"])("rejects the rule's name %j", (ruleName) => {
  expect(() => define({ ruleName })).toThrow(
    new Error(`test/data_events: ruleName must be 1 to 64 letters, digits or . _ -, got "${ruleName}"`),
  );
});

it("takes a rule's name of 64 characters", () => {
  expect(() => define({ ruleName: "a".repeat(64) })).not.toThrow();
});
