import { synthesized } from "../../support/environments";
import { textsOf } from "../../support/json";
import { refusals } from "../../support/policy-evaluation";
import type { Template } from "../../support/template";

const webApp = () => synthesized({}, "web-app").template;
const bucket = (job: string) => `arn:aws:s3:::webapp-${job}-bucket-\${random_id.bucket_suffix.hex}`;

const MASTER_KEY = "${aws_kms_key.master.arn}";
const OTHER_KEY = "arn:aws:kms:us-east-1:222222222222:key/99999999-2222-3333-4444-555555555555";
/** What a put asks its object to be encrypted with. */
const ALGORITHM = "s3:x-amz-server-side-encryption";
const KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";

const LOG_BUCKETS = ["access_logs", "config_history", "load_balancer_logs", "query_results", "trail_logs"];
const BUCKETS = [...LOG_BUCKETS, "data"].sort();

const policy = (id: string, template = webApp()) => template.policyOf(`aws_s3_bucket_policy.${id}`, "policy");

function refused(headers: Record<string, string>, template: Template): string[] {
  const context = { "aws:SecureTransport": "true", ...headers };
  return refusals(policy("data", template), { action: "s3:PutObject", resource: `${bucket("data")}/a`, context });
}

it("WEB-S3-1: one bucket for the application, and one for each kind of log", () => {
  expect(
    webApp()
      .blocksOf("aws_s3_bucket")
      .map(({ name, values }) => [name, values.bucket]),
  ).toEqual([
    ["access_logs", "webapp-access-logs-bucket-${random_id.bucket_suffix.hex}"],
    ["config_history", "webapp-config-bucket-${random_id.bucket_suffix.hex}"],
    ["data", "webapp-data-bucket-${random_id.bucket_suffix.hex}"],
    ["load_balancer_logs", "webapp-lb-logs-bucket-${random_id.bucket_suffix.hex}"],
    ["query_results", "webapp-query-results-bucket-${random_id.bucket_suffix.hex}"],
    ["trail_logs", "webapp-cloud-trail-bucket-${random_id.bucket_suffix.hex}"],
  ]);
});

describe.each(BUCKETS)("%s", (id) => {
  const at = (type: string) => webApp().at(`aws_s3_bucket_${type}.${id}`);

  it("WEB-S3-1: is closed to the public by all four ways, without ACLs, and versioned", () => {
    expect(at("public_access_block")).toEqual({
      bucket: `\${aws_s3_bucket.${id}.id}`,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(at("ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
    expect(at("versioning").versioning_configuration).toEqual({ status: "Enabled" });
  });

  it("WEB-S3-1: gives up uploads that are never completed, and deletes in the end", () => {
    expect(webApp().value(`aws_s3_bucket_lifecycle_configuration.${id}`, "rule.1")).toMatchObject({
      status: "Enabled",
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    });
    expect(webApp().value(`aws_s3_bucket_lifecycle_configuration.${id}`, "rule.0")).toMatchObject({
      status: "Enabled",
      expiration: [{ days: id === "data" ? 365 : "${var.log_expire_after_days}" }],
    });
  });

  it("WEB-S3-1: takes TLS only", () => {
    const request = { action: "s3:GetObject", resource: `${textsOf(policy(id)[0]?.resources)[0]}/a` };

    expect(refusals(policy(id), { ...request, context: { "aws:SecureTransport": "false" } })).toEqual([
      "DenyInsecureTransport",
    ]);
    expect(refusals(policy(id), { ...request, context: { "aws:SecureTransport": "true" } })).toEqual([]);
  });

  it("WEB-S3-1: is logged to the access-log bucket, which itself is not", () => {
    const logged = webApp().addresses("aws_s3_bucket_logging").includes(`aws_s3_bucket_logging.${id}`);

    expect(logged).toBe(id !== "access_logs");
  });
});

it("WEB-S3-1: the application's objects grow cheaper with age and end after a year, former versions too", () => {
  const steps = [
    { days: 30, storage_class: "STANDARD_IA" },
    { days: 90, storage_class: "GLACIER" },
  ];

  expect(webApp().value("aws_s3_bucket_lifecycle_configuration.data", "rule.0")).toEqual({
    id: "age",
    status: "Enabled",
    filter: [{}],
    transition: steps,
    expiration: [{ days: 365 }],
    noncurrent_version_transition: steps.map(({ days, ...step }) => ({ noncurrent_days: days, ...step })),
    noncurrent_version_expiration: [{ noncurrent_days: 365 }],
  });
});

describe("what the application's bucket refuses", () => {
  it.each<[string, Record<string, string>, string[]]>([
    ["no encryption: the bucket's own is taken", {}, []],
    ["the bucket's key", { [ALGORITHM]: "aws:kms", [KEY]: MASTER_KEY }, []],
    ["another key", { [ALGORITHM]: "aws:kms", [KEY]: OTHER_KEY }, ["DenyOtherKey"]],
    ["the key aws/s3, which is what no key means", { [ALGORITHM]: "aws:kms" }, ["DenyOtherKey"]],
    ["S3's own keys", { [ALGORITHM]: "AES256" }, ["DenyOtherAlgorithm", "DenyOtherKey"]],
    ["two layers of KMS", { [ALGORITHM]: "aws:kms:dsse", [KEY]: MASTER_KEY }, ["DenyOtherAlgorithm"]],
  ])("WEB-S3-1: a put that asks for %s", (_, headers, expected) => {
    expect(refused(headers, webApp())).toEqual(expected);
  });

  it("WEB-S3-1: with AWS's own key, another one", () => {
    const { template } = synthesized({ kms: { mode: "awsManaged", separateKeys: [] } }, "web-app");

    expect(refused({}, template)).toEqual([]);
    expect(refused({ [ALGORITHM]: "aws:kms" }, template)).toEqual([]);
    expect(refused({ [ALGORITHM]: "AES256" }, template)).toEqual(["DenyOtherAlgorithm"]);
    expect(refused({ [ALGORITHM]: "aws:kms", [KEY]: OTHER_KEY }, template)).toEqual(["DenyOtherKey"]);
  });

  it("WEB-S3-1: keys of the customer's own, by S3 itself", () => {
    for (const id of BUCKETS) {
      expect(
        webApp().value(`aws_s3_bucket_server_side_encryption_configuration.${id}`, "rule.blocked_encryption_types"),
      ).toEqual(["SSE-C"]);
    }
  });
});

it.each(LOG_BUCKETS)("WEB-S3-1: %s has no such statement: who delivers asks for what it wants", (id) => {
  expect(policy(id).flatMap(({ conditions }) => conditions.map(({ variable }) => variable))).not.toContain(ALGORITHM);
  expect(policy(id).filter(({ effect }) => effect === "Deny")).toHaveLength(1);
});

it("WEB-S3-1: only its service writes to each log bucket", () => {
  const writers = LOG_BUCKETS.map((id) => [
    id,
    policy(id)
      .filter(({ effect, actions }) => effect === "Allow" && actions.includes("s3:PutObject"))
      .flatMap(({ principals }) => Object.values(principals).flat()),
  ]);

  expect(Object.fromEntries(writers)).toEqual({
    access_logs: ["logging.s3.amazonaws.com"],
    config_history: ["config.amazonaws.com"],
    load_balancer_logs: ["logdelivery.elasticloadbalancing.amazonaws.com"],
    query_results: [], // who queries writes them
    trail_logs: ["cloudtrail.amazonaws.com"],
  });
});
