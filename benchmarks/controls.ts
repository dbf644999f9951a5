import { readFileSync, statSync } from "node:fs";
import { evaluate } from "../guardrails/evaluate";
import { selectedControls } from "../guardrails/registry";
import { readShown } from "../model";

/** What is told of a plan: the shortest times of one process, whatever else the machine does, and the process's memory. */
export interface ControlsResult {
  readonly resources: number;
  readonly mib: number;
  /** `JSON.parse` of the file, and one walk through all of it. */
  readonly parseAndWalk: number;
  /** Reading the file, the graph, and all controls. */
  readonly judged: number;
  readonly evaluations: number;
  readonly peakMib: number;
}

// Judges a plan several times in one process: `controls.ts <plan.json> <runs>`.
const [file = "", runs = "3"] = process.argv.slice(2);
const references: number[] = [];
const judgements: number[] = [];
let resources = 0;
let evaluations = 0;
for (let run = 0; run < Number(runs); run += 1) {
  references.push(timeOf(() => walk(JSON.parse(readFileSync(file, "utf8")))));
  judgements.push(
    timeOf(() => {
      const graph = readShown([file]);
      resources = graph.resources().length;
      evaluations = evaluate(graph, selectedControls()).length;
    }),
  );
}
const result: ControlsResult = {
  resources,
  mib: statSync(file).size / 1024 / 1024,
  parseAndWalk: Math.min(...references),
  judged: Math.min(...judgements),
  evaluations,
  peakMib: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(result));

function timeOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Visits every value, and counts them. */
function walk(json: unknown): number {
  if (typeof json !== "object" || json === null) {
    return 1;
  }
  let count = 1;
  for (const value of Object.values(json)) {
    count += walk(value);
  }
  return count;
}
