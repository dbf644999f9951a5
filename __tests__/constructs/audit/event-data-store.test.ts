import { CloudtrailEventDataStore } from "@cdktf/provider-aws/lib/cloudtrail-event-data-store";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import {
  EVENT_DATA_STORE_LIMITS,
  EventDataStore,
  type EventDataStoreProps,
} from "../../../constructs/audit/event-data-store";
import { Trail } from "../../../constructs/audit/trail";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: EventDataStoreProps = {
  storeName: "Example-Store",
  kmsKeyArn: KEY,
  retentionDays: 365,
  logBucketArns: ["arn:aws:s3:::example-trail-logs"],
};

function define(props: Partial<EventDataStoreProps> = {}): Template {
  return Template.of((stack) => new EventDataStore(stack, "lake", { ...PROPS, ...props }));
}

it("defines by default the store alone, and its ARN by reference", () => {
  const template = Template.of((stack) => {
    new TerraformOutput(stack, "arn", { value: new EventDataStore(stack, "lake", PROPS).storeArn });
  });

  expect(template.types).toEqual({ aws_cloudtrail_event_data_store: 1 });
  expect(template.outputs.arn?.value).toBe("${aws_cloudtrail_event_data_store.lake.arn}");
});

describe("guarantees", () => {
  it("SEC-CT-3: all regions of this account, encrypted, protected against termination", () => {
    expect(define().only("aws_cloudtrail_event_data_store")).toEqual({
      name: "Example-Store",
      kms_key_id: KEY,
      retention_period: 365,
      billing_mode: "EXTENDABLE_RETENTION_PRICING",
      multi_region_enabled: true,
      organization_enabled: false,
      termination_protection_enabled: true,
      advanced_event_selector: expect.any(Array),
      lifecycle: { prevent_destroy: true },
    });
  });

  it("SEC-CT-3: records the events that the trail records", () => {
    const trail = Template.of((stack) => {
      new Trail(stack, "trail", {
        trailName: "Example-Trail",
        bucketName: "example-trail-logs",
        kmsKeyArn: KEY,
        logGroupArn: "arn:aws:logs:us-east-1:111111111111:log-group:Example-Trail",
        roleArn: "arn:aws:iam::111111111111:role/Example-Trail",
        logBucketArns: PROPS.logBucketArns,
        dependsOn: [],
      });
    });

    expect(define().only("aws_cloudtrail_event_data_store").advanced_event_selector).toEqual(
      trail.only("aws_cloudtrail").advanced_event_selector,
    );
  });
});

describe("props", () => {
  it("kmsKeyArn: with AWS_MANAGED_KEY no key is named, and nothing else changes", () => {
    const { kms_key_id: _, ...others } = define().only("aws_cloudtrail_event_data_store");

    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).only("aws_cloudtrail_event_data_store")).toEqual(others);
  });

  it("protect false: it can be terminated and destroyed", () => {
    const store = define({ protect: false }).only("aws_cloudtrail_event_data_store");

    expect(store).toMatchObject({ termination_protection_enabled: false });
    expect(store).not.toHaveProperty("lifecycle");
  });

  it("retentionDays may be its least and its most, and what only Terraform knows", () => {
    const { min, max } = EVENT_DATA_STORE_LIMITS.retentionDays;
    const template = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" });
      new EventDataStore(stack, "lake", { ...PROPS, retentionDays: days.numberValue });
    });

    for (const retentionDays of [min, max]) {
      expect(define({ retentionDays }).only("aws_cloudtrail_event_data_store").retention_period).toBe(retentionDays);
    }
    expect(template.only("aws_cloudtrail_event_data_store").retention_period).toBe("${var.days}");
    expect([min, max]).toEqual([LIMITS.lakeRetentionDays.min, LIMITS.lakeRetentionDays.max]);
  });

  it("the name arrives in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new EventDataStore(scope, "lake", { ...PROPS, storeName: "abc" })),
    ).toHaveResourceWithProperties(CloudtrailEventDataStore, { name: "abc", retention_period: 365 });
  });
});

describe("rejects", () => {
  it.each<[Partial<EventDataStoreProps>, string]>([
    [{ retentionDays: 6 }, "retentionDays must be a whole number between 7 and 2555 days, got 6"],
    [{ retentionDays: 2556 }, "retentionDays must be a whole number between 7 and 2555 days, got 2556"],
    [{ storeName: "my store" }, 'storeName must be 3 to 128 letters, digits or . _ -, got "my store"'],
    [{ storeName: "store of events!" }, 'storeName must be 3 to 128 letters, digits or . _ -, got "store of events!"'],
    [{ storeName: "events?" }, 'storeName must be 3 to 128 letters, digits or . _ -, got "events?"'],
    [{ storeName: "ab" }, 'storeName must be 3 to 128 letters, digits or . _ -, got "ab"'],
    [
      { logBucketArns: [] },
      "logBucketArns must name at least the bucket that the trail delivers to, got []; else the trail logs itself",
    ],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/lake: ${message}`));
  });
});
