import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";
import { TRAIL_STOPS } from "./weakening-table";
import { weakenings } from "./weakenings";

export const changeTrailNotStopped = control({
  kind: "change",
  id: "change-trail-not-stopped",
  title: "Trails and event data stores are neither deleted, replaced nor stopped",
  severity: "critical",
  why: "Without the trail nobody can tell who did what in the account; stopping it is what an intruder does first.",
  fix: {
    terraform:
      "Keep the block and `enable_logging = true` (or leave it out). If it is meant, approve this plan by its digest.",
  },
  references: { cis: { v3: ["4.5"], v5: ["4.5"] }, fsbp: ["CloudTrail.3"], nist: ["AU"] },
  types: GUARDED_TYPES["change-trail-not-stopped"],
  evaluate: (change, graph) => {
    const destroyed = destruction(change, change.type === "aws_cloudtrail" ? "the trail" : "the event data store");
    return [...(destroyed === undefined ? [] : [destroyed]), ...weakenings(change, TRAIL_STOPS, graph)];
  },
});
