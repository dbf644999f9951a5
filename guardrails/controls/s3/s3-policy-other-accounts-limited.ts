import { coversAction, type Statement } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { statementText } from "../../support/openness";
import { placementOf, sideOf } from "../../support/placement";

/** What Security Hub wants no other account to have: each changes who gets in, or how objects are protected. */
const RESERVED = [
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutEncryptionConfiguration",
  "s3:PutObjectAcl",
];

function reserved(statement: Statement): readonly string[] {
  return RESERVED.filter((action) => coversAction(statement, action));
}

export const s3PolicyOtherAccountsLimited = control({
  kind: "resource",
  id: "s3-policy-other-accounts-limited",
  title: "Bucket policies let no other account change the policy, ACLs or the encryption",
  severity: "high",
  why: "Who may change the policy may let in anybody: another account that is taken over takes this bucket with it.",
  fix: {
    terraform: `Take ${RESERVED.map((action) => `\`${action}\``).join(", ")} (and \`s3:*\`) out of what other accounts are allowed.`,
  },
  references: { fsbp: ["S3.6"], nist: ["AC"] },
  types: ["aws_s3_bucket_policy"],
  evaluate: (resource, graph) => {
    const { statements, unknown: missing } = graph.policy(resource, "policy");
    const { account: own } = placementOf(resource, graph);
    const allowing = statements.filter((statement) => statement.effect !== "Deny" && reserved(statement).length > 0);
    const sides = allowing.map((statement) =>
      statement.notPrincipals.length > 0 ? ["other"] : statement.principals.map((principal) => sideOf(principal, own)),
    );
    const bad = allowing[sides.findIndex((side) => side.includes("other"))];
    if (bad !== undefined) {
      const who = bad.principals.find((principal) => sideOf(principal, own) === "other")?.text ?? "nearly everybody";
      const where = statementText(bad, statements.indexOf(bad));
      return fail(`${where} allows ${who === "*" ? "everybody" : who} ${reserved(bad).join(", ")}`, "policy");
    }
    const unsure = allowing[sides.findIndex((side) => side.includes("unknown"))];
    const why =
      missing ??
      statements.find((statement) => statement.effect !== "Deny" && statement.unknown.length > 0)?.unknown[0] ??
      (unsure === undefined
        ? undefined
        : `${statementText(unsure, statements.indexOf(unsure))}: whether its principal is of this account`);
    return why === undefined
      ? pass("other accounts may change nothing that protects the bucket", "policy")
      : unknown(`it cannot be told what other accounts may do: ${why}`, "policy");
  },
});
