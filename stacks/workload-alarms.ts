import type { AutoScalingGroup } from "../constructs/compute/auto-scaling-group";
import { AGENT_METRICS } from "../constructs/compute/cloudwatch-agent";
import type { LoadBalancer } from "../constructs/edge/load-balancer";
import type { MetricAlarmProps } from "../constructs/monitoring/metric-alarm";
import type { Workshop } from "./functions";

/** Sustained for three periods of five minutes: a short peak is no alarm. */
const SUSTAINED = { periodSeconds: 300, periods: 3 } as const;

const GIB = 1024 ** 3;
const MILLISECONDS = 1000;
const FULL_PERCENT = 90;

/** Defines the alarms on the database (WEB-MON-1, ENT-MON-1). */
export function addDatabaseAlarms({ context, alarms }: Workshop): void {
  const { names, environment } = context;
  const { cpuPercent, databaseFreeStorageGib, databaseConnections } = environment.monitoring;
  const dimensions = { DBInstanceIdentifier: names.get("databaseInstance") };
  const metric = (metricName: string, statistic: MetricAlarmProps["metric"]["statistic"]) => ({
    namespace: "AWS/RDS",
    metricName,
    statistic,
    periodSeconds: SUSTAINED.periodSeconds,
    dimensions,
  });
  alarms.add("database_cpu", "DatabaseCPU", {
    description: `The database's CPU is at ${cpuPercent} % or more. Look for slow queries; take a larger class.`,
    runbook: "database-cpu",
    metric: metric("CPUUtilization", "Average"),
    evaluationPeriods: SUSTAINED.periods,
    threshold: cpuPercent,
    missingData: "notBreaching",
  });
  alarms.add("database_storage", "DatabaseStorage", {
    description: `The database has less than ${databaseFreeStorageGib} GiB of free storage. Autoscaling ends at its maximum; look what grows.`,
    runbook: "database-storage",
    metric: metric("FreeStorageSpace", "Minimum"),
    threshold: databaseFreeStorageGib * GIB,
    raisedBy: "below",
    missingData: "notBreaching",
  });
  alarms.add("database_connections", "DatabaseConnections", {
    description: `The database has ${databaseConnections} connections or more. Look who opens them; pool them.`,
    runbook: "database-connections",
    metric: metric("DatabaseConnections", "Maximum"),
    evaluationPeriods: SUSTAINED.periods,
    threshold: databaseConnections,
    missingData: "notBreaching",
  });
}

/** Defines the alarms on the application's instances (WEB-MON-1, MAZ-MON-1). */
export function addInstanceAlarms({ context, alarms }: Workshop, group: AutoScalingGroup): void {
  const { names, environment } = context;
  const { cpuPercent } = environment.monitoring;
  const dimensions = { AutoScalingGroupName: group.groupName };
  alarms.add("application_cpu", "ApplicationCPU", {
    description: `The instances' CPU is at ${cpuPercent} % or more, though Auto Scaling adds instances: it is at its maximum, or they do not start.`,
    runbook: "application-cpu",
    metric: {
      namespace: "AWS/EC2",
      metricName: "CPUUtilization",
      statistic: "Average",
      periodSeconds: SUSTAINED.periodSeconds,
      dimensions,
    },
    evaluationPeriods: SUSTAINED.periods,
    threshold: cpuPercent,
    missingData: "notBreaching",
  });
  alarms.add("application_status_check", "ApplicationStatusCheck", {
    description: "An instance fails its status checks. Auto Scaling replaces it; look why if it comes again.",
    runbook: "application-status-check",
    metric: {
      namespace: "AWS/EC2",
      metricName: "StatusCheckFailed",
      statistic: "Maximum",
      periodSeconds: 60,
      dimensions,
    },
    evaluationPeriods: 3,
    threshold: 1,
    missingData: "notBreaching",
  });
  for (const [id, word, metricName, what] of [
    ["application_memory", "ApplicationMemory", AGENT_METRICS.memory, "memory"],
    ["application_disk", "ApplicationDisk", AGENT_METRICS.disk, "root volume"],
  ] as const) {
    alarms.add(id, word, {
      description: `The ${what} of instances is ${FULL_PERCENT} % full or more. Look what takes it.`,
      runbook: id.replaceAll("_", "-"),
      metric: {
        namespace: `${names.prefix}/Instances`,
        metricName,
        statistic: "Maximum",
        periodSeconds: SUSTAINED.periodSeconds,
        dimensions,
      },
      evaluationPeriods: SUSTAINED.periods,
      threshold: FULL_PERCENT,
      missingData: "notBreaching",
    });
  }
}

/** Defines the alarm on the bastion host. */
export function addBastionAlarm({ alarms, inputs }: Workshop): void {
  const { bastionInstanceId } = inputs.network;
  if (bastionInstanceId !== undefined) {
    alarms.add("bastion_status_check", "BastionStatusCheck", {
      description: "The bastion host fails its status checks. Reboot it, or have Terraform make it anew.",
      runbook: "bastion-status-check",
      metric: {
        namespace: "AWS/EC2",
        metricName: "StatusCheckFailed",
        statistic: "Maximum",
        periodSeconds: 60,
        dimensions: { InstanceId: bastionInstanceId },
      },
      evaluationPeriods: 3,
      threshold: 1,
      missingData: "notBreaching",
    });
  }
}

/** Defines the alarms on the load balancer (WEB-MON-1). */
export function addLoadBalancerAlarms({ context, alarms }: Workshop, balancer: LoadBalancer): void {
  const { serverErrors, latencyMilliseconds } = context.environment.monitoring;
  const dimensions = { LoadBalancer: balancer.arnSuffix };
  for (const [id, word, metricName, who] of [
    ["load_balancer_errors", "LoadBalancerErrors", "HTTPCode_ELB_5XX_Count", "The load balancer itself"],
    ["application_errors", "ApplicationErrors", "HTTPCode_Target_5XX_Count", "The application"],
  ] as const) {
    alarms.add(id, word, {
      description: `${who} answered with an error (5xx) ${serverErrors} times or more within five minutes. Look at the logs.`,
      runbook: id.replaceAll("_", "-"),
      metric: { namespace: "AWS/ApplicationELB", metricName, statistic: "Sum", periodSeconds: 300, dimensions },
      threshold: serverErrors,
      missingData: "notBreaching",
    });
  }
  alarms.add("application_latency", "ApplicationLatency", {
    description: `The slowest 5 % of requests take ${latencyMilliseconds} ms or more. Look at the instances and the database.`,
    runbook: "application-latency",
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName: "TargetResponseTime",
      statistic: "p95",
      periodSeconds: SUSTAINED.periodSeconds,
      dimensions,
    },
    evaluationPeriods: SUSTAINED.periods,
    threshold: latencyMilliseconds / MILLISECONDS,
    missingData: "notBreaching",
  });
  alarms.add("unhealthy_hosts", "UnhealthyHosts", {
    description: "An instance does not answer its health check. Auto Scaling replaces it; look why if it comes again.",
    runbook: "unhealthy-hosts",
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      statistic: "Maximum",
      periodSeconds: 60,
      dimensions: { ...dimensions, TargetGroup: balancer.targetGroupArnSuffix },
    },
    evaluationPeriods: 5,
    threshold: 1,
    missingData: "notBreaching",
  });
}
