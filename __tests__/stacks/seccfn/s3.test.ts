import { synthesized } from "../../support/environments";
import { refusals } from "../../support/policy-evaluation";
import type { Statement } from "../../support/template";

const seccfn = () => synthesized().template;

const bucket = (job: string) => `arn:aws:s3:::seccfn-${job}-bucket-\${random_id.bucket_suffix.hex}`;

/** The policy of a bucket without the statement that all buckets have. */
function ownStatements(id: string): Statement[] {
  return seccfn()
    .policyOf(`aws_s3_bucket_policy.${id}`, "policy")
    .filter(({ sid }) => sid !== "DenyInsecureTransport");
}

const FROM_ACCOUNT = { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] };
const FROM_TRAIL = {
  test: "ArnLike",
  variable: "aws:SourceArn",
  values: ["arn:aws:cloudtrail:us-east-1:111111111111:trail/SecCFN-Trail"],
};
/** What a put asks its object to be encrypted with. */
const ALGORITHM = "s3:x-amz-server-side-encryption";
const KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";
const MASTER_KEY = "${aws_kms_key.master.arn}";
const OTHER_KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const OWNER_CONTROLS = { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] };

it("SEC-S3-2: one bucket for data, and one each for the logs of CloudTrail, Config, access and queries", () => {
  expect(
    seccfn()
      .resources.filter(({ type }) => type === "aws_s3_bucket")
      .map(({ name, values }) => [name, values.bucket]),
  ).toEqual([
    ["access_logs", "seccfn-access-logs-bucket-${random_id.bucket_suffix.hex}"],
    ["config_history", "seccfn-config-bucket-${random_id.bucket_suffix.hex}"],
    ["data", "seccfn-data-bucket-${random_id.bucket_suffix.hex}"],
    ["query_results", "seccfn-query-results-bucket-${random_id.bucket_suffix.hex}"],
    ["trail_logs", "seccfn-cloud-trail-bucket-${random_id.bucket_suffix.hex}"],
  ]);
});

describe("the data bucket", () => {
  it("SEC-S3-1: is versioned and encrypted with the master key", () => {
    const template = seccfn();

    expect(template.value("aws_s3_bucket_versioning.data", "versioning_configuration")).toEqual({ status: "Enabled" });
    expect(template.value("aws_s3_bucket_server_side_encryption_configuration.data", "rule.0")).toEqual({
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: "${aws_kms_key.master.arn}",
      },
      bucket_key_enabled: true,
      blocked_encryption_types: ["SSE-C"],
    });
  });

  it("SEC-S3-1: blocks public access by all four ways, and ACLs", () => {
    const template = seccfn();

    expect(template.at("aws_s3_bucket_public_access_block.data")).toEqual({
      bucket: "${aws_s3_bucket.data.id}",
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(template.value("aws_s3_bucket_ownership_controls.data", "rule.object_ownership")).toBe(
      "BucketOwnerEnforced",
    );
  });

  it("SEC-S3-1: moves objects and former versions to STANDARD_IA and GLACIER, and deletes them after a year", () => {
    const template = seccfn();
    const steps = [
      ["${var.data_infrequent_access_after_days}", "STANDARD_IA"],
      ["${var.data_glacier_after_days}", "GLACIER"],
    ];

    expect(template.value("aws_s3_bucket_lifecycle_configuration.data", "rule.0")).toEqual({
      id: "age",
      status: "Enabled",
      filter: [{}],
      transition: steps.map(([days, storage_class]) => ({ days, storage_class })),
      expiration: [{ days: "${var.data_expire_after_days}" }],
      noncurrent_version_transition: steps.map(([days, storage_class]) => ({ noncurrent_days: days, storage_class })),
      noncurrent_version_expiration: [{ noncurrent_days: "${var.data_expire_after_days}" }],
    });
    expect(template.variables).toMatchObject({
      data_infrequent_access_after_days: { default: 30 },
      data_glacier_after_days: { default: 90 },
      data_expire_after_days: { default: 365 },
    });
  });

  it("SEC-S3-1: gives up uploads that are never completed", () => {
    expect(seccfn().value("aws_s3_bucket_lifecycle_configuration.data", "rule.1")).toMatchObject({
      status: "Enabled",
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    });
  });

  it("SEC-S3-1: is reached over TLS only, and by nobody that IAM does not allow", () => {
    const statements = seccfn().policyOf("aws_s3_bucket_policy.data", "policy");

    expect(statements.filter(({ effect }) => effect !== "Deny")).toEqual([]);
    expect(statements.filter(({ sid }) => sid === "DenyInsecureTransport")).toEqual([
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["s3:*"],
        resources: [bucket("data"), `${bucket("data")}/*`],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["for no encryption, so that the bucket's own is taken", {}, []],
    ["for the master key", { [ALGORITHM]: "aws:kms", [KEY]: MASTER_KEY }, []],
    ["for another key", { [ALGORITHM]: "aws:kms", [KEY]: OTHER_KEY }, ["DenyOtherKey"]],
    ["for the key aws/s3, which is what no key means", { [ALGORITHM]: "aws:kms" }, ["DenyOtherKey"]],
    ["for S3's own keys", { [ALGORITHM]: "AES256" }, ["DenyOtherAlgorithm", "DenyOtherKey"]],
  ])("SEC-S3-1: what a put that asks %s is refused by", (_, headers, expected) => {
    const request = {
      action: "s3:PutObject",
      resource: `${bucket("data")}/a`,
      context: { "aws:SecureTransport": "true", ...headers },
    };

    expect(refusals(seccfn().policyOf("aws_s3_bucket_policy.data", "policy"), request)).toEqual(expected);
  });

  it("SEC-S3-1: has its requests logged to the access-log bucket", () => {
    expect(seccfn().at("aws_s3_bucket_logging.data")).toMatchObject({
      target_bucket: "${aws_s3_bucket.access_logs.id}",
      target_prefix: "data/",
    });
  });
});

describe("the log buckets", () => {
  it("SEC-S3-2: CloudTrail alone delivers to its bucket, for this trail and into this account's folder", () => {
    const service = { effect: "Allow", principals: { Service: ["cloudtrail.amazonaws.com"] } };

    expect(ownStatements("trail_logs")).toEqual([
      {
        ...service,
        sid: "AllowCloudTrailToCheckBucket",
        actions: ["s3:GetBucketAcl"],
        resources: [bucket("cloud-trail")],
        conditions: [FROM_TRAIL],
      },
      {
        ...service,
        sid: "AllowCloudTrailToDeliver",
        actions: ["s3:PutObject"],
        resources: [`${bucket("cloud-trail")}/AWSLogs/111111111111/*`],
        conditions: [FROM_TRAIL, OWNER_CONTROLS],
      },
    ]);
  });

  it("SEC-S3-2: Config alone delivers to its bucket, for this account and into its folder", () => {
    const service = { effect: "Allow", principals: { Service: ["config.amazonaws.com"] } };

    expect(ownStatements("config_history")).toEqual([
      {
        ...service,
        sid: "AllowConfigToCheckBucket",
        actions: ["s3:GetBucketAcl", "s3:ListBucket"],
        resources: [bucket("config")],
        conditions: [FROM_ACCOUNT],
      },
      {
        ...service,
        sid: "AllowConfigToDeliver",
        actions: ["s3:PutObject"],
        resources: [`${bucket("config")}/AWSLogs/111111111111/Config/*`],
        conditions: [FROM_ACCOUNT, OWNER_CONTROLS],
      },
    ]);
  });

  it("SEC-S3-2: S3 alone delivers access logs, and only those of the other buckets", () => {
    expect(ownStatements("access_logs")).toEqual([
      {
        sid: "AllowS3ToDeliverAccessLogs",
        effect: "Allow",
        principals: { Service: ["logging.s3.amazonaws.com"] },
        actions: ["s3:PutObject"],
        resources: [`${bucket("access-logs")}/*`],
        conditions: [
          FROM_ACCOUNT,
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["cloud-trail", "config", "query-results", "data"].map(bucket),
          },
        ],
      },
    ]);
  });

  it("SEC-S3-2: no service writes query results: who queries writes them", () => {
    expect(ownStatements("query_results")).toEqual([]);
  });

  it.each(["access_logs", "config_history", "query_results", "trail_logs"])(
    "SEC-S3-2: %s is private, versioned, reached over TLS only, and emptied after 400 days",
    (id) => {
      const template = seccfn();

      expect(
        Object.values(template.at(`aws_s3_bucket_public_access_block.${id}`)).filter((on) => on === true),
      ).toHaveLength(4);
      expect(template.value(`aws_s3_bucket_versioning.${id}`, "versioning_configuration.status")).toBe("Enabled");
      expect(template.policyOf(`aws_s3_bucket_policy.${id}`, "policy")[0]?.sid).toBe("DenyInsecureTransport");
      expect(template.value(`aws_s3_bucket_lifecycle_configuration.${id}`, "rule.0")).toMatchObject({
        expiration: [{ days: "${var.log_expire_after_days}" }],
        noncurrent_version_expiration: [{ noncurrent_days: "${var.log_expire_after_days}" }],
      });
      expect(template.variables.log_expire_after_days?.default).toBe(400);
    },
  );

  it("SEC-S3-2: all are logged but the access-log bucket, which would log itself", () => {
    expect(
      seccfn()
        .all("aws_s3_bucket_logging")
        .map(({ bucket: logged, target_bucket: target, target_prefix: prefix }) => [logged, target, prefix]),
    ).toEqual([
      ["${aws_s3_bucket.config_history.id}", "${aws_s3_bucket.access_logs.id}", "config_history/"],
      ["${aws_s3_bucket.data.id}", "${aws_s3_bucket.access_logs.id}", "data/"],
      ["${aws_s3_bucket.query_results.id}", "${aws_s3_bucket.access_logs.id}", "query_results/"],
      ["${aws_s3_bucket.trail_logs.id}", "${aws_s3_bucket.access_logs.id}", "trail_logs/"],
    ]);
  });

  it("SEC-S3-2: each log bucket is there only where its log is", () => {
    const without = synthesized({
      audit: { query: "none", configRules: [] },
      baseline: { config: "external" },
    }).template;

    expect(without.addresses("aws_s3_bucket")).toEqual([
      "aws_s3_bucket.access_logs",
      "aws_s3_bucket.data",
      "aws_s3_bucket.trail_logs",
    ]);
    expect(without.policyOf("aws_s3_bucket_policy.access_logs", "policy")[1]?.conditions[1]?.values).toEqual(
      ["cloud-trail", "data"].map(bucket),
    );
  });
});
