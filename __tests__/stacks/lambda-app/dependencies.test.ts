import { synthesized } from "../../support/environments";
import { usesIn } from "../../support/graph";
import type { Template } from "../../support/template";

const lambdaApp = () => synthesized({}, "lambda-app").template;

/** All that Terraform makes before something: what it refers to or depends on, and what that does. */
function before(template: Template, address: string): Set<string> {
  const uses = new Map<string, string[]>();
  for (const { from, to } of usesIn(template)) {
    uses.set(from, [...(uses.get(from) ?? []), ...(to === undefined ? [] : [to])]);
  }
  const found = new Set<string>();
  const open = [address];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const to of uses.get(next) ?? []) {
      if (!found.has(to)) {
        found.add(to);
        open.push(to);
      }
    }
  }
  return found;
}

it.each<[string, string, string[]]>([
  [
    "the function",
    "aws_lambda_function.database_report",
    [
      "aws_cloudwatch_log_group.database_report_logs", // else Lambda makes it, without key and end
      "aws_iam_role_policy_attachment.database_report_role",
      "aws_iam_role_policy_attachment.database_report_role_vpc_access",
      "aws_secretsmanager_secret.database_secret",
      "aws_kms_key.master",
    ],
  ],
  [
    "the schedule's target",
    "aws_cloudwatch_event_target.database_report_schedule",
    ["aws_lambda_permission.database_report_schedule"],
  ],
  [
    "the database",
    "aws_db_instance.postgres",
    [
      "aws_cloudwatch_log_group.database_postgresql",
      "aws_cloudwatch_log_group.database_upgrade",
      "aws_cloudwatch_log_group.database_os_metrics",
      "aws_iam_role_policy_attachment.database_monitoring_role_monitoring",
      "aws_secretsmanager_secret_version.database_bootstrap", // whose password it reads back
      "aws_kms_key.rds",
    ],
  ],
  ["the secret of its consumers", "aws_secretsmanager_secret_version.database_secret", ["aws_db_instance.postgres"]],
  [
    "the instances",
    "aws_autoscaling_group.application",
    [
      "aws_cloudwatch_log_group.application_logs",
      "aws_iam_role_policy_attachment.application_role",
      "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
      "aws_iam_role_policy_attachment.application_role_ssm",
      "aws_nat_gateway.nat_a", // packages
      "aws_nat_gateway.nat_b",
      "aws_route_table_association.private_a",
      "aws_route_table_association.private_b",
      "aws_ssm_parameter.application_agent",
      "aws_kms_key.ebs",
    ],
  ],
  [
    "the trail",
    "aws_cloudtrail.trail",
    ["aws_s3_bucket_policy.trail_logs", "aws_iam_role_policy_attachment.trail_role", "aws_kms_key.logs"],
  ],
  [
    "the recorder's start",
    "aws_config_configuration_recorder_status.config",
    ["aws_config_delivery_channel.config", "aws_s3_bucket_policy.config_history", "aws_kms_key.s3"],
  ],
  ["the flow log", "aws_flow_log.flow_log", ["aws_iam_role_policy_attachment.flow_log_role", "aws_kms_key.logs"]],
  ["the NAT gateways", "aws_nat_gateway.nat_a", ["aws_internet_gateway.vpc", "aws_eip.nat_a"]],
])("LAM-TEST-1: %s waits for what it needs", (_, address, needed) => {
  const first = before(lambdaApp(), address);

  expect(needed.filter((other) => !first.has(other))).toEqual([]);
});

/** What Terraform knows before it makes anything: policy documents, and whether Auto Scaling has its role. */
const READ_AT_PLAN = /^data\.aws_iam_(?:policy_document\.|roles\.auto_scaling_role$)/;

it("LAM-TEST-1: keys wait for nothing that they encrypt, and so for nothing at all", () => {
  for (const address of lambdaApp().addresses("aws_kms_key")) {
    expect([...before(lambdaApp(), address)].filter((other) => !READ_AT_PLAN.test(other))).toEqual([]);
  }
});
