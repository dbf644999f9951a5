/**
 * The service-linked roles that a service makes for itself, with the caller's rights, when its first resource is made.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export const SERVICE_ROLES: Readonly<Record<string, string>> = {
  "access-analyzer.amazonaws.com": "AWSServiceRoleForAccessAnalyzer",
  "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
  "backup.amazonaws.com": "AWSServiceRoleForBackup",
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
  "guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDuty",
  "malware-protection.guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
  "rds.amazonaws.com": "AWSServiceRoleForRDS",
  "securityhub.amazonaws.com": "AWSServiceRoleForSecurityHub",
  "transitgateway.amazonaws.com": "AWSServiceRoleForVPCTransitGateway",
  "wafv2.amazonaws.com": "AWSServiceRoleForWAFV2Logging",
};
