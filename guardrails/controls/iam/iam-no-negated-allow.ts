import type { PolicyDocument, PolicyText } from "../../../model";
import { control } from "../../control";
import {
  type Finding,
  findStatement,
  IDENTITY_POLICY_TYPES,
  judgeIdentityPolicies,
  judgeTrust,
  shortList,
} from "../../support/identity-policies";

const texts = (list: readonly PolicyText[]) => shortList(list.map(({ text }) => text));

function findNegation(document: PolicyDocument): Finding {
  return findStatement(document, ({ effect, notActions, notPrincipals, notResources }) => {
    const [what] = [
      ...(notActions.length > 0 ? [`allows every action but ${texts(notActions)}`] : []),
      ...(notResources.length > 0 ? [`allows it on everything but ${texts(notResources)}`] : []),
      ...(notPrincipals.length > 0 ? [`lets in everybody but ${texts(notPrincipals)}`] : []),
    ];
    return what === undefined || effect === "Deny" ? undefined : { sure: effect === "Allow", what };
  });
}

export const iamNoNegatedAllow = control({
  kind: "resource",
  id: "iam-no-negated-allow",
  title: "No policy allows all but something",
  severity: "high",
  why: "`NotAction`, `NotResource` and `NotPrincipal` of an Allow let in whatever they do not name, also what does not exist yet.",
  fix: { terraform: "Name what is allowed, and take back the rest by a Deny, where `not_actions` is safe." },
  references: { nist: ["AC"], checkov: ["CKV_AWS_283"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) => {
    const passed = "it names what it allows";
    return [
      ...judgeIdentityPolicies(resource, graph, findNegation, passed),
      ...(resource.type === "aws_iam_role" ? judgeTrust(resource, graph, findNegation, passed) : []),
    ];
  },
});
