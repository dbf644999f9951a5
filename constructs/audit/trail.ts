import { Cloudtrail, type CloudtrailAdvancedEventSelector } from "@cdktf/provider-aws/lib/cloudtrail";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { keyArgument } from "../core/key-choice";
import type { PolicyCondition, PolicyStatement } from "../core/policy";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link Trail}. */
export interface TrailProps extends Protection {
  /**
   * 3 to 128 letters, digits and single . _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudtrail`.
   */
  readonly trailName: string;
  readonly bucketName: string;
  /** The ARN of a key, or `AWS_MANAGED_KEY`: log files are then encrypted with keys that S3 manages. */
  readonly kmsKeyArn: string;
  readonly logGroupArn: string;
  readonly roleArn: string;
  /**
   * ARNs of the buckets whose objects are not watched: those that logs are delivered to, at least the trail's own, else the
   * trail logs itself.
   */
  readonly logBucketArns: readonly string[];
  /** What must be there first: the bucket's policy, what the role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The service that delivers a trail. */
export const TRAIL_SERVICE = "cloudtrail.amazonaws.com";

/**
 * What limits the trust of the trail's role: nothing. With a condition the delivery to CloudWatch Logs breaks.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 */
export const TRAIL_TRUST: readonly PolicyCondition[] = [];

/** What the trail's role may do: create the streams that CloudTrail writes and put events there, nothing else. */
export function trailStatements(arns: Arns, logGroupName: string): PolicyStatement[] {
  const streams = arns.regional(
    "logs",
    `log-group:${logGroupName}:log-stream:${arns.account.accountId}_CloudTrail_${arns.account.region}*`,
  );
  return [
    { sid: "AllowCreatingStreams", actions: ["logs:CreateLogStream"], resources: [streams] },
    { sid: "AllowPuttingEvents", actions: ["logs:PutLogEvents"], resources: [streams] },
  ];
}

/**
 * Defines a trail of all regions (SEC-CT-1, SEC-CT-2): management events, S3 object and Lambda data events, global
 * services, validated and encrypted log files in a bucket and in a log group.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
 */
export class Trail extends Construct {
  public readonly trailArn: string;

  public constructor(scope: Construct, id: string, props: TrailProps) {
    super(scope, id);
    const { trailName, bucketName, kmsKeyArn, logGroupArn, roleArn, logBucketArns, dependsOn, protect = true } = props;
    assertValid(scope, id, [
      ...textProblems(
        "trailName",
        trailName,
        /^(?=.{3,128}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
        "be 3 to 128 letters and digits with single . _ - between them",
      ),
      ...logBucketProblems(logBucketArns),
    ]);
    this.trailArn = new Cloudtrail(this, "Default", {
      name: trailName,
      s3BucketName: bucketName,
      ...keyArgument("kmsKeyId", kmsKeyArn),
      cloudWatchLogsGroupArn: `${logGroupArn}:*`,
      cloudWatchLogsRoleArn: roleArn,
      enableLogging: true,
      enableLogFileValidation: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      advancedEventSelector: eventSelectors(logBucketArns),
      dependsOn: [...dependsOn],
      ...preventDestroy(protect),
    }).arn;
  }
}

/**
 * What is wrong with the buckets that are not watched; an object's ARN begins with that of its bucket and a slash. Each may
 * be a reference, but not the list as a whole: nothing can be added to what only Terraform knows.
 */
export function logBucketProblems(logBucketArns: readonly string[]): string[] {
  return [
    ...(logBucketArns.length > 0
      ? []
      : ["logBucketArns must name at least the bucket that the trail delivers to, got []; else the trail logs itself"]),
    ...logBucketArns.flatMap((arn, index) =>
      textProblems(
        `logBucketArns[${index}]`,
        arn,
        /^arn:[a-z-]+:s3:::[^/*]+$/,
        "be the ARN of a bucket, without a path",
      ),
    ),
  ];
}

/** The events that a trail or an event data store records. */
export function eventSelectors(logBucketArns: readonly string[]): CloudtrailAdvancedEventSelector[] {
  return [
    { name: "Management events", fieldSelector: [{ field: "eventCategory", equalTo: ["Management"] }] },
    {
      name: "S3 object events outside of log buckets",
      fieldSelector: [
        { field: "eventCategory", equalTo: ["Data"] },
        { field: "resources.type", equalTo: ["AWS::S3::Object"] },
        { field: "resources.ARN", notStartsWith: logBucketArns.map((arn) => `${arn}/`) },
      ],
    },
    {
      name: "Lambda function invocations",
      fieldSelector: [
        { field: "eventCategory", equalTo: ["Data"] },
        { field: "resources.type", equalTo: ["AWS::Lambda::Function"] },
      ],
    },
  ];
}
