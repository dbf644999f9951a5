import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeDetectorsNotRemoved = control({
  kind: "change",
  id: "change-detectors-not-removed",
  title: "Detectors, the Config recorder and blocks of the whole account are neither deleted nor replaced",
  severity: "critical",
  why: "They see and stop what everything else misses, in the whole account; removing them takes their findings along.",
  fix: {
    yaml: "baseline.guardDuty: true",
    terraform:
      "Keep the block; if another project is to own it from now on, hand it over by `removed { lifecycle { destroy = false } }` and `import`. If it is meant, approve this plan by its digest.",
  },
  references: { cis: { v3: ["4.9"], v5: ["4.9"] }, fsbp: ["GuardDuty.1", "Config.1"], nist: ["SI"] },
  types: GUARDED_TYPES["change-detectors-not-removed"],
  evaluate: (change) => destruction(change, change.type.replace(/^aws_/, "the ").replaceAll("_", " ")),
});
