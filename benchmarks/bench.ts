import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CopiesResult } from "./copies";
import { compareControls, compareWithCheckov, compareWithoutControls } from "./guardrails";
import { inTurn, median, type Program, ProgramError, run, timeOf } from "./measure";
import { asMarkdown, asText, atMost, information, type Row } from "./report";
import { compareHelpWithNode } from "./start";
import { compareWithStock } from "./stock";
import { ENVIRONMENT, launched, Workshop } from "./workshop";

const USAGE = `Usage: npm run bench [-- --runs N] [--tests] [--strict] [--checkov PATH]

Measures the program against its bounds and writes help/benchmarks.md.
  --runs N   how often each program runs; programs of several seconds run fewer times (default 15)
  --tests    measures npm test too
  --checkov PATH   measures Checkov's program, too (pip install checkov==3.3.30 into a venv)
  --strict   exit code 1 when a bound is exceeded`;

/** What the project promises; changing one is a decision. */
const BOUNDS = {
  helpToNode: 2,
  warmToEmpty: 2.5,
  stockToWarm: 15,
  editedToWarm: 2,
  allToOne: 4,
  hundredToTen: 1.2,
  testSeconds: 60,
} as const;

/** The launcher tells where the entry is, whichever folder it is called from. */
const PROJECT = resolve(process.argv[1] ?? "benchmarks/bench.ts", "..", "..");
const SYNTH = "cli/main.ts";
const EMPTY = "benchmarks/empty.ts";

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "15" },
      tests: { type: "boolean", default: false },
      checkov: { type: "string" },
      strict: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const runs = Number(values.runs);
  if (values.help || !Number.isInteger(runs) || runs < 1) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const [load = 0] = loadavg();
  const { version: node, platform } = process;
  const circumstances = { date: new Date(), node, platform, cores: availableParallelism(), runs, load };
  const rows = measure(runs, values.tests, values.checkov);
  writeFileSync(join(PROJECT, "help", "benchmarks.md"), asMarkdown(rows, circumstances));
  console.log(asText(rows));
  process.exitCode = values.strict && rows.some(({ verdict }) => verdict === "over") ? 1 : 0;
}

function measure(runs: number, withTests: boolean, checkov: string | undefined): Row[] {
  const workshop = new Workshop(PROJECT);
  const few = Math.ceil(runs / 5);
  try {
    const warm = launched(workshop.copy("warm"), SYNTH);
    const steps = [
      () => [compareHelpWithNode(warm.cwd, runs, BOUNDS.helpToNode)],
      () => compareWithEmpty(workshop, warm, runs),
      () => [compareWithStock(workshop, warm, few, BOUNDS.stockToWarm)],
      () => [compareWithEdited(workshop, warm, runs)],
      () => [compareWithAll(workshop, warm, runs)],
      () => compareCopies(warm.cwd, few),
      () => [compareWithStackTraces(workshop, warm, runs)],
      () => [compareWithCold(workshop, warm, few)],
      () => [compareWithoutControls(workshop, warm, runs, SYNTH)],
      () => compareControls(PROJECT, workshop, few),
      () => compareWithCheckov(PROJECT, workshop, checkov, few),
      () => [testCommand(withTests)],
    ];
    return steps.flatMap((step, index) => {
      console.error(`measuring, step ${index + 1} of ${steps.length}`);
      return step();
    });
  } finally {
    workshop.remove();
  }
}

/** The bound is on the empty program without the launcher; with it, for information, both have their code compiled. */
function compareWithEmpty(workshop: Workshop, warm: Program, runs: number): Row[] {
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const outfile = join(workshop.root, "empty.cjs");
  const entryPoints = [join(warm.cwd, EMPTY)];
  buildSync({ entryPoints, outfile, bundle: true, platform: "node", target: "node20", logLevel: "silent" });
  const empty: Program = { file: process.execPath, args: [outfile], cwd: workshop.root };
  const times = inTurn(runs, {
    warm: timeOf(warm),
    empty: timeOf(empty),
    launchedEmpty: timeOf(launched(warm.cwd, EMPTY)),
  });
  return [
    atMost("warm / empty cdktf program", times.warm, times.empty, BOUNDS.warmToEmpty),
    information("warm / empty cdktf program, by the launcher too", times.warm, times.launchedEmpty),
  ];
}

/** Each run follows an edit that changes what is executed: a comment would leave the bundle as it is. */
function compareWithEdited(workshop: Workshop, warm: Program, runs: number): Row {
  const root = workshop.copy("edited");
  const file = join(root, "stacks", "synthesize.ts");
  const prepare = (count: number) => appendFileSync(file, `\nprocess.env.SECCFN_EDIT = "${count}";\n`);
  const times = inTurn(runs, { warm: timeOf(warm), edited: timeOf({ ...launched(root, SYNTH), prepare }) });
  return atMost("after an edit of one source file / warm", times.edited, times.warm, BOUNDS.editedToWarm);
}

function compareWithAll(workshop: Workshop, warm: Program, runs: number): Row {
  const all = launched(workshop.copyWithAll("all"), SYNTH);
  const times = inTurn(runs, { all: timeOf(all), warm: timeOf(warm) });
  return atMost("all five environments / seccfn alone", times.all, times.warm, BOUNDS.allToOne);
}

function compareWithStackTraces(workshop: Workshop, warm: Program, runs: number): Row {
  const root = workshop.copy("stack-traces");
  const file = join(root, "stacks", "stack-traces.ts");
  writeFileSync(file, "export function withoutStackTraces<T>(build: () => T): T {\n  return build();\n}\n");
  const times = inTurn(runs, { warm: timeOf(warm), traced: timeOf(launched(root, SYNTH)) });
  return information("with cdktf's stack traces / warm (without)", times.traced, times.warm);
}

function compareWithCold(workshop: Workshop, warm: Program, runs: number): Row {
  const root = workshop.copy("cold");
  const prepare = () => rmSync(join(root, ".cache"), { recursive: true, force: true });
  const times = inTurn(runs, { warm: timeOf(warm), cold: timeOf({ ...launched(root, SYNTH), prepare }) });
  return information("first start, nothing cached / warm", times.cold, times.warm);
}

/** Copies of the environment in one process: each must not cost more because there are more of them. */
function compareCopies(root: string, runs: number): Row[] {
  const copies = (count: number) => (): CopiesResult =>
    JSON.parse(run(launched(root, "benchmarks/copies.ts", ENVIRONMENT, String(count))).stdout);
  const { one, ten, hundred } = inTurn(runs, { one: copies(1), ten: copies(10), hundred: copies(100) });
  return (["milliseconds", "peakMib"] as const).map((key) => {
    const [cost1 = 0, cost10 = 0, cost100 = 0] = [one, ten, hundred].map((list) =>
      median(list.map((made) => made[key])),
    );
    return copiesRow(key, cost1, cost10, cost100);
  });
}

/** What a process has anyway makes many copies look cheap, so the cost of one more is told beside it. */
function copiesRow(key: keyof CopiesResult, cost1: number, cost10: number, cost100: number): Row {
  const [quantity, unit] = key === "milliseconds" ? ["time", "ms"] : ["peak memory", "MiB"];
  const ratio = cost100 / 100 / (cost10 / 10);
  const share = `${(cost100 / 100).toFixed(1)} / ${(cost10 / 10).toFixed(1)} ${unit}`;
  const further = `${((cost100 - cost10) / 90).toFixed(1)} / ${((cost10 - cost1) / 9).toFixed(1)} ${unit}`;
  return {
    what: `${quantity} of a copy, 100 / 10 copies in one process`,
    measured: `${ratio.toFixed(2)} (${share}; one more: ${further})`,
    bound: `≤ ${BOUNDS.hundredToTen}`,
    verdict: ratio <= BOUNDS.hundredToTen ? "held" : "over",
  };
}

/** Runs in the project itself, whose caches it may use, as whoever develops it does. */
function testCommand(isWanted: boolean): Row {
  const row = { what: "npm test", bound: `≤ ${BOUNDS.testSeconds} s` };
  if (!isWanted) {
    return { ...row, measured: "", verdict: "not measured" };
  }
  try {
    const seconds = run({ file: "npm", args: ["test"], cwd: PROJECT }).milliseconds / 1000;
    return { ...row, measured: `${seconds.toFixed(1)} s`, verdict: seconds <= BOUNDS.testSeconds ? "held" : "over" };
  } catch (error) {
    if (error instanceof ProgramError) {
      return { ...row, measured: error.message, verdict: "skipped" };
    }
    throw error;
  }
}
