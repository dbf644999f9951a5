import { FlowLog as AwsFlowLog } from "@cdktf/provider-aws/lib/flow-log";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { fromAccount, fromSource, type PolicyCondition, type PolicyStatement } from "../core/policy";

/** Props of {@link FlowLog}. */
export interface FlowLogProps {
  readonly vpcId: string;
  readonly logGroupArn: string;
  readonly roleArn: string;
  /** The `Name` tag. */
  readonly name: string;
  /** What the role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

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
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
 * @example
 * new FlowLog(this, "flow_log", { vpcId, logGroupArn, roleArn, name: "example", dependsOn: role.ready });
 */
export class FlowLog extends Construct {
  public constructor(scope: Construct, id: string, { vpcId, logGroupArn, roleArn, name, dependsOn }: FlowLogProps) {
    super(scope, id);
    new AwsFlowLog(this, "Default", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroupArn,
      iamRoleArn: roleArn,
      maxAggregationInterval: 60,
      tags: { Name: name },
      dependsOn: [...dependsOn],
    });
  }
}
