import { CloudtrailEventDataStore } from "@cdktf/provider-aws/lib/cloudtrail-event-data-store";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import type { Limit } from "../core/limits";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, numberProblems, textProblems } from "../core/validate";
import { eventSelectors, logBucketProblems } from "./trail";

/** Props of {@link EventDataStore}. */
export interface EventDataStoreProps extends Protection {
  /**
   * 3 to 128 letters, digits or . _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudtrail_event_data_store`.
   */
  readonly storeName: string;
  /**
   * The ARN of a key, or `AWS_MANAGED_KEY`: CloudTrail then encrypts with a key of its own.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudtrail_event_data_store`.
   */
  readonly kmsKeyArn: string;
  /** Days that events are kept: 7 to 2555, the most that Terraform's provider takes. */
  readonly retentionDays: number;
  /** ARNs of the buckets whose objects are not watched: those that logs are delivered to. */
  readonly logBucketArns: readonly string[];
}

/**
 * What AWS and Terraform's provider both take.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateEventDataStore.html
 */
export const EVENT_DATA_STORE_LIMITS = {
  retentionDays: { min: 7, max: 2555, unit: "days" },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Defines a CloudTrail Lake event data store of all regions, encrypted and protected against termination (SEC-CT-3).
 * AWS closed CloudTrail Lake to new customers on 31 May 2026.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake.html
 */
export class EventDataStore extends Construct {
  public readonly storeArn: string;

  public constructor(scope: Construct, id: string, props: EventDataStoreProps) {
    super(scope, id);
    const { storeName, kmsKeyArn, retentionDays, logBucketArns, protect = true } = props;
    assertValid(scope, id, [
      ...textProblems("storeName", storeName, /^[A-Za-z0-9._-]{3,128}$/, "be 3 to 128 letters, digits or . _ -"),
      ...numberProblems("retentionDays", retentionDays, EVENT_DATA_STORE_LIMITS.retentionDays),
      ...logBucketProblems(logBucketArns),
    ]);
    this.storeArn = new CloudtrailEventDataStore(this, "Default", {
      name: storeName,
      ...keyArgument("kmsKeyId", kmsKeyArn),
      retentionPeriod: retentionDays,
      billingMode: "EXTENDABLE_RETENTION_PRICING",
      multiRegionEnabled: true,
      organizationEnabled: false,
      terminationProtectionEnabled: protect,
      advancedEventSelector: eventSelectors(logBucketArns),
      ...preventDestroy(protect),
    }).arn;
  }
}
