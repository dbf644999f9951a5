import { CloudtrailEventDataStore } from "@cdktf/provider-aws/lib/cloudtrail-event-data-store";
import { Construct } from "constructs";
import { type Protection, preventDestroy } from "../core/protection";
import { eventSelectors } from "./trail";

/** Props of {@link EventDataStore}. */
export interface EventDataStoreProps extends Protection {
  readonly storeName: string;
  readonly kmsKeyArn: string;
  /** Days that events are kept: 7 to 2557. */
  readonly retentionDays: number;
  /** ARNs of the buckets whose objects are not watched. */
  readonly logBucketArns: readonly string[];
}

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
    this.storeArn = new CloudtrailEventDataStore(this, "Default", {
      name: storeName,
      kmsKeyId: kmsKeyArn,
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
