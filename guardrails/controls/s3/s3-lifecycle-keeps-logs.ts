import { type Attributes, asNumber, asText, isUnset } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";
import { BUCKET, bucketsOf, takesLogs } from "../../support/buckets";
import { LIFECYCLE, lifecycleRules } from "./lifecycle-rules";

/** Days that logs are kept at least: CIS and most rules of evidence ask for a year. */
export const LOG_DAYS = 365;

/** Storage classes from the one to read at once to the one to wait for longest. */
const COLDER = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];
/** When logs, and their old versions, end; each as it is written today and in the bucket of old. */
const ENDS = ["expiration.days", "noncurrent_version_expiration.noncurrent_days", "noncurrent_version_expiration.days"];

function judgeRule(rule: Attributes): Verdict[] {
  const ends = ENDS.flatMap((path) => {
    const value = rule.get(path);
    const days = asNumber(value);
    const where = attributeOf(rule, path);
    return days !== undefined && days > 0 && days < LOG_DAYS
      ? [fail(`${where} is ${days}: logs end before ${LOG_DAYS} days`, where)]
      : (unknownValue(rule, path, value) ?? []);
  });
  return [...ends, ...judgeTransitions(rule)];
}

/** Each transition leads to a colder class, later than the one before. */
function judgeTransitions(rule: Attributes): Verdict[] {
  const steps = rule.blocks("transition").items.flatMap((step) => {
    const [days, place] = [asNumber(step.get("days")), COLDER.indexOf(asText(step.get("storage_class")) ?? "")];
    return days === undefined || place < 0 ? [] : [{ days, place, where: attributeOf(step, "days") }];
  });
  const ordered = [...steps].sort((a, b) => a.place - b.place);
  const wrong = ordered.find((step, index) => index > 0 && step.days <= (ordered[index - 1]?.days ?? 0));
  return wrong === undefined
    ? []
    : [fail(`${wrong.where} is ${wrong.days}: no later than the transition to the class before`, wrong.where)];
}

export const s3LifecycleKeepsLogs = control({
  kind: "resource",
  id: "s3-lifecycle-keeps-logs",
  title: `Buckets that take logs keep them for ${LOG_DAYS} days`,
  severity: "medium",
  why: "Break-ins are found months later: logs that have ended by then cannot tell what happened.",
  fix: {
    yaml: "storage.logExpireAfterDays: 400",
    terraform: `In the lifecycle of the log bucket set \`expiration { days }\` and \`noncurrent_version_expiration { noncurrent_days }\` to ${LOG_DAYS} or more.`,
  },
  references: { fsbp: ["S3.10"], nist: ["AU"] },
  types: [LIFECYCLE.type, BUCKET],
  evaluate: (resource, graph) => {
    const buckets = resource.type === BUCKET ? [resource] : bucketsOf(graph, resource);
    const { enabled, unknown: open } = lifecycleRules(resource);
    if (!buckets.some((bucket) => takesLogs(graph, bucket)) || (resource.type === BUCKET && enabled.length === 0)) {
      return undefined;
    }
    const rules = resource.type === BUCKET ? LIFECYCLE.inline : "rule";
    const unsure = open === undefined || isUnset(open) ? undefined : unknownValue(resource, rules, open);
    const found = [...enabled.flatMap(judgeRule), ...(unsure === undefined ? [] : [unsure])];
    return worst(found) ?? pass(`no rule ends logs before ${LOG_DAYS} days`);
  },
});
