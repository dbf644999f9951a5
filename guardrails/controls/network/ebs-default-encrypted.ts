import { control, fail } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeBoolean } from "../../support/attributes";

const TYPE = "aws_ebs_encryption_by_default";

export const ebsDefaultEncrypted = control({
  kind: "environment",
  id: "ebs-default-encrypted",
  title: "New EBS volumes are encrypted by default",
  severity: "medium",
  why: "It holds for volumes that nobody thought of: those of other tools, of images, and made by hand.",
  fix: {
    yaml: "baseline.ebsEncryption: true",
    terraform: "Add one `aws_ebs_encryption_by_default` a region with `enabled = true`.",
  },
  references: {
    cis: { v3: ["2.2.1"], v5: ["5.1.1"] },
    fsbp: ["EC2.7"],
    nist: ["AU", "CM", "CP", "SC", "SI"],
    checkov: ["CKV_AWS_106"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const found = graph.resources(TYPE);
    return found.length === 0
      ? [fail(`the environment manages the account's baseline, but has no ${TYPE}`)]
      : found.map((resource) => ({
          ...judgeBoolean(resource, "enabled", {
            wanted: true,
            unset: true,
            otherwise: "new volumes are in plain text",
          }),
          resource,
        }));
  },
});
