import { type Condition, isAnyone, type Principal, type Statement } from "../../../model";
import { control } from "../../control";
import { findStatement, judgeTrust } from "../../support/identity-policies";

/** Providers that AWS knows without a resource. */
const BUILT_IN = /^(?:cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/;
/** Who is meant: the subject; of those that AWS knows also the pool of identities or the app, which are one's own. */
const SUBJECT =
  /:sub$|^cognito-identity\.amazonaws\.com:aud$|^accounts\.google\.com:o?aud$|^(?:graph\.facebook|www\.amazon)\.com:app_id$/;
/** Values of GitHub, GitLab, HCP Terraform and Kubernetes for everybody there, and values of any provider that begin openly. */
const NOBODY = /^(?:[*?]|(?:repo|project_path|organization):[^:/]*[*?]|system:serviceaccount:[*?])/;

function isProvider({ kind, text }: Principal): boolean {
  return (
    kind === "Federated" &&
    (BUILT_IN.test(text) || text.includes(":oidc-provider/") || text.includes("aws_iam_openid_connect_provider."))
  );
}

function binds({ key, operator, negated, ifExists, quantifier, values, unknown }: Condition): "yes" | "no" | "unknown" {
  if (!SUBJECT.test(key) || !/^string(?:equals|equalsignorecase|like)$/.test(operator)) {
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
