import { synthesized } from "../../support/environments";
import { parseJson } from "../../support/json";
import { refusals } from "../../support/policy-evaluation";

const multiAz = () => synthesized({}, "multi-az").template;

const ALGORITHM = "s3:x-amz-server-side-encryption";
const bucket = (job: string) => `platform-${job}-bucket-multi-az-\${random_id.bucket_suffix.hex}`;
const LOG_GROUP = "arn:aws:logs:us-west-2:333333333333:log-group:/aws/events/Platform-Data-LogGroup-multi-az";
const RULE = "arn:aws:events:us-west-2:333333333333:rule/Platform-Data-Events-Rule-multi-az";

it("MAZ-S3-1: one bucket for data, one for CloudTrail, and one each for other logs, none shared", () => {
  expect(
    multiAz()
      .blocksOf("aws_s3_bucket")
      .map(({ name, values }) => [name, values.bucket]),
  ).toEqual([
    ["access_logs", bucket("access-logs")],
    ["config_history", bucket("config")],
    ["data", bucket("data")],
    ["query_results", bucket("query-results")],
    ["trail_logs", bucket("cloud-trail")],
  ]);
});

describe("the data bucket", () => {
  it("MAZ-S3-1: is made of these, and of no others", () => {
    expect(
      multiAz()
        .addresses()
        .filter((address) => /^aws_s3_.*\.data(?:_|$)/.test(address)),
    ).toEqual([
      "aws_s3_bucket.data",
      "aws_s3_bucket_lifecycle_configuration.data",
      "aws_s3_bucket_logging.data", // to the access-log bucket
      "aws_s3_bucket_notification.data_events", // to EventBridge
      "aws_s3_bucket_ownership_controls.data", // no ACLs
      "aws_s3_bucket_policy.data",
      "aws_s3_bucket_public_access_block.data",
      "aws_s3_bucket_server_side_encryption_configuration.data",
      "aws_s3_bucket_versioning.data",
    ]);
  });

  it("MAZ-S3-1: is encrypted by AES-256, which asks readers for no right on a key", () => {
    expect(multiAz().at("aws_s3_bucket_server_side_encryption_configuration.data").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, blocked_encryption_types: ["SSE-C"] },
    ]);
  });

  it("MAZ-S3-1: says that this is a lowering, in the summary and in an output", () => {
    const lowering =
      "The data bucket is encrypted with keys that S3 manages, because storage.encryption is AES256: who may read objects needs no right on a key.";

    expect(synthesized({}, "multi-az").summaries.flatMap(({ lowerings }) => lowerings)).toEqual([lowering]);
    expect(multiAz().outputs.security_lowerings?.value).toEqual([lowering]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["none, so that the bucket's own is taken", {}, []],
    ["AES-256", { [ALGORITHM]: "AES256" }, []],
    ["a key of KMS", { [ALGORITHM]: "aws:kms" }, ["DenyOtherAlgorithm"]],
  ])("MAZ-S3-1: what a put that asks for an encryption, %s, is refused by", (_, headers, expected) => {
    const context = { "aws:SecureTransport": "true", ...headers };
    const request = { action: "s3:PutObject", resource: `arn:aws:s3:::${bucket("data")}/a`, context };

    expect(refusals(multiAz().policyOf("aws_s3_bucket_policy.data", "policy"), request)).toEqual(expected);
  });

  it("MAZ-S3-1: with kms it has the environment's key, and is no lowering", () => {
    const { template, summaries } = synthesized({ storage: { encryption: "kms" } }, "multi-az");

    expect(template.value("aws_s3_bucket_server_side_encryption_configuration.data", "rule.0")).toMatchObject({
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "${aws_kms_key.master.arn}",
      },
    });
    expect(summaries.flatMap(({ lowerings }) => lowerings)).toEqual([]);
  });
});

it.each(["access_logs", "config_history", "data", "query_results", "trail_logs"])(
  "MAZ-S3-1: %s blocks public access by all four ways, and is versioned",
  (id) => {
    expect(multiAz().at(`aws_s3_bucket_public_access_block.${id}`)).toEqual({
      bucket: `\${aws_s3_bucket.${id}.id}`,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(multiAz().at(`aws_s3_bucket_versioning.${id}`)).toEqual({
      bucket: `\${aws_s3_bucket.${id}.id}`,
      versioning_configuration: { status: "Enabled" },
    });
  },
);

it("MAZ-S3-1: CloudTrail's bucket is its own: CloudTrail writes there, and nobody else does", () => {
  const writers = multiAz()
    .policyOf("aws_s3_bucket_policy.trail_logs", "policy")
    .filter(({ effect, actions }) => effect === "Allow" && actions.includes("s3:PutObject"));

  expect(multiAz().at("aws_cloudtrail.trail").s3_bucket_name).toBe("${aws_s3_bucket.trail_logs.id}");
  expect(writers.map(({ principals, resources }) => [principals, resources])).toEqual([
    [{ Service: ["cloudtrail.amazonaws.com"] }, [`arn:aws:s3:::${bucket("cloud-trail")}/AWSLogs/333333333333/*`]],
  ]);
});

describe("what happens to objects", () => {
  it("MAZ-S3-1: EventBridge is notified of all of it", () => {
    expect(multiAz().only("aws_s3_bucket_notification")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      eventbridge: true,
    });
  });

  it("MAZ-S3-1: a rule hears of everything of this bucket, and of nothing else", () => {
    const { event_pattern: pattern, ...rule } = multiAz().at("aws_cloudwatch_event_rule.data_events");

    expect(parseJson(String(pattern))).toEqual({
      source: ["aws.s3"],
      detail: { bucket: { name: ["${aws_s3_bucket.data.id}"] } },
    });
    expect(rule).toEqual({
      name: "Platform-Data-Events-Rule-multi-az",
      description: "Hears of everything that happens to the bucket's objects.",
    });
  });

  it("MAZ-S3-1: its target is a log group, which is there before, encrypted, for a year", () => {
    const template = multiAz();

    expect(template.at("aws_cloudwatch_event_target.data_events")).toEqual({
      rule: "${aws_cloudwatch_event_rule.data_events.name}",
      target_id: "log-group",
      arn: LOG_GROUP,
      depends_on: ["aws_cloudwatch_log_resource_policy.data_events", "aws_cloudwatch_log_group.data_event_logs"],
    });
    expect(template.at("aws_cloudwatch_log_group.data_event_logs")).toMatchObject({
      name: LOG_GROUP.replace(/^.*log-group:/, ""),
      retention_in_days: 365,
      kms_key_id: "${aws_kms_key.master.arn}",
    });
  });

  it("MAZ-S3-1: EventBridge may write there, for this rule", () => {
    const services = { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };

    expect(multiAz().policyOf("aws_cloudwatch_log_resource_policy.data_events", "policy_document")).toEqual([
      {
        sid: "AllowEventsToCreateStreams",
        effect: "Allow",
        principals: services,
        actions: ["logs:CreateLogStream"],
        resources: [`${LOG_GROUP}:*`],
        conditions: [],
      },
      {
        sid: "AllowEventsOfRule",
        effect: "Allow",
        principals: services,
        actions: ["logs:PutLogEvents"],
        resources: [`${LOG_GROUP}:*`],
        conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [RULE] }],
      },
    ]);
  });

  it("MAZ-S3-1: off, all of this is gone and nothing else", () => {
    const { template } = synthesized({ storage: { events: false } }, "multi-az");
    const left = new Set(template.addresses());

    expect(
      multiAz()
        .addresses()
        .filter((address) => !left.has(address)),
    ).toEqual([
      "aws_cloudwatch_event_rule.data_events",
      "aws_cloudwatch_event_target.data_events",
      "aws_cloudwatch_log_group.data_event_logs",
      "aws_cloudwatch_log_resource_policy.data_events",
      "aws_s3_bucket_notification.data_events",
    ]);
  });
});
