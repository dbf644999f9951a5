import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { type BucketEncryption, SecureBucket, type SecureBucketProps } from "../../../constructs/storage/secure-bucket";
import { refusals } from "../../support/policy-evaluation";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const OTHER_KEY = "arn:aws:kms:us-east-1:111111111111:key/66666666-7777-8888-9999-000000000000";
const PROPS: SecureBucketProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  bucketName: "example-data",
  encryption: { kmsKeyArn: KEY },
  accessLogs: { bucketName: "example-logs", prefix: "data/" },
  lifecycle: { expireAfterDays: 365 },
};
const ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.data";
const ALGORITHM = "s3:x-amz-server-side-encryption";
const ASKED_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";

function template(props: Partial<SecureBucketProps> = {}): Template {
  return Template.of((stack) => new SecureBucket(stack, "data", { ...PROPS, ...props }));
}

describe("the AWS managed key", () => {
  it("ALL-6: encrypts with aws/s3, which no argument names, and changes nothing else", () => {
    const made = template({ encryption: { kmsKeyArn: AWS_MANAGED_KEY } });
    expect(made.value(ENCRYPTION, "rule")).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" },
        bucket_key_enabled: true,
        blocked_encryption_types: ["SSE-C"],
      },
    ]);
    const others = ({ blocks }: Template) => blocks.filter(({ address }) => address !== ENCRYPTION);
    expect(others(made)).toEqual(others(template()));
  });
});

describe("denyOtherEncryption", () => {
  const statements = (encryption: BucketEncryption) =>
    template({ encryption, denyOtherEncryption: true }).policyOf("aws_s3_bucket_policy.data", "policy");
  const put = (encryption: BucketEncryption, context: Readonly<Record<string, string>>) =>
    refusals(statements(encryption), {
      action: "s3:PutObject",
      resource: "arn:aws:s3:::example-data/reports/1.csv",
      context: { "aws:SecureTransport": "true", ...context },
    });

  it("WEB-S3-1: refuses puts to the bucket's objects that ask for another algorithm or key", () => {
    expect(statements({ kmsKeyArn: KEY }).slice(1)).toEqual([
      {
        sid: "DenyOtherAlgorithm",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::example-data/*"],
        conditions: [
          { test: "Null", variable: ALGORITHM, values: ["false"] },
          { test: "StringNotEquals", variable: ALGORITHM, values: ["aws:kms"] },
        ],
      },
      {
        sid: "DenyOtherKey",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::example-data/*"],
        conditions: [
          { test: "Null", variable: ALGORITHM, values: ["false"] },
          { test: "StringNotEquals", variable: ASKED_KEY, values: [KEY] },
        ],
      },
    ]);
  });

  it.each<[string, BucketEncryption, Readonly<Record<string, string>>, string[]]>([
    ["a key of one's own: a put that asks for none passes", { kmsKeyArn: KEY }, {}, []],
    [
      "a key of one's own: a put that asks for that key passes",
      { kmsKeyArn: KEY },
      { [ALGORITHM]: "aws:kms", [ASKED_KEY]: KEY },
      [],
    ],
    [
      "a key of one's own: a put that asks for another key",
      { kmsKeyArn: KEY },
      { [ALGORITHM]: "aws:kms", [ASKED_KEY]: OTHER_KEY },
      ["DenyOtherKey"],
    ],
    [
      "a key of one's own: a put that asks for KMS and names no key, which would be aws/s3",
      { kmsKeyArn: KEY },
      { [ALGORITHM]: "aws:kms" },
      ["DenyOtherKey"],
    ],
    [
      "a key of one's own: a put that asks for keys of S3",
      { kmsKeyArn: KEY },
      { [ALGORITHM]: "AES256" },
      ["DenyOtherAlgorithm", "DenyOtherKey"],
    ],
    [
      "a key of one's own: a put that asks for double encryption",
      { kmsKeyArn: KEY },
      { [ALGORITHM]: "aws:kms:dsse", [ASKED_KEY]: KEY },
      ["DenyOtherAlgorithm"],
    ],
    ["aws/s3: a put that asks for none passes", { kmsKeyArn: AWS_MANAGED_KEY }, {}, []],
    ["aws/s3: a put that asks for KMS passes", { kmsKeyArn: AWS_MANAGED_KEY }, { [ALGORITHM]: "aws:kms" }, []],
    [
      "aws/s3: a put that names a key",
      { kmsKeyArn: AWS_MANAGED_KEY },
      { [ALGORITHM]: "aws:kms", [ASKED_KEY]: KEY },
      ["DenyOtherKey"],
    ],
    [
      "aws/s3: a put that asks for keys of S3",
      { kmsKeyArn: AWS_MANAGED_KEY },
      { [ALGORITHM]: "AES256" },
      ["DenyOtherAlgorithm"],
    ],
    ["keys of S3: a put that asks for none passes", "AES256", {}, []],
    ["keys of S3: a put that asks for them passes", "AES256", { [ALGORITHM]: "AES256" }, []],
    ["keys of S3: a put that asks for KMS", "AES256", { [ALGORITHM]: "aws:kms" }, ["DenyOtherAlgorithm"]],
  ])("WEB-S3-1: %s", (_, encryption, context, expected) => {
    expect(put(encryption, context)).toEqual(expected);
  });

  it("WEB-S3-1: is in no other bucket's policy: false is the default", () => {
    expect(template().json).toEqual(template({ denyOtherEncryption: false }).json);
    expect(template().policyOf("aws_s3_bucket_policy.data", "policy")).toHaveLength(1);
  });

  it("changes the policy alone", () => {
    const others = ({ resources }: Template) => resources;
    expect(others(template({ denyOtherEncryption: true }))).toEqual(others(template()));
  });

  it("fails if the key is named by an alias, which no put's key would equal", () => {
    const kmsKeyArn = "arn:aws:kms:us-east-1:111111111111:alias/example";
    expect(() => template({ encryption: { kmsKeyArn }, denyOtherEncryption: true })).toThrow(
      new Error(
        `test/data: encryption.kmsKeyArn must be the ARN of a key, not of an alias, where denyOtherEncryption is set, got "${kmsKeyArn}"`,
      ),
    );
    expect(() => template({ encryption: { kmsKeyArn } })).not.toThrow();
  });

  it("fails once if the key is none at all", () => {
    expect(() => template({ encryption: { kmsKeyArn: "k" }, denyOtherEncryption: true })).toThrow(
      new Error('test/data: encryption.kmsKeyArn must be the ARN of a KMS key, got "k"'),
    );
  });
});
