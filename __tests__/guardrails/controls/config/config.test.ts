import { configAggregated } from "../../../../guardrails/controls/config/config-aggregated";
import { configDeliveryProtected } from "../../../../guardrails/controls/config/config-delivery-protected";
import { configRecorderOn } from "../../../../guardrails/controls/config/config-recorder-on";
import { configRecordsEverything } from "../../../../guardrails/controls/config/config-records-everything";
import { configRulesBaseline } from "../../../../guardrails/controls/config/config-rules-baseline";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";
const R = "aws_config_configuration_recorder.r";
const NAME = "${aws_config_configuration_recorder.r.name}";

const project = (resource: JsonObject): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  variable: { name: {} },
  resource,
});
const recorder = (values: JsonObject = {}): JsonObject => ({
  aws_config_configuration_recorder: { r: { name: "main-recorder", role_arn: "role", ...values } },
});
const status = (values: JsonObject): JsonObject => ({
  aws_config_configuration_recorder_status: { s: { name: NAME, ...values } },
});
const CHANNEL = { aws_config_delivery_channel: { c: { s3_bucket_name: "history" } } };

describe("config-recorder-on", () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ["started", { ...recorder(), ...status({ is_enabled: true }), ...CHANNEL }, { [R]: "pass", environment: "pass" }],
    [
      "started, by name",
      { ...recorder(), ...status({ is_enabled: true, name: "main-recorder" }), ...CHANNEL },
      { [R]: "pass", environment: "pass" },
    ],
    ["stopped", { ...recorder(), ...status({ is_enabled: false }), ...CHANNEL }, { [R]: "fail", environment: "pass" }],
    ["never started", { ...recorder(), ...CHANNEL }, { [R]: "fail", environment: "pass" }],
    [
      "another one started",
      { ...recorder(), ...status({ is_enabled: true, name: "other-recorder" }), ...CHANNEL },
      { [R]: "fail", environment: "pass" },
    ],
    [
      "one started that is not known",
      { ...recorder(), ...status({ is_enabled: true, name: "${var.name}" }), ...CHANNEL },
      { [R]: "unknown", environment: "pass" },
    ],
    [
      "not known whether started",
      { ...recorder(), ...status({ is_enabled: X }), ...CHANNEL },
      { [R]: "unknown", environment: "pass" },
    ],
    ["without a channel", { ...recorder(), ...status({ is_enabled: true }) }, { [R]: "pass", environment: "fail" }],
    ["none beside other parts of the baseline", { aws_guardduty_detector: { d: {} } }, { environment: "fail" }],
    ["none, and no baseline", { aws_s3_bucket: { a: {} } }, {}],
  ])("%s", (_, resource, expected) => {
    expect(outcomesOf(configRecorderOn, project(resource))).toEqual(expected);
  });

  it("says what is missing", () => {
    expect(messagesOf(configRecorderOn, project({ ...recorder(), ...status({ is_enabled: false }) }))).toEqual([
      "fail aws_config_configuration_recorder.r: aws_config_configuration_recorder_status.s: is_enabled is false: the recorder is stopped",
      "fail environment: there is no aws_config_delivery_channel",
    ]);
  });
});

describe("config-records-everything", () => {
  it.each<[string, JsonObject, string]>([
    ["everything", { recording_group: { all_supported: true, include_global_resource_types: true } }, "pass"],
    ["everything, all_supported unless set", { recording_group: { include_global_resource_types: true } }, "pass"],
    ["no global types", { recording_group: { all_supported: true } }, "fail"],
    [
      "some types",
      {
        recording_group: {
          all_supported: false,
          include_global_resource_types: false,
          resource_types: ["AWS::EC2::VPC"],
        },
      },
      "fail",
    ],
    [
      "all but some types",
      {
        recording_group: {
          all_supported: false,
          exclusion_by_resource_types: { resource_types: ["AWS::IAM::Role"] },
          recording_strategy: { use_only: "EXCLUSION_BY_RESOURCE_TYPES" },
        },
      },
      "fail",
    ],
    [
      "everything, as AWS gives it back",
      {
        recording_group: {
          all_supported: true,
          include_global_resource_types: true,
          exclusion_by_resource_types: { resource_types: [] },
          recording_strategy: { use_only: "ALL_SUPPORTED_RESOURCE_TYPES" },
        },
      },
      "pass",
    ],
    [
      "exclusions that are not known",
      {
        recording_group: {
          include_global_resource_types: true,
          exclusion_by_resource_types: { resource_types: X },
        },
      },
      "fail",
    ],
    ["the default, without global types", {}, "fail"],
    ["not known", { recording_group: { all_supported: true, include_global_resource_types: X } }, "unknown"],
    [
      "a strategy that is not known",
      { recording_group: { include_global_resource_types: true, recording_strategy: { use_only: X } } },
      "unknown",
    ],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(configRecordsEverything, project(recorder(values)))).toEqual({ [R]: expected });
  });

  it("says what is left out", () => {
    expect(
      messagesOf(configRecordsEverything, project(recorder({ recording_group: { all_supported: true } }))),
    ).toEqual([
      "fail aws_config_configuration_recorder.r recording_group.0.include_global_resource_types: recording_group.0.include_global_resource_types is not set, which means false: what is left out changes unseen",
    ]);
  });
});

describe("config-delivery-protected", () => {
  const C = "aws_config_delivery_channel.c";
  const BUCKET = "${aws_s3_bucket.h.id}";
  const block = {
    aws_s3_bucket_public_access_block: {
      b: {
        bucket: BUCKET,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      },
    },
  };
  const encryption = (values: JsonObject) => ({
    aws_s3_bucket_server_side_encryption_configuration: {
      e: { bucket: BUCKET, rule: [{ apply_server_side_encryption_by_default: values }] },
    },
  });
  const channel = (values: JsonObject, more: JsonObject = {}) =>
    project({
      aws_kms_key: { k: {} },
      aws_s3_bucket: { h: {} },
      aws_config_delivery_channel: { c: { s3_bucket_name: BUCKET, ...values } },
      ...more,
    });
  const KEY = { s3_kms_key_arn: "${aws_kms_key.k.arn}" };

  it.each<[string, TerraformJson, string]>([
    ["a key, and closed", channel(KEY, block), "pass"],
    [
      "the bucket's key",
      channel({}, { ...block, ...encryption({ sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" }) }),
      "pass",
    ],
    ["S3's keys", channel({}, { ...block, ...encryption({ sse_algorithm: "AES256" }) }), "fail"],
    ["nothing of its own", channel({}, block), "fail"],
    ["a key, and open", channel(KEY), "fail"],
    [
      "a key, and half open",
      channel(KEY, { aws_s3_bucket_public_access_block: { b: { bucket: BUCKET, block_public_acls: true } } }),
      "fail",
    ],
    ["a key that is not known", channel({ s3_kms_key_arn: X }, block), "unknown"],
    ["a bucket elsewhere", channel({ ...KEY, s3_bucket_name: "central-history" }, block), "unknown"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(configDeliveryProtected, terraform)).toEqual({ [C]: expected });
  });

  it("says of which bucket", () => {
    expect(messagesOf(configDeliveryProtected, channel(KEY))).toEqual([
      "fail aws_config_delivery_channel.c s3_bucket_name: aws_s3_bucket.h has no aws_s3_bucket_public_access_block",
    ]);
  });
});

describe("config-rules-baseline", () => {
  const IDS = [
    "CLOUD_TRAIL_ENABLED",
    "RDS_STORAGE_ENCRYPTED",
    "ROOT_ACCOUNT_MFA_ENABLED",
    "S3_BUCKET_PUBLIC_READ_PROHIBITED",
  ];
  const rules = (
    ids: readonly string[],
    more: JsonObject = { depends_on: ["aws_config_configuration_recorder.r"] },
  ): JsonObject => ({
    aws_config_config_rule: Object.fromEntries(
      ids.map((id) => [id.toLowerCase(), { name: id, source: { owner: "AWS", source_identifier: id }, ...more }]),
    ),
  });
  const judged = (resource: JsonObject) => outcomesOf(configRulesBaseline, project({ ...recorder(), ...resource }));

  it("asks for the four, each after the recorder, on whatever way", () => {
    expect(judged(rules(IDS))).toEqual({ environment: "pass" });
    const after = {
      ...rules(IDS, { depends_on: ["aws_config_configuration_recorder_status.s"] }),
      ...status({ is_enabled: true }),
    };
    expect(judged(after)).toEqual({ environment: "pass" });
    expect(judged(rules(IDS.slice(1)))).toEqual({ environment: "fail" });
    expect(judged({})).toEqual({ environment: "fail" });
  });

  it("names the rules that wait for nothing", () => {
    const [first = "", ...others] = IDS;
    const { aws_config_config_rule: early } = rules([first], {});
    const { aws_config_config_rule: late } = rules(others);
    expect(judged({ aws_config_config_rule: { ...(early as JsonObject), ...(late as JsonObject) } })).toEqual({
      environment: "pass",
      "aws_config_config_rule.cloud_trail_enabled": "fail",
    });
  });

  it("cannot tell what bundles hold, and says nothing without a recorder", () => {
    expect(judged({ aws_config_conformance_pack: { p: { name: "p", template_s3_uri: "s3://x" } } })).toEqual({
      environment: "unknown",
    });
    expect(outcomesOf(configRulesBaseline, project({ aws_s3_bucket: { a: {} } }))).toEqual({});
    expect(messagesOf(configRulesBaseline, project({ ...recorder(), ...rules(IDS.slice(2)) }))).toEqual([
      "fail environment: there are no rules for CLOUD_TRAIL_ENABLED, RDS_STORAGE_ENCRYPTED",
    ]);
  });
});

describe("config-aggregated", () => {
  const aggregator = (values: JsonObject) =>
    project({ aws_config_configuration_aggregator: { a: { name: "a", ...values } } });

  it.each<[string, JsonObject, string]>([
    ["all regions of an account", { account_aggregation_source: { account_ids: ["1"], all_regions: true } }, "pass"],
    ["some regions", { account_aggregation_source: { account_ids: ["1"], regions: ["eu-west-1"] } }, "fail"],
    [
      "all regions of an organization",
      { organization_aggregation_source: { role_arn: "r", all_regions: true } },
      "pass",
    ],
    ["not known", { organization_aggregation_source: { role_arn: "r", all_regions: X } }, "unknown"],
    ["nothing", {}, "fail"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(configAggregated, aggregator(values))).toEqual({
      "aws_config_configuration_aggregator.a": expected,
    });
  });
});
