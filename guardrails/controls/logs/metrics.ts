import { type Attributes, asText, type Graph, isUnset, patternOf, type Resource } from "../../../model";

export const FILTER = "aws_cloudwatch_log_metric_filter";
export const ALARM = "aws_cloudwatch_metric_alarm";
const TRANSFORMATION = "metric_transformation";

/** A metric by its names, as far as they are known. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Whether both are known, or made of the same parts as what they are compared with. */
  readonly exact: boolean;
}

/** The metric that a filter writes. */
function metricOfFilter(filter: Resource): Metric | undefined {
  const [transformation] = filter.blocks(TRANSFORMATION).items;
  return transformation === undefined ? undefined : metricOf(transformation, "namespace", "name");
}

/** The metrics that an alarm reads: its own, or those of its queries. Those with dimensions are none of a filter's. */
function metricsOfAlarm(alarm: Resource): readonly Metric[] {
  const single = metricOf(alarm, "namespace", "metric_name");
  const queried = alarm
    .blocks("metric_query.metric")
    .items.flatMap((metric) => metricOf(metric, "namespace", "metric_name") ?? []);
  return single === undefined ? queried : [single, ...queried];
}

function metricOf(from: Attributes, namespacePath: string, namePath: string): Metric | undefined {
  const [namespace, name] = [from.get(namespacePath), from.get(namePath)];
  const texts = [namespace, name].map(patternOf);
  return isUnset(name) || texts[0] === undefined || texts[1] === undefined
    ? undefined
    : { namespace: texts[0], name: texts[1], exact: namespace.kind === "known" && name.kind === "known" };
}

/** How filters and alarms of a graph go together. */
export interface Metrics {
  /** The alarms on each filter's metric, by reference or by name. */
  readonly readers: ReadonlyMap<Resource, readonly Resource[]>;
  /** Each filter with the metric that it writes. */
  readonly written: readonly { readonly filter: Resource; readonly metric: Metric }[];
  /** The metrics that each alarm reads. */
  readonly read: ReadonlyMap<Resource, readonly Metric[]>;
}

const cache = new WeakMap<Graph, Metrics>();

/** Brings filters and alarms together; once for a graph. */
export function metricsOf(graph: Graph): Metrics {
  const metrics = cache.get(graph) ?? join(graph);
  cache.set(graph, metrics);
  return metrics;
}

function join(graph: Graph): Metrics {
  const readers = new Map<Resource, Resource[]>();
  const byName = new Map<string, Resource[]>();
  const written = graph.resources(FILTER).flatMap((filter) => {
    readers.set(filter, []);
    const metric = metricOfFilter(filter);
    if (metric === undefined) {
      return [];
    }
    byName.set(nameOf(metric), [...(byName.get(nameOf(metric)) ?? []), filter]);
    return [{ filter, metric }];
  });
  const read = new Map(graph.resources(ALARM).map((alarm) => [alarm, metricsOfAlarm(alarm)]));
  for (const [alarm, metrics] of read) {
    const named = metrics.flatMap((metric) => byName.get(nameOf(metric)) ?? []);
    for (const filter of new Set([...named, ...filtersReferredBy(graph, alarm)])) {
      readers.get(filter)?.push(alarm);
    }
  }
  return { readers, written, read };
}

/** One text for a metric. */
export function nameOf({ namespace, name }: Metric): string {
  return `${namespace} ${name}`;
}

/** The filters whose metric an alarm names by reference rather than by text. */
function filtersReferredBy(graph: Graph, alarm: Resource): readonly Resource[] {
  const edges = ["metric_name", "metric_query"].flatMap((path) => graph.referencesOf(alarm, path));
  return edges.flatMap(({ to }) => (to.type === FILTER ? [to] : []));
}

/** Whether an alarm does something when it goes off: `yes`, `no`, or why that cannot be told. */
export function actingOf(
  graph: Graph,
  alarm: Resource,
): { readonly acts: "yes" | "no" | "unknown"; readonly reason: string; readonly attribute: string } {
  const enabled = alarm.get("actions_enabled");
  if (asText(enabled) === "false") {
    return { acts: "no", reason: "actions_enabled is false", attribute: "actions_enabled" };
  }
  const attribute = "alarm_actions";
  const { items, unknown } = alarm.list(attribute);
  const referred = graph.referencesOf(alarm, attribute);
  const wrong = referred.find(({ to }) => to.type.startsWith("random_"));
  if (wrong !== undefined) {
    return { acts: "no", reason: `${attribute} comes from ${wrong.to.address}, which does nothing`, attribute };
  }
  if (enabled.kind === "unknown" && !isUnset(enabled)) {
    return {
      acts: "unknown",
      reason: `actions_enabled cannot be told: ${enabled.reason}`,
      attribute: "actions_enabled",
    };
  }
  if (referred.length > 0 || items.some(({ kind }) => kind !== "absent")) {
    return { acts: "yes", reason: `${attribute} is set`, attribute };
  }
  const composite = graph
    .referrersOf(alarm)
    .find(({ from, path }) => from.type === "aws_cloudwatch_composite_alarm" && path[0] === "alarm_rule");
  return composite !== undefined
    ? { acts: "yes", reason: `${composite.from.address} acts on it`, attribute }
    : unknown !== undefined && !isUnset(unknown)
      ? { acts: "unknown", reason: `${attribute} cannot be told: ${unknown.reason}`, attribute }
      : { acts: "no", reason: `${attribute} is empty`, attribute };
}
