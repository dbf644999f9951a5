import { Cloudtrail } from "@cdktf/provider-aws/lib/cloudtrail";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { TRAIL_SERVICE, TRAIL_TRUST, Trail, type TrailProps, trailStatements } from "../../../constructs/audit/trail";
import { Arns } from "../../../constructs/core/account";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { listOf } from "../../support/json";
import { Template } from "../../support/template";

const PROPS: TrailProps = {
  trailName: "Example-Trail",
  bucketName: "example-trail-logs",
  kmsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555",
  logGroupArn: "arn:aws:logs:us-east-1:111111111111:log-group:Example-Trail",
  roleArn: "arn:aws:iam::111111111111:role/Example-Trail",
  logBucketArns: ["arn:aws:s3:::example-trail-logs", "arn:aws:s3:::example-access-logs"],
  dependsOn: [],
};

function define(props: Partial<TrailProps> = {}): Template {
  return Template.of((stack) => new Trail(stack, "trail", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("the trail alone: bucket, log group and role are handed to it", () => {
    const template = define();

    expect(template.types).toEqual({ aws_cloudtrail: 1 });
    expect(template.blocks).toHaveLength(1);
  });

  it("the ARN by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "arn", { value: new Trail(stack, "trail", PROPS).trailArn });
    });

    expect(template.outputs.arn?.value).toBe("${aws_cloudtrail.trail.arn}");
  });
});

describe("guarantees", () => {
  it("SEC-CT-1: all regions, global services, validated files, encrypted, to the bucket and to the log group", () => {
    expect(define().only("aws_cloudtrail")).toEqual({
      name: "Example-Trail",
      enable_logging: true,
      is_multi_region_trail: true,
      include_global_service_events: true,
      enable_log_file_validation: true,
      kms_key_id: PROPS.kmsKeyArn,
      s3_bucket_name: "example-trail-logs",
      cloud_watch_logs_group_arn: "arn:aws:logs:us-east-1:111111111111:log-group:Example-Trail:*",
      cloud_watch_logs_role_arn: PROPS.roleArn,
      advanced_event_selector: expect.any(Array),
      depends_on: [],
      lifecycle: { prevent_destroy: true },
    });
  });

  it("SEC-CT-1: its role may only create its own streams and put events there", () => {
    const arns = new Arns({ accountId: "111111111111", region: "eu-west-1" });
    const streams =
      "arn:aws:logs:eu-west-1:111111111111:log-group:Example-Trail:log-stream:111111111111_CloudTrail_eu-west-1*";

    expect(trailStatements(arns, "Example-Trail")).toEqual([
      { sid: "AllowCreatingStreams", actions: ["logs:CreateLogStream"], resources: [streams] },
      { sid: "AllowPuttingEvents", actions: ["logs:PutLogEvents"], resources: [streams] },
    ]);
  });

  it("SEC-CT-1: CloudTrail alone assumes the role, without a condition, since delivery breaks with one", () => {
    expect(TRAIL_SERVICE).toBe("cloudtrail.amazonaws.com");
    expect(TRAIL_TRUST).toEqual([]);
  });

  it("SEC-CT-2: management events, S3 object events outside of the log buckets, Lambda invocations", () => {
    expect(define().only("aws_cloudtrail").advanced_event_selector).toEqual([
      { name: "Management events", field_selector: [{ field: "eventCategory", equals: ["Management"] }] },
      {
        name: "S3 object events outside of log buckets",
        field_selector: [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::S3::Object"] },
          {
            field: "resources.ARN",
            not_starts_with: ["arn:aws:s3:::example-trail-logs/", "arn:aws:s3:::example-access-logs/"],
          },
        ],
      },
      {
        name: "Lambda function invocations",
        field_selector: [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::Lambda::Function"] },
        ],
      },
    ]);
  });

  it.each([
    ["an object of the trail's own bucket", "arn:aws:s3:::example-trail-logs/AWSLogs/1.json.gz", false],
    ["an object of another log bucket", "arn:aws:s3:::example-access-logs/data/1", false],
    [
      "an object of a bucket whose name only begins like a log bucket's",
      "arn:aws:s3:::example-trail-logs-copy/1",
      true,
    ],
    ["an object of any other bucket", "arn:aws:s3:::example-data/1", true],
  ])("SEC-CT-2: %s is watched as it should be", (_, objectArn, watched) => {
    const spared = listOf(
      define().value("aws_cloudtrail.trail", "advanced_event_selector.1.field_selector.2.not_starts_with"),
    );

    expect(spared.every((start) => !objectArn.startsWith(String(start)))).toBe(watched);
  });

  it("ALL-14: refuses destruction", () => {
    expect(Testing.synthScope((scope) => new Trail(scope, "trail", PROPS))).toHaveResourceWithProperties(Cloudtrail, {
      name: "Example-Trail",
      lifecycle: { prevent_destroy: true },
    });
  });
});

describe("props", () => {
  it("kmsKeyArn: with AWS_MANAGED_KEY no key is named, and nothing else changes", () => {
    const { kms_key_id: _, ...others } = define().only("aws_cloudtrail");

    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).only("aws_cloudtrail")).toEqual(others);
  });

  it("protect false: Terraform may destroy it, and nothing else changes", () => {
    const { lifecycle, ...rest } = define().only("aws_cloudtrail");

    expect(lifecycle).toEqual({ prevent_destroy: true });
    expect(define({ protect: false }).only("aws_cloudtrail")).toEqual(rest);
  });

  it.each(["abc", "My.Trail_of-all", "t".repeat(128)])("trailName %s", (trailName) => {
    expect(define({ trailName }).only("aws_cloudtrail").name).toBe(trailName);
  });

  it("logBucketArns: may be references", () => {
    const template = Template.of((stack) => {
      const bucket = new S3Bucket(stack, "logs");
      new Trail(stack, "trail", { ...PROPS, logBucketArns: [bucket.arn] });
    });

    expect(
      template.value("aws_cloudtrail.trail", "advanced_event_selector.1.field_selector.2.not_starts_with"),
    ).toEqual(["${aws_s3_bucket.logs.arn}/"]);
  });

  it("dependsOn: waits for the bucket's policy and for what the role may do", () => {
    const template = Template.of((stack) => {
      const bucket = new S3Bucket(stack, "logs");
      new Trail(stack, "trail", { ...PROPS, dependsOn: [bucket] });
    });

    expect(template.only("aws_cloudtrail").depends_on).toEqual(["aws_s3_bucket.logs"]);
  });
});

describe("rejects", () => {
  it.each<[Partial<TrailProps>, string]>([
    [
      { logBucketArns: [] },
      "logBucketArns must name at least the bucket that the trail delivers to, got []; else the trail logs itself",
    ],
    [
      { logBucketArns: ["arn:aws:s3:::example-trail-logs/"] },
      'logBucketArns[0] must be the ARN of a bucket, without a path, got "arn:aws:s3:::example-trail-logs/"',
    ],
    [
      { logBucketArns: ["example-trail-logs"] },
      'logBucketArns[0] must be the ARN of a bucket, without a path, got "example-trail-logs"',
    ],
    [
      { trailName: "my--trail" },
      'trailName must be 3 to 128 letters and digits with single . _ - between them, got "my--trail"',
    ],
    [
      { trailName: "t".repeat(129) },
      `trailName must be 3 to 128 letters and digits with single . _ - between them, got "${"t".repeat(129)}"`,
    ],
    [
      { logBucketArns: ["the arn:aws:s3:::example-trail-logs"] },
      'logBucketArns[0] must be the ARN of a bucket, without a path, got "the arn:aws:s3:::example-trail-logs"',
    ],
    [{ trailName: "t1" }, 'trailName must be 3 to 128 letters and digits with single . _ - between them, got "t1"'],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/trail: ${message}`));
  });

  it("fails if the log buckets are a list that only Terraform knows, to which no slash can be added", () => {
    expect(() =>
      Template.of((stack) => {
        const buckets = new TerraformVariable(stack, "buckets", { type: "list(string)" }).listValue;
        new Trail(stack, "trail", { ...PROPS, logBucketArns: buckets });
      }),
    ).toThrow(/^test\/trail: logBucketArns\[0\] must be the ARN of a bucket, without a path, got /);
  });
});
