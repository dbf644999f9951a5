import { synthesized } from "../../support/environments";
import { besideSeccfn, bucketParts } from "../beside-seccfn";

const webApp = () => synthesized({}, "web-app").template;

/** What web-app has beside seccfn, by topic; the test files of the topics say the reason of each. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  "WEB-DB-1": ["aws_secretsmanager_secret_rotation.postgres"],
  "WEB-NET-1": [
    // Requests from people to the load balancer, from there to the application.
    "aws_network_acl_rule.private_acl_in_application_vpc",
    "aws_network_acl_rule.private_acl_in_deny_8080",
    "aws_network_acl_rule.public_acl_in_deny_8080",
    "aws_network_acl_rule.public_acl_in_http_internet",
    "aws_network_acl_rule.public_acl_in_https_internet",
    "aws_network_acl_rule.public_acl_in_return_vpc",
    "aws_network_acl_rule.public_acl_out_application_vpc",
    "aws_network_acl_rule.public_acl_out_return_internet",
    "aws_security_group.application",
    "aws_security_group.load_balancer",
    "aws_vpc_security_group_egress_rule.application_to_aws",
    "aws_vpc_security_group_egress_rule.application_to_database",
    "aws_vpc_security_group_egress_rule.load_balancer_to_application",
    "aws_vpc_security_group_ingress_rule.application_to_database",
    "aws_vpc_security_group_ingress_rule.http_from_internet",
    "aws_vpc_security_group_ingress_rule.https_from_internet",
    "aws_vpc_security_group_ingress_rule.load_balancer_to_application",
  ],
  "WEB-ALB-1": [
    "aws_acm_certificate.certificate",
    "aws_acm_certificate_validation.certificate",
    "aws_lb.load_balancer",
    "aws_lb_listener.load_balancer_http",
    "aws_lb_listener.load_balancer_https",
    "aws_lb_target_group.load_balancer",
    "aws_route53_record.certificate",
    "aws_route53_record.load_balancer_name",
    ...bucketParts("load_balancer_logs"),
  ],
  "WEB-WAF-1": [
    "aws_cloudwatch_log_group.web_acl_logs",
    "aws_wafv2_web_acl.web_acl",
    "aws_wafv2_web_acl_association.web_acl_load_balancer",
    "aws_wafv2_web_acl_logging_configuration.web_acl",
  ],
  "WEB-ASG-1": [
    "aws_autoscaling_group.application",
    "aws_autoscaling_policy.application",
    "aws_cloudwatch_log_group.application_logs",
    "aws_iam_instance_profile.application_role",
    "aws_iam_policy.application_role",
    "aws_iam_role.application_role",
    "aws_iam_role_policy_attachment.application_role",
    "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.application_role_ssm",
    "aws_launch_template.application",
    "aws_ssm_parameter.application_agent",
  ],
  "WEB-MON-1": [
    "application_cpu",
    "application_disk",
    "application_errors",
    "application_latency",
    "application_memory",
    "application_status_check",
    "load_balancer_errors",
    "recovery_check_dead_letters_waiting",
    "recovery_check_function_errors",
    "recovery_point_too_old",
    "unhealthy_hosts",
  ].map((name) => `aws_cloudwatch_metric_alarm.${name}`),
  "WEB-BAK-1": [
    "aws_backup_plan.backup",
    "aws_backup_selection.backup",
    "aws_backup_vault.backup",
    "aws_iam_policy.backup_role",
    "aws_iam_role.backup_role",
    "aws_iam_role_policy_attachment.backup_role",
    "aws_iam_role_policy_attachment.backup_role_backups",
    "aws_iam_role_policy_attachment.backup_role_restores",
    "aws_kms_alias.backup",
    "aws_kms_key.backup",
  ],
  "WEB-CFG-1": ["aws_config_config_rule.config_required_tags"],
  "WEB-FN-1": [
    "aws_cloudwatch_event_rule.recovery_check_schedule",
    "aws_cloudwatch_event_target.recovery_check_schedule",
    "aws_cloudwatch_log_group.recovery_check_logs",
    "aws_iam_policy.recovery_check_role",
    "aws_iam_role.recovery_check_role",
    "aws_iam_role_policy_attachment.recovery_check_role",
    "aws_lambda_function.recovery_check",
    "aws_lambda_permission.recovery_check_schedule",
    "aws_sqs_queue.recovery_check_dead_letters",
    "aws_sqs_queue_policy.recovery_check_dead_letters",
  ],
};

it("has beside seccfn just what its rows ask for", () => {
  expect(besideSeccfn(webApp()).more).toEqual(Object.values(TOPICS).flat().sort());
});

it("lacks of seccfn just what its own choices replace", () => {
  expect(besideSeccfn(webApp()).less).toEqual([
    "aws_config_config_rule.config_cmk_backing_key_rotation_enabled", // rules are configuration
    "aws_config_config_rule.config_vpc_default_security_group_closed",
    "aws_network_acl_rule.public_acl_in_https_vpc", // within what people may ask for
    "aws_secretsmanager_secret.database_bootstrap", // RDS keeps the password
    "aws_secretsmanager_secret.database_secret",
    "aws_secretsmanager_secret_version.database_bootstrap",
    "aws_secretsmanager_secret_version.database_secret",
  ]);
});
