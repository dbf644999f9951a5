import { readFileSync } from "node:fs";
import { join } from "node:path";
import { neededFlows } from "../../cli/reach/needed-flows";
import { pageAssets } from "../../cli/report/assets";
import { judge } from "../../guardrails/judge";
import { compare, possibleFlows } from "../../guardrails/reachability/matrix";
import { networkOf } from "../../guardrails/reachability/network-of";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import { type Drawable, drawingOf } from "../../handoff/diagram/draw";
import type { Drawing } from "../../handoff/diagram/drawing";
import type { ReportSubject } from "../../handoff/report/subject";
import { type Graph, graphOfSynth } from "../../model";
import { PROJECT_ROOT, type Synthesized, synthesized, type Variant } from "./environments";

/** What a page of the project brings along. */
export const ASSETS = pageAssets(PROJECT_ROOT);

/** The graph of what was synthesized of an environment. */
export function graphOf({ stacks }: Pick<Synthesized, "stacks">): Graph {
  return graphOfSynth(Object.entries(stacks).map(([name, { json }]) => ({ name, json })));
}

/** What a diagram of an environment, or of a variant of one, is made of. */
export function drawableOf({ overrides, base, name }: Variant): Drawable {
  const made = synthesized(overrides, base);
  const graph = graphOf(made);
  const network = networkOf(graph);
  const flows = possibleFlows(network);
  const needed = neededFlows(made.environment, network);
  return { title: name, graph, network, flows, needed, comparison: compare(network, flows, needed) };
}

/** The diagram of a graph that no environment is known of. */
export function drawingOfGraph(graph: Graph): Drawing {
  const network = networkOf(graph);
  return drawingOf({ title: "test", graph, network, flows: possibleFlows(network) });
}

/** What a report of an environment, or of a variant of one, is made of. */
export function subjectOf(variant: Variant): ReportSubject {
  const { overrides, base = "seccfn" } = variant;
  const { environment } = synthesized(overrides, base);
  const { graph, network, flows, needed = [], comparison = { missing: [], unexpected: [] } } = drawableOf(variant);
  const file = `environments/${base}.yaml`;
  return {
    ...subjectOfGraph(
      graph,
      environment.name,
      environment.suppressions.map(({ fingerprint: _, ...one }) => ({ ...one, file })),
    ),
    network,
    flows,
    environment: {
      values: environment,
      file,
      yaml: readFileSync(join(PROJECT_ROOT, file), "utf8"),
      needed,
      comparison,
    },
  };
}

/** What a report of somebody else's Terraform is made of. */
export function subjectOfGraph(
  graph: Graph,
  title = "test",
  suppressions: Parameters<typeof judge>[0][number]["suppressions"] = [],
): ReportSubject {
  const network = networkOf(graph);
  const subject = { graph, expectation: {}, suppressions, approvals: [], digests: new Map<string, string>() };
  return {
    title,
    graph,
    network,
    flows: possibleFlows(network),
    judgement: judge([subject], { today: "2026-11-28", controls: selectedControls(), allControls: CONTROLS }),
    version: "0.0.0",
  };
}
