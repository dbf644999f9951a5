import type { KnownDifferences } from "./differences";
import type { Gaps } from "./reduce";

/** The emulator that this was found out with, and when: another version may do more. */
export const EMULATOR = { name: "moto", version: "5.2.5", verified: "2026-11-28" } as const;

/** What is left out since the emulator has nothing like it, or something that Terraform cannot work with. */
export const GAPS: Gaps = {
  types: {
    aws_accessanalyzer_analyzer: "moto has no Access Analyzer",
    aws_athena_workgroup: "moto refuses ListTagsForResource of a workgroup, so it cannot be read after it was made",
    aws_backup_selection: "moto has no CreateBackupSelection",
    aws_backup_vault_policy: "moto has no policies of vaults",
    aws_cloudtrail_event_data_store: "moto has no CloudTrail Lake",
    aws_cloudwatch_composite_alarm: "moto has no PutCompositeAlarm",
    aws_ebs_default_kms_key: "moto has no GetEbsDefaultKmsKeyId",
    aws_guardduty_detector_feature: "moto keeps only the feature of a detector that was set last",
    aws_s3_bucket_logging:
      "moto fails where the policy of the logs' bucket denies everybody something, as ours does without TLS",
    aws_s3_account_public_access_block:
      "its endpoint begins with the account's number, which is no name of this machine",
    aws_securityhub_account: "moto has no UpdateSecurityHubConfiguration",
    aws_securityhub_standards_subscription: "it needs the account of Security Hub",
  },
  values: {
    "aws_flow_log.log_destination_type": { s3: "moto takes the folder in the bucket for a part of the bucket's name" },
  },
  arguments: {},
  denials: {
    "aws_kms_key.policy": "moto looks at no conditions, so what denies requests without TLS would deny all requests",
  },
};

/** What a second plan would change, since the emulator does not give back what it was given; by `type.attribute`. */
export const KNOWN_DIFFERENCES: KnownDifferences = {
  "aws_autoscaling_group.capacity_reservation_specification": "moto gives back an empty one",
  "aws_autoscaling_group.default_instance_warmup": "moto does not keep the time for warming up",
  "aws_autoscaling_group.instance_maintenance_policy": "moto does not keep the policy",
  "aws_autoscaling_group.launch_template": "the template's version follows from the template's difference",
  "aws_autoscaling_policy.enabled": "moto gives back that the policy is off",
  "aws_autoscaling_policy.predictive_scaling_configuration": "moto gives back an empty one",
  "aws_db_instance.performance_insights_enabled": "moto has no Performance Insights",
  "aws_db_instance.performance_insights_kms_key_id": "moto has no Performance Insights",
  "aws_db_instance.performance_insights_retention_period": "moto has no Performance Insights",
  "aws_db_parameter_group.parameter": "moto does not give back the parameters of a group",
  "aws_lambda_function.dead_letter_config": "moto does not keep where failures of a function go",
  "aws_lambda_function.logging_config": "moto does not keep the log format of a function",
  "aws_launch_template.default_version": "the version follows from the difference of the tags",
  "aws_launch_template.latest_version": "the version follows from the difference of the tags",
  "aws_launch_template.tag_specifications": "moto gives back the template's own tags as one more specification",
  "aws_s3_bucket_notification.eventbridge": "moto does not give back that events go to EventBridge",
  "aws_vpc_security_group_egress_rule.description": "moto loses the description of a rule about a security group",
  "aws_vpc_security_group_ingress_rule.description": "moto loses the description of a rule about a security group",
};

/** What a check finds in the state and not in what was applied, since the emulator lost it; by control. */
export const KNOWN_FINDINGS: Readonly<Record<string, string>> = {
  "lambda-failures-kept": "moto does not keep where failures of a function go",
};
