import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";
import { rulesOf } from "../../support/provider-rules";

const webApp = () => synthesized({}, "web-app").template;
const FUNCTION = "aws_lambda_function.recovery_check";

it("WEB-FN-1: the recovery check is made of these, and of no others", () => {
  expect(
    webApp()
      .addresses()
      .filter((address) => /recovery_check/.test(address)),
  ).toEqual([
    "aws_cloudwatch_event_rule.recovery_check_schedule",
    "aws_cloudwatch_event_target.recovery_check_schedule",
    "aws_cloudwatch_log_group.recovery_check_logs",
    "aws_cloudwatch_metric_alarm.recovery_check_dead_letters_waiting",
    "aws_cloudwatch_metric_alarm.recovery_check_function_errors",
    "aws_iam_policy.recovery_check_role",
    "aws_iam_role.recovery_check_role",
    "aws_iam_role_policy_attachment.recovery_check_role",
    FUNCTION,
    "aws_lambda_permission.recovery_check_schedule", // its schedule alone invokes it
    "aws_sqs_queue.recovery_check_dead_letters", // what failed twice
    "aws_sqs_queue_policy.recovery_check_dead_letters",
  ]);
});

it("WEB-FN-1: is Python, of the newest runtime that the provider accepts", () => {
  const accepted = (rulesOf("aws_lambda_function").values?.runtime ?? [])
    .map((runtime) => /^python3\.(\d+)$/.exec(String(runtime))?.[1])
    .flatMap((minor) => (minor === undefined ? [] : [Number(minor)]));

  expect(accepted.length).toBeGreaterThan(3);
  expect(webApp().at(FUNCTION)).toMatchObject({
    runtime: `python3.${Math.max(...accepted)}`,
    handler: "index.handler",
  });
});

it("WEB-FN-1: carries that code, under the hash of what it is", () => {
  const { template, files } = synthesized({}, "web-app");
  const { filename, source_code_hash: hash } = template.at(FUNCTION);
  const archive = files.get(`stacks/web-app/${String(filename).replace("${path.module}/", "")}`) ?? Buffer.alloc(0);

  expect(createHash("sha256").update(archive).digest("base64")).toBe(hash);
  expect(Object.keys(unzipSync(archive))).toContain("index.py");
});

it.each([
  ["recovery_check", "Recovery-Check"],
  ["compliance", "Compliance"],
])("WEB-FN-1: the log group of %s is there before it, and the one that it writes to", (id, word) => {
  const template = webApp();

  expect(template.at(`aws_lambda_function.${id}`)).toMatchObject({
    function_name: `WebApp-${word}-Function`,
    logging_config: { log_group: `/aws/lambda/WebApp-${word}-Function` },
    depends_on: [`aws_cloudwatch_log_group.${id}_logs`, `aws_iam_role_policy_attachment.${id}_role`],
  });
  expect(template.at(`aws_cloudwatch_log_group.${id}_logs`)).toMatchObject({
    name: `/aws/lambda/WebApp-${word}-Function`,
    kms_key_id: "${aws_kms_key.master.arn}",
  });
});

it("WEB-FN-1: runs in the private subnets, every six hours, and publishes what its alarm reads", () => {
  const template = webApp();
  const alarm = template.at("aws_cloudwatch_metric_alarm.recovery_point_too_old");
  const variables = objectOf(template.value(FUNCTION, "environment.variables"));

  expect(template.at(FUNCTION).vpc_config).toEqual({
    subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
    security_group_ids: ["${aws_security_group.functions.id}"],
  });
  expect(template.at("aws_cloudwatch_event_rule.recovery_check_schedule").schedule_expression).toBe("rate(6 hours)");
  expect(alarm).toMatchObject({
    namespace: variables.METRIC_NAMESPACE,
    metric_name: "StaleBackups",
    dimensions: { Environment: variables.DIMENSION_ENVIRONMENT },
    period: 86400, // longer than the schedule: it never lacks a point
  });
  expect(variables).toMatchObject({
    BACKUP_VAULT_NAME: "WebApp-Vault",
    DATABASE_IDENTIFIERS: "webapp-main-database",
    PROTECTED_RESOURCES: "arn:aws:rds:us-east-1:222222222222:db:webapp-main-database,EC2",
    MAX_RECOVERY_POINT_AGE_HOURS: "30",
  });
  expect(template.only("aws_backup_vault").name).toBe(variables.BACKUP_VAULT_NAME);
});

it("WEB-FN-1: may look at this vault and this database, publish into one namespace, and nothing else of its own", () => {
  const own = webApp()
    .policyOf("aws_iam_policy.recovery_check_role", "policy")
    .filter(({ actions }) => !actions.some((action) => /^(?:logs|xray|sqs|kms|ec2):/.test(action)));

  expect(own.map(({ actions, resources, conditions }) => [actions, resources, conditions])).toEqual([
    [
      ["backup:ListRecoveryPointsByBackupVault"],
      ["arn:aws:backup:us-east-1:222222222222:backup-vault:WebApp-Vault"],
      [],
    ],
    [["rds:DescribeDBInstances"], ["arn:aws:rds:us-east-1:222222222222:db:webapp-main-database"], []],
    [
      ["cloudwatch:PutMetricData"],
      ["*"],
      [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["WebApp/Recovery"] }],
    ],
  ]);
});
