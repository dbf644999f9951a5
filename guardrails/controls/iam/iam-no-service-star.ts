import type { PolicyText } from "../../../model";
import { control } from "../../control";
import { findStatement, IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

/** `s3:*`, `s3:**`, `*`, `*:*`; what begins an action, as in `s3:Get*`, is no whole service. */
const WHOLE = /^[^:]*(?::[*?]+)?$/;

function isWhole({ text, known }: PolicyText): boolean {
  return known && WHOLE.test(text) && /[*?]$/.test(text);
}

export const iamNoServiceStar = control({
  kind: "resource",
  id: "iam-no-service-star",
  title: "No policy allows all actions of a service",
  severity: "medium",
  why: "All actions of a service are also those that delete, those that give rights, and those that AWS adds next year.",
  fix: { terraform: "Name the actions that are needed instead of `service:*`." },
  references: { fsbp: ["IAM.21"], nist: ["AC", "CM"], trivy: ["AWS-0345"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(
      resource,
      graph,
      (document) =>
        findStatement(document, ({ effect, actions, unknown }) => {
          const whole = actions.find(isWhole);
          if (effect === "Deny") {
            return undefined;
          }
          return whole !== undefined
            ? { sure: effect === "Allow", what: `allows ${whole.text}` }
            : unknown.length > 0 || actions.some(({ known }) => !known)
              ? { sure: false, what: "allows actions that are not known" }
              : undefined;
        }),
      "it names the actions",
    ),
});
