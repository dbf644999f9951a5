import { control } from "../../control";
import { both, either } from "../../support/answers";
import { grantsWidely } from "../../support/grants";
import { IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

/** Who may do both may do everything: rights are given by the first; no service has the second, so only wildcards reach it. */
const PROBES = ["iam:CreateUser", "q0:AnythingAtAll"];

export const iamNoFullAdmin = control({
  kind: "resource",
  id: "iam-no-full-admin",
  title: "No policy allows everything on everything",
  severity: "critical",
  why: "Whoever gets hold of one session with such a policy owns the account, its logs and its backups.",
  fix: {
    terraform: "Name the actions and the resources that are needed; Access Analyzer makes a list from CloudTrail.",
  },
  references: {
    cis: { v3: ["1.16"], v5: ["1.15"] },
    fsbp: ["IAM.1"],
    nist: ["AC", "CM", "MP", "SC"],
    checkov: ["CKV_AWS_1", "CKV_AWS_49", "CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"],
    trivy: ["AWS-0057"],
  },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(
      resource,
      graph,
      (document) => {
        const answer = PROBES.map((action) =>
          either(document.statements.map((statement) => grantsWidely(statement, action, document))),
        ).reduce(both);
        return answer === "no"
          ? undefined
          : {
              sure: answer === "yes",
              reason: `it ${answer === "yes" ? "allows" : "may allow"} every action on everything`,
            };
      },
      "it does not allow everything",
    ),
});
