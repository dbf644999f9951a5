import { type Condition, covers, coversAction, isAnyone, type Statement } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { statementText } from "../../support/openness";
import { placementOf, sideOf } from "../../support/placement";

const CHANGES_THE_POLICY = "kms:PutKeyPolicy";
/** Conditions under which the account's own people still come in. */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set([
  "kms:calleraccount",
  "aws:principalaccount",
  "aws:principalorgid",
]);

function isHarmless({ key, negated, values }: Condition, own: string | undefined): boolean {
  const isOfOthers =
    /account$/.test(key) && own !== undefined && values.every(({ text, known }) => known && !covers(text, own));
  return OF_THE_ACCOUNT.has(key) && !negated && !isOfOthers;
}

/** Another account alone is no administrator: nobody of the own one could take the key back from it. */
function keepsAnAdmin(statement: Statement, own: string | undefined): boolean {
  const { effect, principals, conditions } = statement;
  return (
    effect === "Allow" &&
    principals.some(
      (principal) => isAnyone(principal) || (principal.kind === "AWS" && sideOf(principal, own) !== "other"),
    ) &&
    coversAction(statement, CHANGES_THE_POLICY) &&
    conditions.every((condition) => isHarmless(condition, own))
  );
}

function shutsOut({ effect, principals, conditions, ...rest }: Statement): boolean {
  return (
    effect === "Deny" &&
    principals.some(isAnyone) &&
    conditions.length === 0 &&
    coversAction({ effect, principals, conditions, ...rest }, CHANGES_THE_POLICY)
  );
}

export const kmsKeyPolicyKeepsAnAdmin = control({
  kind: "resource",
  id: "kms-key-policy-keeps-an-admin",
  title: "Key policies leave somebody who can change them",
  severity: "high",
  why: "A policy that lets nobody change it makes the key unmanageable: only AWS's support can give it back.",
  fix: {
    terraform:
      "Add a statement that allows the account's root (`arn:aws:iam::<account>:root`) to administer the key, `kms:PutKeyPolicy` among it.",
  },
  references: { nist: ["AC", "CP"] },
  types: [
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_replica_external_key",
    "aws_kms_key_policy",
  ],
  evaluate: (resource, graph) => {
    const value = resource.get("policy");
    const { statements, present, unknown: missing } = graph.policy(resource, "policy");
    if (!present || (value.kind === "unknown" && value.why === "computed")) {
      return undefined;
    }
    const denying = statements.find(shutsOut);
    if (denying !== undefined) {
      const where = statementText(denying, statements.indexOf(denying));
      return fail(`${where} denies everybody ${CHANGES_THE_POLICY}`, "policy");
    }
    const { account: own } = placementOf(resource, graph);
    const admin = statements.find((statement) => keepsAnAdmin(statement, own));
    const why = missing ?? statements.find((statement) => statement.unknown.length > 0)?.unknown[0];
    return admin !== undefined
      ? pass(`${statementText(admin, statements.indexOf(admin))} leaves somebody who can change it`, "policy")
      : why === undefined
        ? fail(`no statement allows anybody of the account ${CHANGES_THE_POLICY}`, "policy")
        : unknown(`it cannot be told whether somebody can change the policy: ${why}`, "policy");
  },
});
