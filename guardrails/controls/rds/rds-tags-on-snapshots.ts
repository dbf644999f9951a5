import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { DATABASE } from "./database";

export const rdsTagsOnSnapshots = control({
  kind: "resource",
  id: "rds-tags-on-snapshots",
  title: "Snapshots of databases carry the database's tags",
  severity: "low",
  why: "Policies and clean-ups that go by tags do not see snapshots without them.",
  fix: { terraform: "Set `copy_tags_to_snapshot = true`." },
  references: { fsbp: ["RDS.17"], nist: ["CM"], checkov: ["CKV2_AWS_60"] },
  types: [DATABASE],
  evaluate: (database) =>
    judgeBoolean(database, "copy_tags_to_snapshot", {
      wanted: true,
      unset: false,
      otherwise: "its snapshots belong to nobody",
    }),
});
