import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LOG_RETENTION_DAYS as CONFIGURED } from "../../../config/aws-limits";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { LOG_RETENTION_DAYS, LogGroup, type LogGroupProps } from "../../../constructs/monitoring/log-group";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: LogGroupProps = { logGroupName: "Example-Trail", retentionDays: 90, kmsKeyArn: KEY };

function define(props: Partial<LogGroupProps> = {}): Template {
  return Template.of((stack) => new LogGroup(stack, "logs", { ...PROPS, ...props }));
}

it("defines by default the group alone, its name and ARN by reference", () => {
  const template = Template.of((stack) => {
    const { logGroupName, logGroupArn } = new LogGroup(stack, "logs", PROPS);
    new TerraformOutput(stack, "group", { value: [logGroupName, logGroupArn] });
  });

  expect(template.types).toEqual({ aws_cloudwatch_log_group: 1 });
  expect(template.outputs.group?.value).toEqual([
    "${aws_cloudwatch_log_group.logs.name}",
    "${aws_cloudwatch_log_group.logs.arn}",
  ]);
});

describe("guarantees", () => {
  it("ALL-8: has a retention and a key", () => {
    expect(define().only("aws_cloudwatch_log_group")).toEqual({
      name: "Example-Trail",
      retention_in_days: 90,
      kms_key_id: KEY,
    });
  });

  it("ALL-8: can be made before the thing that writes to it", () => {
    const template = Template.of((stack) => {
      new S3Bucket(stack, "writer", { dependsOn: [new LogGroup(stack, "logs", PROPS).resource] });
    });

    expect(template.only("aws_s3_bucket").depends_on).toEqual(["aws_cloudwatch_log_group.logs"]);
  });
});

describe("props", () => {
  it("kmsKeyArn: with AWS_MANAGED_KEY no key is named, and nothing else changes", () => {
    const { kms_key_id: _, ...others } = define().only("aws_cloudwatch_log_group");

    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).only("aws_cloudwatch_log_group")).toEqual(others);
  });

  it("protect true: Terraform refuses to destroy it", () => {
    expect(define({ protect: true }).only("aws_cloudwatch_log_group").lifecycle).toEqual({ prevent_destroy: true });
    expect(define({ protect: false })).toEqual(define());
  });

  it("ALL-8: retention may be whatever CloudWatch Logs and configuration take", () => {
    expect(LOG_RETENTION_DAYS).toEqual(CONFIGURED);
    for (const retentionDays of LOG_RETENTION_DAYS) {
      expect(define({ retentionDays }).only("aws_cloudwatch_log_group").retention_in_days).toBe(retentionDays);
    }
  });

  it("a retention that only Terraform knows", () => {
    const template = Template.of((stack) => {
      const retentionDays = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      new LogGroup(stack, "logs", { ...PROPS, retentionDays });
    });

    expect(template.only("aws_cloudwatch_log_group").retention_in_days).toBe("${var.days}");
  });

  it.each(["/aws/lambda/Example", "/aws/rds/instance/example/postgresql", "aws-waf-logs-example", "a"])(
    "the name %s, in anybody's stack",
    (logGroupName) => {
      expect(
        Testing.synthScope((scope) => new LogGroup(scope, "logs", { ...PROPS, logGroupName })),
      ).toHaveResourceWithProperties(CloudwatchLogGroup, { name: logGroupName });
    },
  );
});

describe("rejects", () => {
  it.each([0, 10, 91, 3654])("fails if retention is %i days", (retentionDays) => {
    expect(() => define({ retentionDays })).toThrow(
      new Error(
        `test/logs: retentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got ${retentionDays}`,
      ),
    );
  });

  it.each(["aws/example", "my logs", "", "l".repeat(513)])("fails if the name is %j", (logGroupName) => {
    expect(() => define({ logGroupName })).toThrow(
      new Error(
        `test/logs: logGroupName must be 1 to 512 letters, digits or . _ / # - and not begin with aws/, got ${JSON.stringify(logGroupName)}`,
      ),
    );
  });
});
