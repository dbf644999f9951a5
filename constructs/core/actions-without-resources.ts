/**
 * Actions of our policies for which AWS has no resource-level permission, so that `*` is the only resource they take.
 * Each with what limits it instead.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTIONS_WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  "cloudwatch:PutMetricData": "limited to a namespace by cloudwatch:namespace",
  "config:DescribeComplianceByConfigRule": "reads rule names and their state only",
  "config:DescribeConfigRuleEvaluationStatus": "reads rule names and when they ran only",
  "ec2:DescribeNetworkInterfaces": "reads only",
  "ec2:DescribeSubnets": "reads only",
  "iam:GetAccountPasswordPolicy": "reads the rules for passwords only",
  "iam:ListVirtualMFADevices": "reads serial numbers and whose they are only",
  "secretsmanager:GetRandomPassword": "makes a password and stores it nowhere",
  "xray:PutTelemetryRecords": "writes traces of the caller only",
  "xray:PutTraceSegments": "writes traces of the caller only",
};
