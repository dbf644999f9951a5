import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { flag, list, logRetentionDays, prose, section, text, whole } from "./fields";

/** Whether `yyyy/mm/dd` is a day of the calendar. */
function isDay(value: string): boolean {
  const date = new Date(`${value.replaceAll("/", "-")}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value.replaceAll("/", "-"));
}

const configRule = section({
  identifier: text(
    /^[A-Z][A-Z0-9_]{2,}$/,
    "the identifier of an AWS managed Config rule",
    "for example S3_BUCKET_PUBLIC_READ_PROHIBITED",
  ).describe("The managed rule's identifier."),
  description: prose(256).describe("What it watches."),
  parameters: z
    .record(text(/^[A-Za-z][A-Za-z0-9]{0,127}$/, "named in letters and digits"), prose(1024), {
      error: "must be a map",
    })
    .optional()
    .describe("The rule's input parameters."),
  alarm: flag()
    .default(false)
    .describe(
      `Raises an alarm of its own while the rule is not compliant; needs \`compliance\`. At most ${LIMITS.watchedConfigRules.max} rules have one.`,
    ),
});

const immutableLogs = section({
  logAdministrators: list(
    text(
      /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      "the ARN of a role",
      'for example "arn:aws:iam::111111111111:role/log-administrator"',
    ),
    { one: "role", many: "ARNs of roles", min: 1 },
  ).describe("The only roles that may change log buckets; the one that Terraform runs as must be among them."),
  objectLock: section({
    mode: z
      .enum(["GOVERNANCE", "COMPLIANCE"])
      .default("GOVERNANCE")
      .describe("`COMPLIANCE` lets nobody shorten it, the root user included. CAUTION: it cannot be undone."),
    days: whole(LIMITS.objectLockDays)
      .default(365)
      .describe("Days in which a log file cannot be deleted; no more than `storage.logExpireAfterDays`."),
  })
    .optional()
    .describe(
      "Object lock on the trail's bucket. CAUTION: switching it on after the first deployment replaces the `aws_s3_bucket`.",
    ),
});

/** The section `audit`. */
export const audit = section({
  trailLogRetentionDays: logRetentionDays().default(90).describe("How long CloudWatch Logs keeps the trail's events."),
  query: z
    .enum(["athena", "lake", "none"])
    .default("athena")
    .describe(
      "How the trail is queried: `athena` (workgroup, table, saved queries), `lake` (CloudTrail Lake event data store; " +
        "AWS closed it to new customers on 31 May 2026), or `none`. CAUTION: another one ends the bucket of results and the " +
        "workgroup, or the event data store, which fails half-way while they hold something (help/runbooks.md).",
    ),
  queryFirstDay: text(
    /^20\d\d\/(?:0[1-9]|1[0-2])\/(?:0[1-9]|[12]\d|3[01])$/,
    "a day yyyy/mm/dd",
    'for example "2026/01/01"',
  )
    .refine((value) => isDay(value), { error: "must be a day of the calendar" })
    .default("2026/01/01")
    .describe("The first day that the table over the trail's log files covers (`athena` only)."),
  lakeRetentionDays: whole(LIMITS.lakeRetentionDays)
    .default(365)
    .describe("How long CloudTrail Lake keeps events (`lake` only)."),
  immutableLogs: immutableLogs
    .optional()
    .describe(
      "Lets nobody but named roles delete or change the log buckets, or what is in them. Test copies have none.",
    ),
  configRules: z
    .array(configRule, { error: "must be a list of rules" })
    .default([])
    .describe("Managed rules beside the four that every environment has."),
})
  .prefault({})
  .describe("CloudTrail and AWS Config.");
