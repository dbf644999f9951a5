import type { Control } from "../../../../guardrails/control";
import { s3AccessLogged } from "../../../../guardrails/controls/s3/s3-access-logged";
import { s3AccessPointClosed } from "../../../../guardrails/controls/s3/s3-access-point-closed";
import { s3AccountPublicAccessBlocked } from "../../../../guardrails/controls/s3/s3-account-public-access-blocked";
import { s3AclDisabled } from "../../../../guardrails/controls/s3/s3-acl-disabled";
import { s3EncryptedWithOwnKey } from "../../../../guardrails/controls/s3/s3-encrypted-with-own-key";
import { s3EventsNotified } from "../../../../guardrails/controls/s3/s3-events-notified";
import { s3LifecycleAbortsUploads } from "../../../../guardrails/controls/s3/s3-lifecycle-aborts-uploads";
import { s3LifecycleKeepsLogs } from "../../../../guardrails/controls/s3/s3-lifecycle-keeps-logs";
import { s3LifecycleSet } from "../../../../guardrails/controls/s3/s3-lifecycle-set";
import { s3LogTargetNotItself } from "../../../../guardrails/controls/s3/s3-log-target-not-itself";
import { s3NoForceDestroy } from "../../../../guardrails/controls/s3/s3-no-force-destroy";
import { s3NoPublicAcl } from "../../../../guardrails/controls/s3/s3-no-public-acl";
import { s3ObjectLockOnAudit } from "../../../../guardrails/controls/s3/s3-object-lock-on-audit";
import { s3PublicAccessBlocked } from "../../../../guardrails/controls/s3/s3-public-access-blocked";
import { s3Replicated } from "../../../../guardrails/controls/s3/s3-replicated";
import { s3Versioned } from "../../../../guardrails/controls/s3/s3-versioned";
import { messagesOf, outcomesOf, type TerraformJson, verdictsOf } from "../../../support/control-cases";
import { type JsonObject, objectOf } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";
const A = "aws_s3_bucket.a";
const OF_A = "${aws_s3_bucket.a.id}";

/** A bucket, and what stands beside it. */
const project = (bucket: JsonObject, resources: JsonObject = {}): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource: { aws_s3_bucket: { a: bucket, ...objectOf(resources.aws_s3_bucket) }, ...withoutBuckets(resources) },
});
const withoutBuckets = ({ aws_s3_bucket: _, ...others }: JsonObject): JsonObject => others;
/** A part of the bucket as a resource of its own. */
const beside = (type: string, values: JsonObject, bucket: string = OF_A): TerraformJson =>
  project({}, { [type]: { p: { bucket, ...values } } });

/** What a part may say, and what that gives; the first passes. */
type Case = readonly [string, JsonObject, string];

const PARTS: readonly (readonly [Control, string, readonly Case[]])[] = [
  [
    s3PublicAccessBlocked,
    "aws_s3_bucket_public_access_block",
    [
      [
        "all flags",
        { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
        "pass",
      ],
      [
        "flags as texts",
        {
          block_public_acls: "true",
          block_public_policy: "true",
          ignore_public_acls: "true",
          restrict_public_buckets: "true",
        },
        "pass",
      ],
      ["one left out", { block_public_acls: true, block_public_policy: true, ignore_public_acls: true }, "fail"],
      [
        "two false",
        {
          block_public_acls: true,
          block_public_policy: false,
          ignore_public_acls: true,
          restrict_public_buckets: false,
        },
        "fail",
      ],
      [
        "one not known",
        { block_public_acls: true, block_public_policy: X, ignore_public_acls: true, restrict_public_buckets: true },
        "unknown",
      ],
    ],
  ],
  [
    s3AclDisabled,
    "aws_s3_bucket_ownership_controls",
    [
      ["enforced", { rule: { object_ownership: "BucketOwnerEnforced" } }, "pass"],
      ["preferred", { rule: { object_ownership: "BucketOwnerPreferred" } }, "fail"],
      ["not known", { rule: { object_ownership: X } }, "unknown"],
    ],
  ],
  [
    s3Versioned,
    "aws_s3_bucket_versioning",
    [
      ["enabled", { versioning_configuration: { status: "Enabled" } }, "pass"],
      ["enabled, as a list", { versioning_configuration: [{ status: "Enabled" }] }, "pass"],
      ["suspended", { versioning_configuration: { status: "Suspended" } }, "fail"],
      ["disabled", { versioning_configuration: { status: "Disabled" } }, "fail"],
      ["not known", { versioning_configuration: { status: X } }, "unknown"],
    ],
  ],
  [
    s3LifecycleSet,
    "aws_s3_bucket_lifecycle_configuration",
    [
      ["on", { rule: [{ id: "a", status: "Enabled", expiration: { days: 30 } }] }, "pass"],
      [
        "one of two on",
        {
          rule: [
            { id: "a", status: "Disabled" },
            { id: "b", status: "Enabled" },
          ],
        },
        "pass",
      ],
      ["off", { rule: [{ id: "a", status: "Disabled" }] }, "fail"],
      ["not known", { rule: [{ id: "a", status: X }] }, "unknown"],
      ["dynamic, of nothing", { dynamic: { rule: { for_each: [], content: { id: "a", status: "Enabled" } } } }, "fail"],
      [
        "dynamic",
        { dynamic: { rule: { for_each: ["a"], content: { id: "${rule.value}", status: "Enabled" } } } },
        "pass",
      ],
    ],
  ],
  [
    s3Replicated,
    "aws_s3_bucket_replication_configuration",
    [
      ["on", { role: "r", rule: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::copy" } }] }, "pass"],
      ["off", { role: "r", rule: [{ status: "Disabled", destination: { bucket: "arn:aws:s3:::copy" } }] }, "fail"],
    ],
  ],
];

describe.each(PARTS.map(([control, type, cases]) => ({ id: control.id, control, type, cases })))(
  "$id",
  ({ control, type, cases }) => {
    const [, values = {}] = cases[0] ?? [];

    it.each(cases)("beside the bucket, %s", (_, said, expected) => {
      expect(outcomesOf(control, beside(type, said))).toEqual({ [A]: "pass", [`${type}.p`]: expected });
    });

    it("nothing, another bucket's, and one that cannot be told", () => {
      expect(outcomesOf(control, project({}))).toEqual({ [A]: "fail" });
      const others = project(
        {},
        { aws_s3_bucket: { b: {} }, [type]: { p: { ...values, bucket: "${aws_s3_bucket.b.id}" } } },
      );
      expect(outcomesOf(control, others)).toEqual({ [A]: "fail", "aws_s3_bucket.b": "pass", [`${type}.p`]: "pass" });
      const open = {
        ...project({}, { [type]: { p: { ...values, bucket: "${var.bucket}" } } }),
        variable: { bucket: {} },
      };
      expect(outcomesOf(control, open)).toEqual({ [A]: "unknown", [`${type}.p`]: "pass" });
    });

    it("each instance's own, by count and by name", () => {
      const counted = {
        resource: {
          aws_s3_bucket: { a: { count: 2 }, named: { bucket: "by-name-7f3a" } },
          [type]: {
            p: { count: 1, bucket: "${aws_s3_bucket.a[count.index].id}", ...values },
            n: { bucket: "by-name-7f3a", ...values },
          },
        },
      };
      expect(outcomesOf(control, counted)).toEqual({
        "aws_s3_bucket.a[0]": "pass",
        "aws_s3_bucket.a[1]": "fail",
        "aws_s3_bucket.named": "pass",
        [`${type}.p[0]`]: "pass",
        [`${type}.n`]: "pass",
      });
    });
  },
);

describe("s3-public-access-blocked", () => {
  it("says which flags are open", () => {
    const half = { block_public_acls: true, block_public_policy: false, ignore_public_acls: true };
    expect(messagesOf(s3PublicAccessBlocked, beside("aws_s3_bucket_public_access_block", half))).toEqual([
      "fail aws_s3_bucket_public_access_block.p block_public_policy: block_public_policy is false; restrict_public_buckets is not set, which means false",
    ]);
    expect(messagesOf(s3PublicAccessBlocked, project({}))).toEqual([
      "fail aws_s3_bucket.a: the bucket has no aws_s3_bucket_public_access_block",
    ]);
  });

  const FLAGS = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  it.each<[string, JsonObject, string]>([
    ["none is open", {}, "pass aws_s3_bucket_public_access_block.p: all four flags are true"],
    ...Object.keys(FLAGS).map((flag): [string, JsonObject, string] => [
      `${flag} is`,
      { [flag]: false },
      `fail aws_s3_bucket_public_access_block.p ${flag}: ${flag} is false: the block is open on this side`,
    ]),
    [
      "one is open, another not known",
      { block_public_acls: X, restrict_public_buckets: false },
      "fail aws_s3_bucket_public_access_block.p restrict_public_buckets: restrict_public_buckets is false: the block is open on this side",
    ],
    [
      "one is not known",
      { ignore_public_acls: X },
      "unknown aws_s3_bucket_public_access_block.p ignore_public_acls: ignore_public_acls cannot be told: known after apply: data.aws_ssm_parameter.x.value",
    ],
  ])("says of each flag whether it is open: %s", (_, flags, verdict) => {
    expect(
      verdictsOf(s3PublicAccessBlocked, beside("aws_s3_bucket_public_access_block", { ...FLAGS, ...flags })),
    ).toContain(verdict);
  });
});

describe("s3-account-public-access-blocked", () => {
  const flags = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };
  const account = (values: JsonObject | undefined, more: JsonObject = {}) => ({
    resource: { ...more, ...(values === undefined ? {} : { aws_s3_account_public_access_block: { own: values } }) },
  });

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["all flags", account(flags), { "aws_s3_account_public_access_block.own": "pass" }],
    ["none set", account({}), { "aws_s3_account_public_access_block.own": "fail" }],
    [
      "one false",
      account({ ...flags, ignore_public_acls: false }),
      { "aws_s3_account_public_access_block.own": "fail" },
    ],
    ["missing beside GuardDuty", account(undefined, { aws_guardduty_detector: { d: {} } }), { environment: "fail" }],
    ["not asked for in a project without a baseline", account(undefined, { aws_s3_bucket: { a: {} } }), {}],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3AccountPublicAccessBlocked, terraform)).toEqual(expected);
  });
});

describe("s3-no-public-acl", () => {
  const everybody = { uri: "http://acs.amazonaws.com/groups/global/AllUsers" };

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["none", project({}), { [A]: "pass" }],
    ["private", project({ acl: "private" }), { [A]: "pass" }],
    ["public, in the bucket", project({ acl: "public-read" }), { [A]: "fail" }],
    [
      "public, beside it",
      beside("aws_s3_bucket_acl", { acl: "public-read-write" }),
      { [A]: "pass", "aws_s3_bucket_acl.p": "fail" },
    ],
    [
      "everybody with an account",
      beside("aws_s3_bucket_acl", { acl: "authenticated-read" }),
      { [A]: "pass", "aws_s3_bucket_acl.p": "fail" },
    ],
    [
      "a grant to everybody, in the bucket",
      project({ grant: [{ type: "Group", permissions: ["READ"], ...everybody }] }),
      { [A]: "fail" },
    ],
    [
      "a grant to everybody, beside it",
      beside("aws_s3_bucket_acl", {
        access_control_policy: {
          owner: { id: "o" },
          grant: [{ permission: "READ", grantee: { type: "Group", ...everybody } }],
        },
      }),
      { [A]: "pass", "aws_s3_bucket_acl.p": "fail" },
    ],
    [
      "a grant to somebody",
      project({ grant: [{ type: "CanonicalUser", id: "u", permissions: ["READ"] }] }),
      { [A]: "pass" },
    ],
    ["not known", project({ acl: X }), { [A]: "unknown" }],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3NoPublicAcl, terraform)).toEqual(expected);
  });

  it("says which", () => {
    expect(messagesOf(s3NoPublicAcl, project({ acl: "public-read" }))).toEqual([
      'fail aws_s3_bucket.a acl: acl is "public-read": everybody is let in',
    ]);
    expect(
      messagesOf(s3NoPublicAcl, project({ grant: [{ type: "Group", permissions: ["READ"], ...everybody }] })),
    ).toEqual([
      'fail aws_s3_bucket.a grant.0.uri: grant.0.uri is "http://acs.amazonaws.com/groups/global/AllUsers": everybody is let in',
    ]);
  });
});

describe("s3-encrypted-with-own-key", () => {
  const TYPE = "aws_s3_bucket_server_side_encryption_configuration";
  const rule = (values: JsonObject) => ({ rule: [{ apply_server_side_encryption_by_default: values }] });
  const keyed = (arn: string, more: JsonObject = {}) => ({
    ...project(
      {},
      {
        aws_kms_key: { k: {} },
        random_id: { r: { byte_length: 4 } },
        [TYPE]: { p: { bucket: OF_A, ...rule({ sse_algorithm: "aws:kms", kms_master_key_id: arn }) } },
        ...more,
      },
    ),
  });

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["a key", keyed("${aws_kms_key.k.arn}"), { [A]: "pass", [`${TYPE}.p`]: "pass" }],
    ["something random", keyed("${random_id.r.hex}"), { [A]: "pass", [`${TYPE}.p`]: "fail" }],
    ["AWS's key", keyed("alias/aws/s3"), { [A]: "pass", [`${TYPE}.p`]: "fail" }],
    ["a key that is not known", keyed(X), { [A]: "pass", [`${TYPE}.p`]: "unknown" }],
    ["KMS without a key", beside(TYPE, rule({ sse_algorithm: "aws:kms" })), { [A]: "pass", [`${TYPE}.p`]: "fail" }],
    ["S3's keys", beside(TYPE, rule({ sse_algorithm: "AES256" })), { [A]: "pass", [`${TYPE}.p`]: "fail" }],
    [
      "an algorithm that is not known",
      beside(TYPE, rule({ sse_algorithm: X })),
      { [A]: "pass", [`${TYPE}.p`]: "unknown" },
    ],
    ["nothing", project({}), { [A]: "fail" }],
    [
      "inline, as of old",
      project({
        server_side_encryption_configuration: rule({ sse_algorithm: "aws:kms", kms_master_key_id: "alias/own" }),
      }),
      { [A]: "pass" },
    ],
    [
      "inline, with S3's keys",
      project({ server_side_encryption_configuration: rule({ sse_algorithm: "AES256" }) }),
      { [A]: "fail" },
    ],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3EncryptedWithOwnKey, terraform)).toEqual(expected);
  });

  it.each<[string, JsonObject]>([
    [
      "S3's access logs",
      {
        aws_s3_bucket: { b: {} },
        aws_s3_bucket_logging: { l: { bucket: "${aws_s3_bucket.b.id}", target_bucket: OF_A, target_prefix: "b/" } },
      },
    ],
    ["a load balancer", { aws_lb: { l: { access_logs: { bucket: OF_A, enabled: true } } } }],
    ["connections of a load balancer", { aws_lb: { l: { connection_logs: { bucket: OF_A, enabled: true } } } }],
  ])("S3's keys are right where %s deliver logs", (_, writers) => {
    const configured = { [TYPE]: { p: { bucket: OF_A, ...rule({ sse_algorithm: "AES256" }) } } };
    expect(outcomesOf(s3EncryptedWithOwnKey, project({}, { ...writers, ...configured }))).toMatchObject({
      [`${TYPE}.p`]: "pass",
    });
  });

  it("says which key it is", () => {
    expect(messagesOf(s3EncryptedWithOwnKey, keyed("${random_id.r.hex}"))).toEqual([
      "fail aws_s3_bucket_server_side_encryption_configuration.p rule.0.apply_server_side_encryption_by_default.kms_master_key_id: rule.0.apply_server_side_encryption_by_default.kms_master_key_id comes from random_id.r, which is no KMS key: who may read the bucket may read its objects; no key policy stands between",
    ]);
  });
});

describe("s3-versioned", () => {
  it.each<[string, JsonObject, string]>([
    ["on", { versioning: { enabled: true } }, "pass"],
    ["off", { versioning: { enabled: false } }, "fail"],
    ["MFA only", { versioning: { mfa_delete: true } }, "fail"],
    ["not known", { versioning: { enabled: X } }, "unknown"],
  ])("inline, %s", (_, bucket, expected) => {
    expect(outcomesOf(s3Versioned, project(bucket))).toEqual({ [A]: expected });
  });
});

describe("s3-access-logged", () => {
  const TYPE = "aws_s3_bucket_logging";
  const logs = { aws_s3_bucket: { logs: {} } };

  it.each<[string, TerraformJson, Record<string, string>]>([
    [
      "beside it",
      project(
        {},
        { ...logs, [TYPE]: { p: { bucket: OF_A, target_bucket: "${aws_s3_bucket.logs.id}", target_prefix: "a/" } } },
      ),
      { [A]: "pass", "aws_s3_bucket.logs": "pass" },
    ],
    [
      "inline",
      project({ logging: { target_bucket: "${aws_s3_bucket.logs.id}" } }, logs),
      { [A]: "pass", "aws_s3_bucket.logs": "pass" },
    ],
    ["nothing", project({}, logs), { [A]: "fail", "aws_s3_bucket.logs": "fail" }],
    ["itself, inline", project({ logging: { target_bucket: "somewhere-else" } }), { [A]: "pass" }],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3AccessLogged, terraform)).toEqual(expected);
  });
});

describe("s3-log-target-not-itself", () => {
  const L = "aws_s3_bucket_logging.l";
  const logging = (target: string, resources: JsonObject = {}) =>
    project(
      { bucket: "a-7f3a" },
      {
        ...resources,
        aws_s3_bucket: { logs: { bucket: "logs-7f3a" } },
        aws_s3_bucket_logging: { l: { bucket: OF_A, target_bucket: target, target_prefix: "a/" } },
      },
    );
  const policy = (principal: JsonObject, action: string) => ({
    aws_s3_bucket_policy: {
      logs: {
        bucket: "${aws_s3_bucket.logs.id}",
        policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: "arn:aws:s3:::logs-7f3a/*" }],
        }),
      },
    },
  });
  const LOGS = "${aws_s3_bucket.logs.id}";
  const service = { Service: "logging.s3.amazonaws.com" };

  it.each<[string, TerraformJson, string]>([
    ["a bucket that takes them", logging(LOGS, policy(service, "s3:PutObject")), "pass"],
    [
      "a bucket that takes them by its ACL",
      logging(LOGS, { aws_s3_bucket_acl: { l: { bucket: LOGS, acl: "log-delivery-write" } } }),
      "pass",
    ],
    ["a bucket without policy", logging(LOGS), "fail"],
    ["a bucket that lets S3 read", logging(LOGS, policy(service, "s3:GetObject")), "fail"],
    [
      "a bucket that takes those of others",
      logging(LOGS, policy({ Service: "delivery.logs.amazonaws.com" }, "s3:PutObject")),
      "fail",
    ],
    ["the bucket itself", logging(OF_A), "fail"],
    ["the bucket itself, by its name", logging("a-7f3a"), "fail"],
    ["a bucket elsewhere", logging("central-logs"), "pass"],
    ["a bucket that is not known", logging(X), "unknown"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3LogTargetNotItself, terraform)).toEqual({ [L]: expected });
  });
});

describe("s3-lifecycle-aborts-uploads", () => {
  const TYPE = "aws_s3_bucket_lifecycle_configuration";
  const rule = (values: JsonObject) => ({ rule: [{ id: "a", status: "Enabled", ...values }] });
  const abort = { abort_incomplete_multipart_upload: { days_after_initiation: 7 } };

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["all", beside(TYPE, rule({ ...abort, filter: {} })), { [`${TYPE}.p`]: "pass" }],
    ["all, with an empty prefix", beside(TYPE, rule({ ...abort, filter: { prefix: "" } })), { [`${TYPE}.p`]: "pass" }],
    ["those of a prefix", beside(TYPE, rule({ ...abort, filter: { prefix: "a/" } })), { [`${TYPE}.p`]: "fail" }],
    [
      "those with a tag",
      beside(TYPE, rule({ ...abort, filter: { tag: { key: "k", value: "v" } } })),
      { [`${TYPE}.p`]: "fail" },
    ],
    ["none", beside(TYPE, rule({ expiration: { days: 400 } })), { [`${TYPE}.p`]: "fail" }],
    [
      "inline",
      project({ lifecycle_rule: { enabled: true, abort_incomplete_multipart_upload_days: 7 } }),
      { [A]: "pass" },
    ],
    ["no lifecycle", project({}), {}],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3LifecycleAbortsUploads, terraform)).toEqual(expected);
  });
});

describe("s3-lifecycle-keeps-logs", () => {
  const TYPE = "aws_s3_bucket_lifecycle_configuration";
  const P = `${TYPE}.p`;
  const trail = { aws_cloudtrail: { t: { name: "t", s3_bucket_name: OF_A } } };
  const kept = (values: JsonObject, writers: JsonObject = trail) =>
    project({}, { ...writers, [TYPE]: { p: { bucket: OF_A, rule: [{ id: "a", status: "Enabled", ...values }] } } });
  const steps = (...days: readonly number[]) => ({
    transition: days.map((day, index) => ({ days: day, storage_class: ["STANDARD_IA", "GLACIER"][index] ?? "" })),
  });

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["a year", kept({ expiration: { days: 365 } }), { [P]: "pass" }],
    ["for ever", kept({ ...steps(30, 90) }), { [P]: "pass" }],
    ["a month", kept({ expiration: { days: 30 } }), { [P]: "fail" }],
    ["old versions a month", kept({ noncurrent_version_expiration: { noncurrent_days: 30 } }), { [P]: "fail" }],
    ["not known", kept({ expiration: { days: X } }), { [P]: "unknown" }],
    ["colder, then warmer", kept({ ...steps(90, 30) }), { [P]: "fail" }],
    ["a month, switched off", kept({ expiration: { days: 30 }, status: "Disabled" }), { [P]: "pass" }],
    ["a month, of no logs", kept({ expiration: { days: 30 } }, {}), {}],
    [
      "a month, of flow logs",
      kept(
        { expiration: { days: 30 } },
        {
          aws_flow_log: {
            f: { vpc_id: "vpc-1", log_destination: "${aws_s3_bucket.a.arn}", log_destination_type: "s3" },
          },
        },
      ),
      { [P]: "fail" },
    ],
    [
      "a month, of a load balancer's",
      kept({ expiration: { days: 30 } }, { aws_lb: { l: { access_logs: { bucket: OF_A } } } }),
      { [P]: "fail" },
    ],
    [
      "a month, inline",
      project({ lifecycle_rule: { enabled: true, expiration: { days: 30 } } }, trail),
      { [A]: "fail" },
    ],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3LifecycleKeepsLogs, terraform)).toEqual(expected);
  });

  it("says where", () => {
    expect(messagesOf(s3LifecycleKeepsLogs, kept({ expiration: { days: 30 } }))).toEqual([
      "fail aws_s3_bucket_lifecycle_configuration.p rule.0.expiration.days: rule.0.expiration.days is 30: logs end before 365 days",
    ]);
  });
});

describe("s3-object-lock-on-audit", () => {
  const trail = { aws_cloudtrail: { t: { name: "t", s3_bucket_name: OF_A } } };
  const lock = (values: JsonObject) => ({
    aws_s3_bucket_object_lock_configuration: { l: { bucket: OF_A, ...values } },
  });
  const rule = { rule: { default_retention: { mode: "GOVERNANCE", days: 365 } } };

  it.each<[string, TerraformJson, Record<string, string>]>([
    ["locked", project({}, { ...trail, ...lock(rule) }), { [A]: "pass" }],
    [
      "locked, inline",
      project({ object_lock_configuration: { object_lock_enabled: "Enabled", ...rule } }, trail),
      { [A]: "pass" },
    ],
    ["lockable, but not locked", project({ object_lock_enabled: true }, trail), { [A]: "fail" }],
    ["nothing", project({}, trail), { [A]: "fail" }],
    ["no trail", project({}), {}],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(s3ObjectLockOnAudit, terraform)).toEqual(expected);
  });
});

describe("s3-no-force-destroy", () => {
  it.each<[string, JsonObject, string]>([
    ["absent", {}, "pass"],
    ["false", { force_destroy: false }, "pass"],
    ["true", { force_destroy: true }, "fail"],
    ["true, as a text", { force_destroy: "true" }, "fail"],
    ["not known", { force_destroy: X }, "unknown"],
  ])("%s", (_, bucket, expected) => {
    expect(outcomesOf(s3NoForceDestroy, project(bucket))).toEqual({ [A]: expected });
  });
});

describe("s3-events-notified", () => {
  it("asks for a notification of each bucket", () => {
    expect(outcomesOf(s3EventsNotified, project({}))).toEqual({ [A]: "fail" });
    expect(outcomesOf(s3EventsNotified, beside("aws_s3_bucket_notification", { eventbridge: true }))).toEqual({
      [A]: "pass",
    });
  });
});

describe("s3-access-point-closed", () => {
  const point = (values: JsonObject) =>
    project({}, { aws_s3_access_point: { p: { bucket: OF_A, name: "p", ...values } } });
  const P = "aws_s3_access_point.p";

  it.each<[string, JsonObject, string]>([
    ["absent, which means closed", {}, "pass"],
    ["a flag left out, which means true", { public_access_block_configuration: { block_public_acls: true } }, "pass"],
    ["one open", { public_access_block_configuration: { block_public_policy: false } }, "fail"],
    ["not known", { public_access_block_configuration: { block_public_policy: X } }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(s3AccessPointClosed, point(values))).toEqual({ [P]: expected });
  });
});
