/**
 * What an account or a region has once. A project that manages one of these manages the account, and is asked for the others;
 * a project with none of them is not: its account's baseline is somebody else's.
 */
export const ACCOUNT_BASELINE_TYPES = [
  "aws_accessanalyzer_analyzer",
  "aws_config_configuration_recorder",
  "aws_ebs_encryption_by_default",
  "aws_guardduty_detector",
  "aws_iam_account_password_policy",
  "aws_s3_account_public_access_block",
  "aws_securityhub_account",
] as const;
