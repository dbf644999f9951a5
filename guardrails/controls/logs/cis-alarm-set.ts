import { asText, type Graph, patternOf, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isSurelyMade } from "../../support/presence";
import { CIS_ITEMS, type CisItem, watches } from "./cis-filters";
import { actingOf, FILTER, metricsOf } from "./metrics";

const TRAIL = "aws_cloudtrail";
const GROUP = "cloud_watch_logs_group_arn";
const NAME = "log_group_name";

/** The log groups that trails write to: resources, and names where they are elsewhere. */
function trailGroups(graph: Graph): { readonly resources: ReadonlySet<Resource>; readonly names: ReadonlySet<string> } {
  const trails = graph.resources(TRAIL);
  const resources = trails.flatMap((trail) => graph.referencesOf(trail, GROUP).map(({ to }) => to));
  const names = trails.flatMap((trail) => /:log-group:([^:]+)/.exec(asText(trail.get(GROUP)) ?? "")?.[1] ?? []);
  return { resources: new Set(resources), names: new Set(names) };
}

/** The filters on trails' events, and whether there may be others of which it cannot be told. */
function trailFilters(graph: Graph): { readonly filters: readonly Resource[]; readonly open: readonly Resource[] } {
  const groups = trailGroups(graph);
  const [filters, open]: [Resource[], Resource[]] = [[], []];
  for (const filter of graph.resources(FILTER)) {
    const value = filter.get(NAME);
    const referred = graph.referencesOf(filter, NAME);
    if (referred.some(({ to }) => groups.resources.has(to)) || groups.names.has(patternOf(value) ?? "")) {
      (isSurelyMade(filter) ? filters : open).push(filter);
    } else if (referred.length === 0 && value.kind === "unknown") {
      open.push(filter);
    }
  }
  return { filters, open };
}

function judgeItem(graph: Graph, item: CisItem, filters: readonly Resource[], open: readonly Resource[]): Verdict {
  const title = `${item.cis} ${item.watches}`;
  const patterns = filters.map((filter) => filter.get("pattern"));
  const found = filters.filter((_, index) => watches(asText(patterns[index] ?? { kind: "absent" }) ?? "", item));
  const alarms = found.flatMap((filter) => metricsOf(graph).readers.get(filter) ?? []);
  const acting = alarms.filter((alarm) => isSurelyMade(alarm)).map((alarm) => actingOf(graph, alarm));
  if (acting.some(({ acts }) => acts === "yes")) {
    return pass(`${title}: watched`);
  }
  if (
    open.length > 0 ||
    acting.length < alarms.length ||
    patterns.some(({ kind }) => kind === "unknown") ||
    acting.some(({ acts }) => acts === "unknown")
  ) {
    return unknown(`${title}: it cannot be told whether they are watched`);
  }
  const lacks =
    found.length === 0
      ? "no metric filter on the trail's log group finds all of them"
      : alarms.length === 0
        ? `no alarm reads the metric of ${found[0]?.address}`
        : `${alarms[0]?.address}: ${acting[0]?.reason}`;
  return fail(`${title}: ${lacks}`);
}

export const cisAlarmSet = control({
  kind: "environment",
  id: "cis-alarm-set",
  title: "The fifteen alarms of CIS watch the trail",
  severity: "medium",
  why: "Root at work, keys scheduled for deletion, trails stopped, networks opened: each is in the trail at once, and is found at once only where an alarm looks for it.",
  fix: {
    yaml: "monitoring.cisAlarms: true",
    terraform:
      "For each item add an `aws_cloudwatch_log_metric_filter` on the trail's log group with CIS's pattern, an `aws_cloudwatch_metric_alarm` on its metric, and a topic as `alarm_actions`.",
  },
  references: {
    cis: { v3: CIS_ITEMS.map(({ cis }) => cis), v5: CIS_ITEMS.map(({ cis }) => cis) },
    fsbp: [
      "CloudWatch.2",
      "CloudWatch.3",
      "CloudWatch.1",
      ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((number) => `CloudWatch.${number}`),
    ],
    nist: ["AC", "AU", "CA", "CM", "SI"],
    trivy: [
      ...[147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160].map((number) => `AWS-0${number}`),
      "AWS-0174",
    ],
  },
  types: [TRAIL],
  evaluate: (graph) => {
    // A trail that sends nothing to CloudWatch Logs is said by `trail-to-cloudwatch`.
    const trail = graph
      .resources(TRAIL)
      .find((one) => one.get(GROUP).kind !== "absent" && asText(one.get(GROUP)) !== "");
    if (trail === undefined) {
      return [];
    }
    const { filters, open } = trailFilters(graph);
    return CIS_ITEMS.map((item) => ({ ...judgeItem(graph, item, filters, open), resource: trail }));
  },
});
