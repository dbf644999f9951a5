import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import { BACKUP_LIMITS } from "../../../constructs/backup/backup-rules";
import { BackupVault, type BackupVaultProps, type VaultLock } from "../../../constructs/backup/backup-vault";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const PROPS: BackupVaultProps = { vaultName: "example-backup", kmsKeyArn: KEY };

const GOVERNANCE: VaultLock = { mode: "governance", minRetentionDays: 30, maxRetentionDays: 365 };
const COMPLIANCE: VaultLock = { ...GOVERNANCE, mode: "compliance", changeableForDays: 7 };
const ADMINISTRATORS = [
  "arn:aws:iam::111111111111:role/Example-Deploy",
  "arn:aws:iam::111111111111:role/teams/Example-Backup",
];

const VAULT = "aws_backup_vault.backup";
const LOCK = "aws_backup_vault_lock_configuration.backup";
const POLICY = "aws_backup_vault_policy.backup";

function define(props: Partial<BackupVaultProps> = {}): Template {
  return Template.of((stack) => new BackupVault(stack, "backup", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a vault, neither locked nor with a policy", () => {
    const template = define();

    expect(template.types).toEqual({ aws_backup_vault: 1 });
    expect(template.blocks).toHaveLength(1);
  });

  it("name and ARN by reference, so that who uses them waits for the vault", () => {
    const template = Template.of((stack) => {
      const { vaultName, vaultArn, lock } = new BackupVault(stack, "backup", PROPS);
      new TerraformOutput(stack, "attributes", { value: { vaultName, vaultArn, locked: lock !== undefined } });
    });

    expect(template.outputs.attributes?.value).toEqual({
      vaultName: "${aws_backup_vault.backup.name}",
      vaultArn: "${aws_backup_vault.backup.arn}",
      locked: false,
    });
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new BackupVault(scope, "backup", PROPS))).toHaveResourceWithProperties(Vault, {
      name: "example-backup",
      kms_key_arn: KEY,
    });
  });
});

describe("guarantees", () => {
  it("WEB-BAK-1: is encrypted with the given key", () => {
    expect(define().at(VAULT)).toMatchObject({ name: "example-backup", kms_key_arn: KEY });
  });

  it("WEB-KMS-1: takes AWS's own key where that is chosen", () => {
    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).at(VAULT)).not.toHaveProperty("kms_key_arn");
  });

  it("ALL-14: Terraform refuses to destroy it, and would not empty it", () => {
    expect(define().at(VAULT)).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  });

  it("SEC-EPH-1: a test copy is emptied and destroyed", () => {
    const vault = define({ protect: false }).at(VAULT);

    expect(vault).toMatchObject({ force_destroy: true });
    expect(vault).not.toHaveProperty("lifecycle");
  });

  it("SEC-EPH-1: dependsOn outlives the vault", () => {
    const template = Template.of((stack) => {
      const group = new IamGroup(stack, "group", { name: "example" });
      new BackupVault(stack, "backup", { ...PROPS, protect: false, dependsOn: [group] });
    });

    expect(template.at(VAULT).depends_on).toEqual(["aws_iam_group.group"]);
    expect(define({ protect: false }).at(VAULT)).not.toHaveProperty("depends_on");
  });

  it("WEB-BAK-1: lock governance keeps recovery points, and whoever IAM lets can remove it", () => {
    const template = define({ lock: GOVERNANCE });

    expect(template.types).toEqual({ aws_backup_vault: 1, aws_backup_vault_lock_configuration: 1 });
    // Days to change one's mind would make it a lock of compliance.
    expect(template.at(LOCK)).toEqual({
      backup_vault_name: "${aws_backup_vault.backup.name}",
      min_retention_days: 30,
      max_retention_days: 365,
    });
  });

  it("WEB-BAK-1: lock compliance is final after the days in which it can be changed", () => {
    expect(define({ lock: COMPLIANCE }).at(LOCK)).toEqual({
      backup_vault_name: "${aws_backup_vault.backup.name}",
      min_retention_days: 30,
      max_retention_days: 365,
      changeable_for_days: 7,
    });
  });

  it("WEB-BAK-1: with administrators, everybody else is refused to delete recovery points and to change that", () => {
    const template = define({ administratorArns: ADMINISTRATORS });

    expect(template.types).toEqual({ aws_backup_vault: 1, aws_backup_vault_policy: 1 });
    expect(template.at(POLICY)).toMatchObject({ backup_vault_name: "${aws_backup_vault.backup.name}" });
    expect(template.policyOf(POLICY, "policy")).toEqual([
      {
        sid: "DenyDeletionToOthers",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: [
          "backup:DeleteBackupVault",
          "backup:DeleteBackupVaultAccessPolicy",
          "backup:DeleteRecoveryPoint",
          "backup:PutBackupVaultAccessPolicy",
          "backup:UpdateRecoveryPointLifecycle",
        ],
        resources: ["*"],
        conditions: [{ test: "ArnNotLike", variable: "aws:PrincipalArn", values: ADMINISTRATORS }],
      },
    ]);
  });

  it.each<[string, Partial<BackupVaultProps>]>([
    ["alone", {}],
    ["with AWS's own key", { kmsKeyArn: AWS_MANAGED_KEY }],
    ["locked, with administrators", { lock: COMPLIANCE, administratorArns: ADMINISTRATORS }],
  ])("keeps to the provider's rules: %s", (_, props) => {
    expect(
      define(props).resources.flatMap(({ type, values }) => [
        ...ruleProblems(rulesOf(type), values),
        ...argumentProblems(type, values),
      ]),
    ).toEqual([]);
  });
});

describe("props", () => {
  it("tells a plan the lock that it must keep to", () => {
    const locks: unknown[] = [];
    Template.of((stack) => locks.push(new BackupVault(stack, "backup", { ...PROPS, lock: GOVERNANCE }).lock));

    expect(locks).toEqual([GOVERNANCE]);
  });

  it.each(["ab", "a".repeat(50), "Example_Vault-1"])("the name %j is taken", (vaultName) => {
    expect(define({ vaultName }).at(VAULT)).toMatchObject({ name: vaultName });
  });

  it.each<[string, keyof typeof BACKUP_LIMITS]>([
    ["minRetentionDays", "retentionDays"],
    ["maxRetentionDays", "retentionDays"],
    ["changeableForDays", "changeableForDays"],
  ])("lock.%s may be anything from its least to its most", (prop, limit) => {
    const { min, max } = BACKUP_LIMITS[limit];
    const widest = { ...COMPLIANCE, minRetentionDays: 1, maxRetentionDays: 36_500 };

    for (const value of [min, max]) {
      expect(Object.values(define({ lock: { ...widest, [prop]: value } }).at(LOCK))).toContain(value);
    }
  });

  it("min and max of a lock may be the same", () => {
    const lock: VaultLock = { mode: "governance", minRetentionDays: 30, maxRetentionDays: 30 };

    expect(define({ lock }).at(LOCK)).toMatchObject({ min_retention_days: 30, max_retention_days: 30 });
  });

  it("has the limits that configuration has", () => {
    const { vaultLockRetentionDays, vaultLockChangeableForDays, coldStorageMinimumStay } = LIMITS;

    expect(BACKUP_LIMITS).toMatchObject({
      retentionDays: { min: vaultLockRetentionDays.min, max: vaultLockRetentionDays.max },
      changeableForDays: { min: vaultLockChangeableForDays.min, max: vaultLockChangeableForDays.max },
      coldStorageMinimumStay: { min: coldStorageMinimumStay.min, max: coldStorageMinimumStay.max },
    });
  });

  it("takes days that only Terraform will know", () => {
    const template = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      new BackupVault(stack, "backup", { ...PROPS, lock: { ...GOVERNANCE, maxRetentionDays: days } });
    });

    expect(template.at(LOCK)).toMatchObject({ max_retention_days: "${var.days}" });
  });
});

describe("rejects", () => {
  it.each<[Partial<BackupVaultProps>, string]>([
    [{ vaultName: "a" }, 'vaultName must be 2 to 50 letters, digits, hyphens and underscores, got "a"'],
    [
      { vaultName: "a".repeat(51) },
      `vaultName must be 2 to 50 letters, digits, hyphens and underscores, got "${"a".repeat(51)}"`,
    ],
    [{ vaultName: "my.vault" }, 'vaultName must be 2 to 50 letters, digits, hyphens and underscores, got "my.vault"'],
    [{ kmsKeyArn: "alias/example" }, 'kmsKeyArn must be the ARN of a KMS key, or "awsManaged", got "alias/example"'],
    [
      { lock: { ...GOVERNANCE, minRetentionDays: 0 } },
      "lock.minRetentionDays must be a whole number between 1 and 36500 days, got 0",
    ],
    [
      { lock: { ...GOVERNANCE, maxRetentionDays: 36_501 } },
      "lock.maxRetentionDays must be a whole number between 1 and 36500 days, got 36501",
    ],
    [
      { lock: { ...GOVERNANCE, maxRetentionDays: 29 } },
      "lock.maxRetentionDays must be at least minRetentionDays, 30, got 29",
    ],
    [
      { lock: { ...COMPLIANCE, changeableForDays: 2 } as VaultLock },
      "lock.changeableForDays must be a whole number between 3 and 36500 days, got 2",
    ],
    [
      { lock: GOVERNANCE, protect: false },
      "lock must be left out of a test copy (protect: false); AWS would refuse to empty the vault",
    ],
    [
      { administratorArns: [] },
      "administratorArns must name at least the role that deploys, got []; nobody could change the policy again",
    ],
    [
      { administratorArns: ["arn:aws:iam::111111111111:root"] },
      'administratorArns[0] must be the ARN of an IAM role, got "arn:aws:iam::111111111111:root"',
    ],
    [
      { administratorArns: ["arn:aws:iam::111111111111:role/*"] },
      'administratorArns[0] must be the ARN of an IAM role, got "arn:aws:iam::111111111111:role/*"',
    ],
    [
      { administratorArns: [...ADMINISTRATORS, ...ADMINISTRATORS.slice(0, 1)] },
      'administratorArns[2] must differ from the others, got "arn:aws:iam::111111111111:role/Example-Deploy" again',
    ],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/backup: ${message}`));
  });
});
