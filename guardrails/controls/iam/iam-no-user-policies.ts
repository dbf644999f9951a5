import { isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";

export const iamNoUserPolicies = control({
  kind: "resource",
  id: "iam-no-user-policies",
  title: "Rights are given to groups and roles, not to users",
  severity: "low",
  why: "Rights that hang on single users are forgotten when they change their work, and nobody sees who may do what.",
  fix: { terraform: "Attach the policy to a group or role (`aws_iam_group_policy_attachment`)." },
  references: {
    cis: { v3: ["1.15"], v5: ["1.14"] },
    fsbp: ["IAM.2"],
    nist: ["AC", "CM", "MP", "SC"],
    checkov: ["CKV_AWS_40"],
    trivy: ["AWS-0143"],
  },
  types: ["aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_policy_attachment"],
  evaluate: (resource) => {
    if (resource.type !== "aws_iam_policy_attachment") {
      return fail("the policy hangs on a user", "user");
    }
    const { items, unknown: missing } = resource.list("users");
    return items.length > 0
      ? fail(`the policy hangs on ${items.length === 1 ? "a user" : `${items.length} users`}`, "users")
      : missing === undefined || isUnset(missing)
        ? pass("the policy hangs on no user", "users")
        : unknown(`users cannot be told: ${missing.reason}`, "users");
  },
});
