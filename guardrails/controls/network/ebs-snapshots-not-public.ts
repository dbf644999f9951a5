import { asText, display, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { unknownValue } from "../../support/attributes";

const TYPE = "aws_ebs_snapshot_block_public_access";

function judge(resource: Resource): Verdict {
  const value = resource.get("state");
  return /^block-(?:all|new)-sharing$/.test(asText(value) ?? "")
    ? pass(`state is ${display(value)}`, "state")
    : (unknownValue(resource, "state", value) ??
        fail(`state is ${display(value)}: snapshots can be made public`, "state"));
}

export const ebsSnapshotsNotPublic = control({
  kind: "environment",
  id: "ebs-snapshots-not-public",
  title: "EBS snapshots cannot be shared with everybody",
  severity: "high",
  why: "A public snapshot is a copy of a disk for anybody in the world, and such copies are looked for all the time.",
  fix: {
    terraform: 'Add one `aws_ebs_snapshot_block_public_access` a region with `state = "block-all-sharing"`.',
  },
  references: { fsbp: ["EC2.1"], nist: ["AC", "MP", "SC"] },
  onByDefault: false,
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const found = graph.resources(TYPE);
    return found.length === 0
      ? [fail(`the environment manages the account's baseline, but has no ${TYPE}`)]
      : found.map((resource) => ({ ...judge(resource), resource }));
  },
});
