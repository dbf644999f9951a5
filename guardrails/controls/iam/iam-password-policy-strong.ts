import { asNumber, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeBoolean, unknownValue, worst } from "../../support/attributes";

const TYPE = "aws_iam_account_password_policy";
const KINDS = [
  "require_lowercase_characters",
  "require_uppercase_characters",
  "require_numbers",
  "require_symbols",
] as const;

/** The least and the most that a number may be; AWS's default where it is not set. */
const NUMBERS = [
  { path: "minimum_password_length", least: 14, most: 128, unset: 6 },
  { path: "password_reuse_prevention", least: 24, most: 24, unset: 0 },
  // 0 means that passwords never expire.
  { path: "max_password_age", least: 1, most: 90, unset: 0 },
] as const;

function judgeNumber(policy: Resource, { path, least, most, unset }: (typeof NUMBERS)[number]): Verdict {
  const value = policy.get(path);
  const actual = isUnset(value) ? unset : asNumber(value);
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  if (actual === undefined) {
    return unknownValue(policy, path) ?? unknown(`${path} is ${display(value)}, which is no number`, path);
  }
  return actual >= least && actual <= most
    ? pass(`${path} is ${actual}`, path)
    : fail(`${path} is ${isUnset(value) ? `not set, which means ${unset}` : actual}, not ${wanted}`, path);
}

export const iamPasswordPolicyStrong = control({
  kind: "environment",
  id: "iam-password-policy-strong",
  title: "Passwords are long, of four kinds of characters, new each time, and expire",
  severity: "medium",
  why: "AWS's own policy takes eight characters for ever: what somebody uses elsewhere too, and what lists of leaked passwords have.",
  fix: {
    yaml: "baseline.passwordPolicy",
    terraform:
      "Set `minimum_password_length = 14`, `password_reuse_prevention = 24`, `max_password_age = 90` and all four `require_…` of `aws_iam_account_password_policy`.",
  },
  references: {
    cis: { v3: ["1.8", "1.9"], v5: ["1.7", "1.8"] },
    fsbp: ["IAM.7", "IAM.10", "IAM.11", "IAM.12", "IAM.13", "IAM.14", "IAM.15", "IAM.16", "IAM.17"],
    nist: ["AC", "CM", "IA", "MA", "SC"],
    checkov: ["CKV_AWS_9", "CKV_AWS_10", "CKV_AWS_11", "CKV_AWS_12", "CKV_AWS_13", "CKV_AWS_14", "CKV_AWS_15"],
    trivy: ["AWS-0056", "AWS-0058", "AWS-0059", "AWS-0060", "AWS-0061", "AWS-0062", "AWS-0063"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const policies = graph.resources(TYPE);
    return policies.length === 0
      ? [fail(`the environment manages the account's baseline, but has no ${TYPE}`)]
      : policies.flatMap((resource) => {
          const kinds = KINDS.map((path) =>
            judgeBoolean(resource, path, { wanted: true, unset: false, otherwise: "passwords are easier to guess" }),
          );
          const verdict = worst([...kinds, ...NUMBERS.map((number) => judgeNumber(resource, number))]);
          return verdict === undefined ? [] : [{ ...verdict, resource }];
        });
  },
});
