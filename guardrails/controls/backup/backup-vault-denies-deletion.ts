import { coversAction, isAnyone, type Statement } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { neededCompanions } from "../../support/presence";

const POLICY = "aws_backup_vault_policy";
const DELETIONS = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:DeleteBackupVault"];

function denies(statement: Statement, action: string): boolean {
  return statement.effect === "Deny" && statement.principals.some(isAnyone) && coversAction(statement, action);
}

export const backupVaultDeniesDeletion = control({
  kind: "resource",
  id: "backup-vault-denies-deletion",
  title: "The policies of backup vaults deny deletion",
  severity: "medium",
  why: "A Deny in the vault's policy holds against whatever IAM allows: backups go when their time is over, not when somebody wants it.",
  fix: {
    terraform: `Add an \`${POLICY}\` that denies everybody ${DELETIONS.map((action) => `\`${action}\``).join(", ")}.`,
  },
  references: { nist: ["AC", "CP"] },
  onByDefault: false,
  types: ["aws_backup_vault"],
  evaluate: (vault, graph) => {
    const { found, maybe } = neededCompanions(graph, vault, POLICY, "backup_vault_name");
    const documents = found.map((policy) => graph.policy(policy, "policy"));
    const statements = documents.flatMap((document) => document.statements);
    const missing = DELETIONS.filter((action) => !statements.some((statement) => denies(statement, action)));
    const why =
      documents.flatMap((document) => document.unknown ?? document.statements.flatMap((one) => one.unknown))[0] ??
      maybe.map(({ address }) => `the vault of ${address}`)[0];
    return missing.length === 0
      ? pass("the policy denies deletion")
      : why !== undefined
        ? unknown(`it cannot be told what the vault's policy denies: ${why}`)
        : fail(
            found.length === 0
              ? `the vault has no ${POLICY}`
              : `the vault's policy does not deny ${missing.join(", ")}`,
          );
  },
});
