import { control, fail } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeBoolean } from "../../support/attributes";

const DETECTOR = "aws_guardduty_detector";

export const guarddutyOn = control({
  kind: "environment",
  id: "guardduty-on",
  title: "GuardDuty watches the account",
  severity: "high",
  why: "Stolen credentials, mining, and calls to known bad addresses are found by what they do; without GuardDuty nobody looks.",
  fix: {
    yaml: "baseline.guardDuty: true",
    terraform: `Add an \`${DETECTOR}\` and leave \`enable\` at \`true\`.`,
  },
  references: {
    fsbp: ["GuardDuty.1"],
    nist: ["AC", "AU", "CA", "CM", "PE", "PM", "RA", "SC", "SI"],
    checkov: ["CKV_AWS_238", "CKV2_AWS_3"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const detectors = graph.resources(DETECTOR);
    return detectors.length === 0
      ? [fail(`the environment manages the account's baseline, but has no ${DETECTOR}`)]
      : detectors.map((resource) => ({
          ...judgeBoolean(resource, "enable", { wanted: true, unset: true, otherwise: "the detector is off" }),
          resource,
        }));
  },
});
