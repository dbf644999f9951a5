import { synthesized } from "../../support/environments";
import { refusals } from "../../support/policy-evaluation";
import type { Template } from "../../support/template";
import { bucketParts } from "../beside-seccfn";

const lambdaApp = () => synthesized({}, "lambda-app").template;
const aes256 = () => synthesized({ storage: { encryption: "AES256" } }, "lambda-app");

const encryption = (template: Template) =>
  template.value("aws_s3_bucket_server_side_encryption_configuration.data", "rule.0");

const ALGORITHM = "s3:x-amz-server-side-encryption";

function refused(template: Template, headers: Record<string, string>): string[] {
  return refusals(template.policyOf("aws_s3_bucket_policy.data", "policy"), {
    action: "s3:PutObject",
    resource: "arn:aws:s3:::lambdaapp-data-bucket-${random_id.bucket_suffix.hex}/a",
    context: { "aws:SecureTransport": "true", ...headers },
  });
}

it("LAM-S3-1: the data bucket is made of these, and of no others", () => {
  expect(
    lambdaApp()
      .addresses()
      .filter((address) => /^aws_s3_bucket\w*\.data$/.test(address)),
  ).toEqual(bucketParts("data"));
});

it("LAM-S3-1: is encrypted with the key of buckets", () => {
  expect(encryption(lambdaApp())).toEqual({
    apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.s3.arn}" },
    bucket_key_enabled: true,
    blocked_encryption_types: ["SSE-C"],
  });
});

it("LAM-S3-1: takes AES-256 by S3's own keys as an option, which is a lowering", () => {
  const { template, summaries } = aes256();
  const lowering =
    "The data bucket is encrypted with keys that S3 manages, because storage.encryption is AES256: who may read objects needs no right on a key.";

  expect(encryption(template)).toEqual({
    apply_server_side_encryption_by_default: { sse_algorithm: "AES256" },
    blocked_encryption_types: ["SSE-C"],
  });
  expect(summaries[0]?.lowerings).toEqual([lowering]);
  expect(template.outputs.security_lowerings?.value).toEqual([lowering]);
});

it("LAM-S3-1: with it, a put may ask for AES-256 and for nothing else; without it, for anything but that", () => {
  expect(
    [{}, { [ALGORITHM]: "AES256" }, { [ALGORITHM]: "aws:kms" }].map((headers) => refused(aes256().template, headers)),
  ).toEqual([[], [], ["DenyOtherAlgorithm"]]);
  expect(refused(lambdaApp(), { [ALGORITHM]: "AES256" })).toContain("DenyOtherAlgorithm");
});

it("LAM-S3-1: is closed to the public, here and for the whole account", () => {
  const closed = {
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  };

  expect(lambdaApp().at("aws_s3_bucket_public_access_block.data")).toEqual({
    bucket: "${aws_s3_bucket.data.id}",
    ...closed,
  });
  expect(lambdaApp().only("aws_s3_account_public_access_block")).toMatchObject({
    account_id: "555555555555",
    ...closed,
  });
});

it("LAM-S3-1: keeps former versions", () => {
  expect(lambdaApp().at("aws_s3_bucket_versioning.data")).toEqual({
    bucket: "${aws_s3_bucket.data.id}",
    versioning_configuration: { status: "Enabled" },
  });
});
