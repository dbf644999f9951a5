import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ControlsResult } from "./controls";
import { inTurn, type Program, ProgramError, run, timeOf } from "./measure";
import { largePlan } from "./plans";
import { atLeast, atMost, type Row } from "./report";
import { launched, type Workshop } from "./workshop";

/** What the project promises of the guardrails. */
const BOUNDS = { toParse: 4, growth: 1.2, ofSynth: 1.25, checkov: { 55: 12, 550: 15 } } as const;

/** A synthesis without controls, for comparison. */
const NO_GUARD = `export class GuardrailsError extends Error {}
export function guard(): never {
  return undefined as never;
}
export function guardLines(): string[] {
  return [];
}
`;

/** All controls on large plans: against parsing and one walk, and how time and memory grow. */
export function compareControls(project: string, workshop: Workshop, runs: number): Row[] {
  const measured = (resources: number) => controlsOn(project, planOf(project, workshop, resources), runs);
  const [small, middle, large] = [measured(100), measured(1000), measured(10_000)];
  const times = [large.judged / large.resources, middle.judged / middle.resources] as const;
  const memory = [
    (large.peakMib - middle.peakMib) / (large.resources - middle.resources),
    (middle.peakMib - small.peakMib) / (middle.resources - small.resources),
  ] as const;
  const ratio = large.judged / large.parseAndWalk;
  return [
    {
      what: `all controls on a plan of ${large.resources} resources (${large.mib.toFixed(0)} MiB) / JSON.parse and one walk`,
      measured: `${ratio.toFixed(2)} (${large.judged.toFixed(0)} / ${large.parseAndWalk.toFixed(0)} ms; ${large.evaluations} evaluations)`,
      bound: `≤ ${BOUNDS.toParse}`,
      verdict: ratio <= BOUNDS.toParse ? "held" : "over",
    },
    growthRow("time of controls per resource, 10,000 / 1,000 resources", times, "ms", 1),
    growthRow("memory of controls per further resource, to 10,000 / to 1,000", memory, "KiB", 1024),
  ];
}

/** What the controls add to a synthesis, whole processes. */
export function compareWithoutControls(workshop: Workshop, warm: Program, runs: number, synth: string): Row {
  const root = workshop.copy("without-controls");
  writeFileSync(join(root, "cli", "guard.ts"), NO_GUARD);
  const times = inTurn(runs, { warm: timeOf(warm), without: timeOf(launched(root, synth)) });
  return atMost("warm / without controls", times.warm, times.without, BOUNDS.ofSynth);
}

/** Checkov on the same plans, where somebody has installed it: `--checkov PATH`. */
export function compareWithCheckov(
  project: string,
  workshop: Workshop,
  checkov: string | undefined,
  runs: number,
): Row[] {
  return ([55, 550] as const).map((resources) => {
    const what = `Checkov on a plan of ${resources} resources / seccfn check`;
    const bound = BOUNDS.checkov[resources];
    if (checkov === undefined) {
      return { what, measured: "give --checkov PATH", bound: `≥ ${bound}`, verdict: "not measured" };
    }
    const plan = planOf(project, workshop, resources);
    const cwd = dirname(plan);
    // Both find something, and say so by their exit codes.
    const codes = [0, 1];
    const seccfn = {
      file: process.execPath,
      args: [join(project, "cli", "seccfn.cjs"), "check", "--plan", plan],
      cwd,
      codes,
    };
    const args = ["-f", plan, "--framework", "terraform_plan", "--skip-download", "--quiet", "--compact"];
    try {
      const times = inTurn(runs, { seccfn: timeOf(seccfn), checkov: timeOf({ file: checkov, args, cwd, codes }) });
      return atLeast(what, times.checkov, times.seccfn, bound);
    } catch (error) {
      if (error instanceof ProgramError) {
        return { what, measured: error.message, bound: `≥ ${bound}`, verdict: "skipped" };
      }
      throw error;
    }
  });
}

function planOf(project: string, workshop: Workshop, resources: number): string {
  const folder = join(workshop.root, "plans");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `plan-${resources}.json`);
  writeFileSync(file, JSON.stringify(largePlan(join(project, "__tests__", "fixtures", "plans"), resources)));
  return file;
}

/** Processes of their own, so that none profits from what another one has compiled; the quickest counts. */
function controlsOn(project: string, plan: string, runs: number): ControlsResult {
  const { args, ...rest } = launched(project, "benchmarks/controls.ts", plan, "5");
  // V8's helpers would wait for cores that others use, and that would be counted.
  const program = { ...rest, args: ["--single-threaded-gc", ...args] };
  const results = Array.from({ length: runs }, (): ControlsResult => JSON.parse(run(program).stdout));
  const least = (key: keyof ControlsResult) => Math.min(...results.map((result) => result[key]));
  return {
    resources: least("resources"),
    mib: least("mib"),
    parseAndWalk: least("parseAndWalk"),
    judged: least("judged"),
    evaluations: least("evaluations"),
    peakMib: least("peakMib"),
  };
}

function growthRow(what: string, [large, small]: readonly [number, number], unit: string, factor: number): Row {
  const ratio = large / small;
  return {
    what,
    measured: `${ratio.toFixed(2)} (${(large * factor).toFixed(2)} / ${(small * factor).toFixed(2)} ${unit})`,
    bound: `≤ ${BOUNDS.growth}`,
    verdict: ratio <= BOUNDS.growth ? "held" : "over",
  };
}
