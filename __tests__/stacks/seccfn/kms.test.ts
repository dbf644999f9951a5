import { synthesized } from "../../support/environments";
import { keyArguments } from "../key-arguments";

const KEY = "${aws_kms_key.master.arn}";
const POLICY = "data.aws_iam_policy_document.master_key_policy";

const seccfn = () => synthesized().template;

/** A statement of the key's policy, found by its sid. */
function statement(sid: string, template = seccfn()) {
  return template.policy(POLICY).find((candidate) => candidate.sid === sid);
}

describe("the master key", () => {
  it("SEC-KMS-1: is the only one, rotates, can be brought back for 10 days, and has an alias", () => {
    const template = seccfn();

    expect(template.addresses("aws_kms_key")).toEqual(["aws_kms_key.master"]);
    expect(template.at("aws_kms_key.master")).toEqual({
      description: "SecCFN Master Encryption Key",
      enable_key_rotation: true,
      deletion_window_in_days: 10,
      policy: `\${${POLICY}.json}`,
      lifecycle: { prevent_destroy: true },
    });
    expect(template.only("aws_kms_alias")).toEqual({
      name: "alias/SecCFN-Master-Key",
      target_key_id: "${aws_kms_key.master.key_id}",
    });
  });

  it("SEC-KMS-1: its policy says who uses it, one statement a purpose", () => {
    expect(
      seccfn()
        .policy(POLICY)
        .map(({ sid, effect, principals }) => [sid, effect, ...Object.values(principals).flat()]),
    ).toEqual([
      ["AllowAccountToAdminister", "Allow", "arn:aws:iam::111111111111:root"],
      ["AllowUseThroughServices", "Allow", "arn:aws:iam::111111111111:root"],
      ["AllowGrantsThroughServices", "Allow", "arn:aws:iam::111111111111:root"],
      ["AllowConfigToEncrypt", "Allow", "config.amazonaws.com"],
      ["AllowCloudTrailToEncrypt", "Allow", "cloudtrail.amazonaws.com"],
      ["AllowCloudTrailToDescribe", "Allow", "cloudtrail.amazonaws.com"],
      ["AllowCloudWatchLogsToEncrypt", "Allow", "logs.us-east-1.amazonaws.com"],
      ["AllowAlarmsToPublish", "Allow", "cloudwatch.amazonaws.com"],
      ["AllowDatabaseEventsToPublish", "Allow", "events.rds.amazonaws.com"],
      ["AllowEventsToPublish", "Allow", "events.amazonaws.com"],
      ["DenyInsecureTransport", "Deny", "*"],
    ]);
  });

  it("SEC-KMS-1: CloudTrail may encrypt for this trail, and look at the key", () => {
    const trail = {
      test: "ArnLike",
      variable: "aws:SourceArn",
      values: ["arn:aws:cloudtrail:us-east-1:111111111111:trail/SecCFN-Trail"],
    };

    expect(statement("AllowCloudTrailToEncrypt")).toMatchObject({
      actions: ["kms:GenerateDataKey*"],
      conditions: [
        trail,
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:cloudtrail:arn",
          values: ["arn:aws:cloudtrail:*:111111111111:trail/*"],
        },
      ],
    });
    expect(statement("AllowCloudTrailToDescribe")).toMatchObject({ actions: ["kms:DescribeKey"], conditions: [trail] });
    expect(seccfn().at("aws_cloudtrail.trail").name).toBe("SecCFN-Trail");
  });

  it("SEC-KMS-1: Config may encrypt what it delivers for this account", () => {
    expect(statement("AllowConfigToEncrypt")).toMatchObject({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
    });
  });

  it("SEC-KMS-1: CloudWatch Logs may encrypt the log groups of this account and region", () => {
    expect(statement("AllowCloudWatchLogsToEncrypt")).toMatchObject({
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      conditions: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: ["arn:aws:logs:us-east-1:111111111111:log-group:*"],
        },
      ],
    });
  });

  it("SEC-KMS-1: who administers the key cannot use it, and people use it only through services that need it", () => {
    expect(
      statement("AllowAccountToAdminister")?.actions.filter((action) => /crypt|DataKey|CreateGrant/.test(action)),
    ).toEqual([]);
    for (const sid of ["AllowUseThroughServices", "AllowGrantsThroughServices"]) {
      expect(statement(sid)?.conditions).toContainEqual({
        test: "StringEquals",
        variable: "kms:ViaService",
        values: ["lambda", "rds", "s3", "secretsmanager", "sns", "sqs"].map(
          (service) => `${service}.us-east-1.amazonaws.com`,
        ),
      });
    }
  });

  it("SEC-KMS-1: the window follows configuration", () => {
    const other = synthesized({ kms: { deletionWindowDays: 30 } }).template;

    expect(other.at("aws_kms_key.master").deletion_window_in_days).toBe(30);
  });
});

describe("what it encrypts", () => {
  it("SEC-KMS-2: everything in the environment that takes a key takes this one", () => {
    const encrypted = keyArguments(seccfn());

    expect(new Set(Object.values(encrypted))).toEqual(new Set([KEY]));
    expect(Object.keys(encrypted).sort()).toEqual([
      "aws_athena_workgroup.trail_query configuration.result_configuration.encryption_configuration.kms_key_arn",
      "aws_cloudtrail.trail kms_key_id",
      "aws_cloudwatch_log_group.compliance_logs kms_key_id",
      "aws_cloudwatch_log_group.database_postgresql kms_key_id",
      "aws_cloudwatch_log_group.database_upgrade kms_key_id",
      "aws_cloudwatch_log_group.flow_logs kms_key_id",
      "aws_cloudwatch_log_group.trail_events kms_key_id",
      "aws_config_delivery_channel.config s3_kms_key_arn",
      "aws_db_instance.postgres kms_key_id",
      "aws_lambda_function.compliance kms_key_arn",
      "aws_s3_bucket_server_side_encryption_configuration.config_history rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
      "aws_s3_bucket_server_side_encryption_configuration.data rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
      "aws_s3_bucket_server_side_encryption_configuration.query_results rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
      "aws_s3_bucket_server_side_encryption_configuration.trail_logs rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
      "aws_secretsmanager_secret.database_bootstrap kms_key_id",
      "aws_secretsmanager_secret.database_secret kms_key_id",
      "aws_sns_topic.alerts kms_master_key_id",
      "aws_sqs_queue.compliance_dead_letters kms_master_key_id",
      "random_id.postgres_final_snapshot keepers.kms_key", // whose change replaces the database
    ]);
  });

  it.each([
    ["aws_db_instance", "kms_key_id"],
    ["aws_cloudwatch_log_group", "kms_key_id"],
    ["aws_sns_topic", "kms_master_key_id"],
    ["aws_secretsmanager_secret", "kms_key_id"],
    ["aws_cloudtrail", "kms_key_id"],
    ["aws_lambda_function", "kms_key_arn"],
    ["aws_sqs_queue", "kms_master_key_id"],
  ])("SEC-KMS-2: every %s has it", (type, argument) => {
    expect(
      seccfn()
        .all(type)
        .map((values) => values[argument]),
    ).toEqual(
      seccfn()
        .all(type)
        .map(() => KEY),
    );
  });

  it("SEC-KMS-2: every bucket has it but the access-log bucket, which takes SSE-S3 only", () => {
    const template = seccfn();
    const encryption = template
      .addresses("aws_s3_bucket")
      .map((address) => address.replace("aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"))
      .map((address) => [
        address.split(".")[1],
        template.value(address, "rule.apply_server_side_encryption_by_default"),
      ]);
    const byKey = { sse_algorithm: "aws:kms", kms_master_key_id: KEY };

    expect(Object.fromEntries(encryption)).toEqual({
      access_logs: { sse_algorithm: "AES256" },
      config_history: byKey,
      data: byKey,
      query_results: byKey,
      trail_logs: byKey,
    });
  });

  it("SEC-KMS-2: RDS's own secret and the event data store have it, where they are chosen", () => {
    const template = synthesized({ database: { credentials: "rdsManaged" }, audit: { query: "lake" } }).template;

    expect(template.at("aws_db_instance.postgres").master_user_secret_kms_key_id).toBe(KEY);
    expect(template.at("aws_cloudtrail_event_data_store.trail_lake").kms_key_id).toBe(KEY);
    expect(new Set(Object.values(keyArguments(template)))).toEqual(new Set([KEY]));
  });
});
