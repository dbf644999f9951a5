import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";
import { KEY_WEAKENINGS } from "./weakening-table";
import { weakenings } from "./weakenings";

export const changeKeyNotDestroyed = control({
  kind: "change",
  id: "change-key-not-destroyed",
  title: "KMS keys are neither deleted, replaced nor disabled, and wait as long as before",
  severity: "critical",
  why: "Whatever a key has encrypted can be read by nobody once the key is gone, backups included; the waiting time is the only way back.",
  fix: {
    yaml: "kms.deletionWindowDays: 30",
    terraform:
      "Keep the key's block, with `is_enabled = true` and `deletion_window_in_days` as it was. If it is meant, approve this plan by its digest.",
  },
  references: { cis: { v3: ["4.7"], v5: ["4.7"] }, fsbp: ["KMS.3"], nist: ["CP", "SC"] },
  types: GUARDED_TYPES["change-key-not-destroyed"],
  evaluate: (change, graph) => {
    const destroyed = destruction(change, "the key");
    return [...(destroyed === undefined ? [] : [destroyed]), ...weakenings(change, KEY_WEAKENINGS, graph)];
  },
});
