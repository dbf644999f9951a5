import { type Attributes, asBoolean, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";
import type { Answer } from "../../support/answers";
import { judgeBoolean, worst } from "../../support/attributes";
import { fieldEquals, notTaken, takenEvents, type Wanted } from "./event-selectors";

const TRAIL = "aws_cloudtrail";

/** What a trail must be so that nothing in the account happens unseen, and the provider's defaults. */
const WANTED = [
  { path: "is_multi_region_trail", unset: false, otherwise: "other regions are not seen" },
  { path: "include_global_service_events", unset: true, otherwise: "IAM and other global services are not seen" },
  { path: "enable_logging", unset: true, otherwise: "the trail is stopped" },
];

/** All management events: none is left out by its source, its name or who calls. */
const MANAGEMENT_EVENTS: Wanted = {
  older: (selector) => {
    const { items, unknown: open } = selector.list("exclude_management_event_sources");
    return items.length > 0 ? "no" : open !== undefined && !isUnset(open) ? "unknown" : isIncluded(selector);
  },
  advanced: (fields) =>
    [...fields.keys()].every((name) => name === "eventCategory" || name === "readOnly")
      ? fieldEquals(fields.get("eventCategory"), "Management")
      : "no",
};

function isIncluded(selector: Attributes): Answer {
  const value = selector.get("include_management_events");
  const included = isUnset(value) || asBoolean(value);
  return included === undefined ? "unknown" : included ? "yes" : "no";
}

/** A trail without selectors records all management events; one with selectors only what they take. */
function judgeManagementEvents(trail: Resource): Verdict {
  const taken = takenEvents(trail, MANAGEMENT_EVENTS);
  const missing = taken.selected ? notTaken(taken) : [];
  return missing.length === 0
    ? pass("management events are recorded")
    : missing.some((side) => taken[side] === "no")
      ? fail(`its selectors do not take all ${missing.join(" and ")} management events`)
      : unknown(`it cannot be told whether its selectors take all ${missing.join(" and ")} management events`);
}

function judgeTrail(trail: Resource): Verdict {
  const verdicts = [
    ...WANTED.map(({ path, unset, otherwise }) => judgeBoolean(trail, path, { wanted: true, unset, otherwise })),
    judgeManagementEvents(trail),
  ];
  const bad = worst(verdicts);
  return bad === undefined || bad.outcome === "pass" ? pass("the trail sees all regions") : bad;
}

export const trailAllRegions = control({
  kind: "environment",
  id: "trail-all-regions",
  title: "A trail records all regions, global services and management events, and is on",
  severity: "high",
  why: "What no trail records leaves no trace: an attacker works in the region that nobody uses.",
  fix: {
    yaml: "audit.trailLogRetentionDays: 90",
    terraform:
      "Set `is_multi_region_trail = true` on the `aws_cloudtrail`, and leave `include_global_service_events` and `enable_logging` at `true`. Where it has selectors, one takes all management events: an `event_selector` of defaults, or an `advanced_event_selector` with `eventCategory` equal to `Management` alone.",
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
