import type { PolicyDocument, Principal } from "../../../model";
import { control } from "../../control";
import { type Finding, findStatement, judgeTrust } from "../../support/identity-policies";
import { judgeOpenness } from "../../support/openness";

/** The root of an account stands for everybody in it. */
const ACCOUNT = /^(?:arn:[^:]*:iam::[^:]*:root|\d{12}|\$\{[^}]*\.account_id\})$/;

function isAccount({ kind, text }: Principal): boolean {
  return kind === "AWS" && ACCOUNT.test(text);
}

function findOpenDoor(document: PolicyDocument): Finding {
  const { outcome, reason } = judgeOpenness(document, "");
  return outcome !== "pass"
    ? { sure: outcome === "fail", reason }
    : findStatement(document, ({ effect, principals, conditions, unknown }) => {
        const account = effect === "Deny" || conditions.length > 0 ? undefined : principals.find(isAccount);
        return account === undefined
          ? undefined
          : { sure: effect === "Allow" && unknown.length === 0, what: `lets in everybody of ${account.text}` };
      });
}

export const iamTrustNamed = control({
  kind: "resource",
  id: "iam-trust-named",
  title: "Roles name who may take them on",
  severity: "critical",
  why: "A role that anybody, or anybody of an account, may take on gives its rights to whoever gets in there.",
  fix: {
    terraform:
      "Name the role, user or service in `Principal`; where it must be an account, say who of it by `aws:PrincipalArn`, `aws:PrincipalTag/<key>` or `sts:ExternalId`.",
  },
  references: { nist: ["AC"], checkov: ["CKV_AWS_60", "CKV_AWS_61"] },
  types: ["aws_iam_role"],
  evaluate: (role, graph) => judgeTrust(role, graph, findOpenDoor, "the trust policy names whom it lets in"),
});
