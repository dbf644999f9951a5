import { LIMITS } from "../config/aws-limits";
import { BackupPlan } from "../constructs/backup/backup-plan";
import { BACKUP_SERVICE, backupManagedPolicies, restoreInstancesStatement } from "../constructs/backup/backup-role";
import { BackupVault } from "../constructs/backup/backup-vault";
import { aside, type Layer } from "../constructs/core/layer";
import { ServiceRole } from "../constructs/identity/service-role";
import { addBackupVaultCheck } from "./checks";
import type { KeyArns } from "./keys";
import { type LayerContext, output } from "./layer-context";

/** The tag by which AWS Backup finds what it backs up: of this environment and of no other. */
export function backupTag({ names, environment }: Pick<LayerContext, "names" | "environment">): Record<string, string> {
  return environment.backup === undefined ? {} : { Backup: names.get("backupPlan") };
}

/** Defines the vault and the plan that backs up what carries the tag (WEB-BAK-1, ENT-BAK-1). */
export function defineBackup(layer: Layer, context: LayerContext, { keys }: { readonly keys: KeyArns }): void {
  const { account, arns, knobs, names, environment, protect } = context;
  const { backup, application } = environment;
  if (backup === undefined) {
    return;
  }
  const { lock } = backup;
  const role = new ServiceRole(layer, "backup_role", {
    roleName: names.get("backupRole"),
    description: "Lets AWS Backup back up and restore what carries the environment's backup tag.",
    service: BACKUP_SERVICE,
    trustConditions: [],
    managedPolicies: backupManagedPolicies(arns),
    ...(application === undefined
      ? { statements: [] }
      : {
          policyName: names.get("backupPolicy"),
          statements: [restoreInstancesStatement(arns, [arns.iam(`role/${names.get("applicationRole")}`)])],
        }),
  });
  const vault = new BackupVault(layer, "backup", {
    vaultName: names.get("backupVault"),
    kmsKeyArn: keys.backup,
    ...(lock === undefined || !protect ? {} : { lock }),
    protect,
    // Emptied on destroy, which takes the role's rights.
    ...(protect ? {} : { dependsOn: role.ready }),
  });
  addBackupVaultCheck(layer, "aws_backup_vault.backup");
  const least = backup.coldStorageAfterDays + LIMITS.coldStorageMinimumStay.min;
  const range = {
    ...LIMITS.lifecycleDays,
    min: Math.max(least, lock?.minRetentionDays ?? 0),
    max: lock?.maxRetentionDays ?? LIMITS.lifecycleDays.max,
  };
  const [tag = ["", ""]] = Object.entries(backupTag(context));
  new BackupPlan(aside(layer, "plans"), "backup", {
    account,
    planName: names.get("backupPlan"),
    vault,
    rule: {
      ruleName: "daily",
      schedule: backup.schedule,
      coldStorageAfterDays: backup.coldStorageAfterDays,
      deleteAfterDays: knobs.number(layer, "backup_delete_after_days", {
        description: "Days until backups are deleted.",
        value: backup.deleteAfterDays,
        range,
      }),
    },
    selection: {
      selectionName: names.get("backupSelection"),
      resourceTypes: application === undefined ? ["RDS"] : ["EC2", "RDS"],
      tag: { key: tag[0], value: tag[1] },
    },
    role,
  });
  output(layer, "backup_vault_name", "The vault that AWS Backup keeps recovery points in.", vault.vaultName);
  output(layer, "backup_vault_arn", "The vault that AWS Backup keeps recovery points in, by its ARN.", vault.vaultArn);
  output(layer, "backup_role_arn", "The role of AWS Backup.", role.roleArn);
}
