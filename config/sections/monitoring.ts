import { z } from "zod";
import { EMAIL_SUBSCRIPTION, LIMITS } from "../aws-limits";
import { flag, logRetentionDays, schedule, section, text, whole } from "./fields";

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
  cpuPercent: whole(LIMITS.percentThreshold)
    .default(85)
    .describe("CPU utilization of database and instances, over 15 minutes, that raises an alarm."),
  databaseFreeStorageGib: whole(LIMITS.freeStorageGib)
    .default(5)
    .describe("Free storage of the database below which an alarm is raised."),
  databaseConnections: whole(LIMITS.connectionsThreshold)
    .default(200)
    .describe("Connections to the database that raise an alarm."),
  serverErrors: whole(LIMITS.alarmThreshold)
    .default(10)
    .describe("Answers 5xx within five minutes that raise an alarm (`edge`)."),
  latencyMilliseconds: whole(LIMITS.latencyMilliseconds)
    .default(1000)
    .describe("Time to answer of the slowest 5 % of requests, over 15 minutes, that raises an alarm (`edge`)."),
})
  .prefault({})
  .describe("Alarms and their topic.");

const counting = section({
  schedule: schedule()
    .default("rate(1 hour)")
    .describe("When the function counts the non-compliant Config rules: at least once a day."),
  logRetentionDays: logRetentionDays().default(7).describe("How long the function's logs are kept."),
  reservedConcurrency: whole(LIMITS.reservedConcurrency)
    .optional()
    .describe("Concurrent runs set aside for the function; off by default, since new accounts have a small quota."),
});

/** The section `compliance`. */
export const compliance = z
  .union([z.literal(false), counting], { error: "must be false or a map" })
  .meta({ rule: "false or a map" })
  .prefault({})
  .describe(
    "The function that publishes how many Config rules are not compliant, or false. Where nothing but the database is then left in the " +
      "private subnets, they must have no way out (`network.internetEgress: false` and `network.endpoints: true`): otherwise false is " +
      "refused unless `route-data-tier-isolated` is suppressed.",
  );
