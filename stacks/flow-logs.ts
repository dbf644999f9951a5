import { LOG_RETENTION_DAYS } from "../config/aws-limits";
import type { Layer } from "../constructs/core/layer";
import { ServiceRole } from "../constructs/identity/service-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import { FLOW_LOG_SERVICE, FlowLog, flowLogStatements, flowLogTrust } from "../constructs/network/flow-log";
import type { LayerContext } from "./layer-context";
import type { SecurityExports } from "./security-layer";

/** Defines the VPC's flow logs, to the bucket that the security layer has for them or to a log group of their own (ENT-NET-1). */
export function defineFlowLog(
  layer: Layer,
  { arns, knobs, names, environment, protect }: LayerContext,
  { vpcId, security }: { readonly vpcId: string; readonly security: SecurityExports },
): void {
  const common = { vpcId, name: names.of("flow-log", "") };
  if (security.flowLogBucketArn !== undefined) {
    new FlowLog(layer, "flow_log", {
      ...common,
      bucketArn: security.flowLogBucketArn,
      dependsOn: security.ready.flowLogs,
    });
    return;
  }
  const logGroupName = names.get("flowLogGroup");
  const logs = new LogGroup(layer, "flow_logs", {
    logGroupName,
    retentionDays: knobs.choice(layer, "flow_log_retention_days", {
      description: "Days that VPC flow logs are kept.",
      value: environment.network.flowLogs.retentionDays,
      choices: LOG_RETENTION_DAYS,
      unit: "days",
    }),
    kmsKeyArn: security.keys.logs,
    protect,
  });
  const role = new ServiceRole(layer, "flow_log_role", {
    roleName: names.get("flowLogRole"),
    policyName: names.get("flowLogPolicy"),
    description: "Lets VPC flow logs write to one log group.",
    service: FLOW_LOG_SERVICE,
    trustConditions: flowLogTrust(arns),
    statements: flowLogStatements(arns, logGroupName),
  });
  new FlowLog(layer, "flow_log", {
    ...common,
    logGroupArn: logs.logGroupArn,
    roleArn: role.roleArn,
    dependsOn: role.ready,
  });
}
