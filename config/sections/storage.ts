import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { flag, logRetentionDays, section, whole } from "./fields";

/** The section `storage`. */
export const storage = section({
  encryption: z
    .enum(["kms", "AES256"])
    .default("kms")
    .describe(
      "How the data bucket is encrypted: with the environment's key, or with keys that S3 manages (`AES256`, a lowering: " +
        "who may read objects then needs no right on a key; refused unless `s3-encrypted-with-own-key` is suppressed).",
    ),
  events: flag()
    .default(false)
    .describe("Sends the data bucket's events to EventBridge, and writes each to a log group."),
  eventLogRetentionDays: logRetentionDays().default(365).describe("How long that log group keeps them."),
  infrequentAccessAfterDays: whole(LIMITS.standardIaAfterDays)
    .default(30)
    .describe("Days until objects of the data bucket move to STANDARD_IA."),
  glacierAfterDays: whole(LIMITS.lifecycleDays).default(90).describe("Days until they move to GLACIER."),
  expireAfterDays: whole(LIMITS.lifecycleDays)
    .default(365)
    .describe("Days until they, and versions no longer current, are deleted."),
  logExpireAfterDays: whole(LIMITS.lifecycleDays)
    .default(400)
    .describe("Days until log files (trail, Config, access logs) are deleted."),
})
  .prefault({})
  .describe("The data bucket and the log buckets.");
