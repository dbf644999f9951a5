import { asText, isUnset } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { ALARM, type Metric, type Metrics, metricsOf } from "./metrics";

const MISSING = "treat_missing_data";

/** Judges an alarm on a metric that no filter writes: whether one was meant. */
function judgeStray(
  { written, readers }: Metrics,
  { namespace, name, exact }: Metric,
  hasDimensions: boolean,
): Verdict[] {
  const isSameSpace = written.some(({ metric }) => metric.namespace === namespace);
  // A filter that no alarm reads may be the one whose namespace is written wrong here.
  const sameName = written.find(
    ({ filter, metric }) => metric.name === name && metric.exact && readers.get(filter)?.length === 0,
  );
  // Filters write no dimensions unless they are told; what has some comes from elsewhere.
  return !exact || hasDimensions || namespace.startsWith("AWS/")
    ? []
    : isSameSpace
      ? [fail(`no filter writes ${name} into ${namespace}`, "metric_name")]
      : sameName !== undefined
        ? [
            fail(
              `namespace is ${namespace}, but the filter writes ${name} into ${sameName.metric.namespace}`,
              "namespace",
            ),
          ]
        : [];
}

export const alarmReadsItsFilter = control({
  kind: "resource",
  id: "alarm-reads-its-filter",
  title: "Alarms on metric filters read the metric that the filter writes",
  severity: "high",
  why: "An alarm on a name that no filter writes waits for ever and looks healthy; one that takes missing data as it comes never leaves its state.",
  fix: {
    terraform: `Set \`namespace\` and \`metric_name\` of the alarm to those of the filter's \`metric_transformation\`, and \`${MISSING} = "notBreaching"\`.`,
  },
  references: {
    cis: { v3: ["4.1"], v5: ["4.1"] },
    nist: ["AU", "SI"],
  },
  types: [ALARM],
  evaluate: (alarm, graph) => {
    const metrics = metricsOf(graph);
    const filters = metrics.written.filter(({ filter }) => metrics.readers.get(filter)?.includes(alarm));
    const value = alarm.get(MISSING);
    if (filters.length > 0) {
      return isUnset(value) || asText(value) === "missing"
        ? fail(`${MISSING} is not set: without events the alarm never leaves its state`, MISSING)
        : (unknownValue(alarm, MISSING, value) ?? pass("the alarm reads what the filter writes", "metric_name"));
    }
    const hasDimensions = !isUnset(alarm.get("dimensions"));
    return (metrics.read.get(alarm) ?? []).flatMap((metric) => judgeStray(metrics, metric, hasDimensions));
  },
});
