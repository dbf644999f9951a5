import { control, fail, pass, unknown } from "../../control";
import { doubtOf, neededCompanions } from "../../support/presence";

const LOCK = "aws_backup_vault_lock_configuration";

export const backupVaultLocked = control({
  kind: "resource",
  id: "backup-vault-locked",
  title: "Backup vaults are locked",
  severity: "medium",
  why: "Whoever may delete recovery points, an attacker with an administrator's role among them, deletes them before they ask for ransom. A lock refuses that until their time is over.",
  fix: {
    yaml: "backup.lock: { mode: governance, minRetentionDays: 30, maxRetentionDays: 365 }",
    terraform:
      "Add an `aws_backup_vault_lock_configuration` for the vault with `min_retention_days`. CAUTION: with `changeable_for_days` it can never be undone after those days.",
  },
  references: { nist: ["CP"] },
  types: ["aws_backup_vault"],
  evaluate: (vault, graph) => {
    const { found, maybe } = neededCompanions(graph, vault, LOCK, "backup_vault_name");
    const [lock] = found;
    return lock !== undefined
      ? pass(`${lock.address} locks it`)
      : maybe[0] !== undefined
        ? unknown(doubtOf(maybe[0], `which vault ${maybe[0].address} locks`))
        : fail(`the vault has no ${LOCK}`);
  },
});
