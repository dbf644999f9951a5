import { coversAction, isAnyone, type Statement } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { statementText } from "../../support/openness";

const LEAVES_A_WAY_BACK = "s3:PutBucketPolicy";

function locksOut({ effect, principals, conditions, ...statement }: Statement): boolean {
  return (
    effect === "Deny" &&
    principals.some(isAnyone) &&
    conditions.length === 0 &&
    coversAction({ effect, principals, conditions, ...statement }, LEAVES_A_WAY_BACK)
  );
}

export const s3PolicyNoLockout = control({
  kind: "resource",
  id: "s3-policy-no-lockout",
  title: "No bucket policy shuts everybody out for good",
  severity: "high",
  why: "A Deny on everybody that nothing narrows shuts out the account's administrators too: only the root user can take it away.",
  fix: {
    terraform:
      "Narrow the Deny by a condition, such as `ArnNotLike` on `aws:PrincipalArn` of the roles that administer.",
  },
  references: { nist: ["AC", "CP"], checkov: ["CKV_AWS_93"] },
  types: ["aws_s3_bucket_policy"],
  evaluate: (resource, graph) => {
    const { statements, unknown: missing } = graph.policy(resource, "policy");
    const bad = statements.find(locksOut);
    if (bad !== undefined) {
      return fail(`${statementText(bad, statements.indexOf(bad))} denies everybody ${LEAVES_A_WAY_BACK}`, "policy");
    }
    const why = missing ?? statements.find((statement) => statement.unknown.length > 0)?.unknown[0];
    return why === undefined
      ? pass("somebody can still change the policy", "policy")
      : unknown(`it cannot be told whom the policy shuts out: ${why}`, "policy");
  },
});
