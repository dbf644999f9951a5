import { Fn, Token } from "cdktf";
import { Arns, partitionOf } from "../../../constructs/core/account";

const ACCOUNT = "111111111111";

describe("partitionOf", () => {
  test.each([
    { region: "us-east-1", partition: "aws" },
    { region: "eu-central-2", partition: "aws" },
    { region: "us-gov-west-1", partition: "aws-us-gov" },
    { region: "cn-north-1", partition: "aws-cn" },
    // Looks like a partition's prefix and is none.
    { region: "ca-west-1", partition: "aws" },
  ])("is $partition for $region", ({ region, partition }) => {
    expect(partitionOf(region)).toBe(partition);
  });
});

describe("Arns", () => {
  test.each([
    { region: "us-west-2", partition: "aws" },
    { region: "us-gov-east-1", partition: "aws-us-gov" },
    { region: "cn-northwest-1", partition: "aws-cn" },
  ])("ALL-7: writes every ARN of $region from partition, region, account and name", ({ region, partition }) => {
    const arns = new Arns({ accountId: ACCOUNT, region });
    expect({
      partition: arns.partition,
      regional: arns.regional("sns", "alerts"),
      iam: arns.iam("role/Reader"),
      accountRoot: arns.accountRoot,
      awsManagedPolicy: arns.awsManagedPolicy("service-role/AWS_ConfigRole"),
      bucket: arns.bucket("data"),
      allObjects: arns.objects("data"),
      someObjects: arns.objects("data", "AWSLogs/*"),
      logGroup: arns.logGroup("/aws/lambda/f"),
      logStreams: arns.logGroup("/aws/lambda/f", true),
    }).toEqual({
      partition,
      regional: `arn:${partition}:sns:${region}:111111111111:alerts`,
      iam: `arn:${partition}:iam::111111111111:role/Reader`,
      accountRoot: `arn:${partition}:iam::111111111111:root`,
      awsManagedPolicy: `arn:${partition}:iam::aws:policy/service-role/AWS_ConfigRole`,
      bucket: `arn:${partition}:s3:::data`,
      allObjects: `arn:${partition}:s3:::data/*`,
      someObjects: `arn:${partition}:s3:::data/AWSLogs/*`,
      logGroup: `arn:${partition}:logs:${region}:111111111111:log-group:/aws/lambda/f`,
      logStreams: `arn:${partition}:logs:${region}:111111111111:log-group:/aws/lambda/f:*`,
    });
  });

  it("takes an account that only Terraform will know", () => {
    const accountId = Token.asString(Fn.lookup({ a: ACCOUNT }, "a", ""));
    expect(new Arns({ accountId, region: "us-east-1" }).accountRoot).toBe(`arn:aws:iam::${accountId}:root`);
  });

  test.each(["11111111111", "1111111111111", "", "1111-1111-1111", "11111111111a"])(
    "fails if the account is %j",
    (accountId) => {
      expect(() => new Arns({ accountId, region: "us-east-1" })).toThrow(
        new Error(`account: accountId must be the 12 digits of an AWS account, got ${JSON.stringify(accountId)}`),
      );
    },
  );

  test.each(["", "us-east", "US-EAST-1", "us-east-1a", "us-iso-east-1", "eusc-de-east-1"])(
    "fails if the region is %j, whose partition is not known",
    (region) => {
      expect(() => new Arns({ accountId: ACCOUNT, region })).toThrow(
        new Error(`account: region must be a region of aws, aws-cn or aws-us-gov, got ${JSON.stringify(region)}`),
      );
    },
  );
});
