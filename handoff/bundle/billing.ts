import { asText, type Graph, type Resource } from "../../model";

/** What AWS bills for a type of resource. */
export interface Billed {
  /** What a reader calls it, in the plural. */
  readonly name: string;
  /** What is counted: hours, requests, gigabytes. */
  readonly by: string;
  /** AWS's own page on its prices. */
  readonly source: string;
  /** Which of that type are billed. @default - all */
  readonly only?: (resource: Resource) => boolean;
}

const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

/** What is billed, by type. Only kinds are told, no prices: these differ by region, contract and month. */
export const BILLED: Readonly<Record<string, Billed>> = {
  aws_accessanalyzer_analyzer: {
    name: "Access Analyzer, unused access",
    by: "each role and user analyzed a month",
    source: page("iam/access-analyzer"),
    only: (analyzer) => /UNUSED|INTERNAL/.test(asText(analyzer.get("type")) ?? ""),
  },
  aws_athena_workgroup: { name: "Athena queries", by: "data scanned", source: page("athena") },
  aws_autoscaling_group: {
    name: "Auto Scaling groups",
    by: "hours of each instance, its volumes' gigabytes, its detailed metrics",
    source: page("ec2"),
  },
  aws_backup_vault: {
    name: "backup vaults",
    by: "gigabytes of recovery points a month, warm and cold; restores",
    source: page("backup"),
  },
  aws_cloudtrail: {
    name: "trails",
    by: "data events, and management events beyond the first copy in the account",
    source: page("cloudtrail"),
  },
  aws_cloudtrail_event_data_store: {
    name: "CloudTrail Lake event data stores",
    by: "gigabytes taken in and kept, gigabytes scanned by queries",
    source: page("cloudtrail"),
  },
  aws_cloudwatch_dashboard: { name: "dashboards", by: "each dashboard a month", source: page("cloudwatch") },
  aws_cloudwatch_log_group: {
    name: "log groups",
    by: "gigabytes taken in, gigabytes kept a month",
    source: page("cloudwatch"),
  },
  aws_cloudwatch_log_metric_filter: {
    name: "metrics made from logs",
    by: "each custom metric a month",
    source: page("cloudwatch"),
  },
  aws_cloudwatch_metric_alarm: { name: "alarms", by: "each metric of an alarm a month", source: page("cloudwatch") },
  aws_config_config_rule: { name: "Config rules", by: "each evaluation", source: page("config") },
  aws_config_configuration_recorder: {
    name: "the Config recorder",
    by: "each configuration item recorded",
    source: page("config"),
  },
  aws_db_instance: {
    name: "databases",
    by: "hours of the instance (twice with a standby), gigabytes of storage and of backups beyond it, monitoring",
    source: page("rds/postgresql"),
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    name: "transit gateway attachments",
    by: "hours, gigabytes sent",
    source: page("transit-gateway"),
  },
  aws_eip: { name: "public IPv4 addresses", by: "hours, in use or not", source: page("vpc") },
  aws_flow_log: { name: "flow logs", by: "gigabytes delivered", source: page("cloudwatch") },
  aws_guardduty_detector: {
    name: "GuardDuty",
    by: "events and gigabytes analyzed, by each protection plan",
    source: page("guardduty"),
  },
  aws_instance: { name: "instances", by: "hours, gigabytes of volumes", source: page("ec2") },
  aws_kms_key: {
    name: "customer managed keys",
    by: "each key a month, its first two rotations, requests",
    source: page("kms"),
  },
  aws_lambda_function: { name: "functions", by: "requests, time and memory, traces", source: page("lambda") },
  aws_lb: {
    name: "load balancers",
    by: "hours, capacity units, public addresses",
    source: page("elasticloadbalancing"),
  },
  aws_nat_gateway: { name: "NAT gateways", by: "hours, gigabytes", source: page("vpc") },
  aws_route53_record: {
    name: "DNS records",
    by: "queries; those to aliases of AWS's own resources are free",
    source: page("route53"),
    only: (record) => record.blocks("alias").items.length === 0,
  },
  aws_s3_bucket: {
    name: "buckets",
    by: "gigabytes kept, requests, moves between storage classes",
    source: page("s3"),
  },
  aws_secretsmanager_secret: { name: "secrets", by: "each secret a month, calls", source: page("secrets-manager") },
  aws_securityhub_account: { name: "Security Hub", by: "each check, findings taken in", source: page("security-hub") },
  aws_sns_topic: { name: "topics", by: "requests, messages by e-mail", source: page("sns") },
  aws_sqs_queue: { name: "queues", by: "requests", source: page("sqs") },
  aws_ssm_parameter: {
    name: "advanced parameters",
    by: "each parameter a month",
    source: page("systems-manager"),
    only: (parameter) => asText(parameter.get("tier")) === "Advanced",
  },
  aws_vpc_endpoint: {
    name: "interface endpoints",
    by: "hours in each zone, gigabytes",
    source: page("privatelink"),
    only: (endpoint) => asText(endpoint.get("vpc_endpoint_type")) === "Interface",
  },
  aws_wafv2_web_acl: {
    name: "web ACLs",
    by: "each ACL and each rule a month, requests",
    source: page("waf"),
  },
};

/** Types that cost nothing by themselves, or are billed with what they belong to. */
export const FREE: ReadonlySet<string> = new Set([
  "aws_acm_certificate", // public certificates
  "aws_acm_certificate_validation",
  "aws_athena_named_query",
  "aws_autoscaling_policy",
  "aws_backup_plan",
  "aws_backup_selection",
  "aws_backup_vault_lock_configuration",
  "aws_backup_vault_policy",
  "aws_cloudwatch_event_rule", // events of AWS's own services, and schedules
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_log_resource_policy",
  "aws_config_configuration_recorder_status",
  "aws_config_delivery_channel",
  "aws_db_event_subscription",
  "aws_db_parameter_group",
  "aws_db_subnet_group",
  "aws_default_network_acl",
  "aws_default_security_group",
  "aws_ebs_encryption_by_default",
  "aws_eip_association",
  "aws_glue_catalog_database", // the first million objects
  "aws_glue_catalog_table",
  "aws_guardduty_detector_feature", // with the detector
  "aws_iam_account_password_policy",
  "aws_iam_group",
  "aws_iam_group_policy_attachment",
  "aws_iam_instance_profile",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_iam_role_policy_attachment",
  "aws_iam_service_linked_role",
  "aws_internet_gateway",
  "aws_key_pair",
  "aws_kms_alias",
  "aws_lambda_permission",
  "aws_launch_template",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_network_acl",
  "aws_network_acl_association",
  "aws_network_acl_rule",
  "aws_route",
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
  "aws_secretsmanager_secret_rotation", // by the function that does it
  "aws_secretsmanager_secret_version",
  "aws_security_group",
  "aws_securityhub_standards_subscription", // with the account
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription", // with the topic
  "aws_sqs_queue_policy",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
  "aws_wafv2_web_acl_association",
  "aws_wafv2_web_acl_logging_configuration", // by the log group
  "random_id",
  "random_password",
]);

/** A kind of thing that is billed, with how many of it there are. */
export interface BilledKind extends Billed {
  readonly type: string;
  readonly count: number;
}

/** What costs money in an environment: kinds and counts, no prices. */
export function billedKinds(graph: Graph): BilledKind[] {
  return Object.entries(BILLED).flatMap(([type, billed]) => {
    const count = graph.resources(type).filter((resource) => billed.only?.(resource) ?? true).length;
    return count === 0 ? [] : [{ ...billed, type, count }];
  });
}

/** Types of which nobody has said whether they are billed. */
export function unpricedTypes(graph: Graph): string[] {
  return graph.types().filter((type) => BILLED[type] === undefined && !FREE.has(type));
}
