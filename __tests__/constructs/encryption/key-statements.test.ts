import { Arns } from "../../../constructs/core/account";
import {
  administration,
  alertPublishers,
  autoScaling,
  awsConfig,
  cloudTrail,
  cloudTrailLake,
  cloudWatchLogs,
  logDelivery,
  refuseInsecureTransport,
  throughServices,
} from "../../../constructs/encryption/key-statements";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const CHINA = new Arns({ accountId: "111111111111", region: "cn-north-1" });
const ROOT = { aws: ["arn:aws:iam::111111111111:root"] };

describe("administration", () => {
  it("ALL-7: lets the account manage the key, in a statement of its own", () => {
    const { actions, ...rest } = administration(ARNS);
    expect(rest).toEqual({ sid: "AllowAccountToAdminister", principals: ROOT });
    expect(actions).toEqual([
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
    ]);
  });

  it("ALL-7: lets nobody use the key: nothing in it encrypts, decrypts or grants", () => {
    const uses = administration(ARNS).actions.filter((action) =>
      /crypt|DataKey|CreateGrant|Sign|Mac|DeriveShared|ImportKey|Replicate|\*/i.test(action),
    );
    expect(uses).toEqual([]);
  });
});

it("ENT-KMS-1: refuseInsecureTransport denies the key to everybody who asks without TLS", () => {
  expect(refuseInsecureTransport()).toEqual({
    sid: "DenyInsecureTransport",
    effect: "Deny",
    principals: { everyone: true },
    actions: ["kms:*"],
    conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  });
});

describe("throughServices", () => {
  const via = {
    test: "StringEquals",
    variable: "kms:ViaService",
    values: ["s3.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com"],
  };
  const caller = { test: "StringEquals", variable: "kms:CallerAccount", values: ["111111111111"] };

  it("ALL-7: lets IAM principals of the account use the key through the named services only", () => {
    expect(throughServices(ARNS, ["s3", "rds"])[0]).toEqual({
      sid: "AllowUseThroughServices",
      principals: ROOT,
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      conditions: [via, caller],
    });
  });

  it("ALL-7: lets those services make grants for AWS resources only", () => {
    expect(throughServices(ARNS, ["s3", "rds"]).slice(1)).toEqual([
      {
        sid: "AllowGrantsThroughServices",
        principals: ROOT,
        actions: ["kms:CreateGrant"],
        conditions: [via, caller, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
      },
    ]);
  });
});

it("SEC-KMS-1: cloudTrail lets one trail encrypt, within this account's encryption context", () => {
  const trail = {
    test: "ArnLike",
    variable: "aws:SourceArn",
    values: ["arn:aws:cloudtrail:us-east-1:111111111111:trail/example"],
  };
  expect(cloudTrail(ARNS, "example")).toEqual([
    {
      sid: "AllowCloudTrailToEncrypt",
      principals: { services: ["cloudtrail.amazonaws.com"] },
      actions: ["kms:GenerateDataKey*"],
      conditions: [
        trail,
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:cloudtrail:arn",
          values: ["arn:aws:cloudtrail:*:111111111111:trail/*"],
        },
      ],
    },
    {
      sid: "AllowCloudTrailToDescribe",
      principals: { services: ["cloudtrail.amazonaws.com"] },
      actions: ["kms:DescribeKey"],
      conditions: [trail],
    },
  ]);
});

it("SEC-CT-3: cloudTrailLake lets CloudTrail use the key without a condition, since AWS supports none", () => {
  expect(cloudTrailLake()).toEqual({
    sid: "AllowCloudTrailLake",
    principals: { services: ["cloudtrail.amazonaws.com"] },
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  });
});

it("SEC-KMS-1: awsConfig lets Config encrypt for this account", () => {
  expect(awsConfig(ARNS)).toEqual({
    sid: "AllowConfigToEncrypt",
    principals: { services: ["config.amazonaws.com"] },
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
  });
});

describe("cloudWatchLogs", () => {
  it("SEC-KMS-1: lets the region's CloudWatch Logs encrypt log groups of this account", () => {
    expect(cloudWatchLogs(ARNS)).toEqual({
      sid: "AllowCloudWatchLogsToEncrypt",
      principals: { services: ["logs.us-east-1.amazonaws.com"] },
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      conditions: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: ["arn:aws:logs:us-east-1:111111111111:log-group:*"],
        },
      ],
    });
  });

  it("names the service as China does", () => {
    expect(cloudWatchLogs(CHINA)).toMatchObject({
      principals: { services: ["logs.cn-north-1.amazonaws.com.cn"] },
      conditions: [{ values: ["arn:aws-cn:logs:cn-north-1:111111111111:log-group:*"] }],
    });
  });
});

describe("alertPublishers", () => {
  const actions = ["kms:Decrypt", "kms:GenerateDataKey*"];

  it("SEC-MON-3: lets alarms and databases of this account publish to an encrypted topic", () => {
    const conditions = [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }];
    expect(alertPublishers(ARNS).slice(0, 2)).toEqual([
      { sid: "AllowAlarmsToPublish", principals: { services: ["cloudwatch.amazonaws.com"] }, actions, conditions },
      {
        sid: "AllowDatabaseEventsToPublish",
        principals: { services: ["events.rds.amazonaws.com"] },
        actions,
        conditions,
      },
    ]);
  });

  it("SEC-MON-3: lets EventBridge publish, without a condition on purpose: with one, alerts are dropped", () => {
    expect(alertPublishers(ARNS).slice(2)).toEqual([
      { sid: "AllowEventsToPublish", principals: { services: ["events.amazonaws.com"] }, actions },
    ]);
  });
});

it("ENT-NET-1: logDelivery lets logs of this account and region be delivered encrypted", () => {
  expect(logDelivery(ARNS)).toEqual({
    sid: "AllowLogDeliveryToEncrypt",
    principals: { services: ["delivery.logs.amazonaws.com"] },
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    conditions: [
      { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
      { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:logs:us-east-1:111111111111:*"] },
    ],
  });
});

describe("autoScaling", () => {
  const role = {
    aws: ["arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"],
  };
  const throughEc2 = { test: "StringEquals", variable: "kms:ViaService", values: ["ec2.us-east-1.amazonaws.com"] };

  it("WEB-ASG-1: lets Auto Scaling's own role use the key for volumes, through EC2 only", () => {
    expect(autoScaling(ARNS)[0]).toEqual({
      sid: "AllowAutoScalingToUse",
      principals: role,
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      conditions: [throughEc2],
    });
  });

  it("WEB-ASG-1: lets it make grants, for AWS resources only", () => {
    expect(autoScaling(ARNS).slice(1)).toEqual([
      {
        sid: "AllowAutoScalingToGrant",
        principals: role,
        actions: ["kms:CreateGrant"],
        conditions: [throughEc2, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
      },
    ]);
  });

  it("names role and service as China does", () => {
    expect(autoScaling(CHINA)[0]).toMatchObject({
      principals: {
        aws: [
          "arn:aws-cn:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
        ],
      },
      conditions: [{ values: ["ec2.cn-north-1.amazonaws.com.cn"] }],
    });
  });
});
