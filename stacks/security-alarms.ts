import type { Construct } from "constructs";
import { LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { CIS_FILTERS } from "../constructs/monitoring/cis-filters";
import { EventAlert } from "../constructs/monitoring/event-alert";
import { LogAlarm } from "../constructs/monitoring/log-alarm";
import type { LayerContext } from "./layer-context";

/** The filters whose alarms exist in every environment. */
const ALWAYS_ALARMED = ["unauthorized_api_calls", "root_usage"];

/** The alarms on the trail, as they stand in their names. */
export function trailAlarms(environment: Pick<Environment, "monitoring">): string[] {
  return watchedFilters(environment).map(({ metricName }) => metricName);
}

function watchedFilters({ monitoring }: Pick<Environment, "monitoring">) {
  return CIS_FILTERS.filter(({ key }) => monitoring.cisAlarms || ALWAYS_ALARMED.includes(key));
}

/** How the names of the rules begin that Security Hub makes for its own controls; it reports those itself. */
const SECURITY_HUB_RULES = "securityhub-";

/** The namespace of the metrics that are made of the trail: one an environment, since metrics of a log group have no dimension. */
export function trailMetricNamespace({ names, environment }: LayerContext): string {
  return `${names.prefix}/CloudTrail/${environment.name}`;
}

/** Defines the alarms on what the trail records: two always, all fifteen of CIS by configuration (SEC-MON-1, SEC-MON-2). */
export function defineTrailAlarms(
  scope: Construct,
  context: LayerContext,
  { logGroupName, topicArn }: { readonly logGroupName: string; readonly topicArn: string },
): void {
  const { knobs, names, environment } = context;
  const threshold = knobs.number(scope, "unauthorized_calls_threshold", {
    description: "Unauthorized API calls within five minutes that raise the alarm.",
    value: environment.monitoring.unauthorizedCallsThreshold,
    range: LIMITS.alarmThreshold,
  });
  for (const filter of watchedFilters(environment)) {
    new LogAlarm(scope, filter.key, {
      logGroupName,
      filterName: names.of("metric-filter", filter.metricName),
      pattern: filter.pattern,
      namespace: trailMetricNamespace(context),
      metricName: filter.metricName,
      alarmName: names.of("metric-alarm", filter.metricName),
      description: `${filter.title} (CIS ${filter.id}). ${filter.description}`,
      threshold: filter.key === "unauthorized_api_calls" ? threshold : filter.threshold,
      periodSeconds: filter.periodSeconds,
      runbook: filter.key.replaceAll("_", "-"),
      topicArn,
    });
  }
}

/** Defines the alerts on single events: a resource that no longer complies, a finding of GuardDuty (SEC-MON-2). */
export function defineEventAlerts(scope: Construct, { names, environment }: LayerContext, topicArn: string): void {
  if (environment.baseline.config === "own") {
    new EventAlert(scope, "config_non_compliant", {
      ruleName: names.of("event-rule", "Config-Non-Compliant"),
      description: "Tells of each resource that a Config rule finds not compliant.",
      pattern: {
        source: ["aws.config"],
        "detail-type": ["Config Rules Compliance Change"],
        detail: {
          configRuleName: [{ "anything-but": { prefix: SECURITY_HUB_RULES } }],
          newEvaluationResult: { complianceType: ["NON_COMPLIANT"] },
        },
      },
      values: {
        rule: "$.detail.configRuleName",
        resource: "$.detail.resourceId",
        type: "$.detail.resourceType",
        region: "$.region",
      },
      message: "AWS Config: <type> <resource> in <region> no longer complies with the rule <rule>.",
      topicArn,
    });
  }
  if (environment.baseline.guardDuty) {
    new EventAlert(scope, "guardduty_finding", {
      ruleName: names.of("event-rule", "GuardDuty-Findings"),
      description: "Tells of each GuardDuty finding of medium severity or higher.",
      pattern: {
        source: ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        detail: { severity: [{ numeric: [">=", 4] }] },
      },
      values: { title: "$.detail.title", severity: "$.detail.severity", region: "$.region" },
      message: "GuardDuty, severity <severity>, <region>: <title>",
      topicArn,
    });
  }
}
