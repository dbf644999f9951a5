import type { PolicyDocument } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { keyPolicies } from "../../support/key-policy";

/** The policy that AWS gives a key for which nobody wrote one; a state shows it like any other. */
function isDefault({ statements }: PolicyDocument): boolean {
  const [only] = statements;
  return statements.length === 1 && only?.sid === "Enable IAM User Permissions";
}

export const kmsKeyPolicyWritten = control({
  kind: "resource",
  id: "kms-key-policy-written",
  title: "KMS keys have a policy that somebody wrote",
  severity: "medium",
  why: "The policy that AWS makes leaves the key to IAM alone: whoever has kms:Decrypt on everything in the account reads what it encrypts.",
  fix: {
    yaml: "kms.mode: own",
    terraform:
      "Set `policy` on the key, or add an `aws_kms_key_policy`: administration by the account's root, use by those who need it, through the services that they use.",
  },
  references: { nist: ["AC", "SC"], checkov: ["CKV2_AWS_64"] },
  types: ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"],
  evaluate: (key, graph) => {
    const { written, unknown: why } = keyPolicies(graph, key);
    const [policy] = written.filter(({ document }) => !(key.config === undefined && isDefault(document)));
    return policy !== undefined
      ? pass(`${policy.from.resource === key ? "the key" : policy.from.resource.address} has the policy`, "policy")
      : why === undefined
        ? fail("nobody wrote a policy for the key: the one that AWS makes leaves it to IAM alone", "policy")
        : unknown(why, "policy");
  },
});
