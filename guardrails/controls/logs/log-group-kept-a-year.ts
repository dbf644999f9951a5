import { asNumber, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { isConfigured, unknownValue } from "../../support/attributes";

const DAYS = 365;
const RETENTION = "retention_in_days";
/** What CloudWatch Logs takes; 0 is for ever. */
const ALLOWED = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The log groups of our environments, each with the key that says how long it keeps events. */
const OF_OURS = [
  ["application_logs", "application.logRetentionDays"],
  ["bastion_logs", "bastion.logRetentionDays"],
  ["compliance_logs", "compliance.logRetentionDays"],
  ["data_event_logs", "storage.eventLogRetentionDays"],
  ["database_os_metrics", "database.logRetentionDays"],
  ["database_postgresql", "database.logRetentionDays"],
  ["database_report_logs", "databaseFunction.logRetentionDays"],
  ["database_upgrade", "database.logRetentionDays"],
  ["flow_logs", "network.flowLogs.retentionDays"],
  ["recovery_check_logs", "recoveryCheck.logRetentionDays"],
  ["trail_events", "audit.trailLogRetentionDays"],
  ["web_acl_logs", "edge.waf.logRetentionDays"],
] as const;

export const logGroupKeptAYear = control({
  kind: "resource",
  id: "log-group-kept-a-year",
  title: "Log groups say how long they keep events, and keep them for a year",
  severity: "medium",
  why: "Break-ins are found months later. And a group that nobody gave a retention keeps everything for ever, personal data among it.",
  fix: {
    yamlAt: Object.fromEntries(OF_OURS.map(([group, key]) => [`aws_cloudwatch_log_group.${group}`, `${key}: ${DAYS}`])),
    terraform: `Set \`${RETENTION}\` to ${DAYS} or more; 0 where events shall be kept for ever.`,
  },
  references: {
    fsbp: ["CloudWatch.16"],
    nist: ["AC", "AT", "AU", "CA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_66", "CKV_AWS_338"],
  },
  types: ["aws_cloudwatch_log_group"],
  evaluate: (group) => {
    const value = group.get(RETENTION);
    const days = asNumber(value);
    if (isUnset(value) || !isConfigured(group, RETENTION)) {
      return fail(`${RETENTION} is not set: events are kept for ever, and nobody said so`, RETENTION);
    }
    if (days === undefined) {
      return (
        unknownValue(group, RETENTION, value) ??
        fail(`${RETENTION} is ${display(value)}, which is no number`, RETENTION)
      );
    }
    return !ALLOWED.includes(days)
      ? fail(`${RETENTION} is ${days}, which CloudWatch Logs does not take`, RETENTION)
      : days === 0 || days >= DAYS
        ? pass(days === 0 ? "events are kept for ever" : `events are kept for ${days} days`, RETENTION)
        : fail(`${RETENTION} is ${days}: events end before ${DAYS} days`, RETENTION);
  },
});
