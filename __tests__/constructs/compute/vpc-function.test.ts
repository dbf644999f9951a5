import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import {
  FUNCTION_LIMITS,
  functionLogGroupName,
  LAMBDA_SERVICE,
  VPC_ACCESS_POLICY,
  VpcFunction,
  type VpcFunctionPermissions,
  type VpcFunctionProps,
  vpcFunctionStatements,
} from "../../../constructs/compute/vpc-function";
import { Arns } from "../../../constructs/core/account";
import { ACTIONS_WITHOUT_RESOURCES } from "../../../constructs/core/actions-without-resources";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const DEAD_LETTERS = "arn:aws:sqs:us-east-1:111111111111:Example-Dead-Letters";
const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** An archive in a folder of its own, as if another machine had built it. */
function archive(): VpcFunctionProps["archive"] {
  const folder = mkdtempSync(join(tmpdir(), "seccfn-archive-"));
  const path = join(folder, "example.zip");
  writeFileSync(path, "");
  return { path, sourceCodeHash: HASH };
}

function props(changed: Partial<VpcFunctionProps> = {}): VpcFunctionProps {
  return {
    functionName: "Example",
    description: "Does something.",
    archive: archive(),
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeoutSeconds: 60,
    memoryMib: 256,
    roleArn: "arn:aws:iam::111111111111:role/Example",
    kmsKeyArn: KEY,
    environment: { LOG_LEVEL: "info" },
    subnetIds: ["subnet-a", "subnet-b"],
    securityGroupId: "sg-function",
    deadLetterQueueArn: DEAD_LETTERS,
    dependsOn: [],
    ...changed,
  };
}

const FUNCTION = "aws_lambda_function.example";

function define(changed: Partial<VpcFunctionProps> = {}): Template {
  return Template.of((stack) => new VpcFunction(stack, "example", props(changed)));
}

describe("defines by default", () => {
  it("the function alone: role, log group and queue are handed to it", () => {
    const template = define();

    expect(template.types).toEqual({ aws_lambda_function: 1 });
    expect(template.blocks).toHaveLength(1);
  });

  it("all of its arguments, and none that the provider would see as a difference on each plan", () => {
    expect(define().at(FUNCTION)).toEqual({
      function_name: "Example",
      description: "Does something.",
      filename: expect.any(String),
      source_code_hash: HASH,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      timeout: 60,
      memory_size: 256,
      role: "arn:aws:iam::111111111111:role/Example",
      kms_key_arn: KEY,
      environment: { variables: { LOG_LEVEL: "info" } },
      vpc_config: { subnet_ids: ["subnet-a", "subnet-b"], security_group_ids: ["sg-function"] },
      dead_letter_config: { target_arn: DEAD_LETTERS },
      tracing_config: { mode: "Active" },
      logging_config: { log_format: "Text", log_group: "/aws/lambda/Example" },
      depends_on: [],
    });
  });

  it("ARN and name by reference", () => {
    const template = Template.of((stack) => {
      const { functionArn, functionName } = new VpcFunction(stack, "example", props());
      new TerraformOutput(stack, "function", { value: [functionArn, functionName] });
    });

    expect(template.outputs.function?.value).toEqual([
      "${aws_lambda_function.example.arn}",
      "${aws_lambda_function.example.function_name}",
    ]);
  });
});

describe("guarantees", () => {
  it("SEC-FN-1: runs in the VPC, traced, with an encrypted environment and a dead-letter queue", () => {
    expect(Testing.synthScope((scope) => new VpcFunction(scope, "example", props()))).toHaveResourceWithProperties(
      LambdaFunction,
      {
        vpc_config: { subnet_ids: ["subnet-a", "subnet-b"], security_group_ids: ["sg-function"] },
        tracing_config: { mode: "Active" },
        kms_key_arn: KEY,
        dead_letter_config: { target_arn: DEAD_LETTERS },
      },
    );
  });

  it("ALL-8: waits for its log group and for what its role may do", () => {
    const template = Template.of((stack) => {
      const logs = new CloudwatchLogGroup(stack, "logs", { name: functionLogGroupName("Example") });
      new VpcFunction(stack, "example", props({ dependsOn: [logs] }));
    });

    expect(template.at(FUNCTION).depends_on).toEqual(["aws_cloudwatch_log_group.logs"]);
    expect(template.only("aws_cloudwatch_log_group").name).toBe("/aws/lambda/Example");
    expect(LAMBDA_SERVICE).toBe("lambda.amazonaws.com");
  });

  it("SEC-FN-1: its role may write logs, traces and dead letters, decrypt, be connected to the VPC, and nothing more", () => {
    const arns = new Arns({ accountId: "111111111111", region: "us-east-1" });

    expect(
      vpcFunctionStatements(arns, { functionName: "Example", deadLetterQueueArn: DEAD_LETTERS, kmsKeyArn: KEY }),
    ).toEqual([
      {
        sid: "AllowWritingLogs",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: ["arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/Example:*"],
      },
      { sid: "AllowTracing", actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] },
      { sid: "AllowDeadLetters", actions: ["sqs:SendMessage"], resources: [DEAD_LETTERS] },
      {
        sid: "AllowDecryptingEnvironmentAndDeadLetters",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [KEY],
      },
      {
        sid: "AllowLambdaToConnect",
        actions: [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:UnassignPrivateIpAddresses",
        ],
        resources: ["arn:aws:ec2:us-east-1:111111111111:*/*"],
      },
      {
        sid: "AllowLambdaToFindConnections",
        actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        resources: ["*"],
      },
      {
        sid: "DenyConnectingToCode",
        effect: "Deny",
        actions: [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:UnassignPrivateIpAddresses",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
        ],
        resources: ["*"],
        conditions: [
          {
            test: "ArnEquals",
            variable: "lambda:SourceFunctionArn",
            values: ["arn:aws:lambda:us-east-1:111111111111:function:Example"],
          },
        ],
      },
    ]);
  });

  it("ALL-9: allows on all resources only what AWS lets nobody limit", () => {
    const arns = new Arns({ accountId: "111111111111", region: "us-east-1" });
    const open = vpcFunctionStatements(arns, {
      functionName: "Example",
      deadLetterQueueArn: DEAD_LETTERS,
      kmsKeyArn: KEY,
    }).filter(({ effect, resources }) => effect !== "Deny" && resources.includes("*"));

    expect(open.flatMap(({ actions }) => actions)).toEqual([
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
    ]);
    for (const { actions } of open) {
      expect(Object.keys(ACTIONS_WITHOUT_RESOURCES)).toEqual(expect.arrayContaining([...actions]));
    }
  });

  it("carries its code beside the Terraform, by the same relative path wherever it was built", () => {
    const filename = define().at(FUNCTION).filename;

    expect(filename).toBe("${path.module}/assets/example/e3b0c44298fc1c14/example.zip");
    expect(define().at(FUNCTION).filename).toBe(filename);
  });

  it("another code has another path and another hash", () => {
    const sourceCodeHash = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=";

    expect(define({ archive: { ...archive(), sourceCodeHash } }).at(FUNCTION)).toMatchObject({
      filename: "${path.module}/assets/example/9f86d081884c7d65/example.zip",
      source_code_hash: sourceCodeHash,
    });
  });
});

describe("what its role may do", () => {
  const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
  const QUEUE_KEY = "arn:aws:kms:us-east-1:111111111111:key/66666666-7777-8888-9999-000000000000";
  const statements = (changed: Partial<VpcFunctionPermissions> = {}) =>
    vpcFunctionStatements(ARNS, {
      functionName: "Example",
      deadLetterQueueArn: DEAD_LETTERS,
      kmsKeyArn: KEY,
      ...changed,
    });
  const keys = (changed: Partial<VpcFunctionPermissions>) =>
    statements(changed).filter(({ actions }) => actions.some((action) => action.startsWith("kms:")));
  const DECRYPTING = { sid: "AllowDecryptingEnvironment", actions: ["kms:Decrypt"], resources: [KEY] };
  const DEAD_LETTERS_ENCRYPTED = {
    sid: "AllowEncryptingDeadLetters",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [QUEUE_KEY],
  };

  it("LAM-IAM-1: managedVpcAccessPolicy: the network is allowed by AWS's policy alone, and still refused to the code", () => {
    const sids = (managedVpcAccessPolicy: boolean) => statements({ managedVpcAccessPolicy }).map(({ sid }) => sid);

    expect(VPC_ACCESS_POLICY).toBe("service-role/AWSLambdaVPCAccessExecutionRole");
    expect(sids(true)).toEqual(
      sids(false).filter((sid) => sid !== "AllowLambdaToConnect" && sid !== "AllowLambdaToFindConnections"),
    );
    expect(sids(true)).toContain("DenyConnectingToCode");
    expect(statements({ managedVpcAccessPolicy: false })).toEqual(statements());
  });

  it("kmsKeyArn: with AWS_MANAGED_KEY it needs no key, for its dead letters neither", () => {
    const sids = statements({ kmsKeyArn: AWS_MANAGED_KEY }).map(({ sid }) => sid);

    expect(sids).toEqual(statements().flatMap(({ sid }) => (/Decrypting/.test(sid) ? [] : [sid])));
  });

  it("deadLetterKeyArn: what it may do with the queue's key and with its own are two things", () => {
    expect(keys({ deadLetterKeyArn: QUEUE_KEY })).toEqual([DECRYPTING, DEAD_LETTERS_ENCRYPTED]);
    expect(keys({ kmsKeyArn: AWS_MANAGED_KEY, deadLetterKeyArn: QUEUE_KEY })).toEqual([DEAD_LETTERS_ENCRYPTED]);
    expect(keys({ deadLetterKeyArn: AWS_MANAGED_KEY })).toEqual([DECRYPTING]);
    expect(statements({ deadLetterKeyArn: KEY })).toEqual(statements());
  });

  it("deadLetterQueueArn: without one it sends nothing anywhere, and only decrypts its environment", () => {
    const made = vpcFunctionStatements(ARNS, { functionName: "Example", kmsKeyArn: KEY });

    expect(made.filter(({ sid }) => /DeadLetters/.test(sid))).toEqual([]);
    expect(made.filter(({ actions }) => actions.includes("kms:Decrypt"))).toEqual([DECRYPTING]);
  });
});

describe("props", () => {
  it("runtime: Python, as the provider takes it", () => {
    const made = define({ runtime: "python3.14" }).at(FUNCTION);

    expect(made.runtime).toBe("python3.14");
    expect(ruleProblems(rulesOf("aws_lambda_function"), made)).toEqual([]);
  });

  it("kmsKeyArn: with AWS_MANAGED_KEY no key is named, and nothing else changes", () => {
    const { kms_key_arn: _, ...others } = define().at(FUNCTION);

    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).at(FUNCTION)).toEqual(others);
  });

  it("deadLetterQueueArn: without one the function has none, and nothing else changes", () => {
    const { deadLetterQueueArn: _, ...given } = props();
    const { dead_letter_config: __, ...others } = define().at(FUNCTION);

    expect(Template.of((stack) => new VpcFunction(stack, "example", given)).at(FUNCTION)).toEqual(others);
  });

  it("reservedConcurrency: set aside only where it is given", () => {
    expect(define().at(FUNCTION)).not.toHaveProperty("reserved_concurrent_executions");
    expect(define({ reservedConcurrency: 5 }).at(FUNCTION)).toMatchObject({ reserved_concurrent_executions: 5 });
  });

  it.each(Object.entries(FUNCTION_LIMITS))("%s may be its least and its most", (prop, { min, max }) => {
    for (const value of [min, max]) {
      expect(Object.values(define({ [prop]: value }).at(FUNCTION))).toContain(value);
    }
  });

  it("has the limits that configuration has", () => {
    const { min, max } = LIMITS.reservedConcurrency;

    expect(FUNCTION_LIMITS.reservedConcurrency).toMatchObject({ min, max });
  });

  it("takes values that only Terraform will know", () => {
    const template = Template.of((stack) => {
      const number = (name: string) => new TerraformVariable(stack, name, { type: "number" }).numberValue;
      const subnets = new TerraformVariable(stack, "subnets", { type: "list(string)" });
      new VpcFunction(
        stack,
        "example",
        props({ timeoutSeconds: number("seconds"), memoryMib: number("size"), subnetIds: subnets.listValue }),
      );
    });

    expect(template.at(FUNCTION)).toMatchObject({
      timeout: "${var.seconds}",
      memory_size: "${var.size}",
      vpc_config: { subnet_ids: "${var.subnets}" },
    });
  });
});

describe("rejects", () => {
  it.each<[Partial<VpcFunctionProps>, string]>([
    [{ timeoutSeconds: 0 }, "timeoutSeconds must be a whole number between 1 and 900 seconds, got 0"],
    [{ timeoutSeconds: 901 }, "timeoutSeconds must be a whole number between 1 and 900 seconds, got 901"],
    [{ memoryMib: 127 }, "memoryMib must be a whole number between 128 and 10240 MiB, got 127"],
    [{ memoryMib: 10_241 }, "memoryMib must be a whole number between 128 and 10240 MiB, got 10241"],
    [{ reservedConcurrency: 0 }, "reservedConcurrency must be a whole number between 1 and 10000 runs, got 0"],
    [
      { functionName: "my.function" },
      'functionName must be 1 to 64 letters, digits, hyphens and underscores, got "my.function"',
    ],
    [{ handler: "my index.handler" }, 'handler must be file.function, got "my index.handler"'],
    [{ handler: "index.handler.old" }, 'handler must be file.function, got "index.handler.old"'],
    [{ handler: "handler" }, 'handler must be file.function, got "handler"'],
    [{ environment: {} }, "environment must name at least one variable, got {}; without one Lambda keeps no key"],
    [{ subnetIds: [] }, "subnetIds must name at least 1 subnet, got []"],
  ])("fails if %j", (changed, message) => {
    expect(() => define(changed)).toThrow(new Error(`test/example: ${message}`));
  });

  it.each([
    "AWS_REGION",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_FUNCTION_NAME",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "X",
    "MY-VAR",
    "1st MY_VAR",
    "AWS_LAMBDA_LOG_STREAM_NAME",
  ])("fails if a variable is named %s", (name) => {
    expect(() => define({ environment: { [name]: "value" } })).toThrow(
      new Error(
        `test/example: environment must name variables with letters, digits and underscores, and none that Lambda reserves, got "${name}"`,
      ),
    );
  });

  it.each(["AWS_NODEJS_CONNECTION_REUSE_ENABLED", "AWS_REGIONS", "LAMBDA_MODE", "X1", "log_level"])(
    "takes a variable named %s",
    (name) => {
      expect(define({ environment: { [name]: "value" } }).value(FUNCTION, `environment.variables.${name}`)).toBe(
        "value",
      );
    },
  );
});
