import { asBoolean, asText } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { attributeOf } from "../../support/attributes";
import { GROUP } from "./hosts";

export const asgTagsFlow = control({
  kind: "resource",
  id: "asg-tags-flow",
  title: "Instances of a group carry its tags",
  severity: "low",
  why: "Backups, costs and policies go by tags; the provider's default tags do not reach instances that a group starts.",
  fix: { terraform: "Write each tag as a `tag` block with `propagate_at_launch = true`." },
  references: { nist: ["CM"], checkov: ["CKV_AWS_153"] },
  types: [GROUP],
  evaluate: (group) => {
    const { items, unknown: missing } = group.blocks("tag");
    const kept = items.find((tag) => asBoolean(tag.get("propagate_at_launch")) === false);
    const open = items.map((tag) => tag.get("propagate_at_launch")).find((value) => value.kind === "unknown");
    return kept !== undefined
      ? fail(
          `the tag ${asText(kept.get("key")) ?? ""} does not reach instances`,
          attributeOf(kept, "propagate_at_launch"),
        )
      : open?.kind === "unknown"
        ? unknown(`it cannot be told whether all tags reach instances: ${open.reason}`, "tag")
        : items.length > 0
          ? pass("every tag reaches instances", "tag")
          : missing !== undefined
            ? unknown(`its tags cannot be told: ${missing.reason}`, "tag")
            : fail("it has no tag that reaches instances", "tag");
  },
});
