import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { CRON, section, text, whole } from "./fields";

const lock = section({
  mode: z
    .enum(["governance", "compliance"])
    .describe(
      "`governance`: who has the right in IAM can remove the lock. `compliance`: nobody can, AWS included. CAUTION: after " +
        "`changeableForDays` it can never be undone.",
    ),
  minRetentionDays: whole(LIMITS.vaultLockRetentionDays)
    .default(30)
    .describe("Recovery points are kept so long at least."),
  maxRetentionDays: whole(LIMITS.vaultLockRetentionDays).default(365).describe("And so long at most."),
  changeableForDays: whole(LIMITS.vaultLockChangeableForDays)
    .default(7)
    .describe("Days in which a lock can still be removed (`compliance` only)."),
});

/** The section `backup`. */
export const backup = section({
  schedule: text(CRON, "a cron schedule of AWS Backup", 'for example "cron(0 5 * * ? *)"')
    .default("cron(30 6 * * ? *)")
    .describe("When backups start (UTC)."),
  coldStorageAfterDays: whole(LIMITS.lifecycleDays)
    .default(30)
    .describe("Days until recovery points move to cold storage, of resource types that can."),
  deleteAfterDays: whole(LIMITS.lifecycleDays)
    .default(120)
    .describe("Days until they are deleted: at least 90 more, which cold storage charges anyway."),
  lock: lock.optional().describe("Vault lock. Test copies have none."),
}).describe(
  "AWS Backup of the database and the instances' volumes, which carry the tag `Backup`. CAUTION: taking the section out fails " +
    "half-way while the vault holds recovery points (help/runbooks.md).",
);
