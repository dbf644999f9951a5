import { readFileSync, writeFileSync } from "node:fs";
import { environmentJsonSchema } from "../config/json-schema";
import { configurationReference } from "../config/reference";
import { findingsJsonSchema } from "../guardrails/report/json-schema";
import { diffJsonSchema } from "../handoff/diff/report/json-schema";
import { commandReference } from "./command-reference";
import { constructReference } from "./construct-reference";
import { controlReference } from "./control-reference";
import { tryReference } from "./try-reference";

/** What generates each file, by its path relative to the project. */
export type Generators = Readonly<Record<string, () => string>>;

/** What is generated. */
export const GENERATED_FILES: Generators = {
  "help/commands.md": commandReference,
  "help/configuration.md": configurationReference,
  "help/constructs.md": () => constructReference("."),
  "help/controls.md": controlReference,
  "help/diff.schema.json": () => `${JSON.stringify(diffJsonSchema(), null, 2)}\n`,
  "help/environment.schema.json": () => `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`,
  "help/findings.schema.json": () => `${JSON.stringify(findingsJsonSchema(), null, 2)}\n`,
  "help/try.md": tryReference,
};

/** The generated files that differ from what would be generated now. */
export function staleFiles(generators: Generators = GENERATED_FILES): string[] {
  return Object.entries(generators)
    .filter(([file, generate]) => currentText(file) !== generate())
    .map(([file]) => file);
}

/** The `docs` command: writes the generated files or, with `--check`, names those that are stale. Returns the exit code. */
export function docsCommand(args: readonly string[], generators: Generators = GENERATED_FILES): number {
  const [option, ...others] = args;
  if (others.length > 0 || (option !== undefined && option !== "--check")) {
    console.error("Usage: npm run docs [-- --check]");
    return 1;
  }
  const stale = staleFiles(generators);
  if (option === "--check") {
    for (const file of stale) {
      console.error(`${file} is stale; run npm run docs`);
    }
    return stale.length === 0 ? 0 : 1;
  }
  for (const file of stale) {
    writeFileSync(file, generators[file]?.() ?? "");
    console.log(`${file} written`);
  }
  if (stale.length === 0) {
    console.log("nothing changed");
  }
  return 0;
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
