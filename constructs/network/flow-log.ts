import { FlowLog as AwsFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { fromAccount, fromSource, type PolicyCondition, type PolicyStatement } from "../core/policy";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link FlowLog}, beside its {@link FlowLogDestination}. */
export interface FlowLogProps {
  readonly vpcId: string;
  /** The `Name` tag. */
  readonly name: string;
  /** What must be there first: what the role may do, or the bucket's policy. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Where flow logs go: to a log group, by a role that may write there, or to a bucket, as Parquet files in a folder an hour that
 * Athena finds by itself (Hive). Its policy has the statements of `flowLogDelivery`, and its key those of `logDelivery`.
 *
 * CAUTION: changing this value after the first deployment replaces the `aws_flow_log`.
 */
export type FlowLogDestination =
  | { readonly logGroupArn: string; readonly roleArn: string }
  | { readonly bucketArn: string };

/** The role that {@link FlowLog} needs: who assumes it. */
export const FLOW_LOG_SERVICE = "vpc-flow-logs.amazonaws.com";

/**
 * What limits the trust in that service.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export function flowLogTrust(arns: Arns): PolicyCondition[] {
  return [fromAccount(arns.account), fromSource(arns.regional("ec2", "vpc-flow-log/*"))];
}

/** What the role may do: create streams in one log group and put events there. The group exists already. */
export function flowLogStatements(arns: Arns, logGroupName: string): PolicyStatement[] {
  return [
    {
      sid: "AllowWritingFlowLogs",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      resources: [arns.logGroup(logGroupName, true)],
    },
    { sid: "AllowFindingLogGroup", actions: ["logs:DescribeLogGroups"], resources: [arns.logGroup("*")] },
  ];
}

/**
 * Defines the flow logs of a VPC: all traffic, accepted and rejected, each minute (ENT-NET-1).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
 * @example
 * new FlowLog(this, "flow_log", { vpcId, logGroupArn, roleArn, name: "example", dependsOn: role.ready });
 * new FlowLog(this, "flow_log", { vpcId, bucketArn, name: "example", dependsOn: bucket.ready });
 */
export class FlowLog extends Construct {
  public constructor(scope: Construct, id: string, props: FlowLogProps & FlowLogDestination) {
    super(scope, id);
    const { vpcId, name, dependsOn } = props;
    assertValid(scope, id, destinationProblems(props));
    new AwsFlowLog(this, "Default", {
      vpcId,
      trafficType: "ALL",
      ...destinationArguments(props),
      maxAggregationInterval: 60,
      tags: { Name: name },
      dependsOn: [...dependsOn],
    });
  }
}

function destinationProblems(destination: FlowLogDestination): string[] {
  return "bucketArn" in destination
    ? textProblems("bucketArn", destination.bucketArn, /^arn:[a-z-]+:s3:::[^/*]+$/, "be the ARN of a bucket")
    : [];
}

function destinationArguments(destination: FlowLogDestination) {
  return "bucketArn" in destination
    ? {
        logDestinationType: "s3",
        logDestination: destination.bucketArn,
        destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      }
    : {
        logDestinationType: "cloud-watch-logs",
        logDestination: destination.logGroupArn,
        iamRoleArn: destination.roleArn,
      };
}
