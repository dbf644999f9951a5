import { asBoolean } from "../../../model";
import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeBackupNotDestroyed = control({
  kind: "change",
  id: "change-backup-not-destroyed",
  title: "Backup vaults, their locks, plans, selections and snapshots are neither deleted nor replaced",
  severity: "critical",
  why: "Backups are what is left when all else is lost; without plan or selection no new ones are made, and nobody notices for weeks.",
  fix: {
    yaml: "backup.schedule: cron(0 5 * * ? *)",
    terraform:
      "Keep the blocks and change them in place; a lock in compliance mode cannot be removed anyway. If it is meant, approve this plan by its digest.",
  },
  references: { nist: ["CP"] },
  types: GUARDED_TYPES["change-backup-not-destroyed"],
  evaluate: (change) =>
    destruction(change, change.type.replace(/^aws_/, "the ").replaceAll("_", " "), ({ before }) =>
      before !== undefined && asBoolean(before.get("force_destroy")) === true
        ? ["all of its recovery points go with it (force_destroy)"]
        : [],
    ),
});
