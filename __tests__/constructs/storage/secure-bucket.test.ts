import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { TerraformOutput, Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { LIMITS } from "../../../constructs/core/limits";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { configDelivery, s3AccessLogDelivery } from "../../../constructs/storage/log-delivery";
import { type BucketLifecycle, SecureBucket, type SecureBucketProps } from "../../../constructs/storage/secure-bucket";
import type { JsonObject } from "../../support/json";
import { Template } from "../../support/template";

const ACCOUNT = { accountId: "111111111111", region: "us-east-1" };
const ARNS = new Arns(ACCOUNT);
const KEY_ARN = "arn:aws:kms:us-east-1:111111111111:key/1";
const PROPS: SecureBucketProps = {
  account: ACCOUNT,
  bucketName: "example-data",
  encryption: { kmsKeyArn: KEY_ARN },
  accessLogs: { bucketName: "example-logs", prefix: "data/" },
  lifecycle: { expireAfterDays: 365 },
};
const LOG_BUCKET = { encryption: "AES256", accessLogs: "none" } as const;

function template(props: Partial<SecureBucketProps> = {}): Template {
  return Template.of((stack) => new SecureBucket(stack, "data", { ...PROPS, ...props }));
}

function lifecycleRules(lifecycle: BucketLifecycle) {
  return template({ lifecycle }).value("aws_s3_bucket_lifecycle_configuration.data", "rule");
}

function withoutKey(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

describe("defines by default", () => {
  it("ALL-6: a bucket with its seven companions", () => {
    expect(template().addresses()).toEqual([
      "aws_s3_bucket.data", // the bucket
      "aws_s3_bucket_lifecycle_configuration.data", // what becomes of objects with time
      "aws_s3_bucket_logging.data", // who asked for what
      "aws_s3_bucket_ownership_controls.data", // no ACLs
      "aws_s3_bucket_policy.data", // TLS only
      "aws_s3_bucket_public_access_block.data", // never public
      "aws_s3_bucket_server_side_encryption_configuration.data", // encrypted
      "aws_s3_bucket_versioning.data", // nothing is overwritten
    ]);
    expect(template().dataSources.map(({ address }) => address)).toEqual([
      "data.aws_iam_policy_document.data_bucket_policy",
    ]);
  });

  it("ALL-6: the access-log bucket has all but access logs of its own", () => {
    const { aws_s3_bucket_logging: _, ...others } = template().types;
    expect(Object.keys(others)).toHaveLength(7);
    expect(template(LOG_BUCKET).types).toEqual(others);
  });

  it("the resources that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new SecureBucket(stack, "data", PROPS);
    const synthesized = Testing.synth(stack);
    expect(synthesized).toHaveResourceWithProperties(S3Bucket, { bucket: "example-data" });
    expect(synthesized).toHaveResourceWithProperties(S3BucketPublicAccessBlock, { restrict_public_buckets: true });
    expect(synthesized).toHaveResourceWithProperties(S3BucketVersioningA, {
      versioning_configuration: { status: "Enabled" },
    });
  });
});

describe("guarantees", () => {
  it("ALL-6: all public access is blocked", () => {
    expect(template().only("aws_s3_bucket_public_access_block")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it("ALL-6: the bucket's owner owns every object, and ACLs are off", () => {
    expect(template().only("aws_s3_bucket_ownership_controls")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
  });

  it("ALL-6: objects are versioned", () => {
    expect(template().only("aws_s3_bucket_versioning")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      versioning_configuration: { status: "Enabled" },
    });
  });

  it("ALL-6: objects are encrypted with the key, cheaply, and never with keys of their writers", () => {
    expect(template().only("aws_s3_bucket_server_side_encryption_configuration")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY_ARN },
          bucket_key_enabled: true,
          blocked_encryption_types: ["SSE-C"],
        },
      ],
    });
  });

  it("ALL-6: everything that does not come over TLS is refused, for the bucket and its objects", () => {
    expect(template().policyOf("aws_s3_bucket_policy.data", "policy")).toEqual([
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["s3:*"],
        resources: ["arn:aws:s3:::example-data", "arn:aws:s3:::example-data/*"],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });

  it("ALL-6: the policy comes after the public access block, so that S3 checks it", () => {
    expect(template().only("aws_s3_bucket_policy")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      policy: "${data.aws_iam_policy_document.data_bucket_policy.json}",
      depends_on: ["aws_s3_bucket_public_access_block.data"],
    });
  });

  it("ALL-7: the policy names the bucket by its name and not by reference, so no cycle can arise", () => {
    expect(JSON.stringify(template().only("data.aws_iam_policy_document"))).not.toContain("${");
  });

  it("ALL-6: uploads that were never completed are deleted after a week, whatever the lifecycle is", () => {
    const abort = {
      id: "incomplete-uploads",
      status: "Enabled",
      filter: [{}],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    };
    expect(lifecycleRules({ expireAfterDays: 1 })).toEqual([expect.anything(), abort]);
    expect(lifecycleRules({ expireNoncurrentAfterDays: 1 })).toEqual([expect.anything(), abort]);
  });

  it("ALL-6: the lifecycle comes after versioning, which it depends on", () => {
    expect(template().value("aws_s3_bucket_lifecycle_configuration.data", "depends_on")).toEqual([
      "aws_s3_bucket_versioning.data",
    ]);
  });

  it("ALL-6: requests are logged to the access-log bucket under a prefix", () => {
    expect(template().only("aws_s3_bucket_logging")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      target_bucket: "example-logs",
      target_prefix: "data/",
    });
  });

  it("ALL-14: is protected from destruction, and never emptied, unless told otherwise", () => {
    const bucket = { bucket: "example-data", force_destroy: false, lifecycle: { prevent_destroy: true } };
    expect(template().only("aws_s3_bucket")).toEqual(bucket);
    expect(template({ protect: true }).only("aws_s3_bucket")).toEqual(bucket);
  });

  it("who delivers into it can wait until nothing would arrive unprotected", () => {
    const made = Template.of((stack) => {
      const { ready } = new SecureBucket(stack, "data", PROPS);
      new S3Bucket(stack, "writer", { dependsOn: [...ready] });
    });
    expect(made.value("aws_s3_bucket.writer", "depends_on")).toEqual([
      "aws_s3_bucket_policy.data", // the services may deliver, over TLS only
      "aws_s3_bucket_ownership_controls.data", // what they deliver is the bucket's owner's
      "aws_s3_bucket_server_side_encryption_configuration.data", // with the key
      "aws_s3_bucket_versioning.data", // from the first object on
    ]);
  });
});

describe("props", () => {
  it("SEC-EPH-1: protect: false has the bucket emptied and destroyed, and changes nothing else", () => {
    const unprotected = template({ protect: false });
    expect(unprotected.only("aws_s3_bucket")).toEqual({ bucket: "example-data", force_destroy: true });
    const others = (made: Template) => made.blocks.filter(({ address }) => address !== "aws_s3_bucket.data");
    expect(others(unprotected)).toEqual(others(template()));
  });

  it("LAM-S3-1: encryption: AES256 has S3 manage the keys, and changes nothing else", () => {
    const made = template({ encryption: "AES256" });
    expect(made.only("aws_s3_bucket_server_side_encryption_configuration")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "AES256" },
          blocked_encryption_types: ["SSE-C"],
        },
      ],
    });
    const others = ({ blocks }: Template) => blocks.filter(({ type }) => !type.includes("encryption"));
    expect(others(made)).toEqual(others(template()));
  });

  it("encryption: bucketKey: false has S3 ask KMS for each object, and changes nothing else", () => {
    const made = template({ encryption: { kmsKeyArn: KEY_ARN, bucketKey: false } });
    const encryption = "aws_s3_bucket_server_side_encryption_configuration.data";
    expect(made.value(encryption, "rule.0.bucket_key_enabled")).toBe(false);
    expect(withoutKey(made.at(encryption), "rule")).toEqual(withoutKey(template().at(encryption), "rule"));
    expect(template({ encryption: { kmsKeyArn: KEY_ARN, bucketKey: true } }).blocks).toEqual(template().blocks);
  });

  it("lifecycle: objects only expire, former versions too, where nothing moves them", () => {
    expect(lifecycleRules({ expireAfterDays: 400 })).toEqual([
      {
        id: "age",
        status: "Enabled",
        filter: [{}],
        transition: [],
        noncurrent_version_transition: [],
        expiration: [{ days: 400 }],
        noncurrent_version_expiration: [{ noncurrent_days: 400 }],
      },
      expect.objectContaining({ id: "incomplete-uploads" }),
    ]);
  });

  it("SEC-S3-1: lifecycle: objects and former versions move to STANDARD_IA, then to GLACIER, then end", () => {
    const rules = lifecycleRules({ infrequentAccessAfterDays: 30, glacierAfterDays: 90, expireAfterDays: 365 });
    expect(rules).toEqual([
      {
        id: "age",
        status: "Enabled",
        filter: [{}],
        transition: [
          { days: 30, storage_class: "STANDARD_IA" },
          { days: 90, storage_class: "GLACIER" },
        ],
        noncurrent_version_transition: [
          { noncurrent_days: 30, storage_class: "STANDARD_IA" },
          { noncurrent_days: 90, storage_class: "GLACIER" },
        ],
        expiration: [{ days: 365 }],
        noncurrent_version_expiration: [{ noncurrent_days: 365 }],
      },
      expect.objectContaining({ id: "incomplete-uploads" }),
    ]);
  });

  it("lifecycle: one move alone", () => {
    const moves = (lifecycle: BucketLifecycle) =>
      template({ lifecycle }).value("aws_s3_bucket_lifecycle_configuration.data", "rule.0.transition");
    expect(moves({ infrequentAccessAfterDays: 30, expireAfterDays: 31 })).toEqual([
      { days: 30, storage_class: "STANDARD_IA" },
    ]);
    expect(moves({ glacierAfterDays: 1, expireAfterDays: 2 })).toEqual([{ days: 1, storage_class: "GLACIER" }]);
  });

  it("lifecycle: current objects stay for ever where only former versions expire", () => {
    expect(lifecycleRules({ expireNoncurrentAfterDays: 90 })).toEqual([
      {
        id: "former-versions",
        status: "Enabled",
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 90 }],
      },
      expect.objectContaining({ id: "incomplete-uploads" }),
    ]);
  });

  it("SEC-S3-2: statements are added to the refusal of requests without TLS, which stays first", () => {
    const statements = [...configDelivery(ARNS, "example-data"), s3AccessLogDelivery(ARNS, "example-data", ["other"])];
    const made = template({ statements });
    expect(made.policyOf("aws_s3_bucket_policy.data", "policy").map(({ sid, effect }) => `${effect} ${sid}`)).toEqual([
      "Deny DenyInsecureTransport",
      "Allow AllowConfigToCheckBucket",
      "Allow AllowConfigToDeliver",
      "Allow AllowS3ToDeliverAccessLogs",
    ]);
    expect(made.types).toEqual(template().types);
  });

  it("bucketName changes the name and the policy, and nothing else", () => {
    const made = template({ bucketName: "another" });
    expect(made.only("aws_s3_bucket")).toEqual({ ...template().only("aws_s3_bucket"), bucket: "another" });
    expect(made.policyOf("aws_s3_bucket_policy.data", "policy")[0]?.resources).toEqual([
      "arn:aws:s3:::another",
      "arn:aws:s3:::another/*",
    ]);
    const others = ({ resources }: Template) =>
      resources
        .filter(({ address }) => address !== "aws_s3_bucket.data")
        .map(({ values }) => withoutKey(values, "policy"));
    expect(others(made)).toEqual(others(template()));
  });

  it("account decides the partition of the policy's ARNs", () => {
    const made = template({ account: { ...ACCOUNT, region: "cn-north-1" } });
    expect(made.policyOf("aws_s3_bucket_policy.data", "policy")[0]?.resources).toEqual([
      "arn:aws-cn:s3:::example-data",
      "arn:aws-cn:s3:::example-data/*",
    ]);
  });

  it("the attributes are references to the bucket, so that who uses it waits for it", () => {
    const made = Template.of((stack) => {
      const { bucketName, bucketArn } = new SecureBucket(stack, "data", PROPS);
      new TerraformOutput(stack, "name", { value: bucketName });
      new TerraformOutput(stack, "arn", { value: bucketArn });
    });
    expect(made.outputs).toEqual({
      name: { value: "${aws_s3_bucket.data.id}" },
      arn: { value: "${aws_s3_bucket.data.arn}" },
    });
  });

  it("accessLogs: one bucket logs to another by reference, and once that one's policy is there", () => {
    const made = Template.of((stack) => {
      const logs = new SecureBucket(stack, "logs", { ...PROPS, ...LOG_BUCKET, bucketName: "example-logs" });
      const accessLogs = { bucketName: logs.bucketName, prefix: "data/", dependsOn: logs.ready };
      new SecureBucket(stack, "data", { ...PROPS, accessLogs });
    });
    expect(made.at("aws_s3_bucket_logging.data")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      target_bucket: "${aws_s3_bucket.logs.id}",
      target_prefix: "data/",
      depends_on: [
        "aws_s3_bucket_policy.logs",
        "aws_s3_bucket_ownership_controls.logs",
        "aws_s3_bucket_server_side_encryption_configuration.logs",
        "aws_s3_bucket_versioning.logs",
      ],
    });
  });
});

describe("rejects", () => {
  test.each([
    "ab",
    "a".repeat(64),
    "Example",
    "example_data",
    "-example",
    "example-",
    "example..data",
    "192.168.5.4",
    "xn--example",
    "sthree-example",
    "amzn-s3-demo-example",
    "example-s3alias",
    "example--ol-s3",
    "example.mrap",
  ])("fails if the name is %s", (bucketName) => {
    expect(() => template({ bucketName })).toThrow(
      new Error(
        `test/data: bucketName must be 3 to 63 lower-case letters, digits, dots and hyphens, and no name that S3 keeps for itself, got "${bucketName}"`,
      ),
    );
  });

  test.each(["abc", "a".repeat(63), "example.data-1"])("takes the name %s", (bucketName) => {
    expect(template({ bucketName }).value("aws_s3_bucket.data", "bucket")).toBe(bucketName);
  });

  test.each(["", "alias/aws/s3", "11111111-2222-3333-4444-555555555555"])(
    "fails if the key is %j: without an ARN, S3 would take its own",
    (kmsKeyArn) => {
      expect(() => template({ encryption: { kmsKeyArn } })).toThrow(
        new Error(`test/data: encryption.kmsKeyArn must be the ARN of a KMS key, got "${kmsKeyArn}"`),
      );
    },
  );

  it("fails if it would log to itself", () => {
    expect(() => template({ accessLogs: { bucketName: "example-data", prefix: "data/" } })).toThrow(
      new Error("test/data: accessLogs.bucketName must be another bucket, got this one; each log would be logged"),
    );
  });

  const { lifecycleDays, standardIaAfterDays, standardIaMinimumStay } = LIMITS;

  test.each<{ what: string; lifecycle: BucketLifecycle; message: string }>([
    {
      what: "objects would move to STANDARD_IA before S3 lets them",
      lifecycle: { infrequentAccessAfterDays: standardIaAfterDays.min - 1, expireAfterDays: 365 },
      message: "lifecycle.infrequentAccessAfterDays must be a whole number between 30 and 36500 days, got 29",
    },
    {
      what: "objects would move on too early",
      lifecycle: {
        infrequentAccessAfterDays: 30,
        glacierAfterDays: 30 + standardIaMinimumStay.min - 1,
        expireAfterDays: 365,
      },
      message:
        "lifecycle.glacierAfterDays must be at least 30 days after infrequentAccessAfterDays, 30, got 59; S3 keeps objects that long in STANDARD_IA",
    },
    {
      what: "objects would end when they arrive in GLACIER",
      lifecycle: { infrequentAccessAfterDays: 30, glacierAfterDays: 90, expireAfterDays: 90 },
      message:
        "lifecycle.expireAfterDays must be more than the days until the last move, 90, got 90; an object must arrive before it can expire",
    },
    {
      what: "objects would end when they arrive in STANDARD_IA",
      lifecycle: { infrequentAccessAfterDays: 30, expireAfterDays: 30 },
      message:
        "lifecycle.expireAfterDays must be more than the days until the last move, 30, got 30; an object must arrive before it can expire",
    },
    {
      what: "the move to GLACIER is on day 0",
      lifecycle: { glacierAfterDays: lifecycleDays.min - 1, expireAfterDays: 365 },
      message: "lifecycle.glacierAfterDays must be a whole number between 1 and 36500 days, got 0",
    },
    {
      what: "objects never live",
      lifecycle: { expireAfterDays: lifecycleDays.min - 1 },
      message: "lifecycle.expireAfterDays must be a whole number between 1 and 36500 days, got 0",
    },
    {
      what: "former versions never live",
      lifecycle: { expireNoncurrentAfterDays: lifecycleDays.min - 1 },
      message: "lifecycle.expireNoncurrentAfterDays must be a whole number between 1 and 36500 days, got 0",
    },
  ])("fails if $what", ({ lifecycle, message }) => {
    expect(() => template({ lifecycle })).toThrow(new Error(`test/data: ${message}`));
  });

  test.each<BucketLifecycle>([
    { infrequentAccessAfterDays: standardIaAfterDays.min, expireAfterDays: standardIaAfterDays.min + 1 },
    { infrequentAccessAfterDays: 30, glacierAfterDays: 30 + standardIaMinimumStay.min, expireAfterDays: 61 },
    { glacierAfterDays: lifecycleDays.min, expireAfterDays: lifecycleDays.max },
    { expireAfterDays: lifecycleDays.min },
    { expireNoncurrentAfterDays: lifecycleDays.max },
  ])("takes the bounds %j", (lifecycle) => {
    expect(() => template({ lifecycle })).not.toThrow();
  });

  it("ALL-7: fails if a statement lets everybody in", () => {
    const everybody = { sid: "AllowAll", actions: ["s3:GetObject"], resources: [ARNS.objects("example-data")] };
    expect(() => template({ statements: [{ ...everybody, principals: { everyone: true } }] })).toThrow(
      new Error("test/data/bucket_policy: AllowAll: an Allow must name its principals, got everyone"),
    );
  });

  it("fails if access logs come from no bucket", () => {
    expect(() => template({ statements: [s3AccessLogDelivery(ARNS, "example-data", [])] })).toThrow(
      new Error(
        "test/data/bucket_policy: AllowS3ToDeliverAccessLogs: condition ArnLike aws:SourceArn must have at least one value",
      ),
    );
  });

  it("fails with all problems at once", () => {
    expect(() =>
      template({ bucketName: "A", encryption: { kmsKeyArn: "k" }, lifecycle: { expireAfterDays: 0 } }),
    ).toThrow(
      new Error(
        "test/data: 3 problems\n" +
          '  - bucketName must be 3 to 63 lower-case letters, digits, dots and hyphens, and no name that S3 keeps for itself, got "A"\n' +
          '  - encryption.kmsKeyArn must be the ARN of a KMS key, got "k"\n' +
          "  - lifecycle.expireAfterDays must be a whole number between 1 and 36500 days, got 0",
      ),
    );
  });
});
