import { control } from "../../control";
import { findWideGrant, IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

export const iamPassroleNamed = control({
  kind: "resource",
  id: "iam-passrole-named",
  title: "Policies name the roles that may be passed on",
  severity: "high",
  why: "Who may pass any role gives the mightiest of them to a function or machine of his own and acts by it.",
  fix: {
    terraform:
      "Name the roles in `resources`, and the service by `iam:PassedToService`. That condition alone says to whom, not which role.",
  },
  references: { nist: ["AC"], trivy: ["AWS-0342"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(
      resource,
      graph,
      (document) => findWideGrant(document, ["iam:PassRole"]),
      "no role may be passed on, or certain ones",
    ),
});
