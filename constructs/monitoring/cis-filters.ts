/** One CIS metric filter of CloudTrail's events in CloudWatch Logs, with the alarm that belongs to it. */
export interface CisFilter {
  /** The recommendation in CIS AWS Foundations v3.0 and v5.0; v6.0 counts 5.1 to 5.15 in the same order. */
  readonly id: string;
  readonly key: string;
  readonly title: string;
  /** What it means when the alarm goes off. */
  readonly description: string;
  /** The filter pattern, at most {@link FILTER_PATTERN_MAX_LENGTH} characters. */
  readonly pattern: string;
  /**
   * What Security Hub's control wants, where that differs from `pattern`. AWS: the control fails if the exact filter is not
   * used; nothing may be added.
   */
  readonly securityHubPattern?: string;
  readonly metricName: string;
  /** Events within the period that raise the alarm. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** The control of Security Hub that looks for the filter (its CIS v1.2 and v1.4 standards only, not v3.0 or v5.0). */
  readonly securityHubControl?: string;
}

/**
 * The longest filter pattern that CloudWatch Logs takes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 */
export const FILTER_PATTERN_MAX_LENGTH = 1024;

/** How CIS sets each alarm beside threshold and period; CIS says nothing on missing data, which is the usual state. */
export const CIS_ALARM = {
  statistic: "Sum",
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  evaluationPeriods: 1,
  treatMissingData: "notBreaching",
} as const;

/** Joins event names the way Security Hub writes them. */
const anyOf = <const Names extends readonly string[]>(...names: Names): string =>
  names.map((name) => `($.eventName=${name})`).join(" || ");

/**
 * The fifteen filters. Patterns are those of Security Hub's guide (CloudWatch.1 to .14); CIS has the same events, held
 * against nozaq/terraform-aws-secure-baseline and CIS v5.0 (4.1 and 4.4, powerpipe's copy).
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CIS_FILTERS = [
  {
    id: "4.1",
    key: "unauthorized_api_calls",
    title: "Unauthorized API calls",
    description: "Somebody was refused by AWS: a broken application, or someone trying what they may not do.",
    // CIS writes this without the brackets around the two error codes, which leaves the order of || and && to the parser.
    pattern:
      '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && ($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }',
    securityHubPattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    metricName: "UnauthorizedAPICalls",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.2",
  },
  {
    id: "4.2",
    key: "console_sign_in_without_mfa",
    title: "Console sign-in without MFA",
    description: "An IAM user signed in to the console with a password alone.",
    pattern:
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    metricName: "ConsoleSignInWithoutMFA",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.3",
  },
  {
    id: "4.3",
    key: "root_usage",
    title: "Use of the root user",
    description: "The root user of the account did something. Nothing but a few account tasks needs it.",
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    metricName: "RootUsage",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.1",
  },
  {
    id: "4.4",
    key: "iam_policy_changes",
    title: "IAM policy changes",
    // Security Hub's guide: DeletePolicy is an event of Auto Scaling too, and then raises the alarm as well.
    description: "A policy was made, changed, deleted, attached or detached: who may do what has changed.",
    pattern: `{${anyOf(
      "DeleteGroupPolicy",
      "DeleteRolePolicy",
      "DeleteUserPolicy",
      "PutGroupPolicy",
      "PutRolePolicy",
      "PutUserPolicy",
      "CreatePolicy",
      "DeletePolicy",
      "CreatePolicyVersion",
      "DeletePolicyVersion",
      "AttachRolePolicy",
      "DetachRolePolicy",
      "AttachUserPolicy",
      "DetachUserPolicy",
      "AttachGroupPolicy",
      "DetachGroupPolicy",
    )}}`,
    metricName: "IAMPolicyChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.4",
  },
  {
    id: "4.5",
    key: "cloudtrail_changes",
    title: "CloudTrail configuration changes",
    description: "A trail was made, changed, deleted, started or stopped: events may no longer be recorded.",
    pattern: `{${anyOf("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")}}`,
    metricName: "CloudTrailChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.5",
  },
  {
    id: "4.6",
    key: "console_authentication_failures",
    title: "Console authentication failures",
    description: "A sign-in to the console failed: a forgotten password, or someone guessing one.",
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    metricName: "ConsoleAuthenticationFailures",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.6",
  },
  {
    id: "4.7",
    key: "kms_key_disabled_or_deleted",
    title: "KMS keys disabled or scheduled for deletion",
    description: "A customer managed key was disabled or is to be deleted: what it encrypts becomes unreadable.",
    pattern: `{($.eventSource=kms.amazonaws.com) && (${anyOf("DisableKey", "ScheduleKeyDeletion")})}`,
    metricName: "KMSKeyDisabledOrDeleted",
    threshold: 1,
    periodSeconds: 300,
    // Fails as well where the trail leaves out the events of kms.amazonaws.com.
    securityHubControl: "CloudWatch.7",
  },
  {
    id: "4.8",
    key: "s3_bucket_policy_changes",
    title: "S3 bucket policy changes",
    description:
      "A bucket's policy, ACL, CORS, lifecycle or replication was changed: data may be open, moved or deleted.",
    pattern: `{($.eventSource=s3.amazonaws.com) && (${anyOf(
      "PutBucketAcl",
      "PutBucketPolicy",
      "PutBucketCors",
      "PutBucketLifecycle",
      "PutBucketReplication",
      "DeleteBucketPolicy",
      "DeleteBucketCors",
      "DeleteBucketLifecycle",
      "DeleteBucketReplication",
    )})}`,
    metricName: "S3BucketPolicyChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.8",
  },
  {
    id: "4.9",
    key: "config_changes",
    title: "AWS Config changes",
    description: "AWS Config's recorder or delivery channel was changed, stopped or deleted: compliance may go unseen.",
    pattern: `{($.eventSource=config.amazonaws.com) && (${anyOf(
      "StopConfigurationRecorder",
      "DeleteDeliveryChannel",
      "PutDeliveryChannel",
      "PutConfigurationRecorder",
    )})}`,
    metricName: "ConfigChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.9",
  },
  {
    id: "4.10",
    key: "security_group_changes",
    title: "Security group changes",
    description:
      "A security group or one of its rules was made or taken away: something may be reachable that was not.",
    pattern: `{${anyOf(
      "AuthorizeSecurityGroupIngress",
      "AuthorizeSecurityGroupEgress",
      "RevokeSecurityGroupIngress",
      "RevokeSecurityGroupEgress",
      "CreateSecurityGroup",
      "DeleteSecurityGroup",
    )}}`,
    metricName: "SecurityGroupChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.10",
  },
  {
    id: "4.11",
    key: "network_acl_changes",
    title: "Network ACL changes",
    description: "A network ACL, one of its entries or its subnets changed: traffic may pass that did not.",
    pattern: `{${anyOf(
      "CreateNetworkAcl",
      "CreateNetworkAclEntry",
      "DeleteNetworkAcl",
      "DeleteNetworkAclEntry",
      "ReplaceNetworkAclEntry",
      "ReplaceNetworkAclAssociation",
    )}}`,
    metricName: "NetworkAclChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.11",
  },
  {
    id: "4.12",
    key: "network_gateway_changes",
    title: "Network gateway changes",
    description: "An internet or customer gateway was made, attached, detached or deleted: a way out of or into a VPC.",
    pattern: `{${anyOf(
      "CreateCustomerGateway",
      "DeleteCustomerGateway",
      "AttachInternetGateway",
      "CreateInternetGateway",
      "DeleteInternetGateway",
      "DetachInternetGateway",
    )}}`,
    metricName: "NetworkGatewayChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.12",
  },
  {
    id: "4.13",
    key: "route_table_changes",
    title: "Route table changes",
    description: "A route or a route table was made, changed or deleted: traffic may take another way.",
    // CIS has the same events without the event source; Security Hub wants the source.
    pattern: `{($.eventSource=ec2.amazonaws.com) && (${anyOf(
      "CreateRoute",
      "CreateRouteTable",
      "ReplaceRoute",
      "ReplaceRouteTableAssociation",
      "DeleteRouteTable",
      "DeleteRoute",
      "DisassociateRouteTable",
    )})}`,
    metricName: "RouteTableChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.13",
  },
  {
    id: "4.14",
    key: "vpc_changes",
    title: "VPC changes",
    description: "A VPC or a peering of VPCs was made, changed or deleted: networks may be joined that were apart.",
    pattern: `{${anyOf(
      "CreateVpc",
      "DeleteVpc",
      "ModifyVpcAttribute",
      "AcceptVpcPeeringConnection",
      "CreateVpcPeeringConnection",
      "DeleteVpcPeeringConnection",
      "RejectVpcPeeringConnection",
      "AttachClassicLinkVpc",
      "DetachClassicLinkVpc",
      "DisableVpcClassicLink",
      "EnableVpcClassicLink",
    )}}`,
    metricName: "VpcChanges",
    threshold: 1,
    periodSeconds: 300,
    securityHubControl: "CloudWatch.14",
  },
  {
    id: "4.15",
    key: "organizations_changes",
    title: "AWS Organizations changes",
    description:
      "An account, a unit or a policy of the organization changed. Heard in the management account, where these events are.",
    pattern: `{($.eventSource=organizations.amazonaws.com) && (${anyOf(
      "AcceptHandshake",
      "AttachPolicy",
      "CreateAccount",
      "CreateOrganizationalUnit",
      "CreatePolicy",
      "DeclineHandshake",
      "DeleteOrganization",
      "DeleteOrganizationalUnit",
      "DeletePolicy",
      "DetachPolicy",
      "DisablePolicyType",
      "EnablePolicyType",
      "InviteAccountToOrganization",
      "LeaveOrganization",
      "MoveAccount",
      "RemoveAccountFromOrganization",
      "UpdatePolicy",
      "UpdateOrganizationalUnit",
    )})}`,
    metricName: "OrganizationsChanges",
    threshold: 1,
    periodSeconds: 300,
  },
] as const satisfies readonly CisFilter[];

/** The key of one of the filters. */
export type CisFilterKey = (typeof CIS_FILTERS)[number]["key"];
