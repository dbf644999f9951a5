import { median } from "./measure";

/** One line of the report. */
export interface Row {
  readonly what: string;
  /** Only what was measured in this run. */
  readonly measured: string;
  /** What must not be exceeded, or must be reached. */
  readonly bound?: string;
  readonly verdict: Verdict;
}

export type Verdict = "held" | "over" | "information" | "not measured" | "skipped";

/** A row about times that must be at most so many times others. */
export function atMost(what: string, times: readonly number[], others: readonly number[], bound: number): Row {
  const ratio = median(times) / median(others);
  return { ...information(what, times, others), bound: `≤ ${bound}`, verdict: ratio <= bound ? "held" : "over" };
}

/** A row about times that must be at least so many times others. */
export function atLeast(what: string, times: readonly number[], others: readonly number[], bound: number): Row {
  const ratio = median(times) / median(others);
  return { ...information(what, times, others), bound: `≥ ${bound}`, verdict: ratio >= bound ? "held" : "over" };
}

/** A row about how many times others times are. */
export function information(what: string, times: readonly number[], others: readonly number[]): Row {
  const [mine, theirs] = [median(times), median(others)];
  const measured = `${(mine / theirs).toFixed(2)} (${Math.round(mine)} / ${Math.round(theirs)} ms)`;
  return { what, measured, verdict: "information" };
}

/** Under which circumstances the figures came about. */
export interface Circumstances {
  readonly date: Date;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly runs: number;
  /** How many processes wanted a core in the minute before. */
  readonly load: number;
}

const HEADER = ["What", "Measured", "Bound", ""] as const;

/** The rows as a table of plain text. */
export function asText(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The page for `help/`. */
export function asMarkdown(rows: readonly Row[], circumstances: Circumstances): string {
  const { date, node, platform, cores, runs, load } = circumstances;
  const table = [["What", "Measured", "Bound", "Verdict"], ["---", "---", "---", "---"], ...rows.map(cells)];
  return `# Benchmarks

Written by \`npm run bench\`. Figures are ratios of whole processes that ran in turn on the same machine, with the medians of
both in brackets; seconds alone tell little about another machine.

Measured on ${date.toISOString().slice(0, 10)} with Node ${node} on ${platform}, ${cores} cores, ${runs} runs of each, longer programs fewer.
${busy(cores, load)}
${table.map((line) => `| ${line.join(" | ")} |`).join("\n")}

- *Warm* is \`npm run synth\` of \`environments/seccfn.yaml\` with nothing changed since the last run, without npm itself.
- The *empty cdktf program* makes an app with one empty stack and synthesizes it: bundled by esbuild, run by plain Node.
- *Stock* is what \`cdktf init\` gives: \`cdktf synth\` with \`npx ts-node main.ts\`, on the same sources.
- *One more* copy is what each beyond the tenth costs, and what each of the second to the tenth does.
- Where \`NODE_EXTRA_CA_CERTS\` is set, Node 20 reads certificates at each start. Programs are measured without it, since the same
  time in both figures would make a ratio look better than it is.
- \`npm test\` is measured only by \`npm run bench -- --tests\`, once, with what its caches hold at that time.
`;
}

/** A busy machine delays what uses several threads more than what uses one, so ratios come out too high. */
function busy(cores: number, load: number): string {
  return load > cores / 2
    ? `The machine was busy with other work (load ${load.toFixed(1)}): ratios come out too high.\n`
    : "";
}

function cells({ what, measured, bound = "", verdict }: Row): [string, string, string, string] {
  return [what, measured, bound, verdict];
}
