import { counted } from "../../guardrails/report/report";
import { asNumber, asText, type Graph, patternOf, type Resource } from "../../model";
import { byText } from "../text";

/** An alarm: what raises it, whom it tells, and where to read on. */
export interface Alarm {
  readonly resource: Resource;
  readonly name: string | undefined;
  /** Its description, without where to read on. */
  readonly meaning: string;
  /** `CPUUtilization ≥ 85, in 3 of 3 periods of 5 minutes`. */
  readonly raised: string;
  /** What it notifies, by address or ARN. */
  readonly tells: readonly string[];
  /** The anchor of its section in the runbooks. */
  readonly runbook: string | undefined;
}

const RUNBOOK = /\s*Runbook: help\/runbooks\.md#([a-z0-9-]+)\s*$/;

/** All alarms, by their names. */
export function alarmsOf(graph: Graph): readonly Alarm[] {
  return graph
    .resources("aws_cloudwatch_metric_alarm")
    .map((resource) => {
      const description = patternOf(resource.get("alarm_description")) ?? "";
      const [, runbook] = RUNBOOK.exec(description) ?? [];
      return {
        resource,
        name: patternOf(resource.get("alarm_name")),
        meaning: description.replace(RUNBOOK, ""),
        raised: raisedWhen(resource),
        tells: tellsWhom(graph, resource),
        runbook,
      };
    })
    .sort((a, b) => byText(a.resource.label, b.resource.label));
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "≤",
};

function raisedWhen(alarm: Resource): string {
  const queries = alarm.blocks("metric_query").items;
  const returned = queries.find((query) => asText(query.get("return_data")) === "true") ?? queries[0];
  const metric =
    patternOf(alarm.get("metric_name")) ??
    asText(returned?.get("label") ?? alarm.get("label")) ??
    asText(returned?.get("expression") ?? alarm.get("expression")) ??
    "a metric";
  const comparison = asText(alarm.get("comparison_operator")) ?? "";
  const threshold = asText(alarm.get("threshold"));
  const of = asNumber(alarm.get("evaluation_periods")) ?? 1;
  const among = asNumber(alarm.get("datapoints_to_alarm")) ?? of;
  const seconds = asNumber(alarm.get("period")) ?? asNumber(returned?.get("period") ?? alarm.get("period"));
  const statistic = asText(alarm.get("statistic")) ?? asText(alarm.get("extended_statistic"));
  const what = `${statistic === undefined ? "" : `${statistic} of `}${metric} ${COMPARISONS[comparison] ?? comparison} ${threshold ?? "(not known)"}`;
  return `${what}, in ${among === of ? counted(of, "period") : `${among} of ${counted(of, "period")}`}${seconds === undefined ? "" : ` of ${timeText(seconds)}`}`;
}

/** `5 minutes`. */
function timeText(seconds: number): string {
  if (seconds % 86_400 === 0) {
    return counted(seconds / 86_400, "day");
  }
  return seconds % 3600 === 0
    ? counted(seconds / 3600, "hour")
    : seconds % 60 === 0
      ? counted(seconds / 60, "minute")
      : counted(seconds, "second");
}

function tellsWhom(graph: Graph, alarm: Resource): readonly string[] {
  const referred = graph.referencesOf(alarm, "alarm_actions").map(({ to }) => to.label);
  const texts = alarm.list("alarm_actions").items.flatMap((item) => asText(item) ?? []);
  return [...new Set([...referred, ...texts])].sort(byText);
}
