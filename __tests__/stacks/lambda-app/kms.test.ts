import { synthesized } from "../../support/environments";
import { keyArguments } from "../key-arguments";

const lambdaApp = () => synthesized({}, "lambda-app");
const oneKey = () => synthesized({ kms: { separateKeys: [] } }, "lambda-app");

/** Which key encrypts what. The key of backups and the like is the master key. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ebs: ["aws_launch_template.application block_device_mappings.0.ebs.kms_key_id"],
  logs: [
    "aws_cloudtrail.trail kms_key_id",
    "aws_cloudwatch_log_group.application_logs kms_key_id",
    "aws_cloudwatch_log_group.compliance_logs kms_key_id",
    "aws_cloudwatch_log_group.database_os_metrics kms_key_id",
    "aws_cloudwatch_log_group.database_postgresql kms_key_id",
    "aws_cloudwatch_log_group.database_report_logs kms_key_id",
    "aws_cloudwatch_log_group.database_upgrade kms_key_id",
    "aws_cloudwatch_log_group.flow_logs kms_key_id",
    "aws_cloudwatch_log_group.trail_events kms_key_id",
    "aws_s3_bucket_server_side_encryption_configuration.trail_logs rule.0.apply_server_side_encryption_by_default.kms_master_key_id",
  ],
  master: [
    "aws_lambda_function.compliance kms_key_arn",
    "aws_lambda_function.database_report kms_key_arn",
    "aws_secretsmanager_secret.database_bootstrap kms_key_id",
    "aws_secretsmanager_secret.database_secret kms_key_id",
    "aws_sns_topic.alerts kms_master_key_id",
    "aws_sqs_queue.compliance_dead_letters kms_master_key_id",
    "aws_sqs_queue.database_report_dead_letters kms_master_key_id",
  ],
  rds: ["aws_db_instance.postgres kms_key_id", "random_id.postgres_final_snapshot keepers.kms_key"],
  s3: [
    "aws_athena_workgroup.trail_query configuration.result_configuration.encryption_configuration.kms_key_arn",
    "aws_config_delivery_channel.config s3_kms_key_arn",
    ...["config_history", "data", "query_results"].map(
      (bucket) =>
        `aws_s3_bucket_server_side_encryption_configuration.${bucket} rule.0.apply_server_side_encryption_by_default.kms_master_key_id`,
    ),
  ],
};

/** The services through which a key is used, and the services that use it by themselves. */
function usersOf(key: string): string[] {
  const statements = lambdaApp().template.policyOf(`aws_kms_key.${key}`, "policy");
  const through = statements
    .filter(({ sid }) => sid === "AllowUseThroughServices")
    .flatMap(({ conditions }) => conditions.filter(({ variable }) => variable === "kms:ViaService"))
    .flatMap(({ values }) => values.map((value) => `through ${value.split(".")[0]}`));
  return [...through, ...new Set(statements.flatMap(({ principals }) => principals.Service ?? []))];
}

describe("separateKeys: [ebs, s3, logs, rds]", () => {
  it("LAM-KMS-1: one key each for volumes, buckets, logs and the database, and the master key for the rest", () => {
    const given = Object.entries(keyArguments(lambdaApp().template));

    for (const [id, consumers] of Object.entries(KEYS)) {
      expect(
        given
          .filter(([, key]) => key === `\${aws_kms_key.${id}.arn}`)
          .map(([consumer]) => consumer)
          .sort(),
      ).toEqual(consumers);
    }
    expect(given).toHaveLength(Object.values(KEYS).flat().length);
    expect(lambdaApp().template.addresses("aws_kms_key")).toEqual(Object.keys(KEYS).map((id) => `aws_kms_key.${id}`));
  });

  it("LAM-KMS-1: each key serves its purpose and no other", () => {
    expect(Object.fromEntries(Object.keys(KEYS).map((key) => [key, usersOf(key)]))).toEqual({
      ebs: ["through ec2"], // and Auto Scaling's role
      logs: ["through s3", "cloudtrail.amazonaws.com", "logs.us-east-1.amazonaws.com"],
      master: [
        ...["through lambda", "through secretsmanager", "through sns", "through sqs", "config.amazonaws.com"],
        ...["cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "events.amazonaws.com"], // who publish alerts
      ],
      rds: ["through rds"],
      s3: ["through s3", "config.amazonaws.com"],
    });
  });

  it("LAM-KMS-1: each has an alias by the naming rule, and a description", () => {
    const { template } = lambdaApp();

    expect(template.blocksOf("aws_kms_alias").map(({ values }) => [values.name, values.target_key_id])).toEqual([
      ["alias/LambdaApp-EBS-Key", "${aws_kms_key.ebs.key_id}"],
      ["alias/LambdaApp-Logs-Key", "${aws_kms_key.logs.key_id}"],
      ["alias/LambdaApp-Master-Key", "${aws_kms_key.master.key_id}"],
      ["alias/LambdaApp-RDS-Key", "${aws_kms_key.rds.key_id}"],
      ["alias/LambdaApp-S3-Key", "${aws_kms_key.s3.key_id}"],
    ]);
    expect(template.all("aws_kms_key").map(({ description }) => description)).toEqual([
      "LambdaApp key for EBS volumes",
      "LambdaApp key for log groups and the trail",
      "LambdaApp Master Encryption Key",
      "LambdaApp key for the database",
      "LambdaApp key for S3 buckets",
    ]);
  });
});

describe("separateKeys: []", () => {
  it("LAM-KMS-1: one key for all", () => {
    const { template } = oneKey();

    expect(template.addresses("aws_kms_key")).toEqual(["aws_kms_key.master"]);
    expect(new Set(Object.values(keyArguments(template)))).toEqual(new Set(["${aws_kms_key.master.arn}"]));
    expect(Object.keys(keyArguments(template)).sort()).toEqual(Object.values(KEYS).flat().sort());
  });

  it("LAM-KMS-1: it has the statements of all, each once", () => {
    const { template } = oneKey();
    const sids = template.policyOf("aws_kms_key.master", "policy").map(({ sid }) => sid);
    const apart = new Set(
      Object.keys(KEYS).flatMap((key) =>
        lambdaApp()
          .template.policyOf(`aws_kms_key.${key}`, "policy")
          .map(({ sid }) => sid),
      ),
    );

    expect([...sids].sort()).toEqual([...apart].sort());
  });
});

it.each([
  ["with keys of their own", lambdaApp],
  ["with one for all", oneKey],
])("LAM-KMS-1: %s, every key rotates and allows nothing to everybody", (_, made) => {
  const { template } = made();

  for (const { address, values } of template.blocksOf("aws_kms_key")) {
    const statements = template.policyOf(address, "policy");
    expect(values).toMatchObject({ enable_key_rotation: true, lifecycle: { prevent_destroy: true } });
    expect(
      statements
        .filter(({ effect, principals }) => effect === "Allow" && Object.values(principals).flat().includes("*"))
        .map(({ sid }) => sid),
    ).toEqual([]);
    expect(statements.filter(({ principals }) => "*" in principals).map(({ sid, effect }) => [sid, effect])).toEqual([
      ["DenyInsecureTransport", "Deny"],
    ]);
  }
});
