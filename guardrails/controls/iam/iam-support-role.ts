import { control, fail, pass, unknown } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { ATTACHMENT_TYPES, attachedPolicies } from "./managed-policies";

const SUPPORT = "AWSSupportAccess";

export const iamSupportRole = control({
  kind: "environment",
  id: "iam-support-role",
  title: "A role is there to talk to AWS Support",
  severity: "low",
  why: "In an incident nobody wants to find out that those who may call AWS's help are administrators only.",
  fix: {
    terraform: `Add an \`aws_iam_role\` that those who handle incidents may take on, and attach \`arn:aws:iam::aws:policy/${SUPPORT}\`.`,
  },
  references: { cis: { v3: ["1.17"], v5: ["1.16"] }, fsbp: ["IAM.18"], nist: ["IR"], trivy: ["AWS-0169"] },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const attachments = ATTACHMENT_TYPES.flatMap((type) => graph.resources(type)).map((resource) => ({
      resource,
      policies: attachedPolicies(resource, graph),
    }));
    const found = attachments.find(({ policies }) => policies.some(({ name }) => name === SUPPORT));
    if (found !== undefined) {
      return [{ ...pass(`it attaches ${SUPPORT}`), resource: found.resource }];
    }
    const missing = attachments.flatMap(({ policies }) => policies).find((policy) => policy.unknown !== undefined);
    return [
      missing === undefined
        ? fail(`the environment manages the account's baseline, but attaches ${SUPPORT} to nobody`)
        : unknown(`it cannot be told whether ${SUPPORT} is attached: ${missing.unknown}`),
    ];
  },
});
