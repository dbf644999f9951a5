import { control } from "../../control";
import { ADMINISTRATORS } from "../../support/grants";
import { ATTACHMENT_TYPES, judgeAttachments } from "./managed-policies";

export const iamNoManagedAdmin = control({
  kind: "resource",
  id: "iam-no-managed-admin",
  title: "Nobody is given AWS's policies for administrators",
  severity: "critical",
  why: "A role or user with one of them is the account: whoever gets hold of its session owns everything in it.",
  fix: { terraform: "Attach a policy that names the actions and resources that are needed." },
  references: {
    cis: { v3: ["1.16"], v5: ["1.15"] },
    fsbp: ["IAM.1"],
    nist: ["AC"],
    checkov: ["CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_56"],
  },
  types: ATTACHMENT_TYPES,
  evaluate: (resource, graph) =>
    judgeAttachments(resource, graph, ADMINISTRATORS, "it allows everything, or to give oneself everything"),
});
