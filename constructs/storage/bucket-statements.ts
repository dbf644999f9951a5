import type { Arns } from "../core/account";
import { type PolicyStatement, viaServices } from "../core/policy";

/** What an identity does with the objects of a bucket. */
export type BucketAccess = "read" | "readWrite";

/** A bucket that identities use, and the customer managed key that encrypts it; none where S3 or AWS's own key does. */
export interface UsedBucket {
  readonly bucketArn: string;
  readonly kmsKeyArn?: string;
}

/**
 * What an identity needs that reads, or reads and writes, the objects of one bucket: no other version of an object, no setting of
 * the bucket, and its key only through S3 and for this bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function bucketStatements(arns: Arns, access: BucketAccess, bucket: UsedBucket): PolicyStatement[] {
  const { bucketArn } = bucket;
  const objects = [`${bucketArn}/*`];
  const statements: PolicyStatement[] = [
    { sid: "AllowListingObjects", actions: ["s3:ListBucket"], resources: [bucketArn] },
    { sid: "AllowReadingObjects", actions: ["s3:GetObject"], resources: objects },
  ];
  if (access === "read") {
    return [...statements, ...keyStatements(arns, "AllowDecryptingObjects", ["kms:Decrypt"], bucket)];
  }
  return [
    ...statements,
    {
      sid: "AllowWritingObjects",
      actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
      resources: objects,
    },
    ...keyStatements(arns, "AllowEncryptingObjects", ["kms:Decrypt", "kms:GenerateDataKey"], bucket),
  ];
}

function keyStatements(
  arns: Arns,
  sid: string,
  actions: readonly string[],
  { bucketArn, kmsKeyArn }: UsedBucket,
): PolicyStatement[] {
  return kmsKeyArn === undefined
    ? []
    : [
        {
          sid,
          actions,
          resources: [kmsKeyArn],
          conditions: [
            viaServices(arns, ["s3"]),
            // A key of the bucket's own is bound to the bucket, else each is to its object.
            {
              test: "StringLike",
              variable: "kms:EncryptionContext:aws:s3:arn",
              values: [bucketArn, `${bucketArn}/*`],
            },
          ],
        },
      ];
}
