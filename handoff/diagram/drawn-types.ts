import type { Glyph } from "./glyphs";

/** Where something stands: in the VPC, or in one of the panels below it. */
export type Area = "network" | "data" | "keys" | "audit" | "identity" | "operation" | "edge";

/** How resources of a type are drawn. */
export interface DrawnType {
  readonly area: Area;
  readonly glyph: Glyph;
  /** What one of them is called, in AWS's words. */
  readonly one: string;
  readonly many: string;
  /** Whether a node is titled by the resource's name; else by its type, where there is mostly but one. */
  readonly titled?: "name";
  /** Whether all of the type share a node; else each has its own. */
  readonly together?: true;
}

/**
 * What is a node of the diagram: every managed resource of these types is in one node, and in one only. In the network, what
 * is alike (same kind, subnets and security groups) shares a node too. VPCs and subnets are frames around what stands in them.
 */
export const DRAWN_TYPES: Readonly<Record<string, DrawnType>> = {
  aws_vpc: { area: "network", glyph: "network", one: "VPC", many: "VPCs" },
  aws_subnet: { area: "network", glyph: "network", one: "subnet", many: "subnets" },
  aws_internet_gateway: { area: "network", glyph: "gateway", one: "internet gateway", many: "internet gateways" },
  aws_nat_gateway: { area: "network", glyph: "gateway", one: "NAT gateway", many: "NAT gateways" },
  aws_ec2_transit_gateway_vpc_attachment: {
    area: "network",
    glyph: "gateway",
    one: "transit gateway attachment",
    many: "transit gateway attachments",
  },
  aws_vpc_endpoint: { area: "network", glyph: "endpoint", one: "VPC endpoint", many: "VPC endpoints" },
  aws_lb: { area: "network", glyph: "balancer", one: "load balancer", many: "load balancers", titled: "name" },
  aws_autoscaling_group: {
    area: "network",
    glyph: "instances",
    one: "Auto Scaling group",
    many: "Auto Scaling groups",
    titled: "name",
  },
  aws_instance: { area: "network", glyph: "instance", one: "instance", many: "instances", titled: "name" },
  aws_lambda_function: { area: "network", glyph: "function", one: "function", many: "functions", titled: "name" },
  aws_db_instance: { area: "network", glyph: "database", one: "database", many: "databases", titled: "name" },
  aws_rds_cluster: {
    area: "network",
    glyph: "database",
    one: "database cluster",
    many: "database clusters",
    titled: "name",
  },

  aws_s3_bucket: { area: "data", glyph: "bucket", one: "bucket", many: "buckets", titled: "name" },
  aws_dynamodb_table: { area: "data", glyph: "database", one: "table", many: "tables", titled: "name" },
  aws_efs_file_system: { area: "data", glyph: "bucket", one: "file system", many: "file systems", titled: "name" },
  aws_secretsmanager_secret: { area: "data", glyph: "secret", one: "secret", many: "secrets", titled: "name" },
  aws_backup_vault: { area: "data", glyph: "vault", one: "backup vault", many: "backup vaults" },

  aws_kms_key: { area: "keys", glyph: "key", one: "KMS key", many: "KMS keys", titled: "name" },

  aws_cloudtrail: { area: "audit", glyph: "audit", one: "trail", many: "trails" },
  aws_cloudtrail_event_data_store: {
    area: "audit",
    glyph: "audit",
    one: "event data store",
    many: "event data stores",
  },
  aws_config_configuration_recorder: {
    area: "audit",
    glyph: "audit",
    one: "Config recorder",
    many: "Config recorders",
  },
  aws_config_config_rule: { area: "audit", glyph: "audit", one: "Config rule", many: "Config rules", together: true },
  aws_guardduty_detector: { area: "audit", glyph: "shield", one: "GuardDuty detector", many: "GuardDuty detectors" },
  aws_securityhub_account: { area: "audit", glyph: "shield", one: "Security Hub", many: "Security Hubs" },
  aws_accessanalyzer_analyzer: { area: "audit", glyph: "shield", one: "Access Analyzer", many: "Access Analyzers" },
  aws_athena_workgroup: { area: "audit", glyph: "audit", one: "Athena workgroup", many: "Athena workgroups" },

  aws_iam_role: { area: "identity", glyph: "role", one: "role", many: "roles", together: true },
  aws_iam_user: { area: "identity", glyph: "role", one: "user", many: "users", together: true },
  aws_iam_group: { area: "identity", glyph: "role", one: "group", many: "groups", together: true },

  aws_sns_topic: { area: "operation", glyph: "topic", one: "topic", many: "topics", titled: "name" },
  aws_sqs_queue: { area: "operation", glyph: "queue", one: "queue", many: "queues", titled: "name" },
  aws_cloudwatch_log_group: {
    area: "operation",
    glyph: "log",
    one: "log group",
    many: "log groups",
    together: true,
  },
  aws_cloudwatch_metric_alarm: { area: "operation", glyph: "alarm", one: "alarm", many: "alarms", together: true },
  aws_cloudwatch_event_rule: {
    area: "operation",
    glyph: "topic",
    one: "event rule",
    many: "event rules",
    together: true,
  },
  aws_cloudwatch_dashboard: { area: "operation", glyph: "log", one: "dashboard", many: "dashboards", together: true },

  aws_wafv2_web_acl: { area: "edge", glyph: "shield", one: "web ACL", many: "web ACLs" },
  aws_acm_certificate: { area: "edge", glyph: "certificate", one: "certificate", many: "certificates" },
  aws_cloudfront_distribution: { area: "edge", glyph: "internet", one: "distribution", many: "distributions" },
};

/**
 * What is part of a node, or only settles how something is done, so that it is no node of its own. What is in neither list
 * is drawn as `other resources`, so that nothing is left out in silence.
 */
export const PARTS: ReadonlySet<string> = new Set([
  "aws_acm_certificate_validation",
  "aws_athena_named_query",
  "aws_autoscaling_policy",
  "aws_backup_plan",
  "aws_backup_selection",
  "aws_backup_vault_lock_configuration",
  "aws_backup_vault_policy",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_log_metric_filter",
  "aws_cloudwatch_log_resource_policy",
  "aws_config_configuration_recorder_status",
  "aws_config_delivery_channel",
  "aws_db_event_subscription",
  "aws_db_parameter_group",
  "aws_db_subnet_group",
  "aws_default_network_acl",
  "aws_default_security_group",
  "aws_ebs_encryption_by_default",
  "aws_eip",
  "aws_eip_association",
  "aws_flow_log",
  "aws_glue_catalog_database",
  "aws_glue_catalog_table",
  "aws_guardduty_detector_feature",
  "aws_iam_account_password_policy",
  "aws_iam_group_policy_attachment",
  "aws_iam_instance_profile",
  "aws_iam_policy",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_service_linked_role",
  "aws_key_pair",
  "aws_kms_alias",
  "aws_kms_key_policy",
  "aws_lambda_permission",
  "aws_launch_template",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_network_acl",
  "aws_network_acl_association",
  "aws_network_acl_rule",
  "aws_route",
  "aws_route53_record",
  "aws_route_table",
  "aws_route_table_association",
  "aws_s3_account_public_access_block",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_logging",
  "aws_s3_bucket_notification",
  "aws_s3_bucket_object_lock_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_secretsmanager_secret_policy",
  "aws_secretsmanager_secret_rotation",
  "aws_secretsmanager_secret_version",
  "aws_security_group",
  "aws_securityhub_standards_subscription",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
  "aws_sqs_queue_policy",
  "aws_ssm_parameter",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
  "aws_wafv2_web_acl_association",
  "aws_wafv2_web_acl_logging_configuration",
  "random_id",
  "random_password",
]);
