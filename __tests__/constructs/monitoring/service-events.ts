import type { JsonObject } from "../../support/json";

/**
 * AWS Config tells that a resource's compliance with a rule has changed.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
 */
export const COMPLIANCE_CHANGE: JsonObject = {
  version: "0",
  id: "11111111-2222-3333-4444-555555555555",
  "detail-type": "Config Rules Compliance Change",
  source: "aws.config",
  account: "111111111111",
  time: "2026-11-22T08:15:30Z",
  region: "us-east-1",
  resources: [],
  detail: {
    resourceId: "example-data",
    awsRegion: "us-east-1",
    awsAccountId: "111111111111",
    configRuleName: "Example-Rule",
    recordVersion: "1.0",
    configRuleARN: "arn:aws:config:us-east-1:111111111111:config-rule/config-rule-abc123",
    messageType: "ComplianceChangeNotification",
    newEvaluationResult: {
      evaluationResultIdentifier: { orderingTimestamp: "2026-11-22T08:15:00Z" },
      complianceType: "NON_COMPLIANT",
      resultRecordedTime: "2026-11-22T08:15:29Z",
      configRuleInvokedTime: "2026-11-22T08:15:28Z",
    },
    oldEvaluationResult: { complianceType: "COMPLIANT" },
    notificationCreationTime: "2026-11-22T08:15:30Z",
    resourceType: "AWS::S3::Bucket",
  },
};

/**
 * GuardDuty tells of a finding.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
export const FINDING: JsonObject = {
  version: "0",
  id: "22222222-3333-4444-5555-666666666666",
  "detail-type": "GuardDuty Finding",
  source: "aws.guardduty",
  account: "111111111111",
  time: "2026-11-22T08:15:30Z",
  region: "us-east-1",
  resources: [],
  detail: {
    schemaVersion: "2.0",
    accountId: "111111111111",
    region: "us-east-1",
    partition: "aws",
    id: "16afba5c5c43e07c9e3e5e2e544e95df",
    type: "UnauthorizedAccess:EC2/SSHBruteForce",
    severity: 5,
    title: "198.51.100.5 is performing SSH brute force attacks against i-99999999.",
    resource: { resourceType: "Instance" },
  },
};

/** An event with another detail. */
export function withDetail(event: JsonObject, detail: JsonObject): JsonObject {
  return { ...event, detail: { ...(event.detail as JsonObject), ...detail } };
}
