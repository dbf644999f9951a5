import { join } from "node:path";
import pc from "picocolors";
import type { Judgement } from "../guardrails/judge";
import { counted } from "../guardrails/report/report";
import type { SynthesizedStack } from "../stacks/synthesize";
import { guardLines } from "./guard";
import { PROJECT_FOLDERS, type SynthesisResult } from "./project";

type Colours = ReturnType<typeof pc.createColors>;

const HEADINGS = ["environment", "stack", "account", "region", "resources", "outputs", "where"] as const;
const RIGHT_ALIGNED = new Set<string>(["resources", "outputs"]);

/** What is printed after a run: a table of stacks, lowerings with their reasons, and what to do next. */
export function summary(
  { stacks, changes, judgement }: SynthesisResult,
  milliseconds: number,
  isColoured = pc.isColorSupported,
): string {
  const colours = pc.createColors(isColoured);
  const written = changes.written.length;
  const removed = changes.removed.length;
  const state =
    written + removed === 0
      ? "nothing changed"
      : `${counted(written, "file")} written${removed === 0 ? "" : `, ${removed} removed`}`;
  return [
    table(stacks.map(row), colours),
    "",
    `${colours.green("✓")} ${counted(stacks.length, "stack")} in ${Math.round(milliseconds)} ms, ${state}`,
    ...lowerings(stacks, colours),
    ...guardrails(judgement, colours),
    ...notices(stacks, colours),
    "",
    ...nextSteps(stacks),
  ].join("\n");
}

function row({ environment, name, account, region, resources, outputs }: SynthesizedStack): string[] {
  return [
    environment,
    name,
    account,
    region,
    `${resources}`,
    `${outputs}`,
    join(PROJECT_FOLDERS.output, "stacks", name),
  ];
}

function table(rows: readonly (readonly string[])[], colours: Colours): string {
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return RIGHT_ALIGNED.has(HEADINGS[column] ?? "") ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [colours.bold(line(HEADINGS)), ...rows.map(line)].join("\n");
}

function lowerings(stacks: readonly SynthesizedStack[], colours: Colours): string[] {
  const found = stacks.flatMap(({ name, lowerings: messages }) => messages.map((message) => `  ${name}: ${message}`));
  return found.length === 0
    ? []
    : [
        "",
        colours.yellow(`! ${counted(found.length, "setting")} lower${found.length === 1 ? "s" : ""} security:`),
        ...found,
      ];
}

function notices(stacks: readonly SynthesizedStack[], colours: Colours): string[] {
  const found = stacks.flatMap(({ environment, notices: of }) =>
    of.flatMap(({ message, json }) => [
      `  ${environment}: ${message}`,
      ...(json === undefined ? [] : json.split("\n").map((line) => `    ${line}`)),
    ]),
  );
  return found.length === 0 ? [] : ["", colours.yellow("! Before you apply:"), ...found];
}

function guardrails(judgement: Judgement, colours: Colours): string[] {
  const [first, ...lines] = guardLines(judgement);
  return first === undefined ? [] : ["", colours.yellow(`! ${first}`), ...lines];
}

function nextSteps(stacks: readonly SynthesizedStack[]): string[] {
  const [first] = stacks;
  if (first === undefined) {
    return [];
  }
  const folder = join(PROJECT_FOLDERS.output, "stacks", first.name);
  const together = stacks.filter(({ environment }) => environment === first.environment).map(({ name }) => name);
  return [
    "Next:",
    `  npx cdktf diff ${first.name}    what would change in account ${first.account}`,
    `  npx cdktf deploy ${together.join(" ")}`,
    `or without Node: cd ${folder} && terraform init && terraform plan`,
  ];
}
