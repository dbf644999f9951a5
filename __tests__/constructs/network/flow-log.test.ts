import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog as AwsFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { identityPolicy, trustPolicy } from "../../../constructs/core/policy";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { FLOW_LOG_SERVICE, FlowLog, flowLogStatements, flowLogTrust } from "../../../constructs/network/flow-log";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const PROPS = { vpcId: "vpc-1", logGroupArn: "arn:logs", roleArn: "arn:role", name: "example", dependsOn: [] };

describe("FlowLog", () => {
  it("ENT-NET-1: defines by default one flow log of all traffic, accepted and rejected, each minute", () => {
    const template = Template.of((stack) => new FlowLog(stack, "flow_log", PROPS));
    expect(template.resources).toEqual([
      {
        address: "aws_flow_log.flow_log",
        type: "aws_flow_log",
        name: "flow_log",
        values: {
          vpc_id: "vpc-1",
          traffic_type: "ALL",
          log_destination_type: "cloud-watch-logs",
          log_destination: "arn:logs",
          iam_role_arn: "arn:role",
          max_aggregation_interval: 60,
          tags: { Name: "example" },
          depends_on: [],
        },
      },
    ]);
  });

  it("ENT-NET-1: goes to a bucket as Parquet, in a folder an hour that Athena finds, without a role", () => {
    const template = Template.of(
      (stack) =>
        new FlowLog(stack, "flow_log", {
          vpcId: "vpc-1",
          bucketArn: "arn:aws:s3:::logs",
          name: "example",
          dependsOn: [],
        }),
    );
    expect(template.resources).toEqual([
      {
        address: "aws_flow_log.flow_log",
        type: "aws_flow_log",
        name: "flow_log",
        values: {
          vpc_id: "vpc-1",
          traffic_type: "ALL",
          log_destination_type: "s3",
          log_destination: "arn:aws:s3:::logs",
          destination_options: {
            file_format: "parquet",
            hive_compatible_partitions: true,
            per_hour_partition: true,
          },
          max_aggregation_interval: 60,
          tags: { Name: "example" },
          depends_on: [],
        },
      },
    ]);
    expect(ruleProblems(rulesOf("aws_flow_log"), template.only("aws_flow_log"))).toEqual([]);
  });

  test.each([
    "logs",
    "arn:aws:s3:::logs/*",
    "arn:aws:logs:us-east-1:111111111111:log-group:flows",
    "arn:aws:s3:::logs/a",
  ])("fails if the bucket's ARN is %s", (bucketArn) => {
    expect(() =>
      Template.of(
        (stack) => new FlowLog(stack, "flow_log", { vpcId: "vpc-1", bucketArn, name: "example", dependsOn: [] }),
      ),
    ).toThrow(new Error(`test/flow_log: bucketArn must be the ARN of a bucket, got "${bucketArn}"`));
  });

  it("waits for what its role may do", () => {
    const stack = new SecureStack(Testing.app(), "test");
    const group = new CloudwatchLogGroup(stack, "logs", {});
    new FlowLog(stack, "flow_log", { ...PROPS, dependsOn: [group] });
    expect(Testing.synth(stack)).toHaveResourceWithProperties(AwsFlowLog, {
      depends_on: ["aws_cloudwatch_log_group.logs"],
    });
  });
});

describe("the role of flow logs", () => {
  it("ALL-9: is assumed by the service for this account's flow logs only", () => {
    const template = Template.of((stack) => {
      trustPolicy(stack, "trust", {
        sid: "AllowServiceToAssume",
        service: FLOW_LOG_SERVICE,
        conditions: flowLogTrust(ARNS),
      });
    });
    expect(template.policy("data.aws_iam_policy_document.trust")).toEqual([
      {
        sid: "AllowServiceToAssume",
        effect: "Allow",
        principals: { Service: ["vpc-flow-logs.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
        resources: [],
        conditions: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*"],
          },
        ],
      },
    ]);
  });

  it("ALL-9: writes to one log group, and may find it", () => {
    const template = Template.of((stack) => identityPolicy(stack, "permissions", flowLogStatements(ARNS, "flows")));
    const statements = template.policy("data.aws_iam_policy_document.permissions");
    expect(statements.map(({ sid, actions, resources }) => ({ sid, actions, resources }))).toEqual([
      {
        sid: "AllowWritingFlowLogs",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: ["arn:aws:logs:us-east-1:111111111111:log-group:flows:*"],
      },
      {
        sid: "AllowFindingLogGroup",
        actions: ["logs:DescribeLogGroups"],
        resources: ["arn:aws:logs:us-east-1:111111111111:log-group:*"],
      },
    ]);
  });
});
