import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";

export const backupVaultOwnKey = control({
  kind: "resource",
  id: "backup-vault-own-key",
  title: "Backup vaults are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "With a key of your own, who may read the database can be kept from its backups, and a copy in another account can be read there.",
  fix: {
    yaml: "kms.separateKeys: [backup]",
    terraform: "Set `kms_key_arn = aws_kms_key.<name>.arn` on the vault. CAUTION: this replaces a vault that exists.",
  },
  references: { fsbp: ["Backup.1"], nist: ["CP", "SC"], checkov: ["CKV_AWS_166"] },
  types: ["aws_backup_vault"],
  evaluate: (vault, graph) =>
    judgeOwnKey(graph, vault, "kms_key_arn", "AWS's own key opens for whoever may restore from the vault"),
});
