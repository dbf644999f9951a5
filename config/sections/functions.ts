import { LIMITS } from "../aws-limits";
import { flag, list, logRetentionDays, schedule, section, text, whole } from "./fields";

/** The section `databaseFunction`. */
export const databaseFunction = section({
  schedule: schedule().optional().describe("When it runs by itself; without one it runs when it is invoked."),
  invokers: list(
    text(
      /^arn:(?:aws|aws-cn|aws-us-gov):iam::\d{12}:(?:role|user)\/(?:[\w+=,.@/-]{0,511}\/)?[\w+=,.@-]{1,64}$/,
      "the ARN of a role or a user",
      'for example "arn:aws:iam::111111111111:role/deployment"',
    ),
    { one: "principal", many: "ARNs of roles and users" },
  )
    .default([])
    .describe("Who may invoke it, beside whom IAM policies of the account allow."),
  managedVpcAccessPolicy: flag()
    .default(false)
    .describe(
      "Connects it to the VPC by the policy AWSLambdaVPCAccessExecutionRole, which AWS manages, instead of statements of its own.",
    ),
  logRetentionDays: logRetentionDays().default(365).describe("How long its logs are kept."),
}).describe("A function that reads the database's secret, connects with verified TLS, and reports on the database.");

/** The section `recoveryCheck`. */
export const recoveryCheck = section({
  schedule: schedule().default("rate(6 hours)").describe("When it looks: at least once a day."),
  maxAgeHours: whole(LIMITS.recoveryPointAgeHours)
    .default(30)
    .describe(
      "The age of the newest recovery point, in hours, that raises the alarm: more than lies between two backups at most.",
    ),
  logRetentionDays: logRetentionDays().default(365).describe("How long its logs are kept."),
}).describe("A function that looks whether backups are really there, and publishes how old the newest ones are.");
