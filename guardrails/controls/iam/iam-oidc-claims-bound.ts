import { type Condition, isAnyone, type Principal, type Statement } from "../../../model";
import { control } from "../../control";
import { findStatement, judgeTrust } from "../../support/identity-policies";

const COGNITO = "cognito-identity.amazonaws.com";
/** Who is meant: the subject; of Cognito the pool of identities. */
const SUBJECT = /:sub$/;
const POOL = `${COGNITO}:aud`;
/** Values of GitHub, GitLab and HCP Terraform without the organization, and values of any provider that begin openly. */
const NOBODY = /^(?:[*?]|(?:repo|project_path|organization):[^:/]*[*?])/;

function isProvider({ kind, text }: Principal): boolean {
  return (
    kind === "Federated" &&
    (text === COGNITO || text.includes(":oidc-provider/") || text.includes("aws_iam_openid_connect_provider."))
  );
}

function binds({ key, operator, negated, ifExists, quantifier, values, unknown }: Condition): "yes" | "no" | "unknown" {
  if (!(SUBJECT.test(key) || key === POOL) || !/^string(?:equals|equalsignorecase|like)$/.test(operator)) {
    return "no";
  }
  const open = operator === "stringlike" && values.some(({ text }) => NOBODY.test(text));
  return negated || ifExists || quantifier === "all" || open ? "no" : unknown === undefined ? "yes" : "unknown";
}

function findUnbound({ effect, principals, conditions, unknown }: Statement) {
  const provider = principals.find((principal) => isProvider(principal) && !isAnyone(principal));
  const answers = conditions.map(binds);
  return provider === undefined || effect === "Deny" || answers.includes("yes")
    ? undefined
    : {
        sure: effect === "Allow" && unknown.length === 0 && !answers.includes("unknown"),
        what: `lets in whoever has a token of ${provider.text}`,
      };
}

export const iamOidcClaimsBound = control({
  kind: "resource",
  id: "iam-oidc-claims-bound",
  title: "Roles for OpenID Connect say whose tokens they take",
  severity: "high",
  why: "GitHub and its like give tokens to everybody: without the subject any repository of the world may take on the role.",
  fix: {
    terraform:
      "Add a condition `StringEquals` on `<provider>:sub` that names the repository and branch, or the service account (and `<provider>:aud`).",
  },
  references: { nist: ["AC", "IA"], checkov: ["CKV_AWS_358", "CKV_AWS_393"] },
  types: ["aws_iam_role"],
  evaluate: (role, graph) =>
    judgeTrust(
      role,
      graph,
      (document) => findStatement(document, findUnbound),
      "no token of OpenID Connect is taken, or that of somebody certain",
    ),
});
