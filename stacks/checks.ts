import type { Construct } from "constructs";
import { Check } from "../constructs/core/terraform-blocks";
import type { LayerContext } from "./layer-context";

/**
 * Check blocks: after each apply Terraform reads the truth from AWS and warns where it differs from what was asked for
 * (LAM-OPS-1). Each asserts only what its data source shows and what somebody else could have changed.
 */

/** Adds the checks of the environment's keys and of what the account has once. */
export function addBaselineChecks(
  scope: Construct,
  { environment, account }: LayerContext,
  { keys }: { readonly keys: readonly string[] },
): void {
  const { baseline, kms } = environment;
  for (const key of keys) {
    const address = `aws_kms_key.${key}`;
    addKeyCheck(scope, key, `\${${address}.key_id}`, [address]);
  }
  if (kms.existingKeyArn !== undefined) {
    addKeyCheck(scope, "existing", kms.existingKeyArn, []);
  }
  if (baseline.s3PublicAccessBlock) {
    new Check(scope, "account_blocks_public_buckets", {
      dataType: "aws_s3_account_public_access_block",
      arguments: { account_id: account.accountId },
      dependsOn: ["aws_s3_account_public_access_block.account"],
      assertions: (data) => [
        {
          condition: ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
            .map((attribute) => `${data}.${attribute}`)
            .join(" && "),
          errorMessage: "The account no longer blocks public access to all of its buckets.",
        },
      ],
    });
  }
  if (baseline.ebsEncryption) {
    new Check(scope, "volumes_encrypted_by_default", {
      dataType: "aws_ebs_encryption_by_default",
      arguments: {},
      dependsOn: ["aws_ebs_encryption_by_default.account"],
      assertions: (data) => [
        { condition: `${data}.enabled`, errorMessage: "New EBS volumes of this region are not encrypted by default." },
      ],
    });
  }
  if (baseline.guardDuty) {
    new Check(scope, "guardduty_watches", {
      dataType: "aws_guardduty_detector",
      arguments: { id: "${aws_guardduty_detector.detection.id}" },
      dependsOn: ["aws_guardduty_detector.detection"],
      assertions: (data) => [
        { condition: `${data}.status == "ENABLED"`, errorMessage: "GuardDuty is suspended in this region." },
      ],
    });
  }
}

function addKeyCheck(scope: Construct, key: string, keyId: string, dependsOn: readonly string[]): void {
  new Check(scope, `${key}_key_usable`, {
    dataType: "aws_kms_key",
    arguments: { key_id: keyId },
    dependsOn,
    assertions: (data) => [
      {
        condition: `${data}.key_state == "Enabled"`,
        errorMessage: `The ${key} key is not enabled: nothing that it encrypts can be read. See help/runbooks.md.`,
      },
    ],
  });
}

/** Adds the check that the data bucket still refuses what does not come over TLS. */
export function addDataBucketCheck(scope: Construct, bucketName: string): void {
  new Check(scope, "data_bucket_takes_tls_only", {
    dataType: "aws_s3_bucket_policy",
    arguments: { bucket: bucketName },
    dependsOn: ["aws_s3_bucket_policy.data"],
    assertions: (data) => [
      {
        condition: `anytrue([for s in jsondecode(${data}.policy).Statement : s.Effect == "Deny" && try(s.Condition.Bool["aws:SecureTransport"], "") == "false"])`,
        errorMessage: "The policy of the data bucket no longer refuses requests without TLS.",
      },
    ],
  });
}

/** Adds the check that the database is as private and as encrypted as it was made. */
export function addDatabaseCheck(scope: Construct, address: string): void {
  new Check(scope, "database_private_and_encrypted", {
    dataType: "aws_db_instance",
    arguments: { db_instance_identifier: `\${${address}.identifier}` },
    dependsOn: [address],
    assertions: (data) => [
      { condition: `!${data}.publicly_accessible`, errorMessage: "The database has a public address." },
      { condition: `${data}.storage_encrypted`, errorMessage: "The database's storage is not encrypted." },
      { condition: `${data}.backup_retention_period > 0`, errorMessage: "The database has no automated backups." },
    ],
  });
}

/** Adds the check that there is something to restore: a vault is as good as what lies in it. */
export function addBackupVaultCheck(scope: Construct, address: string): void {
  new Check(scope, "backups_in_vault", {
    dataType: "aws_backup_vault",
    arguments: { name: `\${${address}.name}` },
    dependsOn: [address],
    assertions: (data) => [
      {
        condition: `${data}.recovery_points > 0`,
        errorMessage:
          "The backup vault is empty, as it is until the first backup has run: there is nothing to restore.",
      },
    ],
  });
}

/** Adds the check that requests to a load balancer pass this web ACL: who may associate another one may take this one away. */
export function addWebAclCheck(
  scope: Construct,
  {
    webAclName,
    loadBalancerArn,
    dependsOn,
  }: { readonly webAclName: string; readonly loadBalancerArn: string; readonly dependsOn: readonly string[] },
): void {
  new Check(scope, "load_balancer_behind_web_acl", {
    dataType: "aws_wafv2_web_acl",
    // Where there is none, the data source itself fails, of which a check makes a warning too.
    arguments: { resource_arn: loadBalancerArn, scope: "REGIONAL" },
    dependsOn,
    assertions: (data) => [
      {
        condition: `${data}.name == ${JSON.stringify(webAclName)}`,
        errorMessage: "Another web ACL than the environment's own filters requests to the load balancer.",
      },
    ],
  });
}
