import type { Arns } from "../core/account";
import { fromAccount, fromSource, type PolicyCondition } from "../core/policy";

/** The service that assumes the role of enhanced monitoring. */
export const MONITORING_SERVICE = "monitoring.rds.amazonaws.com";

/**
 * The log group of all instances of an account and region. RDS makes it where it is missing: unencrypted, with 30 days of retention.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html
 */
export const MONITORING_LOG_GROUP = "RDSOSMetrics";

/** The policy that AWS manages for it, by a speaking id; for `ServiceRole`. */
export function monitoringManagedPolicies(arns: Arns): Readonly<Record<string, string>> {
  return { monitoring: arns.awsManagedPolicy("service-role/AmazonRDSEnhancedMonitoringRole") };
}

/**
 * Limits the service to this account's instance; by its name, since the instance waits for the role.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html#USER_Monitoring.OS.confused-deputy
 */
export function monitoringTrustConditions(arns: Arns, identifier: string): PolicyCondition[] {
  return [fromAccount(arns.account), fromSource(arns.regional("rds", `db:${identifier}`))];
}
