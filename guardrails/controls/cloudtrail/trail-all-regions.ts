import type { Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import { judgeBoolean, worst } from "../../support/attributes";

const TRAIL = "aws_cloudtrail";

/** What a trail must be so that nothing in the account happens unseen, and the provider's defaults. */
const WANTED = [
  { path: "is_multi_region_trail", unset: false, otherwise: "other regions are not seen" },
  { path: "include_global_service_events", unset: true, otherwise: "IAM and other global services are not seen" },
  { path: "enable_logging", unset: true, otherwise: "the trail is stopped" },
];

function judgeTrail(trail: Resource): Verdict {
  const verdicts = WANTED.map(({ path, unset, otherwise }) =>
    judgeBoolean(trail, path, { wanted: true, unset, otherwise }),
  );
  const bad = worst(verdicts);
  return bad === undefined || bad.outcome === "pass" ? pass("the trail sees all regions") : bad;
}

export const trailAllRegions = control({
  kind: "environment",
  id: "trail-all-regions",
  title: "A trail records all regions and global services, and is on",
  severity: "high",
  why: "What no trail records leaves no trace: an attacker works in the region that nobody uses.",
  fix: {
    yaml: "audit.trailLogRetentionDays: 90",
    terraform:
      "Set `is_multi_region_trail = true` on the `aws_cloudtrail`, and leave `include_global_service_events` and `enable_logging` at `true`.",
  },
  references: {
    cis: { v3: ["3.1"], v5: ["3.1"] },
    fsbp: ["CloudTrail.1", "CloudTrail.3"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_67", "CKV_AWS_251"],
    trivy: ["AWS-0014"],
  },
  types: [TRAIL, ...ACCOUNT_BASELINE_TYPES],
  evaluate: (graph) => {
    const judged = graph.resources(TRAIL).map((resource) => ({ ...judgeTrail(resource), resource }));
    // One that sees everything is enough; further ones may be for something else.
    const whole = judged.find(({ outcome }) => outcome === "pass");
    return whole !== undefined
      ? [whole]
      : judged.length === 0
        ? [fail(`the environment manages the account's baseline, but has no ${TRAIL}`)]
        : judged;
  },
});
