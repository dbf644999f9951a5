import { type Condition, covers, isAnyone, type PolicyDocument, type PolicyText, type Principal } from "../../../model";
import { control } from "../../control";
import type { Answer } from "../../support/answers";
import { isAnybodys, narrowedBy, withoutCaller } from "../../support/conditions";
import { isAnything } from "../../support/grants";
import { type Finding, findStatement, judgeTrust } from "../../support/identity-policies";
import { judgeOpenness } from "../../support/openness";

/** The root of an account stands for everybody in it. */
const ACCOUNT = /^(?:arn:[^:]*:iam::[^:]*:root|\d{12}|\$\{[^}]*\.account_id\})$/;
/** Keys that say who of an account: by name or tag, or by what only he was told or is called. */
const WHO = /^(?:aws:(?:principalarn|principaltag\/.+|sourceidentity|userid|username)|sts:externalid)$/;
const BY_NAME = /^aws:(?:principalarn|principaltag\/.+)$/;
/** A role and a user of names that nobody has: what covers one of them covers all. */
const STRANGERS = ["role", "user"].map((kind) => `arn:aws:iam::0:${kind}/\uE000`);

/** Where callers may come from, apart from accounts and their roles. */
const WHENCE = /^aws:(?:principalorgid|principalorgpaths|source.+)$/;

/** An account, or everybody where no more than an account is asked for. */
function isAccount(principal: Principal, conditions: readonly Condition[]): boolean {
  return (
    (principal.kind === "AWS" && ACCOUNT.test(principal.text)) ||
    (isAnyone(principal) && narrowedBy(conditions, WHENCE, isAnybodys) === "no")
  );
}

/** Whose account it is the principal says. Of names and tags a part is enough, of the others not. */
function isEverybodys(value: PolicyText, condition: Condition): Answer {
  if (!BY_NAME.test(condition.key)) {
    return isAnybodys(value, condition);
  }
  const named = withoutCaller(value);
  const ofAnyAccount = named.text.replace(/^arn:[^:]*:iam::[^:]*:/, "arn:aws:iam::*:");
  return STRANGERS.some((arn) => covers(ofAnyAccount, arn)) ? "yes" : isAnything(named, condition);
}

function findOpenDoor(document: PolicyDocument): Finding {
  const { outcome, reason } = judgeOpenness(document, "");
  return outcome !== "pass"
    ? { sure: outcome === "fail", reason }
    : findStatement(document, ({ effect, principals, conditions, unknown }) => {
        const account =
          effect === "Deny" ? undefined : principals.find((principal) => isAccount(principal, conditions));
        const said = narrowedBy(conditions, WHO, isEverybodys);
        return account === undefined || said === "yes"
          ? undefined
          : {
              sure: effect === "Allow" && unknown.length === 0 && said === "no",
              what: `lets in everybody of ${account.text === "*" ? "an account" : account.text}`,
            };
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
