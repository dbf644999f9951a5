import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { BackupVaultLockConfiguration } from "@cdktf/provider-aws/lib/backup-vault-lock-configuration";
import { BackupVaultPolicy } from "@cdktf/provider-aws/lib/backup-vault-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { resourcePolicy } from "../core/policy";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid } from "../core/validate";
import { vaultProblems } from "./backup-rules";

/** For how long a vault keeps its recovery points, whoever wants to delete them. */
interface LockedRetention {
  /** Days that a recovery point is kept at least: 1 to 36500. Backups that are to be deleted earlier fail. */
  readonly minRetentionDays: number;
  /** Days that a recovery point is kept at most: 1 to 36500. Backups that are to be kept longer fail. */
  readonly maxRetentionDays: number;
}

/** Who can undo a lock. */
export type VaultLock =
  /** Whoever IAM lets remove the lock. */
  | (LockedRetention & { readonly mode: "governance" })
  /**
   * Nobody, AWS included, once `changeableForDays` are over.
   *
   * CAUTION: after that neither the lock nor the vault, as long as it has a recovery point, can be changed or deleted, and the
   * recovery points are paid for to the end.
   */
  | (LockedRetention & {
      readonly mode: "compliance";
      /** Days, once it is on, in which the lock can still be changed or removed: 3 to 36500. */
      readonly changeableForDays: number;
    });

/** Props of {@link BackupVault}. */
export interface BackupVaultProps extends Protection {
  /**
   * 2 to 50 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_backup_vault`.
   */
  readonly vaultName: string;
  /**
   * The key that encrypts what AWS Backup stores itself; or `AWS_MANAGED_KEY`. Snapshots of EC2, EBS and RDS stay encrypted with the
   * key of what they are of.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_backup_vault`.
   */
  readonly kmsKeyArn: string;
  /** @default - recovery points can be deleted before their time */
  readonly lock?: VaultLock;
  /**
   * ARNs of the roles that may delete recovery points by hand, cut their time short, or change the vault's policy; everybody else is
   * refused. AWS Backup itself still deletes what has expired.
   *
   * CAUTION: the role that deploys must be among them, or Terraform can neither change the policy nor delete the vault any more.
   *
   * @default - whoever IAM lets
   */
  readonly administratorArns?: readonly string[];
  /**
   * What must last as long as the vault, where that is emptied when it is destroyed: AWS Backup deletes a recovery point with the
   * rights of the role that made it.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * What destroys backups. Named one by one: a vault's policy takes no wildcard in an action.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html
 */
const DESTRUCTIVE_ACTIONS = [
  "backup:DeleteBackupVault",
  "backup:DeleteBackupVaultAccessPolicy",
  "backup:DeleteRecoveryPoint",
  "backup:PutBackupVaultAccessPolicy",
  "backup:UpdateRecoveryPointLifecycle",
];

/**
 * Defines a vault of AWS Backup (WEB-BAK-1): encrypted, refused to Terraform's destroy unless it is a test copy (ALL-14), and where
 * wanted locked and closed to everybody but its administrators. It needs no rule for TLS: AWS Backup has no plain endpoint.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteRecoveryPoint.html
 * @example
 * new BackupVault(this, "backup", {
 *   vaultName: "example-backup", kmsKeyArn, lock: { mode: "governance", minRetentionDays: 30, maxRetentionDays: 365 },
 * });
 */
export class BackupVault extends Construct {
  /** The name, by reference: who uses it waits for the vault. */
  public readonly vaultName: string;
  public readonly vaultArn: string;
  /** What a plan must keep to. */
  public readonly lock: VaultLock | undefined;

  public constructor(scope: Construct, id: string, props: BackupVaultProps) {
    super(scope, id);
    const { vaultName, kmsKeyArn, lock, administratorArns, dependsOn, protect = true } = props;
    assertValid(scope, id, vaultProblems(props));
    const vault = new Vault(this, "Default", {
      name: vaultName,
      ...keyArgument("kmsKeyArn", kmsKeyArn),
      forceDestroy: !protect,
      ...preventDestroy(protect),
      ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
    });
    this.vaultName = vault.name;
    this.vaultArn = vault.arn;
    this.lock = lock;
    if (lock !== undefined) {
      this.lockRetention(lock);
    }
    if (administratorArns !== undefined) {
      this.refuseDeletion(administratorArns);
    }
  }

  private lockRetention(lock: VaultLock): void {
    const { minRetentionDays, maxRetentionDays } = lock;
    new BackupVaultLockConfiguration(this, "Default-lock", {
      backupVaultName: this.vaultName,
      minRetentionDays,
      maxRetentionDays,
      // The days are what makes a lock one of compliance.
      ...(lock.mode === "compliance" ? { changeableForDays: lock.changeableForDays } : {}),
    });
  }

  private refuseDeletion(administratorArns: readonly string[]): void {
    new BackupVaultPolicy(this, "Default-policy", {
      backupVaultName: this.vaultName,
      policy: resourcePolicy(this, "vault_policy", [
        {
          sid: "DenyDeletionToOthers",
          effect: "Deny",
          principals: { everyone: true },
          actions: DESTRUCTIVE_ACTIONS,
          // Recovery points have ARNs of the services that they are of, e.g. of a snapshot.
          resources: ["*"],
          conditions: [{ test: "ArnNotLike", variable: "aws:PrincipalArn", values: administratorArns }],
        },
      ]),
    });
  }
}
