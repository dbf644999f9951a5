import type { Control } from "../../control";
import { backupCoversStateful } from "./backup-covers-stateful";
import { backupKeptLongEnough } from "./backup-kept-long-enough";
import { backupVaultDeniesDeletion } from "./backup-vault-denies-deletion";
import { backupVaultLocked } from "./backup-vault-locked";
import { backupVaultOwnKey } from "./backup-vault-own-key";

/** The controls on AWS Backup. */
export const backupControls = [
  backupVaultOwnKey,
  backupKeptLongEnough,
  backupCoversStateful,
  backupVaultLocked,
  backupVaultDeniesDeletion,
] as const satisfies readonly Control[];
