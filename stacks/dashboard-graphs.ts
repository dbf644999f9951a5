import type { AutoScalingGroup } from "../constructs/compute/auto-scaling-group";
import type { LoadBalancer } from "../constructs/edge/load-balancer";
import type { DashboardGraph } from "../constructs/monitoring/dashboard";
import type { LayerContext } from "./layer-context";
import { trailMetricNamespace } from "./security-alarms";
import {
  COMPLIANCE_METRIC,
  complianceNamespace,
  type FunctionPlan,
  RECOVERY_METRICS,
  recoveryNamespace,
} from "./workloads";

/** The graphs of an environment's dashboard: what its alarms watch, over time. */
export function dashboardGraphs(
  context: LayerContext,
  plans: readonly FunctionPlan[],
  application: { readonly group: AutoScalingGroup; readonly balancer?: LoadBalancer } | undefined,
): DashboardGraph[] {
  const { environment, names } = context;
  const trail = trailMetricNamespace(context);
  return [
    ...(environment.compliance === false
      ? []
      : [
          {
            title: "Config rules not compliant",
            statistic: "Maximum",
            metrics: [[complianceNamespace(context), COMPLIANCE_METRIC, "Environment", environment.name]],
          } as const,
        ]),
    {
      title: "Root usage and unauthorized calls",
      statistic: "Sum",
      metrics: [
        [trail, "RootUsage"],
        [trail, "UnauthorizedAPICalls"],
      ],
    },
    ...plans.map(
      (plan): DashboardGraph => ({
        title: `Function: ${plan.id.replaceAll("_", " ")}`,
        statistic: "Sum",
        metrics: ["Invocations", "Errors"].map((metric) => [
          "AWS/Lambda",
          metric,
          "FunctionName",
          names.get(plan.names.function),
        ]),
      }),
    ),
    ...databaseGraphs(context),
    ...(application === undefined ? [] : applicationGraphs(context, application.group)),
    ...(application?.balancer === undefined ? [] : balancerGraphs(application.balancer)),
    ...(environment.recoveryCheck === undefined
      ? []
      : [
          {
            title: "Age of the newest backup (hours)",
            statistic: "Maximum",
            metrics: [[recoveryNamespace(context), RECOVERY_METRICS.age, "Environment", environment.name]],
          } as const,
        ]),
  ];
}

function databaseGraphs({ names }: LayerContext): DashboardGraph[] {
  const dimension = ["DBInstanceIdentifier", names.get("databaseInstance")];
  return [
    { title: "Database CPU (%)", statistic: "Average", metrics: [["AWS/RDS", "CPUUtilization", ...dimension]] },
    {
      title: "Database connections",
      statistic: "Maximum",
      metrics: [["AWS/RDS", "DatabaseConnections", ...dimension]],
    },
    {
      title: "Database free storage (bytes)",
      statistic: "Average",
      metrics: [["AWS/RDS", "FreeStorageSpace", ...dimension]],
    },
  ];
}

function applicationGraphs({ names }: LayerContext, { groupName }: AutoScalingGroup): DashboardGraph[] {
  const dimension = ["AutoScalingGroupName", groupName];
  const instances = `${names.prefix}/Instances`;
  return [
    { title: "Application CPU (%)", statistic: "Average", metrics: [["AWS/EC2", "CPUUtilization", ...dimension]] },
    {
      title: "Application instances",
      statistic: "Average",
      metrics: [
        ["AWS/AutoScaling", "GroupInServiceInstances", ...dimension],
        ["AWS/AutoScaling", "GroupDesiredCapacity", ...dimension],
      ],
    },
    {
      title: "Application memory and disk (%)",
      statistic: "Maximum",
      metrics: [
        [instances, "mem_used_percent", ...dimension],
        [instances, "disk_used_percent", ...dimension],
      ],
    },
  ];
}

function balancerGraphs({ arnSuffix }: LoadBalancer): DashboardGraph[] {
  const dimension = ["LoadBalancer", arnSuffix];
  const namespace = "AWS/ApplicationELB";
  return [
    {
      title: "Requests and errors",
      statistic: "Sum",
      metrics: ["RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"].map((metric) => [
        namespace,
        metric,
        ...dimension,
      ]),
    },
    { title: "Time to answer (s)", statistic: "Average", metrics: [[namespace, "TargetResponseTime", ...dimension]] },
  ];
}
