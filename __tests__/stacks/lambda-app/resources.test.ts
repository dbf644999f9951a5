import { synthesized } from "../../support/environments";
import { besideSeccfn } from "../beside-seccfn";

const lambdaApp = () => synthesized({}, "lambda-app").template;

/** What lambda-app has beside seccfn, by topic; the test files of the topics say the reason of each. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  "LAM-NET-1": [
    "aws_network_acl_rule.private_acl_in_deny_8080", // the application's port, from outside
    "aws_network_acl_rule.public_acl_in_deny_8080",
    "aws_security_group.application",
    "aws_vpc_security_group_egress_rule.application_to_aws",
    "aws_vpc_security_group_egress_rule.application_to_database",
    "aws_vpc_security_group_ingress_rule.application_to_database",
  ],
  "LAM-FN-1": [
    "aws_cloudwatch_event_rule.database_report_schedule",
    "aws_cloudwatch_event_target.database_report_schedule",
    "aws_cloudwatch_log_group.database_report_logs",
    "aws_cloudwatch_metric_alarm.database_report_dead_letters_waiting",
    "aws_cloudwatch_metric_alarm.database_report_function_errors",
    "aws_iam_policy.database_report_role",
    "aws_iam_role.database_report_role",
    "aws_iam_role_policy_attachment.database_report_role",
    "aws_iam_role_policy_attachment.database_report_role_vpc_access", // LAM-IAM-1
    "aws_lambda_function.database_report",
    "aws_lambda_permission.database_report_access_role_555555555555_deployment",
    "aws_lambda_permission.database_report_schedule",
    "aws_sqs_queue.database_report_dead_letters",
    "aws_sqs_queue_policy.database_report_dead_letters",
  ],
  "LAM-DB-1": [
    "aws_cloudwatch_log_group.database_os_metrics",
    "aws_iam_role.database_monitoring_role",
    "aws_iam_role_policy_attachment.database_monitoring_role_monitoring",
  ],
  "LAM-EC2-1": [
    "aws_autoscaling_group.application",
    "aws_autoscaling_policy.application",
    "aws_cloudwatch_log_group.application_logs",
    "aws_cloudwatch_metric_alarm.application_cpu",
    "aws_cloudwatch_metric_alarm.application_disk",
    "aws_cloudwatch_metric_alarm.application_memory",
    "aws_cloudwatch_metric_alarm.application_status_check",
    "aws_iam_instance_profile.application_role",
    "aws_iam_policy.application_role",
    "aws_iam_role.application_role",
    "aws_iam_role_policy_attachment.application_role",
    "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.application_role_ssm",
    "aws_launch_template.application",
    "aws_ssm_parameter.application_agent",
  ],
  "LAM-KMS-1": ["ebs", "logs", "rds", "s3"].flatMap((id) => [`aws_kms_alias.${id}`, `aws_kms_key.${id}`]),
};

it("has beside seccfn just what its rows ask for", () => {
  expect(besideSeccfn(lambdaApp()).more).toEqual(Object.values(TOPICS).flat().sort());
});

it("lacks of seccfn the Config rules that its configuration does not list", () => {
  expect(besideSeccfn(lambdaApp()).less).toEqual([
    "aws_config_config_rule.config_cmk_backing_key_rotation_enabled",
    "aws_config_config_rule.config_vpc_default_security_group_closed",
  ]);
});
