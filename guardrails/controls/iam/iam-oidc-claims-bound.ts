import { type Condition, isAnyone, type PolicyText, type Principal, type Statement } from "../../../model";
import { control } from "../../control";
import type { Answer } from "../../support/answers";
import { narrowedBy, withoutCaller } from "../../support/conditions";
import { findStatement, judgeTrust } from "../../support/identity-policies";

/** Providers that AWS knows without a resource. */
const BUILT_IN = /^(?:cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/;
/** Who is meant: the subject; of those that AWS knows also the pool of identities or the app, which are one's own. */
const SUBJECT =
  /:sub$|^cognito-identity\.amazonaws\.com:aud$|^accounts\.google\.com:o?aud$|^(?:graph\.facebook|www\.amazon)\.com:app_id$/;
/** How subjects of GitHub, GitLab, HCP Terraform and Kubernetes begin, before they say whose they are. */
const BEGINNINGS = ["repo:", "project_path:", "organization:", "system:serviceaccount:"];
/** Where a name, of an organization for instance, is not whole: somebody else's may begin so. */
const PART_OF_A_NAME = /^(?:repo|project_path|organization):[^:/]*$/;

function isProvider({ kind, text }: Principal): boolean {
  return (
    kind === "Federated" &&
    (BUILT_IN.test(text) || text.includes(":oidc-provider/") || text.includes("aws_iam_openid_connect_provider."))
  );
}

/** Whether a value is that of everybody there. Subjects are texts: other comparisons say nothing of them. */
function isEverybodys(value: PolicyText, { operator }: Condition): Answer {
  const { text } = withoutCaller(value);
  const [beginning = ""] = text.split(/[*?]/);
  const isOpen = BEGINNINGS.some((whole) => whole.startsWith(beginning)) || PART_OF_A_NAME.test(beginning);
  return !operator.startsWith("string") || (beginning !== text && isOpen) ? "yes" : "no";
}

function findUnbound({ effect, principals, conditions, unknown }: Statement) {
  const provider = principals.find((principal) => isProvider(principal) && !isAnyone(principal));
  const bound = narrowedBy(conditions, SUBJECT, isEverybodys);
  return provider === undefined || effect === "Deny" || bound === "yes"
    ? undefined
    : {
        sure: effect === "Allow" && unknown.length === 0 && bound === "no",
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
