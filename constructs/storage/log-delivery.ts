import type { Arns } from "../core/account";
import { fromAccount, fromSource, type ResourcePolicyStatement } from "../core/policy";

/**
 * Lets S3 deliver the access logs of the named buckets.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function s3AccessLogDelivery(
  arns: Arns,
  bucketName: string,
  sourceBucketNames: readonly string[],
): ResourcePolicyStatement {
  return {
    sid: "AllowS3ToDeliverAccessLogs",
    principals: { services: ["logging.s3.amazonaws.com"] },
    actions: ["s3:PutObject"],
    resources: [arns.objects(bucketName)],
    conditions: [fromAccount(arns.account), fromSource(...sourceBucketNames.map((name) => arns.bucket(name)))],
  };
}

/**
 * Lets one trail of this account deliver its log files.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export function cloudTrailDelivery(arns: Arns, bucketName: string, trailName: string): ResourcePolicyStatement[] {
  const principals = { services: ["cloudtrail.amazonaws.com"] };
  const trail = fromSource(arns.regional("cloudtrail", `trail/${trailName}`));
  return [
    {
      sid: "AllowCloudTrailToCheckBucket",
      principals,
      actions: ["s3:GetBucketAcl"],
      resources: [arns.bucket(bucketName)],
      conditions: [trail],
    },
    {
      sid: "AllowCloudTrailToDeliver",
      principals,
      actions: ["s3:PutObject"],
      resources: [arns.objects(bucketName, `AWSLogs/${arns.account.accountId}/*`)],
      conditions: [trail, { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] }],
    },
  ];
}

/**
 * Lets AWS Config deliver snapshots and histories of this account.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 */
export function configDelivery(arns: Arns, bucketName: string): ResourcePolicyStatement[] {
  const principals = { services: ["config.amazonaws.com"] };
  return [
    {
      sid: "AllowConfigToCheckBucket",
      principals,
      actions: ["s3:GetBucketAcl", "s3:ListBucket"],
      resources: [arns.bucket(bucketName)],
      conditions: [fromAccount(arns.account)],
    },
    {
      sid: "AllowConfigToDeliver",
      principals,
      actions: ["s3:PutObject"],
      resources: [arns.objects(bucketName, `AWSLogs/${arns.account.accountId}/Config/*`)],
      conditions: [
        fromAccount(arns.account),
        { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
      ],
    },
  ];
}

/**
 * Lets VPC flow logs of this account and region be delivered into folders that Athena finds by itself (Hive). The statements are
 * AWS's own, their sids too: where AWS does not find them, it writes its own policy over the bucket's.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
export function flowLogDelivery(arns: Arns, bucketName: string): ResourcePolicyStatement[] {
  const principals = { services: ["delivery.logs.amazonaws.com"] };
  const conditions = [fromAccount(arns.account), fromSource(arns.regional("logs", "*"))];
  return [
    {
      sid: "AWSLogDeliveryWrite",
      principals,
      actions: ["s3:PutObject"],
      resources: [arns.objects(bucketName, `AWSLogs/aws-account-id=${arns.account.accountId}/*`)],
      conditions: [
        ...conditions,
        { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
      ],
    },
    {
      sid: "AWSLogDeliveryAclCheck",
      principals,
      actions: ["s3:GetBucketAcl", "s3:ListBucket"],
      resources: [arns.bucket(bucketName)],
      conditions,
    },
  ];
}

/**
 * Lets Application Load Balancers of this account and region deliver their logs under some prefixes. The same principal in all regions:
 * AWS advises to replace the accounts that ELB has in the older ones. The bucket must be encrypted by S3's own keys (SSE-S3).
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function loadBalancerLogDelivery(
  arns: Arns,
  bucketName: string,
  prefixes: readonly string[],
): ResourcePolicyStatement {
  return {
    sid: "AllowLoadBalancersToDeliverLogs",
    principals: { services: ["logdelivery.elasticloadbalancing.amazonaws.com"] },
    actions: ["s3:PutObject"],
    resources: prefixes.map((prefix) => arns.objects(bucketName, `${prefix}/AWSLogs/${arns.account.accountId}/*`)),
    conditions: [fromSource(arns.regional("elasticloadbalancing", "loadbalancer/*"))],
  };
}
