import { z } from "zod";
import { KEY_PURPOSES, LIMITS } from "../aws-limits";
import { kmsKeyArn, list, section, whole } from "./fields";

/** The section `kms`. */
export const kms = section({
  mode: z
    .enum(["own", "existing", "awsManaged"])
    .default("own")
    .describe(
      "`own`: keys of the environment. `existing`: one key that somebody else manages; its policy must have statements that " +
        "are printed, since Terraform cannot add them. `awsManaged`: the services' own keys; a lowering, since log groups, " +
        "trail and topic then go without one: refused unless `s3-encrypted-with-own-key` and `trail-own-key` are suppressed. " +
        "CAUTION: leaving `own` deletes the keys, and what they encrypted can never be read again once `deletionWindowDays` are over " +
        "(help/runbooks.md).",
    ),
  existingKeyArn: kmsKeyArn()
    .optional()
    .describe("The key of `existing`, by the ARN of the key itself, in the environment's account and region."),
  separateKeys: list(z.enum(KEY_PURPOSES), { one: "purpose", many: "purposes" })
    .default([])
    .describe(
      "What gets a key of its own (`own` only), where the environment has it; all else is encrypted with the master key. " +
        "CAUTION: a change after the first deployment replaces what is encrypted, the `aws_db_instance` among it; an entry taken out " +
        "deletes its key, and what it encrypted can never be read again once `deletionWindowDays` are over. RDS refuses another " +
        "key of the secret with `credentials: rdsManaged` (help/runbooks.md).",
    ),
  deletionWindowDays: whole(LIMITS.kmsDeletionWindowDays)
    .default(10)
    .describe(
      "Days between a key's deletion and its end; fewer than 10 are refused unless `kms-deletion-window-long` is suppressed.",
    ),
})
  .prefault({})
  .describe("The keys that everything is encrypted with.");
