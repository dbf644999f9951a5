import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT, synthesized } from "../../support/environments";
import { listOf, objectOf } from "../../support/json";

const lambdaApp = () => synthesized({}, "lambda-app").template;
const INSTANCE = "aws_db_instance.postgres";

const parameters = (template = lambdaApp()) =>
  Object.fromEntries(
    listOf(template.at("aws_db_parameter_group.postgres").parameter)
      .map(objectOf)
      .map(({ name, value, apply_method: method }) => [name, method === undefined ? [value] : [value, method]]),
  );

it("LAM-DB-1: the database is made of these, and of no others", () => {
  expect(
    lambdaApp()
      .addresses()
      .filter((address) => /\.(?:postgres|database_(?!report|to))/.test(address))
      .filter((address) => !/security_group|acl|metric_alarm/.test(address)),
  ).toEqual([
    "aws_cloudwatch_log_group.database_os_metrics", // enhanced monitoring
    "aws_cloudwatch_log_group.database_postgresql",
    "aws_cloudwatch_log_group.database_upgrade",
    "aws_db_event_subscription.database_events", // failures, to the topic
    INSTANCE,
    "aws_db_parameter_group.postgres",
    "aws_db_subnet_group.postgres",
    "aws_iam_role.database_monitoring_role",
    "aws_iam_role_policy_attachment.database_monitoring_role_monitoring",
    "aws_secretsmanager_secret.database_bootstrap",
    "aws_secretsmanager_secret.database_secret",
    "aws_secretsmanager_secret_version.database_bootstrap",
    "aws_secretsmanager_secret_version.database_secret",
    "random_id.postgres_final_snapshot",
  ]);
});

it("LAM-DB-1: exports its logs to log groups that are there first", () => {
  const template = lambdaApp();

  expect(template.at(INSTANCE)).toMatchObject({
    enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"],
    depends_on: expect.arrayContaining([
      "aws_cloudwatch_log_group.database_postgresql",
      "aws_cloudwatch_log_group.database_upgrade",
    ]),
  });
  for (const log of ["postgresql", "upgrade"]) {
    expect(template.at(`aws_cloudwatch_log_group.database_${log}`)).toMatchObject({
      name: `/aws/rds/instance/lambdaapp-main-database/${log}`,
      kms_key_id: "${aws_kms_key.logs.arn}",
    });
  }
});

it("LAM-DB-1: is monitored every minute, by a role of RDS for this instance, into a log group that is there first", () => {
  const template = lambdaApp();

  expect(template.at(INSTANCE)).toMatchObject({
    monitoring_interval: 60,
    monitoring_role_arn: "${aws_iam_role.database_monitoring_role.arn}",
    depends_on: expect.arrayContaining([
      "aws_cloudwatch_log_group.database_os_metrics",
      "aws_iam_role_policy_attachment.database_monitoring_role_monitoring",
    ]),
  });
  expect(template.at("aws_cloudwatch_log_group.database_os_metrics")).toMatchObject({
    name: "RDSOSMetrics", // AWS dictates it
    kms_key_id: "${aws_kms_key.logs.arn}",
  });
  expect(template.policyOf("aws_iam_role.database_monitoring_role", "assume_role_policy")).toEqual([
    {
      sid: "AllowServiceToAssume",
      effect: "Allow",
      principals: { Service: ["monitoring.rds.amazonaws.com"] },
      actions: ["sts:AssumeRole"],
      resources: [],
      conditions: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["555555555555"] },
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: ["arn:aws:rds:us-east-1:555555555555:db:lambdaapp-main-database"],
        },
      ],
    },
  ]);
});

it("LAM-DB-1: has a key of its own, which serves RDS alone", () => {
  const template = lambdaApp();

  expect(template.at(INSTANCE)).toMatchObject({ storage_encrypted: true, kms_key_id: "${aws_kms_key.rds.arn}" });
  expect(
    template
      .policyOf("aws_kms_key.rds", "policy")
      .filter(({ sid }) => sid !== "AllowAccountToAdminister" && sid !== "DenyInsecureTransport")
      .flatMap(({ conditions }) => conditions.filter(({ variable }) => variable === "kms:ViaService"))
      .map(({ values }) => values),
  ).toEqual([["rds.us-east-1.amazonaws.com"], ["rds.us-east-1.amazonaws.com"]]);
});

describe("pgaudit", () => {
  it("LAM-DB-1: is loaded when the instance restarts, beside what RDS loads, and logs schema and rights", () => {
    expect(parameters()).toMatchObject({
      shared_preload_libraries: ["pg_stat_statements,pgaudit", "pending-reboot"],
      "pgaudit.log": ["ddl,role"],
      "rds.force_ssl": ["1", "pending-reboot"],
    });
  });

  it("LAM-DB-1: the database function creates the extension", () => {
    expect(objectOf(lambdaApp().value("aws_lambda_function.database_report", "environment.variables"))).toMatchObject({
      CREATE_PGAUDIT: "true",
    });
  });

  it("LAM-DB-1: else the runbook says how, in the words that the database takes", () => {
    const runbooks = readFileSync(join(PROJECT_ROOT, "help", "runbooks.md"), "utf8");
    const { template } = synthesized({ databaseFunction: undefined }, "lambda-app");

    expect(template.addresses("aws_lambda_function")).toEqual(["aws_lambda_function.compliance"]);
    expect(parameters(template)).toMatchObject({ "pgaudit.log": ["ddl,role"] });
    expect(runbooks).toContain("`SET pgaudit.log = 'none'; CREATE EXTENSION IF NOT EXISTS pgaudit;`");
  });

  it("LAM-DB-1: is an option", () => {
    const { template } = synthesized({ database: { pgaudit: false } }, "lambda-app");

    expect(Object.keys(parameters(template)).filter((name) => /pgaudit|shared_preload/.test(name))).toEqual([]);
    expect(objectOf(template.value("aws_lambda_function.database_report", "environment.variables"))).not.toHaveProperty(
      "CREATE_PGAUDIT",
    );
  });
});

it("LAM-DB-1: refuses deletion, and leaves a final snapshot of a name that nothing else has", () => {
  expect(lambdaApp().at(INSTANCE)).toMatchObject({
    deletion_protection: true,
    skip_final_snapshot: false,
    final_snapshot_identifier: "lambdaapp-main-database-final-${random_id.postgres_final_snapshot.hex}",
    lifecycle: { prevent_destroy: true },
  });
});

it("LAM-DB-1: is backed up and maintained in windows of the configuration, apart from each other", () => {
  const other = synthesized(
    { database: { backupWindow: "01:00-02:00", maintenanceWindow: "mon:02:00-mon:03:00" } },
    "lambda-app",
  ).template;

  expect(lambdaApp().at(INSTANCE)).toMatchObject({
    backup_window: "03:00-04:00",
    maintenance_window: "sun:04:30-sun:05:30",
    backup_retention_period: "${var.database_backup_retention_days}",
  });
  expect(lambdaApp().variables.database_backup_retention_days?.default).toBe(14);
  expect(other.at(INSTANCE)).toMatchObject({
    backup_window: "01:00-02:00",
    maintenance_window: "mon:02:00-mon:03:00",
  });
});
