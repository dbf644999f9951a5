import { z } from "zod";
import { EVENT_SCHEDULE, LIMITS } from "../aws-limits";
import { flag, logRetentionDays, section, text, whole } from "./fields";

function schedule() {
  return text(
    new RegExp(`${EVENT_SCHEDULE.rate.source}|${EVENT_SCHEDULE.cron.source}`),
    "an EventBridge schedule",
    'for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  );
}

/** The section `databaseFunction`. */
export const databaseFunction = section({
  schedule: schedule().optional().describe("When it runs by itself; without one it runs when it is invoked."),
  invokers: z
    .array(
      text(
        /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/,
        "the ARN of a role or a user",
        'for example "arn:aws:iam::111111111111:role/deployment"',
      ),
      { error: "must be a list of ARNs" },
    )
    .refine((arns) => new Set(arns).size === arns.length, { error: "must name each principal once" })
    .default([])
    .describe("Who may invoke it, beside whom IAM policies of the account allow."),
  managedVpcAccessPolicy: flag()
    .default(false)
    .describe(
      "Connects it to the VPC by the policy AWSLambdaVPCAccessExecutionRole, which AWS manages, instead of statements of its own.",
    ),
  logRetentionDays: logRetentionDays().default(90).describe("How long its logs are kept."),
}).describe("A function that reads the database's secret, connects with verified TLS, and reports on the database.");

/** The section `recoveryCheck`. */
export const recoveryCheck = section({
  schedule: schedule().default("rate(6 hours)").describe("When it looks."),
  maxAgeHours: whole(LIMITS.recoveryPointAgeHours)
    .default(30)
    .describe("The age of the newest recovery point, in hours, that raises the alarm."),
  logRetentionDays: logRetentionDays().default(90).describe("How long its logs are kept."),
}).describe("A function that looks whether backups are really there, and publishes how old the newest ones are.");
