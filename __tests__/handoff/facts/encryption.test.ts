import { encryptionOf } from "../../../handoff/facts/encryption";
import { at, planGraph, synthGraph } from "../../support/graphs";

describe("how something is encrypted", () => {
  const graph = synthGraph({
    resource: {
      aws_kms_key: { mine: {} },
      aws_kms_alias: { mine: { name: "alias/mine", target_key_id: "${aws_kms_key.mine.key_id}" } },
      aws_s3_bucket: { own: {}, bare: {}, managed: {} },
      aws_s3_bucket_server_side_encryption_configuration: {
        own: {
          bucket: "${aws_s3_bucket.own.id}",
          rule: [
            {
              apply_server_side_encryption_by_default: {
                sse_algorithm: "aws:kms",
                kms_master_key_id: "${aws_kms_alias.mine.arn}",
              },
            },
          ],
        },
        managed: {
          bucket: "${aws_s3_bucket.managed.id}",
          rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" } }],
        },
      },
      aws_db_instance: {
        own: { storage_encrypted: true, kms_key_id: "${aws_kms_key.mine.arn}" },
        aws: { storage_encrypted: true },
        none: {},
      },
      aws_sns_topic: {
        none: {},
        aws: { kms_master_key_id: "alias/aws/sns" },
        open: { kms_master_key_id: "${var.key}" },
      },
      aws_cloudwatch_log_group: { a: {} },
      aws_sqs_queue: {
        a: { kms_master_key_id: "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555" },
      },
      aws_ssm_parameter: { plain: { type: "String" }, secret: { type: "SecureString" } },
      aws_launch_template: {
        a: { block_device_mappings: [{ ebs: { encrypted: "true", kms_key_id: "${aws_kms_key.mine.arn}" } }] },
      },
      aws_autoscaling_group: { a: { launch_template: { id: "${aws_launch_template.a.id}" } } },
      aws_vpc: { a: {} },
    },
    variable: { key: { type: "string" } },
  });

  it.each([
    ["aws_s3_bucket.own", "own", "key mine"],
    ["aws_s3_bucket.managed", "aws", "AWS's key"],
    ["aws_s3_bucket.bare", "aws", "S3's own keys"],
    ["aws_db_instance.own", "own", "key mine"],
    ["aws_db_instance.aws", "aws", "AWS's key"],
    ["aws_db_instance.none", "none", "not encrypted"],
    ["aws_sns_topic.none", "none", "not encrypted"],
    ["aws_sns_topic.aws", "aws", "AWS's key"],
    ["aws_sns_topic.open", "unknown", "a key that cannot be told"],
    ["aws_cloudwatch_log_group.a", "aws", "CloudWatch's own keys"],
    ["aws_sqs_queue.a", "own", "a key from elsewhere"],
    ["aws_ssm_parameter.secret", "aws", "AWS's key"],
    ["aws_launch_template.a", "own", "key mine"],
    ["aws_autoscaling_group.a", "own", "key mine"],
  ])("%s: %s, %s", (address, kind, text) => {
    expect(encryptionOf(graph, at(graph, address))).toMatchObject({ kind, text });
  });

  it.each(["aws_vpc.a", "aws_ssm_parameter.plain"])("is nothing for %s, which keeps nothing secret", (address) => {
    expect(encryptionOf(graph, at(graph, address))).toBeUndefined();
  });

  it("is the same in a plan", () => {
    const plan = planGraph([
      { address: "aws_kms_key.mine", unknown: { arn: true } },
      {
        address: "aws_db_instance.a",
        values: { storage_encrypted: true },
        unknown: { kms_key_id: true },
        expressions: { kms_key_id: { references: ["aws_kms_key.mine.arn", "aws_kms_key.mine"] } },
      },
    ]);
    expect(encryptionOf(plan, at(plan, "aws_db_instance.a"))).toMatchObject({ kind: "own", text: "key mine" });
  });
});
