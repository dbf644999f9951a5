import { PropsError, textProblems } from "./validate";

/** The account and region that resources are made in: all that ARNs are made of. */
export interface AwsAccount {
  readonly accountId: string;
  readonly region: string;
}

/** Regions of the partitions that we know: others, such as `us-iso-east-1`, have ARNs of another form. */
const REGION = /^[a-z]{2}(?:-gov)?-[a-z]+-\d$/;

/** The partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * Writes ARNs from partition, region, account and name. Policies use these and never references to what depends on
 * them, so that no dependency cycle can arise and a policy can be read without the state.
 */
export class Arns {
  public readonly partition: string;

  public constructor(public readonly account: AwsAccount) {
    const problems = [
      ...textProblems("accountId", account.accountId, /^\d{12}$/, "be the 12 digits of an AWS account"),
      ...textProblems("region", account.region, REGION, "be a region of aws, aws-cn or aws-us-gov"),
    ];
    if (problems.length > 0) {
      throw new PropsError("account", problems);
    }
    this.partition = partitionOf(account.region);
  }

  /** An ARN of this account and region. */
  public regional(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.account.region}:${this.account.accountId}:${resource}`;
  }

  /** An ARN of IAM, which has no region. */
  public iam(resource: string): string {
    return `arn:${this.partition}:iam::${this.account.accountId}:${resource}`;
  }

  /** The account itself, as a principal: whoever its IAM policies allow. */
  public get accountRoot(): string {
    return this.iam("root");
  }

  /** A policy that AWS manages. */
  public awsManagedPolicy(path: string): string {
    return `arn:${this.partition}:iam::aws:policy/${path}`;
  }

  /** A bucket. */
  public bucket(name: string): string {
    return `arn:${this.partition}:s3:::${name}`;
  }

  /** Objects of a bucket. */
  public objects(bucketName: string, key = "*"): string {
    return `${this.bucket(bucketName)}/${key}`;
  }

  /** A log group and, where `streams` is set, its streams. */
  public logGroup(name: string, streams = false): string {
    return this.regional("logs", `log-group:${name}${streams ? ":*" : ""}`);
  }
}
