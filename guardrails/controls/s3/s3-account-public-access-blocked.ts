import { control, fail } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeFlags } from "./s3-public-access-blocked";

const TYPE = "aws_s3_account_public_access_block";

export const s3AccountPublicAccessBlocked = control({
  kind: "environment",
  id: "s3-account-public-access-blocked",
  title: "The account blocks public access to all of its buckets, by all four flags",
  severity: "high",
  why: "The account's block holds for buckets that nobody thought of: those made by hand, by other tools, or tomorrow.",
  fix: {
    yaml: "baseline.s3PublicAccessBlock: true",
    terraform:
      "Add one `aws_s3_account_public_access_block` with `block_public_acls`, `block_public_policy`, `ignore_public_acls` and `restrict_public_buckets` all `true`.",
  },
  references: {
    cis: { v3: ["2.1.4"], v5: ["2.1.4"] },
    fsbp: ["S3.1"],
    nist: ["AC", "CM", "MP", "SC"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const blocks = graph.resources(TYPE);
    return blocks.length === 0
      ? [fail(`the environment manages the account's baseline, but has no ${TYPE}`)]
      : blocks.map((resource) => ({ ...judgeFlags(resource), resource }));
  },
});
