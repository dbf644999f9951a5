import { synthesized } from "../../support/environments";
import type { Statement } from "../../support/template";

const seccfn = () => synthesized().template;

const KEY = "${aws_kms_key.master.arn}";
const FROM_ACCOUNT = { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] };

const trust = (id: string): Statement[] => seccfn().policyOf(`aws_iam_role.${id}`, "assume_role_policy");
const permissions = (id: string): Statement[] => seccfn().policyOf(`aws_iam_policy.${id}`, "policy");

const trusts = (service: string, conditions: Statement["conditions"]) => [
  {
    sid: "AllowServiceToAssume",
    effect: "Allow",
    principals: { Service: [service] },
    actions: ["sts:AssumeRole"],
    resources: [],
    conditions,
  },
];

/** What a role may do, without what every statement of an identity has. */
const allowed = (id: string) =>
  permissions(id).map(({ principals, ...statement }) => {
    expect(principals).toEqual({});
    return statement;
  });

it("SEC-IAM-1: the three named roles, and the one of the flow logs: one a job, each with one policy of its own", () => {
  const template = seccfn();

  expect(template.all("aws_iam_role").map(({ name, description }) => [name, description])).toEqual([
    ["SecCFN-Lambda-Role", "Lets the compliance function read Config and publish its metric."],
    ["SecCFN-Config-Role", "Lets AWS Config read what there is and deliver it to one bucket."],
    ["SecCFN-Flow-Logs-Role", "Lets VPC flow logs write to one log group."],
    ["SecCFN-CloudTrail-CloudWatch-Role", "Lets CloudTrail write its events to one log group."],
  ]);
  expect(template.all("aws_iam_policy").map(({ name }) => name)).toEqual([
    "SecCFN-Lambda-Policy",
    "SecCFN-Config-Policy",
    "SecCFN-Flow-Logs-Policy",
    "SecCFN-CloudTrail-CloudWatch-Policy",
  ]);
});

it("SEC-IAM-1: each role has its own policy, and only Config's has one that AWS manages", () => {
  expect(
    seccfn()
      .all("aws_iam_role_policy_attachment")
      .map(({ role, policy_arn: policy }) => [role, policy]),
  ).toEqual([
    ["${aws_iam_role.compliance_role.name}", "${aws_iam_policy.compliance_role.arn}"],
    ["${aws_iam_role.config_role.name}", "${aws_iam_policy.config_role.arn}"],
    ["${aws_iam_role.config_role.name}", "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"],
    ["${aws_iam_role.flow_log_role.name}", "${aws_iam_policy.flow_log_role.arn}"],
    ["${aws_iam_role.trail_role.name}", "${aws_iam_policy.trail_role.arn}"],
  ]);
});

describe("SecCFN-Config-Role", () => {
  it("SEC-IAM-1: Config assumes it, for this account", () => {
    expect(trust("config_role")).toEqual(trusts("config.amazonaws.com", [FROM_ACCOUNT]));
  });

  it("SEC-IAM-1: delivers to Config's bucket with the master key, beside what AWS's policy lets it read", () => {
    const bucket = "arn:aws:s3:::seccfn-config-bucket-${random_id.bucket_suffix.hex}";

    expect(allowed("config_role")).toEqual([
      {
        sid: "AllowCheckingBucket",
        effect: "Allow",
        actions: ["s3:GetBucketAcl", "s3:ListBucket"],
        resources: [bucket],
        conditions: [],
      },
      {
        sid: "AllowDelivering",
        effect: "Allow",
        actions: ["s3:PutObject"],
        resources: [`${bucket}/AWSLogs/111111111111/Config/*`],
        conditions: [{ test: "StringLike", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] }],
      },
      {
        sid: "AllowEncryptingDelivery",
        effect: "Allow",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [KEY],
        conditions: [],
      },
    ]);
  });
});

describe("SecCFN-CloudTrail-CloudWatch-Role", () => {
  it("SEC-IAM-1: CloudTrail assumes it; AWS takes no condition here", () => {
    expect(trust("trail_role")).toEqual(trusts("cloudtrail.amazonaws.com", []));
  });

  it("SEC-CT-1: may only create streams of this trail and put events there", () => {
    const streams =
      "arn:aws:logs:us-east-1:111111111111:log-group:SecCFN-CloudTrail-LogGroup:log-stream:111111111111_CloudTrail_us-east-1*";

    expect(allowed("trail_role")).toEqual([
      {
        sid: "AllowCreatingStreams",
        effect: "Allow",
        actions: ["logs:CreateLogStream"],
        resources: [streams],
        conditions: [],
      },
      {
        sid: "AllowPuttingEvents",
        effect: "Allow",
        actions: ["logs:PutLogEvents"],
        resources: [streams],
        conditions: [],
      },
    ]);
  });
});

describe("SecCFN-Lambda-Role", () => {
  it("SEC-IAM-1: Lambda assumes it; its requests carry no source that could be told", () => {
    expect(trust("compliance_role")).toEqual(trusts("lambda.amazonaws.com", []));
  });

  it("SEC-FN-1: logs, traces, dead letters, decryption, networking and its job, and nothing more", () => {
    expect(
      allowed("compliance_role").map(({ sid, effect, actions, resources }) => [sid, effect, actions, resources]),
    ).toEqual([
      [
        "AllowWritingLogs",
        "Allow",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/SecCFN-Compliance-Function:*"],
      ],
      ["AllowTracing", "Allow", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]],
      ["AllowDeadLetters", "Allow", ["sqs:SendMessage"], ["${aws_sqs_queue.compliance_dead_letters.arn}"]],
      ["AllowDecryptingEnvironmentAndDeadLetters", "Allow", ["kms:Decrypt", "kms:GenerateDataKey"], [KEY]],
      [
        "AllowLambdaToConnect",
        "Allow",
        [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:UnassignPrivateIpAddresses",
        ],
        ["arn:aws:ec2:us-east-1:111111111111:*/*"],
      ],
      ["AllowLambdaToFindConnections", "Allow", ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], ["*"]],
      [
        "DenyConnectingToCode",
        "Deny",
        [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:UnassignPrivateIpAddresses",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
        ],
        ["*"],
      ],
      ["AllowReadingCompliance", "Allow", ["config:DescribeComplianceByConfigRule"], ["*"]],
      ["AllowPublishingMetric", "Allow", ["cloudwatch:PutMetricData"], ["*"]],
    ]);
  });

  it("SEC-FN-1: may publish metrics in the function's namespace only", () => {
    const namespace = seccfn().value("aws_lambda_function.compliance", "environment.variables.METRIC_NAMESPACE");

    expect(permissions("compliance_role").find(({ sid }) => sid === "AllowPublishingMetric")?.conditions).toEqual([
      { test: "StringEquals", variable: "cloudwatch:namespace", values: [namespace] },
    ]);
  });

  it("SEC-FN-1: Lambda may connect the function to the VPC, but its own code may not", () => {
    expect(permissions("compliance_role").find(({ sid }) => sid === "DenyConnectingToCode")?.conditions).toEqual([
      {
        test: "ArnEquals",
        variable: "lambda:SourceFunctionArn",
        values: ["arn:aws:lambda:us-east-1:111111111111:function:SecCFN-Compliance-Function"],
      },
    ]);
    expect(seccfn().at("aws_lambda_function.compliance").function_name).toBe("SecCFN-Compliance-Function");
  });
});

describe("SecCFN-Flow-Logs-Role", () => {
  it("ALL-9: VPC flow logs assume it, for flow logs of this account and region", () => {
    expect(trust("flow_log_role")).toEqual(
      trusts("vpc-flow-logs.amazonaws.com", [
        FROM_ACCOUNT,
        {
          test: "ArnLike",
          variable: "aws:SourceArn",
          values: ["arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*"],
        },
      ]),
    );
  });

  it("ALL-9: writes to one log group", () => {
    expect(allowed("flow_log_role").map(({ actions, resources }) => [actions, resources])).toEqual([
      [
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        ["arn:aws:logs:us-east-1:111111111111:log-group:SecCFN-Flow-Logs-LogGroup:*"],
      ],
      [["logs:DescribeLogGroups"], ["arn:aws:logs:us-east-1:111111111111:log-group:*"]],
    ]);
  });
});
