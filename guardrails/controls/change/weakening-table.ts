import { bucketDeletesSooner, deletesSooner } from "./lifecycles";
import { recordsLess } from "./trail-selectors";
import {
  allowsOlderTls,
  comesLater,
  type Direction,
  falls,
  goesDown,
  ifWritten,
  isDropped,
  isExchanged,
  keptShorter,
  lockedShorter,
  loses,
  losesAll,
  losesBlocks,
  parameterTurnsOff,
  rotatesLater,
  shortensInBlocks,
  turnsOff,
  turnsOffInBlocks,
  turnsOn,
} from "./weakening-directions";

/** An attribute that protects, and which way is the weak one. */
export interface Weakening {
  readonly attribute: string;
  readonly weak: Direction;
  /** What the attribute is, where its name does not say it. */
  readonly what?: string;
}

/** Of keys, what `change-key-not-destroyed` watches over. */
export const KEY_WEAKENINGS: readonly Weakening[] = [
  { attribute: "is_enabled", weak: turnsOff },
  { attribute: "enabled", weak: turnsOff },
  { attribute: "deletion_window_in_days", weak: goesDown },
];

/** Of trails, what `change-trail-not-stopped` watches over. */
export const TRAIL_STOPS: readonly Weakening[] = [{ attribute: "enable_logging", weak: turnsOff }];

/** What the clusters of RDS, DocumentDB and Neptune have in common. */
const ANY_CLUSTER: readonly Weakening[] = [
  { attribute: "deletion_protection", weak: turnsOff },
  { attribute: "storage_encrypted", weak: turnsOff },
  { attribute: "backup_retention_period", weak: goesDown },
  { attribute: "skip_final_snapshot", weak: turnsOn },
];

const CLUSTER: readonly Weakening[] = [
  ...ANY_CLUSTER,
  { attribute: "kms_key_id", weak: isExchanged },
  { attribute: "delete_automated_backups", weak: turnsOn },
  { attribute: "enabled_cloudwatch_logs_exports", weak: loses },
  { attribute: "iam_database_authentication_enabled", weak: turnsOff },
];

const DATABASE: readonly Weakening[] = [
  ...CLUSTER,
  { attribute: "publicly_accessible", weak: turnsOn },
  { attribute: "multi_az", weak: turnsOff },
];

const PUBLIC_ACCESS_BLOCK: readonly Weakening[] = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
].map((attribute) => ({ attribute, weak: turnsOff }));

const LOAD_BALANCER: readonly Weakening[] = [
  { attribute: "enable_deletion_protection", weak: turnsOff },
  { attribute: "drop_invalid_header_fields", weak: turnsOff },
  { attribute: "access_logs.enabled", weak: turnsOff },
];

const LISTENER: readonly Weakening[] = [
  { attribute: "ssl_policy", weak: allowsOlderTls },
  { attribute: "protocol", weak: falls("HTTPS", "HTTP") },
];

const METADATA: Weakening = { attribute: "metadata_options.http_tokens", weak: falls("required", "optional") };

/** Of lifecycles, also of one that is new on a bucket that was there. */
export const LIFECYCLE_WEAKENINGS: readonly Weakening[] = [
  { attribute: "expiration.days", weak: deletesSooner, what: "how long objects are kept" },
  {
    attribute: "noncurrent_version_expiration.noncurrent_days",
    weak: deletesSooner,
    what: "how long earlier versions are kept",
  },
];

/** The attributes that protect, by type. */
export const WEAKENINGS: Readonly<Record<string, readonly Weakening[]>> = {
  aws_alb: LOAD_BALANCER,
  aws_alb_listener: LISTENER,
  aws_backup_plan: [
    {
      attribute: "lifecycle.delete_after",
      weak: shortensInBlocks("rule", "rule_name"),
      what: "how long backups are kept",
    },
    { attribute: "rule", weak: losesBlocks },
  ],
  aws_backup_vault: [
    { attribute: "kms_key_arn", weak: isExchanged },
    { attribute: "force_destroy", weak: turnsOn },
  ],
  aws_backup_vault_lock_configuration: [{ attribute: "min_retention_days", weak: goesDown }],
  aws_cloudtrail: [
    { attribute: "is_multi_region_trail", weak: turnsOff },
    { attribute: "include_global_service_events", weak: turnsOff },
    { attribute: "enable_log_file_validation", weak: turnsOff },
    { attribute: "kms_key_id", weak: isDropped },
    { attribute: "cloud_watch_logs_group_arn", weak: isDropped },
    { attribute: "event_selector", weak: recordsLess, what: "what is recorded" },
    { attribute: "advanced_event_selector", weak: recordsLess, what: "what is recorded" },
  ],
  aws_cloudtrail_event_data_store: [
    { attribute: "termination_protection_enabled", weak: turnsOff },
    { attribute: "multi_region_enabled", weak: turnsOff },
    { attribute: "retention_period", weak: goesDown },
    { attribute: "kms_key_id", weak: isDropped },
    { attribute: "advanced_event_selector", weak: recordsLess, what: "what is recorded" },
  ],
  aws_cloudwatch_log_group: [
    { attribute: "retention_in_days", weak: keptShorter },
    { attribute: "kms_key_id", weak: isDropped },
    { attribute: "skip_destroy", weak: turnsOff },
  ],
  aws_cloudwatch_metric_alarm: [
    { attribute: "actions_enabled", weak: turnsOff },
    { attribute: "alarm_actions", weak: losesAll },
  ],
  aws_config_configuration_recorder: [
    { attribute: "recording_group.all_supported", weak: turnsOff },
    { attribute: "recording_group.include_global_resource_types", weak: turnsOff },
  ],
  aws_config_configuration_recorder_status: [{ attribute: "is_enabled", weak: turnsOff }],
  aws_db_instance: DATABASE,
  aws_db_parameter_group: [
    { attribute: "rds.force_ssl", weak: parameterTurnsOff("rds.force_ssl"), what: "TLS for all connections" },
  ],
  aws_docdb_cluster: [
    ...ANY_CLUSTER,
    { attribute: "kms_key_id", weak: isExchanged },
    { attribute: "enabled_cloudwatch_logs_exports", weak: loses },
  ],
  aws_dynamodb_table: [
    { attribute: "deletion_protection_enabled", weak: turnsOff },
    { attribute: "point_in_time_recovery.enabled", weak: turnsOff },
    { attribute: "server_side_encryption.enabled", weak: turnsOff },
  ],
  aws_ebs_encryption_by_default: [{ attribute: "enabled", weak: turnsOff }],
  aws_ebs_snapshot_block_public_access: [
    { attribute: "state", weak: falls("block-all-sharing", "block-new-sharing", "unblocked") },
  ],
  aws_ebs_volume: [{ attribute: "encrypted", weak: turnsOff }],
  aws_ecr_repository: [{ attribute: "image_tag_mutability", weak: falls("IMMUTABLE", "MUTABLE") }],
  aws_efs_file_system: [{ attribute: "encrypted", weak: turnsOff }],
  aws_elasticache_replication_group: [
    { attribute: "at_rest_encryption_enabled", weak: turnsOff },
    { attribute: "transit_encryption_enabled", weak: turnsOff },
  ],
  aws_flow_log: [{ attribute: "traffic_type", weak: falls("ALL", "REJECT") }],
  aws_guardduty_detector: [{ attribute: "enable", weak: turnsOff }],
  aws_guardduty_detector_feature: [{ attribute: "status", weak: falls("ENABLED", "DISABLED") }],
  aws_iam_account_password_policy: [
    { attribute: "minimum_password_length", weak: goesDown },
    { attribute: "password_reuse_prevention", weak: goesDown },
    { attribute: "max_password_age", weak: comesLater },
    { attribute: "require_lowercase_characters", weak: turnsOff },
    { attribute: "require_numbers", weak: turnsOff },
    { attribute: "require_symbols", weak: turnsOff },
    { attribute: "require_uppercase_characters", weak: turnsOff },
  ],
  aws_iam_role: [{ attribute: "permissions_boundary", weak: isDropped }],
  aws_iam_user: [{ attribute: "permissions_boundary", weak: isDropped }],
  aws_instance: [
    METADATA,
    { attribute: "disable_api_termination", weak: turnsOff },
    { attribute: "root_block_device.encrypted", weak: turnsOff },
  ],
  aws_kms_key: [
    { attribute: "enable_key_rotation", weak: turnsOff },
    { attribute: "rotation_period_in_days", weak: ifWritten(comesLater) },
    { attribute: "bypass_policy_lockout_safety_check", weak: turnsOn },
  ],
  aws_lambda_function: [{ attribute: "kms_key_arn", weak: isDropped }],
  aws_launch_template: [
    METADATA,
    { attribute: "ebs.encrypted", weak: turnsOffInBlocks("block_device_mappings"), what: "encryption of volumes" },
  ],
  aws_lb: LOAD_BALANCER,
  aws_lb_listener: LISTENER,
  aws_neptune_cluster: [
    ...ANY_CLUSTER,
    { attribute: "kms_key_arn", weak: isExchanged },
    { attribute: "enable_cloudwatch_logs_exports", weak: loses },
    { attribute: "iam_database_authentication_enabled", weak: turnsOff },
  ],
  aws_opensearch_domain: [
    { attribute: "encrypt_at_rest.enabled", weak: turnsOff },
    { attribute: "node_to_node_encryption.enabled", weak: turnsOff },
    { attribute: "domain_endpoint_options.enforce_https", weak: turnsOff },
  ],
  aws_rds_cluster: CLUSTER,
  aws_rds_cluster_instance: [{ attribute: "publicly_accessible", weak: turnsOn }],
  aws_redshift_cluster: [
    { attribute: "publicly_accessible", weak: turnsOn },
    { attribute: "encrypted", weak: turnsOff },
    { attribute: "kms_key_id", weak: isExchanged },
    { attribute: "automated_snapshot_retention_period", weak: goesDown },
    { attribute: "skip_final_snapshot", weak: turnsOn },
    { attribute: "enhanced_vpc_routing", weak: turnsOff },
  ],
  aws_s3_account_public_access_block: PUBLIC_ACCESS_BLOCK,
  aws_s3_bucket: [
    { attribute: "force_destroy", weak: turnsOn },
    { attribute: "object_lock_enabled", weak: ifWritten(turnsOff) },
    // As providers before 4.0 had them.
    { attribute: "versioning.enabled", weak: ifWritten(turnsOff) },
    {
      attribute: "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm",
      weak: ifWritten(falls("aws:kms:dsse", "aws:kms", "AES256")),
    },
    { attribute: "expiration.days", weak: bucketDeletesSooner, what: "how long objects are kept" },
    {
      attribute: "noncurrent_version_expiration.days",
      weak: bucketDeletesSooner,
      what: "how long earlier versions are kept",
    },
  ],
  aws_s3_bucket_lifecycle_configuration: LIFECYCLE_WEAKENINGS,
  aws_s3_bucket_object_lock_configuration: [
    { attribute: "rule.default_retention.mode", weak: falls("COMPLIANCE", "GOVERNANCE") },
    { attribute: "rule.default_retention.days", weak: lockedShorter },
    { attribute: "rule.default_retention.years", weak: lockedShorter },
  ],
  aws_s3_bucket_ownership_controls: [
    {
      attribute: "rule.object_ownership",
      weak: falls("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
    },
  ],
  aws_s3_bucket_public_access_block: PUBLIC_ACCESS_BLOCK,
  aws_s3_bucket_server_side_encryption_configuration: [
    {
      attribute: "rule.apply_server_side_encryption_by_default.sse_algorithm",
      weak: falls("aws:kms:dsse", "aws:kms", "AES256"),
    },
    { attribute: "rule.apply_server_side_encryption_by_default.kms_master_key_id", weak: isExchanged },
  ],
  aws_s3_bucket_versioning: [
    { attribute: "versioning_configuration.status", weak: falls("Enabled", "Suspended", "Disabled") },
    { attribute: "versioning_configuration.mfa_delete", weak: falls("Enabled", "Disabled") },
  ],
  aws_secretsmanager_secret: [
    { attribute: "recovery_window_in_days", weak: goesDown },
    { attribute: "kms_key_id", weak: isExchanged },
  ],
  aws_secretsmanager_secret_rotation: [
    { attribute: "rotation_rules.automatically_after_days", weak: rotatesLater },
    { attribute: "rotation_rules.schedule_expression", weak: rotatesLater },
  ],
  aws_sns_topic: [{ attribute: "kms_master_key_id", weak: isDropped }],
  aws_sqs_queue: [
    { attribute: "kms_master_key_id", weak: isDropped },
    { attribute: "sqs_managed_sse_enabled", weak: turnsOff },
  ],
  aws_subnet: [{ attribute: "map_public_ip_on_launch", weak: turnsOn }],
};

/** What protects something else by being there. */
export interface Protection {
  readonly what: string;
  /** The attribute that names what it protects. */
  readonly of: string;
  /** The types of what it protects. */
  readonly owners: readonly string[];
}

const BUCKETS = ["aws_s3_bucket", "aws_s3_directory_bucket"];

/** What has a web ACL by its ARN. */
const BEHIND_WEB_ACLS = [
  "aws_alb",
  "aws_api_gateway_stage",
  "aws_apprunner_service",
  "aws_appsync_graphql_api",
  "aws_cognito_user_pool",
  "aws_lb",
  "aws_verifiedaccess_instance",
];

/** What protects something else by being there: its removal weakens that. */
export const PROTECTIONS: Readonly<Record<string, Protection>> = {
  aws_backup_vault_policy: { what: "the vault's policy", of: "backup_vault_name", owners: ["aws_backup_vault"] },
  aws_kms_key_policy: {
    what: "the key's policy",
    of: "key_id",
    owners: ["aws_kms_external_key", "aws_kms_key", "aws_kms_replica_external_key", "aws_kms_replica_key"],
  },
  aws_s3_bucket_lifecycle_configuration: { what: "the bucket's lifecycle", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_logging: { what: "the bucket's access log", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_object_lock_configuration: { what: "the bucket's object lock", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_ownership_controls: { what: "the bucket's ownership controls", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_policy: { what: "the bucket's policy", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_public_access_block: { what: "the bucket's public access block", of: "bucket", owners: BUCKETS },
  aws_s3_bucket_server_side_encryption_configuration: {
    what: "the bucket's encryption",
    of: "bucket",
    owners: BUCKETS,
  },
  aws_s3_bucket_versioning: { what: "the bucket's versioning", of: "bucket", owners: BUCKETS },
  aws_secretsmanager_secret_policy: {
    what: "the secret's policy",
    of: "secret_arn",
    owners: ["aws_secretsmanager_secret"],
  },
  aws_secretsmanager_secret_rotation: {
    what: "the secret's rotation",
    of: "secret_id",
    owners: ["aws_secretsmanager_secret"],
  },
  aws_sns_topic_policy: { what: "the topic's policy", of: "arn", owners: ["aws_sns_topic"] },
  aws_sqs_queue_policy: { what: "the queue's policy", of: "queue_url", owners: ["aws_sqs_queue"] },
  aws_wafv2_web_acl_association: {
    what: "the web ACL's association",
    of: "resource_arn",
    owners: BEHIND_WEB_ACLS,
  },
  aws_wafv2_web_acl_logging_configuration: {
    what: "the web ACL's log",
    of: "resource_arn",
    owners: ["aws_wafv2_web_acl"],
  },
};
