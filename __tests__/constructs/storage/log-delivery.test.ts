import { Arns } from "../../../constructs/core/account";
import { SERVICE_PRINCIPALS } from "../../../constructs/core/service-principals";
import {
  cloudTrailDelivery,
  configDelivery,
  flowLogDelivery,
  loadBalancerLogDelivery,
  s3AccessLogDelivery,
} from "../../../constructs/storage/log-delivery";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const FROM_ACCOUNT = { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] };
const OWNER_CONTROLS = { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] };

it("SEC-S3-2: s3AccessLogDelivery lets S3 deliver the logs of the named buckets of this account, and no other", () => {
  expect(s3AccessLogDelivery(ARNS, "logs", ["data", "trail"])).toEqual({
    sid: "AllowS3ToDeliverAccessLogs",
    principals: { services: ["logging.s3.amazonaws.com"] },
    actions: ["s3:PutObject"],
    resources: ["arn:aws:s3:::logs/*"],
    conditions: [
      FROM_ACCOUNT,
      { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:s3:::data", "arn:aws:s3:::trail"] },
    ],
  });
});

it("SEC-S3-2: cloudTrailDelivery lets one trail check the bucket and deliver this account's files", () => {
  const trail = {
    test: "ArnLike",
    variable: "aws:SourceArn",
    values: ["arn:aws:cloudtrail:us-east-1:111111111111:trail/example"],
  };
  expect(cloudTrailDelivery(ARNS, "logs", "example")).toEqual([
    {
      sid: "AllowCloudTrailToCheckBucket",
      principals: { services: ["cloudtrail.amazonaws.com"] },
      actions: ["s3:GetBucketAcl"],
      resources: ["arn:aws:s3:::logs"],
      conditions: [trail],
    },
    {
      sid: "AllowCloudTrailToDeliver",
      principals: { services: ["cloudtrail.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: ["arn:aws:s3:::logs/AWSLogs/111111111111/*"],
      conditions: [trail, OWNER_CONTROLS],
    },
  ]);
});

it("SEC-S3-2: configDelivery lets Config check the bucket and deliver this account's snapshots", () => {
  expect(configDelivery(ARNS, "logs")).toEqual([
    {
      sid: "AllowConfigToCheckBucket",
      principals: { services: ["config.amazonaws.com"] },
      actions: ["s3:GetBucketAcl", "s3:ListBucket"],
      resources: ["arn:aws:s3:::logs"],
      conditions: [FROM_ACCOUNT],
    },
    {
      sid: "AllowConfigToDeliver",
      principals: { services: ["config.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: ["arn:aws:s3:::logs/AWSLogs/111111111111/Config/*"],
      conditions: [FROM_ACCOUNT, OWNER_CONTROLS],
    },
  ]);
});

it.each([
  ["us-east-1", "aws"],
  ["us-west-2", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
])(
  "WEB-ALB-1: loadBalancerLogDelivery lets load balancers of this account in %s write below each prefix",
  (region, partition) => {
    const arns = new Arns({ accountId: "111111111111", region });

    expect(loadBalancerLogDelivery(arns, "logs", ["web/access", "web/connections"])).toEqual({
      sid: "AllowLoadBalancersToDeliverLogs",
      principals: { services: ["logdelivery.elasticloadbalancing.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: [
        `arn:${partition}:s3:::logs/web/access/AWSLogs/111111111111/*`,
        `arn:${partition}:s3:::logs/web/connections/AWSLogs/111111111111/*`,
      ],
      conditions: [
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: [`arn:${partition}:elasticloadbalancing:${region}:111111111111:loadbalancer/*`],
        },
      ],
    });
  },
);

it("WEB-ALB-1: loadBalancerLogDelivery names the principal and the source that are known of the service", () => {
  const { principal, resourcePolicy } = SERVICE_PRINCIPALS.elbLogDelivery;
  const [condition] = loadBalancerLogDelivery(ARNS, "logs", ["web"]).conditions ?? [];
  const pattern = resourcePolicy.s3.arnPattern
    .replace("{partition}", "aws")
    .replace("{region}", "us-east-1")
    .replace("{account}", "111111111111");

  expect(loadBalancerLogDelivery(ARNS, "logs", ["web"]).principals.services).toEqual([principal]);
  expect(condition?.values).toEqual([pattern]);
});

it("ENT-NET-1: flowLogDelivery lets flow logs of this account and region be delivered, into Hive folders, and no other", () => {
  const fromLogs = { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:logs:us-east-1:111111111111:*"] };
  expect(flowLogDelivery(ARNS, "logs")).toEqual([
    {
      sid: "AWSLogDeliveryWrite",
      principals: { services: ["delivery.logs.amazonaws.com"] },
      actions: ["s3:PutObject"],
      resources: ["arn:aws:s3:::logs/AWSLogs/aws-account-id=111111111111/*"],
      conditions: [FROM_ACCOUNT, fromLogs, OWNER_CONTROLS],
    },
    {
      sid: "AWSLogDeliveryAclCheck",
      principals: { services: ["delivery.logs.amazonaws.com"] },
      actions: ["s3:GetBucketAcl", "s3:ListBucket"],
      resources: ["arn:aws:s3:::logs"],
      conditions: [FROM_ACCOUNT, fromLogs],
    },
  ]);
});
