import { selectedControls } from "../../guardrails/registry";
import { drawingOf } from "../diagram/draw";
import { mermaidOf } from "../diagram/mermaid";
import { svgOf } from "../diagram/svg";
import { controlResults } from "../facts/control-results";
import { rolesOf } from "../facts/roles";
import { storesOf } from "../facts/stores";
import { pageOf } from "./page";
import type { PageAssets, ReportSubject } from "./subject";

/** The files of a report, by their names. */
export interface ReportFiles {
  readonly "report.html": string;
  readonly "diagram.svg": string;
  readonly "diagram.mmd": string;
}

/** Makes the report of an environment: the same subject and assets give the same bytes. */
export async function reportFiles(subject: ReportSubject, assets: PageAssets): Promise<ReportFiles> {
  const { graph, network, flows, environment, judgement } = subject;
  const roles = rolesOf(graph);
  const stores = storesOf(graph, roles, flows);
  const run = new Set(judgement.evaluations.map(({ control }) => control));
  const selected = selectedControls();
  const controls = [...selected, ...[...run].filter((control) => !selected.includes(control))].filter(
    ({ kind }) => kind !== "change" || graph.kind === "plan",
  );
  const results = controlResults(judgement, controls);
  const drawing = drawingOf({
    title: subject.title,
    graph,
    network,
    flows,
    needed: environment?.needed,
    comparison: environment?.comparison,
  });
  const svg = await svgOf(drawing);
  return {
    "report.html": pageOf({ ...subject, roles, stores, results }, drawing, svg, assets),
    "diagram.svg": svg,
    "diagram.mmd": mermaidOf(drawing),
  };
}
