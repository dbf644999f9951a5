import { asBoolean, type Change } from "../../../model";
import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeLogsNotDestroyed = control({
  kind: "change",
  id: "change-logs-not-destroyed",
  title: "Log groups and flow logs are neither deleted nor replaced",
  severity: "high",
  why: "Whoever wants to hide something removes the log first; a replaced log group has lost all that it held.",
  fix: {
    terraform:
      "Keep the block, write a `moved` block if only the address changed, or set `skip_destroy = true` on the log group, so that AWS keeps it.",
  },
  references: { nist: ["AU"] },
  types: GUARDED_TYPES["change-logs-not-destroyed"],
  evaluate: (change) =>
    isKept(change) ? undefined : destruction(change, change.type === "aws_flow_log" ? "the flow log" : "the log group"),
});

/** Terraform forgets such a group and leaves it to AWS. */
function isKept({ before }: Change): boolean {
  return before !== undefined && asBoolean(before.get("skip_destroy")) === true;
}
