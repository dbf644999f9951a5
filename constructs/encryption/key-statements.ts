import type { Arns } from "../core/account";
import {
  denyInsecureTransport,
  fromAccount,
  fromSource,
  type ResourcePolicyStatement,
  viaServices,
} from "../core/policy";
import { serviceLinkedRoleArn } from "../core/service-linked-roles";

/** A statement of a key policy; its resource is the key itself. */
export type KeyStatement = Omit<ResourcePolicyStatement, "resources">;

/** What an administrator of a key does. None of it encrypts or decrypts. */
const ADMINISTRATION_ACTIONS = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

const USE_ACTIONS = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** Lets whoever the account's IAM policies allow manage the key, so that it can never be orphaned. */
export function administration(arns: Arns): KeyStatement {
  return { sid: "AllowAccountToAdminister", principals: { aws: [arns.accountRoot] }, actions: ADMINISTRATION_ACTIONS };
}

/** Refuses the key to everybody who asks without TLS. */
export function refuseInsecureTransport(): KeyStatement {
  const { resources: _, ...statement } = denyInsecureTransport(["kms:*"], ["*"]);
  return statement;
}

/**
 * Lets IAM principals of the account use the key, but only through the named AWS services (`s3`, `rds`, …), and lets those
 * services make grants for themselves.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function throughServices(arns: Arns, services: readonly string[]): KeyStatement[] {
  const principals = { aws: [arns.accountRoot] };
  const caller = { test: "StringEquals", variable: "kms:CallerAccount", values: [arns.account.accountId] } as const;
  return [
    {
      sid: "AllowUseThroughServices",
      principals,
      actions: USE_ACTIONS,
      conditions: [viaServices(arns, services), caller],
    },
    {
      sid: "AllowGrantsThroughServices",
      principals,
      actions: ["kms:CreateGrant"],
      conditions: [
        viaServices(arns, services),
        caller,
        { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] },
      ],
    },
  ];
}

/**
 * Lets CloudTrail encrypt what this trail writes.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
export function cloudTrail(arns: Arns, trailName: string): KeyStatement[] {
  const principals = { services: ["cloudtrail.amazonaws.com"] };
  const trail = fromSource(arns.regional("cloudtrail", `trail/${trailName}`));
  return [
    {
      sid: "AllowCloudTrailToEncrypt",
      principals,
      actions: ["kms:GenerateDataKey*"],
      conditions: [
        trail,
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:cloudtrail:arn",
          values: [`arn:${arns.partition}:cloudtrail:*:${arns.account.accountId}:trail/*`],
        },
      ],
    },
    { sid: "AllowCloudTrailToDescribe", principals, actions: ["kms:DescribeKey"], conditions: [trail] },
  ];
}

/**
 * Lets CloudTrail Lake encrypt and read event data stores. AWS supports no condition on it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html#create-kms-key-policy-for-cloudtrail-eds
 */
export function cloudTrailLake(): KeyStatement {
  return {
    sid: "AllowCloudTrailLake",
    principals: { services: ["cloudtrail.amazonaws.com"] },
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  };
}

/**
 * Lets AWS Config encrypt the snapshots and histories that it delivers.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
 */
export function awsConfig(arns: Arns): KeyStatement {
  return {
    sid: "AllowConfigToEncrypt",
    principals: { services: ["config.amazonaws.com"] },
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    conditions: [fromAccount(arns.account)],
  };
}

/**
 * Lets CloudWatch Logs encrypt the log groups of the account and region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function cloudWatchLogs(arns: Arns): KeyStatement {
  const suffix = arns.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    sid: "AllowCloudWatchLogsToEncrypt",
    principals: { services: [`logs.${arns.account.region}.${suffix}`] },
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    conditions: [
      {
        test: "ArnLike",
        variable: "kms:EncryptionContext:aws:logs:arn",
        values: [arns.regional("logs", "log-group:*")],
      },
    ],
  };
}

/**
 * Lets CloudWatch alarms and RDS of the account, and EventBridge, publish to a topic that the key encrypts. AWS supports no
 * condition for EventBridge here: with one, alerts are dropped without a trace.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function alertPublishers(arns: Arns): KeyStatement[] {
  const actions = ["kms:Decrypt", "kms:GenerateDataKey*"];
  return [
    {
      sid: "AllowAlarmsToPublish",
      principals: { services: ["cloudwatch.amazonaws.com"] },
      actions,
      conditions: [fromAccount(arns.account)],
    },
    {
      sid: "AllowDatabaseEventsToPublish",
      principals: { services: ["events.rds.amazonaws.com"] },
      actions,
      conditions: [fromAccount(arns.account)],
    },
    {
      sid: "AllowEventsToPublish",
      principals: { services: ["events.amazonaws.com"] },
      actions,
    },
  ];
}

/**
 * Lets log delivery (VPC flow logs and others that go to a bucket) encrypt what it delivers for this account and region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html#AWS-logs-SSE-KMS-S3
 */
export function logDelivery(arns: Arns): KeyStatement {
  return {
    sid: "AllowLogDeliveryToEncrypt",
    principals: { services: ["delivery.logs.amazonaws.com"] },
    actions: USE_ACTIONS,
    conditions: [fromAccount(arns.account), fromSource(arns.regional("logs", "*"))],
  };
}

/**
 * Lets Auto Scaling start instances whose volumes the key encrypts: its service-linked role uses the key through EC2 and makes
 * grants for the volumes. Without it, instances end as soon as they begin. The role must be there first, else AWS calls the
 * policy malformed.
 *
 * AWS's page limits neither statement to EC2; its own policy of the key `aws/ebs`, under which Auto Scaling works too, does.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export function autoScaling(arns: Arns): KeyStatement[] {
  const principals = { aws: [serviceLinkedRoleArn(arns, "autoscaling.amazonaws.com")] };
  const throughEc2 = viaServices(arns, ["ec2"]);
  return [
    { sid: "AllowAutoScalingToUse", principals, actions: USE_ACTIONS, conditions: [throughEc2] },
    {
      sid: "AllowAutoScalingToGrant",
      principals,
      actions: ["kms:CreateGrant"],
      conditions: [throughEc2, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
    },
  ];
}
