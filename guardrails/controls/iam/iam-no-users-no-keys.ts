import { control, fail } from "../../control";

/** What each of the types is. */
const WHAT: Readonly<Record<string, string>> = {
  aws_iam_access_key: "it is a key that never expires, and its secret is in the state",
  aws_iam_user: "it is a user of IAM, whose credentials never expire",
  aws_iam_user_login_profile: "it is a user's password, which the state has",
};

export const iamNoUsersNoKeys = control({
  kind: "resource",
  id: "iam-no-users-no-keys",
  title: "There are no users of IAM and no keys that last",
  severity: "high",
  why: "Keys that never expire are what leaks: into repositories, laptops and logs. Roles have none.",
  fix: {
    terraform: "Let people come in through IAM Identity Center, workloads by roles, pipelines by OpenID Connect.",
  },
  references: {
    cis: { v3: ["1.21", "1.4"], v5: ["1.20", "1.3"] },
    fsbp: ["IAM.4"],
    nist: ["AC", "CM", "IA", "MP", "SC"],
    checkov: ["CKV_AWS_273", "CKV_AWS_348"],
    trivy: ["AWS-0141"],
  },
  types: Object.keys(WHAT),
  evaluate: ({ type }) => fail(WHAT[type] ?? ""),
});
