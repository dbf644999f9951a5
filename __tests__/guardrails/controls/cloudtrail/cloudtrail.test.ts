import { eventStoreHardToEnd } from "../../../../guardrails/controls/cloudtrail/event-store-hard-to-end";
import { eventStoreOwnKey } from "../../../../guardrails/controls/cloudtrail/event-store-own-key";
import { trailAllRegions } from "../../../../guardrails/controls/cloudtrail/trail-all-regions";
import { trailAnnounces } from "../../../../guardrails/controls/cloudtrail/trail-announces";
import { trailBucketSealed } from "../../../../guardrails/controls/cloudtrail/trail-bucket-sealed";
import { trailFilesValidated } from "../../../../guardrails/controls/cloudtrail/trail-files-validated";
import { trailObjectEvents } from "../../../../guardrails/controls/cloudtrail/trail-object-events";
import { trailOwnKey } from "../../../../guardrails/controls/cloudtrail/trail-own-key";
import { trailToCloudwatch } from "../../../../guardrails/controls/cloudtrail/trail-to-cloudwatch";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";
const T = "aws_cloudtrail.t";

const trail = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource: { aws_cloudtrail: { t: { name: "t", s3_bucket_name: "trail-logs", ...values } }, ...more },
});
const store = (values: JsonObject): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource: { aws_cloudtrail_event_data_store: { s: { name: "s", ...values } }, aws_kms_key: { k: {} } },
});

describe("trail-all-regions", () => {
  it.each<[string, TerraformJson, Record<string, string>]>([
    ["all", trail({ is_multi_region_trail: true }), { [T]: "pass" }],
    ["one region", trail({ is_multi_region_trail: false }), { [T]: "fail" }],
    ["absent, which is one region", trail({}), { [T]: "fail" }],
    [
      "no global services",
      trail({ is_multi_region_trail: true, include_global_service_events: false }),
      { [T]: "fail" },
    ],
    ["stopped", trail({ is_multi_region_trail: true, enable_logging: false }), { [T]: "fail" }],
    ["not known", trail({ is_multi_region_trail: X }), { [T]: "unknown" }],
    [
      "one of two sees all",
      trail(
        {},
        {
          aws_cloudtrail: {
            t: { name: "t", s3_bucket_name: "b" },
            all: { name: "a", s3_bucket_name: "b", is_multi_region_trail: true },
          },
        },
      ),
      { "aws_cloudtrail.all": "pass" },
    ],
    [
      "none beside other parts of the baseline",
      { resource: { aws_guardduty_detector: { d: {} } } },
      { environment: "fail" },
    ],
    ["none, and no baseline", { resource: { aws_s3_bucket: { a: {} } } }, {}],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(trailAllRegions, terraform)).toEqual(expected);
  });

  const field = (name: string, ...equals: readonly string[]) => ({ field: name, equals: [...equals] });
  const advanced = (...selectors: readonly (readonly JsonObject[])[]) => ({
    advanced_event_selector: selectors.map((fields) => ({ field_selector: [...fields] })),
  });
  const MANAGEMENT = field("eventCategory", "Management");
  const DATA = [field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")];

  it.each<[string, JsonObject, string]>([
    ["all, as of old", { event_selector: [{ read_write_type: "All" }] }, "pass"],
    [
      "reads and writes apart",
      { event_selector: ["ReadOnly", "WriteOnly"].map((read_write_type) => ({ read_write_type })) },
      "pass",
    ],
    ["none, as of old", { event_selector: [{ include_management_events: false }] }, "fail"],
    ["writes only, as of old", { event_selector: [{ read_write_type: "WriteOnly" }] }, "fail"],
    [
      "all but those of a service",
      { event_selector: [{ exclude_management_event_sources: ["kms.amazonaws.com"] }] },
      "fail",
    ],
    ["what is not known", { event_selector: [{ include_management_events: X }] }, "unknown"],
    ["reads, and writes that are not known", { event_selector: [{ read_write_type: X }] }, "unknown"],
    ["all", advanced([MANAGEMENT], DATA), "pass"],
    ["objects only", advanced(DATA), "fail"],
    ["reads only", advanced([MANAGEMENT, field("readOnly", "true")]), "fail"],
    [
      "reads, and writes",
      advanced([MANAGEMENT, field("readOnly", "true")], [MANAGEMENT, field("readOnly", "false")]),
      "pass",
    ],
    [
      "all but those of one source",
      advanced([MANAGEMENT, { field: "eventSource", not_equals: ["kms.amazonaws.com"] }]),
      "fail",
    ],
  ])("takes management events: %s", (_, selectors, expected) => {
    expect(outcomesOf(trailAllRegions, trail({ is_multi_region_trail: true, ...selectors }))).toEqual({
      [T]: expected,
    });
  });

  it("says what is not seen", () => {
    expect(messagesOf(trailAllRegions, trail({ is_multi_region_trail: true, ...advanced(DATA) }))).toEqual([
      "fail aws_cloudtrail.t: its selectors do not take all read and write management events",
    ]);
    expect(messagesOf(trailAllRegions, trail({}))).toEqual([
      "fail aws_cloudtrail.t is_multi_region_trail: is_multi_region_trail is not set, which means false: other regions are not seen",
    ]);
  });
});

describe("trail-files-validated", () => {
  it.each<[string, JsonObject, string]>([
    ["true", { enable_log_file_validation: true }, "pass"],
    ["false", { enable_log_file_validation: false }, "fail"],
    ["absent", {}, "fail"],
    ["not known", { enable_log_file_validation: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(trailFilesValidated, trail(values))).toEqual({ [T]: expected });
  });
});

describe("trail-own-key and event-store-own-key", () => {
  it.each<[string, JsonObject, string]>([
    ["a key", { kms_key_id: "${aws_kms_key.k.arn}" }, "pass"],
    ["absent", {}, "fail"],
    ["something random", { kms_key_id: "${random_id.r.hex}" }, "fail"],
    ["not known", { kms_key_id: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    const more = { aws_kms_key: { k: {} }, random_id: { r: { byte_length: 4 } } };
    expect(outcomesOf(trailOwnKey, trail(values, more))).toEqual({ [T]: expected });
    const stored = store(values);
    const resource = { ...(stored.resource as JsonObject), ...more };
    expect(outcomesOf(eventStoreOwnKey, { ...stored, resource })).toEqual({
      "aws_cloudtrail_event_data_store.s": expected,
    });
  });
});

describe("trail-to-cloudwatch", () => {
  const more = {
    aws_cloudwatch_log_group: { g: { name: "trail-${random_id.r.hex}" } },
    random_id: { r: { byte_length: 4 } },
    aws_iam_role: { r: { assume_role_policy: "{}" } },
  };
  const ROLE = { cloud_watch_logs_role_arn: "${aws_iam_role.r.arn}" };

  it.each<[string, JsonObject, string]>([
    ["a group", { ...ROLE, cloud_watch_logs_group_arn: "${aws_cloudwatch_log_group.g.arn}:*" }, "pass"],
    [
      "the ARN of a group",
      { ...ROLE, cloud_watch_logs_group_arn: "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*" },
      "pass",
    ],
    ["a group without a role", { cloud_watch_logs_group_arn: "${aws_cloudwatch_log_group.g.arn}:*" }, "fail"],
    ["absent", {}, "fail"],
    ["no group", { ...ROLE, cloud_watch_logs_group_arn: "trail" }, "fail"],
    ["something random", { ...ROLE, cloud_watch_logs_group_arn: "${random_id.r.hex}" }, "fail"],
    ["not known", { ...ROLE, cloud_watch_logs_group_arn: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(trailToCloudwatch, trail(values, more))).toEqual({ [T]: expected });
  });
});

describe("trail-bucket-sealed", () => {
  const BUCKET = "${aws_s3_bucket.logs.id}";
  const statement = (condition: JsonObject | undefined, more: JsonObject = {}): JsonObject => ({
    Sid: "Deliver",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::trail-logs/*",
    ...(condition === undefined ? {} : { Condition: condition }),
    ...more,
  });
  const BY_ARN = { ArnEquals: { "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t" } };
  const policy = (...statements: readonly JsonObject[]) => ({
    aws_s3_bucket_policy: { p: { bucket: BUCKET, policy: JSON.stringify({ Statement: statements }) } },
  });
  const SEALED: JsonObject = {
    aws_s3_bucket: { logs: { bucket: "trail-logs" } },
    aws_s3_bucket_public_access_block: {
      b: {
        bucket: BUCKET,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      },
    },
    aws_s3_bucket_versioning: { v: { bucket: BUCKET, versioning_configuration: { status: "Enabled" } } },
    aws_s3_bucket_logging: { l: { bucket: BUCKET, target_bucket: "access-logs", target_prefix: "trail/" } },
    ...policy(statement(BY_ARN)),
  };
  const sealed = (more: JsonObject, without = ""): TerraformJson =>
    trail(
      { s3_bucket_name: BUCKET },
      Object.fromEntries(Object.entries({ ...SEALED, ...more }).filter(([type]) => type !== without)),
    );

  it.each<[string, TerraformJson, string]>([
    ["sealed", sealed({}), "pass"],
    ["bound by account", sealed(policy(statement({ StringEquals: { "aws:SourceAccount": "111122223333" } }))), "pass"],
    ["without a block", sealed({}, "aws_s3_bucket_public_access_block"), "fail"],
    ["without versions", sealed({}, "aws_s3_bucket_versioning"), "fail"],
    ["without access logs", sealed({}, "aws_s3_bucket_logging"), "fail"],
    ["without a policy", sealed({}, "aws_s3_bucket_policy"), "fail"],
    [
      "suspended versions",
      sealed({
        aws_s3_bucket_versioning: { v: { bucket: BUCKET, versioning_configuration: { status: "Suspended" } } },
      }),
      "fail",
    ],
    ["for anybody's trail", sealed(policy(statement(undefined))), "fail"],
    [
      "for all trails of an account",
      sealed(policy(statement({ ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*" } }))),
      "pass",
    ],
    [
      "for all trails of anybody",
      sealed(policy(statement({ ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*" } }))),
      "fail",
    ],
    [
      "for all accounts that are told",
      sealed(policy(statement({ "ForAllValues:StringEquals": { "aws:SourceAccount": "111122223333" } }))),
      "fail",
    ],
    [
      "for a trail that is not known",
      {
        ...sealed(policy(statement({ StringEquals: { "aws:SourceArn": "${var.trail}" } }))),
        variable: { trail: { type: "string" } },
      },
      "unknown",
    ],
    ["for no trail", sealed(policy(statement({ Null: { "aws:SourceArn": "true" } }))), "fail"],
    [
      "for all but a trail",
      sealed(policy(statement({ ArnNotEquals: { "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:1:trail/t" } }))),
      "fail",
    ],
    [
      "read by anybody",
      sealed(policy(statement(BY_ARN), { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" })),
      "fail",
    ],
    ["a policy that is not known", sealed({ aws_s3_bucket_policy: { p: { bucket: BUCKET, policy: X } } }), "unknown"],
    ["a bucket elsewhere", trail({}), "unknown"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(trailBucketSealed, terraform)).toEqual({ [T]: expected });
  });

  it("says all that is open, and of which bucket", () => {
    const open = trail({ s3_bucket_name: BUCKET }, { aws_s3_bucket: { logs: {} }, ...policy(statement(undefined)) });
    expect(messagesOf(trailBucketSealed, open)).toEqual([
      "fail aws_cloudtrail.t s3_bucket_name: aws_s3_bucket.logs: it has no aws_s3_bucket_public_access_block",
      "fail aws_cloudtrail.t s3_bucket_name: aws_s3_bucket.logs: statement Deliver lets cloudtrail.amazonaws.com write for anybody's trail",
      "fail aws_cloudtrail.t s3_bucket_name: aws_s3_bucket.logs: the bucket has no aws_s3_bucket_versioning: what is overwritten or deleted is gone",
      "fail aws_cloudtrail.t s3_bucket_name: aws_s3_bucket.logs: the bucket has no aws_s3_bucket_logging",
    ]);
  });
});

describe("trail-object-events", () => {
  const older = (values: JsonObject, resources: readonly string[] = ["arn:aws:s3"]) => ({
    event_selector: [{ ...values, data_resource: [{ type: "AWS::S3::Object", values: [...resources] }] }],
  });
  const field = (name: string, equals: string) => ({ field: name, equals: [equals] });
  const advanced = (...more: readonly JsonObject[]) => ({
    name: "objects",
    field_selector: [field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object"), ...more],
  });
  const LOGS_LEFT_OUT = { field: "resources.ARN", not_starts_with: ["arn:aws:s3:::trail-logs/"] };

  it.each<[string, JsonObject, string]>([
    ["all, as of old", older({}), "pass"],
    ["all, with colons", older({ read_write_type: "All" }, ["arn:aws:s3:::"]), "pass"],
    ["writes only, as of old", older({ read_write_type: "WriteOnly" }), "fail"],
    ["one bucket, as of old", older({}, ["arn:aws:s3:::data/"]), "fail"],
    ["all", { advanced_event_selector: [advanced()] }, "pass"],
    ["all but those of log buckets", { advanced_event_selector: [advanced(LOGS_LEFT_OUT)] }, "pass"],
    [
      "reads in one, writes in another",
      { advanced_event_selector: [advanced(field("readOnly", "true")), advanced(field("readOnly", "false"))] },
      "pass",
    ],
    ["reads only", { advanced_event_selector: [advanced(field("readOnly", "true"))] }, "fail"],
    [
      "one bucket",
      { advanced_event_selector: [advanced({ field: "resources.ARN", starts_with: ["arn:aws:s3:::data/"] })] },
      "fail",
    ],
    ["some calls", { advanced_event_selector: [advanced(field("eventName", "PutObject"))] }, "fail"],
    [
      "functions",
      {
        advanced_event_selector: [
          { field_selector: [field("eventCategory", "Data"), field("resources.type", "AWS::Lambda::Function")] },
        ],
      },
      "fail",
    ],
    [
      "management events only",
      { advanced_event_selector: [{ field_selector: [field("eventCategory", "Management")] }] },
      "fail",
    ],
    ["nothing", {}, "fail"],
    ["all, but stopped", { ...older({}), enable_logging: false }, "fail"],
    ["not known", older({}, [X]), "unknown"],
    ["a kind that is not known", older({ read_write_type: X }), "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(trailObjectEvents, trail(values))).toEqual({ [T]: expected });
  });

  it("says which are missing", () => {
    expect(messagesOf(trailObjectEvents, trail(older({ read_write_type: "WriteOnly" })))).toEqual([
      "fail aws_cloudtrail.t: read events of S3 objects are not recorded for all buckets",
    ]);
  });
});

describe("trail-announces", () => {
  it.each<[string, JsonObject, string]>([
    ["a topic", { sns_topic_name: "${aws_sns_topic.t.name}" }, "pass"],
    ["a topic elsewhere", { sns_topic_name: "trail-files" }, "pass"],
    ["absent", {}, "fail"],
    ["not known", { sns_topic_name: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(trailAnnounces, trail(values, { aws_sns_topic: { t: {} } }))).toEqual({ [T]: expected });
  });
});

describe("event-store-hard-to-end", () => {
  it.each<[string, JsonObject, string]>([
    ["as the provider makes it", {}, "pass"],
    ["a year", { retention_period: 365 }, "pass"],
    ["less", { retention_period: 90 }, "fail"],
    ["without protection", { termination_protection_enabled: false }, "fail"],
    ["in one region", { multi_region_enabled: false }, "fail"],
    ["not known", { retention_period: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(eventStoreHardToEnd, store(values))).toEqual({ "aws_cloudtrail_event_data_store.s": expected });
  });
});
