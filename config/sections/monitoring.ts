import { EMAIL_SUBSCRIPTION, EVENT_SCHEDULE, LIMITS } from "../aws-limits";
import { flag, logRetentionDays, section, text, whole } from "./fields";

/** The section `monitoring`. */
export const monitoring = section({
  alertEmail: text(EMAIL_SUBSCRIPTION.endpoint, "an e-mail address", "for example security@example.com")
    .optional()
    .describe("Who gets the alerts; AWS sends a confirmation that must be accepted."),
  cisAlarms: flag()
    .default(true)
    .describe("All fifteen CIS filters with their alarms, not just the two that always exist."),
  unauthorizedCallsThreshold: whole(LIMITS.alarmThreshold)
    .default(5)
    .describe("Unauthorized API calls within five minutes that raise the alarm."),
})
  .prefault({})
  .describe("Alarms and their topic.");

/** The section `compliance`. */
export const compliance = section({
  schedule: text(
    new RegExp(`${EVENT_SCHEDULE.rate.source}|${EVENT_SCHEDULE.cron.source}`),
    "an EventBridge schedule",
    'for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  )
    .default("rate(1 hour)")
    .describe("When the function counts the non-compliant Config rules."),
  logRetentionDays: logRetentionDays().default(7).describe("How long the function's logs are kept."),
  reservedConcurrency: whole(LIMITS.reservedConcurrency)
    .optional()
    .describe("Concurrent runs set aside for the function; off by default, since new accounts have a small quota."),
})
  .prefault({})
  .describe("The function that publishes how many Config rules are not compliant.");
