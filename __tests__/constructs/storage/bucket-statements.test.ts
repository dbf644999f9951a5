import { Arns } from "../../../constructs/core/account";
import { identityPolicy } from "../../../constructs/core/policy";
import { bucketStatements } from "../../../constructs/storage/bucket-statements";
import { Template } from "../../support/template";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const BUCKET = "arn:aws:s3:::example-data-1a2b3c4d";
const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const LISTING = { sid: "AllowListingObjects", actions: ["s3:ListBucket"], resources: [BUCKET] };
const READING = { sid: "AllowReadingObjects", actions: ["s3:GetObject"], resources: [`${BUCKET}/*`] };

/** What lets the key be used for this bucket only, and only by S3. */
const FOR_THIS_BUCKET = [
  { test: "StringEquals", variable: "kms:ViaService", values: ["s3.us-east-1.amazonaws.com"] },
  { test: "StringLike", variable: "kms:EncryptionContext:aws:s3:arn", values: [BUCKET, `${BUCKET}/*`] },
];

describe("bucketStatements", () => {
  it("MAZ-IAM-1: a reader lists and gets the objects of one bucket, and nothing else", () => {
    expect(bucketStatements(ARNS, "read", { bucketArn: BUCKET })).toEqual([LISTING, READING]);
  });

  it("MAZ-IAM-1: a writer puts and deletes objects too, but no version and no setting of the bucket", () => {
    expect(bucketStatements(ARNS, "readWrite", { bucketArn: BUCKET })).toEqual([
      LISTING,
      READING,
      {
        sid: "AllowWritingObjects",
        actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
        resources: [`${BUCKET}/*`],
      },
    ]);
  });

  it("ALL-7: of the bucket's key a reader decrypts, for this bucket and through S3 only", () => {
    expect(bucketStatements(ARNS, "read", { bucketArn: BUCKET, kmsKeyArn: KEY }).slice(2)).toEqual([
      { sid: "AllowDecryptingObjects", actions: ["kms:Decrypt"], resources: [KEY], conditions: FOR_THIS_BUCKET },
    ]);
  });

  it("ALL-7: a writer has data keys made too", () => {
    expect(bucketStatements(ARNS, "readWrite", { bucketArn: BUCKET, kmsKeyArn: KEY }).slice(3)).toEqual([
      {
        sid: "AllowEncryptingObjects",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [KEY],
        conditions: FOR_THIS_BUCKET,
      },
    ]);
  });

  it("ALL-9: they are statements that identities may have", () => {
    const template = Template.of((stack) => {
      const statements = bucketStatements(ARNS, "readWrite", { bucketArn: BUCKET, kmsKeyArn: KEY });
      identityPolicy(stack, "permissions", statements);
    });

    expect(template.policy("data.aws_iam_policy_document.permissions").map(({ effect }) => effect)).toEqual([
      "Allow",
      "Allow",
      "Allow",
      "Allow",
    ]);
  });
});
