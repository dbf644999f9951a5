import { asBoolean, type Change } from "../../../model";
import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeDbNotDestroyed = control({
  kind: "change",
  id: "change-db-not-destroyed",
  title: "Databases, tables and file systems are neither deleted nor replaced",
  severity: "critical",
  why: "What they hold is gone with them; a replacement starts empty, although the plan calls it a change.",
  fix: {
    terraform:
      "Undo what forces it, write a `moved` block if only the address changed, or set `lifecycle { prevent_destroy = true }`. If it is meant, approve this plan by its digest.",
  },
  references: { nist: ["CP"] },
  types: GUARDED_TYPES["change-db-not-destroyed"],
  evaluate: (change) => destruction(change, "the data store", remarks),
});

function remarks({ before, type }: Change): string[] {
  if (type !== "aws_db_instance" && !type.endsWith("_cluster")) {
    return [];
  }
  const snapshot = before?.get("skip_final_snapshot");
  return [
    ...(snapshot !== undefined && asBoolean(snapshot) === true
      ? ["no final snapshot is made (skip_final_snapshot)"]
      : []),
    ...(before !== undefined && asBoolean(before.get("deletion_protection")) === true
      ? ["AWS will refuse it while deletion_protection is on"]
      : []),
  ];
}
