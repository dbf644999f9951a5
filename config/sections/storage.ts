import { LIMITS } from "../aws-limits";
import { section, whole } from "./fields";

/** The section `storage`. */
export const storage = section({
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
