import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, type ITerraformDependable, TerraformAsset, Token } from "cdktf";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { customerKey, keyArgument } from "../core/key-choice";
import type { Limit } from "../core/limits";
import type { PolicyStatement } from "../core/policy";
import { assertValid, numberProblems, textProblems } from "../core/validate";

/** A function's code, built and zipped. */
export interface FunctionArchive {
  /** The zip file. */
  readonly path: string;
  /** SHA-256 of the file, in base64. */
  readonly sourceCodeHash: string;
}

/** Props of {@link VpcFunction}. */
export interface VpcFunctionProps {
  /**
   * 1 to 64 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_lambda_function`.
   */
  readonly functionName: string;
  readonly description: string;
  readonly archive: FunctionArchive;
  readonly runtime: "nodejs24.x" | "python3.14";
  /** Where the code begins, `file.function`. */
  readonly handler: string;
  /** 1 to 900. */
  readonly timeoutSeconds: number;
  /** 128 to 10240. */
  readonly memoryMib: number;
  readonly roleArn: string;
  /** What encrypts the environment: the ARN of a key, or `AWS_MANAGED_KEY` for `aws/lambda`. */
  readonly kmsKeyArn: string;
  /** At least one variable: without one, Lambda keeps no key, and every plan would differ. */
  readonly environment: Readonly<Record<string, string>>;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /**
   * Where events go that it failed on. For functions that are invoked asynchronously; others have their caller told.
   *
   * @default - nowhere
   */
  readonly deadLetterQueueArn?: string;
  /**
   * Concurrent runs set aside for it, and its upper limit: 1 to 10000, where the account has so many.
   *
   * @default - none set aside, no limit of its own
   */
  readonly reservedConcurrency?: number;
  /** What must be there first: its log group, what its role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * What Lambda takes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export const FUNCTION_LIMITS = {
  timeoutSeconds: { min: 1, max: 900, unit: "seconds" },
  memoryMib: { min: 128, max: 10_240, unit: "MiB" },
  reservedConcurrency: { min: 1, max: 10_000, unit: "runs" },
} as const satisfies Readonly<Record<string, Limit>>;

/** The service that assumes a function's role. */
export const LAMBDA_SERVICE = "lambda.amazonaws.com";

/** The log group that Lambda writes to. */
export function functionLogGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** The policy that AWS manages for functions in a VPC, for `Arns.awsManagedPolicy`. */
export const VPC_ACCESS_POLICY = "service-role/AWSLambdaVPCAccessExecutionRole";

/** What {@link vpcFunctionStatements} are made of. */
export interface VpcFunctionPermissions
  extends Pick<VpcFunctionProps, "functionName" | "kmsKeyArn" | "deadLetterQueueArn"> {
  /**
   * What encrypts the dead-letter queue: the ARN of a key, or `AWS_MANAGED_KEY`.
   *
   * @default - the key of the environment
   */
  readonly deadLetterKeyArn?: string;
  /**
   * Whether the role has {@link VPC_ACCESS_POLICY} attached, which allows to connect to the VPC (LAM-IAM-1).
   *
   * @default false
   */
  readonly managedVpcAccessPolicy?: boolean;
}

const NETWORK_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:UnassignPrivateIpAddresses",
];

const NETWORK_READS = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

/**
 * What a function in a VPC may do whatever its job: write its logs, traces and dead letters, decrypt its environment, and have
 * Lambda connect it to the VPC. The last is refused to its own code. AWS's own keys need no permission.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function vpcFunctionStatements(arns: Arns, props: VpcFunctionPermissions): PolicyStatement[] {
  const { functionName, deadLetterQueueArn, managedVpcAccessPolicy = false } = props;
  return [
    {
      sid: "AllowWritingLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [arns.logGroup(functionLogGroupName(functionName), true)],
    },
    { sid: "AllowTracing", actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] },
    ...(deadLetterQueueArn === undefined
      ? []
      : [{ sid: "AllowDeadLetters", actions: ["sqs:SendMessage"], resources: [deadLetterQueueArn] }]),
    ...keyStatements(props),
    ...(managedVpcAccessPolicy
      ? []
      : [
          { sid: "AllowLambdaToConnect", actions: NETWORK_ACTIONS, resources: [arns.regional("ec2", "*/*")] },
          { sid: "AllowLambdaToFindConnections", actions: NETWORK_READS, resources: ["*"] },
        ]),
    {
      sid: "DenyConnectingToCode",
      effect: "Deny",
      actions: [...NETWORK_ACTIONS, ...NETWORK_READS],
      resources: ["*"],
      conditions: [
        {
          test: "ArnEquals",
          variable: "lambda:SourceFunctionArn",
          values: [arns.regional("lambda", `function:${functionName}`)],
        },
      ],
    },
  ];
}

function keyStatements({
  kmsKeyArn,
  deadLetterQueueArn,
  deadLetterKeyArn = kmsKeyArn,
}: VpcFunctionPermissions): PolicyStatement[] {
  const environment = customerKey(kmsKeyArn);
  const deadLetters = deadLetterQueueArn === undefined ? undefined : customerKey(deadLetterKeyArn);
  const encrypting = ["kms:Decrypt", "kms:GenerateDataKey"];
  if (environment !== undefined && environment === deadLetters) {
    return [{ sid: "AllowDecryptingEnvironmentAndDeadLetters", actions: encrypting, resources: [environment] }];
  }
  return [
    ...(environment === undefined
      ? []
      : [{ sid: "AllowDecryptingEnvironment", actions: ["kms:Decrypt"], resources: [environment] }]),
    ...(deadLetters === undefined
      ? []
      : [{ sid: "AllowEncryptingDeadLetters", actions: encrypting, resources: [deadLetters] }]),
  ];
}

/**
 * Defines a Lambda function in a VPC: encrypted environment, traces, dead letters, and a log group of its own (SEC-FN-1).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-security.html
 */
export class VpcFunction extends Construct {
  public readonly functionArn: string;
  public readonly functionName: string;

  public constructor(scope: Construct, id: string, props: VpcFunctionProps) {
    super(scope, id);
    assertValid(scope, id, functionProblems(props));
    const { archive, deadLetterQueueArn, reservedConcurrency } = props;
    const asset = new TerraformAsset(this, "Default-archive", {
      path: archive.path,
      type: AssetType.FILE,
      assetHash: Buffer.from(archive.sourceCodeHash, "base64").toString("hex").slice(0, 16),
    });
    const made = new LambdaFunction(this, "Default", {
      functionName: props.functionName,
      description: props.description,
      filename: `\${path.module}/${asset.path}`,
      sourceCodeHash: archive.sourceCodeHash,
      runtime: props.runtime,
      architectures: ["arm64"],
      handler: props.handler,
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMib,
      role: props.roleArn,
      ...keyArgument("kmsKeyArn", props.kmsKeyArn),
      environment: { variables: { ...props.environment } },
      vpcConfig: { subnetIds: [...props.subnetIds], securityGroupIds: [props.securityGroupId] },
      ...(deadLetterQueueArn === undefined ? {} : { deadLetterConfig: { targetArn: deadLetterQueueArn } }),
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "Text", logGroup: functionLogGroupName(props.functionName) },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
      dependsOn: [...props.dependsOn],
    });
    this.functionArn = made.arn;
    this.functionName = made.functionName;
  }
}

/**
 * A variable's name: not one that Lambda sets itself; others that begin with `AWS_` are for its SDK and extensions.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const VARIABLE =
  /^(?!AWS_(?:DEFAULT_REGION|REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_(?:FUNCTION_\w+|LOG_\w+|INITIALIZATION_TYPE|RUNTIME_API))$|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR)$)[A-Za-z]\w+$/;

function functionProblems({
  functionName,
  handler,
  timeoutSeconds,
  memoryMib,
  reservedConcurrency,
  environment,
  subnetIds,
}: VpcFunctionProps): string[] {
  return [
    ...textProblems(
      "functionName",
      functionName,
      /^[A-Za-z0-9_-]{1,64}$/,
      "be 1 to 64 letters, digits, hyphens and underscores",
    ),
    ...textProblems("handler", handler, /^[^\s.]+\.[^\s.]+$/, "be file.function"),
    ...numberProblems("timeoutSeconds", timeoutSeconds, FUNCTION_LIMITS.timeoutSeconds),
    ...numberProblems("memoryMib", memoryMib, FUNCTION_LIMITS.memoryMib),
    ...(reservedConcurrency === undefined
      ? []
      : numberProblems("reservedConcurrency", reservedConcurrency, FUNCTION_LIMITS.reservedConcurrency)),
    ...(Object.keys(environment).length > 0
      ? []
      : ["environment must name at least one variable, got {}; without one Lambda keeps no key"]),
    ...Object.keys(environment).flatMap((name) =>
      textProblems(
        "environment",
        name,
        VARIABLE,
        "name variables with letters, digits and underscores, and none that Lambda reserves",
      ),
    ),
    ...(Token.isUnresolved(subnetIds) || subnetIds.length > 0 ? [] : ["subnetIds must name at least 1 subnet, got []"]),
  ];
}
