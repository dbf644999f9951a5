import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration";
import { TerraformVariable, Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { LIMITS } from "../../../constructs/core/limits";
import { cloudTrailDelivery } from "../../../constructs/storage/log-delivery";
import { type ObjectLock, SecureBucket, type SecureBucketProps } from "../../../constructs/storage/secure-bucket";
import { refusals } from "../../support/policy-evaluation";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const ACCOUNT = { accountId: "111111111111", region: "us-east-1" };
const PROPS: SecureBucketProps = {
  account: ACCOUNT,
  bucketName: "example-trail",
  encryption: { kmsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/1" },
  accessLogs: { bucketName: "example-logs", prefix: "trail/" },
  lifecycle: { expireAfterDays: 400 },
};
const LOCK: ObjectLock = { mode: "GOVERNANCE", days: 365 };
const ADMINISTRATOR = "arn:aws:iam::111111111111:role/log-administrator";
const IMMUTABLE = { administratorArns: [ADMINISTRATOR] };

function template(props: Partial<SecureBucketProps> = {}): Template {
  return Template.of((stack) => new SecureBucket(stack, "trail", { ...PROPS, ...props }));
}

describe("objectLock", () => {
  it("ENT-CT-1: locks each new version for the days given, once versioning is on", () => {
    const locked = template({ objectLock: LOCK });
    expect(locked.only("aws_s3_bucket_object_lock_configuration")).toEqual({
      bucket: "${aws_s3_bucket.trail.id}",
      rule: { default_retention: { mode: "GOVERNANCE", days: 365 } },
      depends_on: ["aws_s3_bucket_versioning.trail"],
    });
    expect(locked.only("aws_s3_bucket")).toEqual({
      ...template().only("aws_s3_bucket"),
      object_lock_enabled: true,
    });
  });

  it("ENT-CT-1: is nowhere by default, and changes nothing but the bucket and its lock", () => {
    const others = ({ blocks }: Template) =>
      blocks.filter(({ type }) => !["aws_s3_bucket", "aws_s3_bucket_object_lock_configuration"].includes(type));
    expect(template().types).not.toHaveProperty("aws_s3_bucket_object_lock_configuration");
    expect(template().only("aws_s3_bucket")).not.toHaveProperty("object_lock_enabled");
    expect(others(template({ objectLock: LOCK }))).toEqual(others(template()));
  });

  it("ENT-CT-1: who delivers into the bucket waits for the lock, which holds for new versions only", () => {
    const made = Template.of((stack) => {
      const { ready } = new SecureBucket(stack, "trail", { ...PROPS, objectLock: LOCK });
      new S3Bucket(stack, "writer", { dependsOn: [...ready] });
    });
    expect(made.value("aws_s3_bucket.writer", "depends_on")).toContain("aws_s3_bucket_object_lock_configuration.trail");
  });

  it.each(["GOVERNANCE", "COMPLIANCE"] as const)("ENT-CT-1: mode %s is as the provider takes it", (mode) => {
    const lock = template({ objectLock: { ...LOCK, mode } }).only("aws_s3_bucket_object_lock_configuration");
    expect(lock.rule).toEqual({ default_retention: { mode, days: 365 } });
    expect(ruleProblems(rulesOf("aws_s3_bucket_object_lock_configuration"), lock)).toEqual([]);
  });

  it("is a resource that Terraform users expect", () => {
    expect(
      Testing.synthScope((scope) => new SecureBucket(scope, "trail", { ...PROPS, objectLock: LOCK })),
    ).toHaveResourceWithProperties(S3BucketObjectLockConfigurationA, {
      rule: { default_retention: { mode: "GOVERNANCE", days: 365 } },
    });
  });

  const { min, max } = LIMITS.objectLockDays;

  it.each([min, max])("takes %i days", (days) => {
    expect(() => template({ objectLock: { ...LOCK, days }, lifecycle: { expireAfterDays: max } })).not.toThrow();
  });

  it.each([min - 1, max + 1, 1.5])("fails if it is for %d days", (days) => {
    expect(() => template({ objectLock: { ...LOCK, days }, lifecycle: { expireNoncurrentAfterDays: 30 } })).toThrow(
      new Error(`test/trail: objectLock.days must be a whole number between 1 and 36500 days, got ${days}`),
    );
  });

  it("takes as many days as objects live, but not more: they would not end when the lifecycle says", () => {
    const lifecycle = { expireAfterDays: 365 };
    expect(() => template({ objectLock: { ...LOCK, days: 365 }, lifecycle })).not.toThrow();
    expect(() => template({ objectLock: { ...LOCK, days: 366 }, lifecycle })).toThrow(
      new Error(
        "test/trail: objectLock.days must be at most the days of lifecycle.expireAfterDays, 365, got 366; S3 deletes nothing that is locked",
      ),
    );
  });

  it("takes days that only Terraform knows", () => {
    const made = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      const lifecycle = { expireAfterDays: days };
      new SecureBucket(stack, "trail", { ...PROPS, lifecycle, objectLock: { mode: "COMPLIANCE", days } });
    });
    expect(made.value("aws_s3_bucket_object_lock_configuration.trail", "rule.default_retention.days")).toBe(
      "${var.days}",
    );
  });

  it("fails in the access-log bucket: S3 delivers no access logs into a locked one", () => {
    expect(() => template({ objectLock: LOCK, accessLogs: "none" })).toThrow(
      new Error(
        "test/trail: objectLock must be left out of the bucket that access logs go to; S3 delivers none into a locked one",
      ),
    );
  });
});

describe("immutable", () => {
  const policy = (props: Partial<SecureBucketProps> = {}) =>
    template({ immutable: IMMUTABLE, ...props }).policyOf("aws_s3_bucket_policy.trail", "policy");
  const statements = policy();
  const by = (principal: string | undefined, action: string, resource: string) =>
    refusals(statements, {
      action,
      resource,
      context: {
        "aws:SecureTransport": "true",
        ...(principal === undefined ? {} : { "aws:PrincipalArn": principal }),
      },
    });
  const BUCKET = "arn:aws:s3:::example-trail";
  const OBJECT = `${BUCKET}/AWSLogs/111111111111/CloudTrail/us-east-1/2026/01/01/1.json.gz`;

  const OF_OBJECTS = [
    "BypassGovernanceRetention",
    "DeleteObject",
    "DeleteObjectVersion",
    "PutObjectLegalHold",
    "PutObjectRetention",
  ];
  const OF_THE_BUCKET = [
    "DeleteBucket",
    "DeleteBucketPolicy",
    "PutBucketObjectLockConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketPublicAccessBlock",
    "PutBucketVersioning",
    "PutEncryptionConfiguration",
    "PutLifecycleConfiguration",
  ];
  const CHANGES = [
    ...OF_OBJECTS.map((name): [string, string, string] => [`s3:${name}`, OBJECT, "DenyDeletingObjects"]),
    ...OF_THE_BUCKET.map((name): [string, string, string] => [`s3:${name}`, BUCKET, "DenyChangingBucket"]),
  ];

  it.each(CHANGES)("ENT-CT-1: refuses %s to everybody but the administrators", (action, resource, sid) => {
    expect(by("arn:aws:iam::111111111111:role/admin", action, resource)).toEqual([sid]);
    expect(by("arn:aws:iam::111111111111:root", action, resource)).toEqual([sid]);
    expect(by("arn:aws:iam::222222222222:role/log-administrator", action, resource)).toEqual([sid]);
    expect(by(`${ADMINISTRATOR}-2`, action, resource)).toEqual([sid]);
    expect(by(undefined, action, resource)).toEqual([sid]);
    expect(by(ADMINISTRATOR, action, resource)).toEqual([]);
  });

  it("ENT-CT-1: refuses nothing else: logs come in and are read", () => {
    for (const [action, resource] of [
      ["s3:PutObject", OBJECT],
      ["s3:GetObject", OBJECT],
      ["s3:ListBucket", BUCKET],
      ["s3:GetBucketAcl", BUCKET],
    ] as const) {
      expect(by(undefined, action, resource)).toEqual([]);
    }
  });

  it("ENT-CT-1: stands before the statements of those who deliver, which stay as they are", () => {
    const delivery = cloudTrailDelivery(new Arns(ACCOUNT), "example-trail", "Example-Trail");
    expect(policy({ statements: delivery }).map(({ sid }) => sid)).toEqual([
      "DenyInsecureTransport",
      "DenyDeletingObjects",
      "DenyChangingBucket",
      "AllowCloudTrailToCheckBucket",
      "AllowCloudTrailToDeliver",
    ]);
  });

  it("ENT-CT-1: the policy comes after everything that it refuses to change, so that Terraform is never locked out half-way", () => {
    const locked = template({ immutable: IMMUTABLE, objectLock: LOCK });
    const dependsOn = locked.value("aws_s3_bucket_policy.trail", "depends_on");
    const companions = locked.addresses().filter((address) => !/^aws_s3_bucket(_policy)?\./.test(address));
    expect(companions).toHaveLength(7);
    expect(dependsOn).toEqual(expect.arrayContaining(companions));
  });

  it("ENT-CT-1: is also for the access-log bucket, which has no logging to wait for", () => {
    const made = template({ immutable: IMMUTABLE, accessLogs: "none", encryption: "AES256" });
    expect(made.value("aws_s3_bucket_policy.trail", "depends_on")).toEqual([
      "aws_s3_bucket_public_access_block.trail",
      "aws_s3_bucket_ownership_controls.trail",
      "aws_s3_bucket_versioning.trail",
      "aws_s3_bucket_server_side_encryption_configuration.trail",
      "aws_s3_bucket_lifecycle_configuration.trail",
    ]);
  });

  it("changes nothing but the policy and what it waits for", () => {
    const others = ({ resources }: Template) => resources.filter(({ type }) => type !== "aws_s3_bucket_policy");
    expect(others(template({ immutable: IMMUTABLE }))).toEqual(others(template()));
  });

  it.each([
    "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Logs_0123456789abcdef",
    "arn:aws-us-gov:iam::111111111111:role/logs",
    "arn:aws-cn:iam::111111111111:role/logs",
  ])("takes the role %s", (arn) => {
    expect(policy({ immutable: { administratorArns: [ADMINISTRATOR, arn] } })[1]?.conditions).toEqual([
      { test: "ArnNotLike", variable: "aws:PrincipalArn", values: [ADMINISTRATOR, arn] },
    ]);
  });

  it.each([
    "*",
    "log-administrator",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::*:role/logs",
    "arn:aws:iam::111111111111:user/logs",
    "arn:aws:iam::111111111111:root",
    "arn:aws:sts::111111111111:assumed-role/logs/session",
  ])("ENT-CT-1: fails if an administrator is %s", (arn) => {
    expect(() => template({ immutable: { administratorArns: [ADMINISTRATOR, arn] } })).toThrow(
      new Error(
        `test/trail: immutable.administratorArns[1] must be the ARN of a role, without wildcards; arn:aws:iam::111111111111:role/name also stands for its sessions, got "${arn}"`,
      ),
    );
  });

  it("fails if nobody is an administrator, or one twice", () => {
    expect(() => template({ immutable: { administratorArns: [] } })).toThrow(
      new Error(
        "test/trail: immutable.administratorArns must name at least one role, got []; else nobody could ever change the bucket",
      ),
    );
    expect(() => template({ immutable: { administratorArns: [ADMINISTRATOR, ADMINISTRATOR] } })).toThrow(
      new Error(`test/trail: immutable.administratorArns[1] must differ from the others, got "${ADMINISTRATOR}" again`),
    );
  });
});

it("SEC-EPH-1: fails if a test copy has locks: it could not be destroyed", () => {
  expect(() => template({ protect: false, objectLock: LOCK, immutable: IMMUTABLE })).toThrow(
    new Error(
      "test/trail: 2 problems\n" +
        "  - objectLock must be left out where protect is false; a test copy could not be destroyed\n" +
        "  - immutable must be left out where protect is false; a test copy could not be destroyed",
    ),
  );
});
