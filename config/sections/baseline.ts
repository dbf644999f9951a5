import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { flag, section, whole } from "./fields";

const passwordPolicy = section({
  minimumLength: whole(LIMITS.passwordLength).default(14).describe("Characters at least."),
  maxAgeDays: whole(LIMITS.passwordMaxAgeDays).default(90).describe("Days until a password must be changed."),
  remembered: whole(LIMITS.passwordReuse).default(24).describe("Former passwords that may not be used again."),
});

/** The section `baseline`. */
export const baseline = section({
  config: z
    .enum(["own", "external"])
    .default("own")
    .describe(
      "AWS Config's recorder, channel and rules (one a region): of this environment, or managed by somebody else. " +
        "CAUTION: going to `external` ends the bucket, which fails half-way while it holds files (help/runbooks.md).",
    ),
  guardDuty: flag().default(true).describe("GuardDuty with its protection plans (one a region)."),
  securityHub: flag().default(true).describe("Security Hub with FSBP and CIS (one a region)."),
  accessAnalyzer: flag().default(true).describe("IAM Access Analyzer (one a region)."),
  ebsEncryption: flag().default(true).describe("EBS volumes encrypted by default (one a region)."),
  s3PublicAccessBlock: flag().default(true).describe("S3's public access block of the whole account."),
  passwordPolicy: z
    .union([z.literal(false), passwordPolicy], { error: "must be false or a map" })
    .meta({ rule: "false or a map" })
    .prefault({})
    .describe("The account's IAM password policy (one an account), or false."),
  rdsMonitoringLogs: flag()
    .default(true)
    .describe(
      "The log group RDSOSMetrics that enhanced monitoring writes to (one a region), where the database has enhanced monitoring.",
    ),
  mfaGroup: flag()
    .default(false)
    .describe("An IAM group whose members may do nothing but set up MFA until they have signed in with it."),
})
  .prefault({})
  .describe("What an account or a region has once. Set to false what another environment of the account owns.");
