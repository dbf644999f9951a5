import type { Arns } from "../core/account";
import type { PolicyStatement } from "../core/policy";

/**
 * The service that assumes the role of a backup plan. AWS documents no condition for its trust (`service-principals.ts`).
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
 */
export const BACKUP_SERVICE = "backup.amazonaws.com";

/**
 * The services through which the role uses a key: that of the database and of the volumes, and that of the vault. The key's policy
 * must allow them (`throughServices`); what the role may do with keys is in AWS's own policies.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
 */
export const BACKUP_KEY_SERVICES = ["backup", "ec2", "rds"] as const;

/** The policies that AWS manages for backups and restores, by a speaking id; for `ServiceRole`. */
export function backupManagedPolicies(arns: Arns): Readonly<Record<string, string>> {
  return {
    backups: arns.awsManagedPolicy("service-role/AWSBackupServiceRolePolicyForBackup"),
    restores: arns.awsManagedPolicy("service-role/AWSBackupServiceRolePolicyForRestores"),
  };
}

/**
 * What those policies lack: an instance is restored with its role, and to pass a role takes a right to just that role.
 *
 * @param instanceRoleArns The roles of the instances that are backed up; at least one, else the statement is not needed.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-ec2.html
 */
export function restoreInstancesStatement(arns: Arns, instanceRoleArns: readonly string[]): PolicyStatement {
  return {
    sid: "AllowRestoredInstancesTheirRole",
    actions: ["iam:PassRole"],
    resources: instanceRoleArns,
    conditions: [
      {
        test: "StringEquals",
        variable: "iam:PassedToService",
        values: [arns.partition === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com"],
      },
    ],
  };
}
