import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionArchives } from "../cli/function-archives";
import type { Environment } from "../config/environment";
import { loadEnvironments } from "../config/load";
import { synthesizeEnvironments } from "../stacks/synthesize";

/** What is told of a run: its synthesis, without the start of the process, and the process's memory. */
export interface CopiesResult {
  readonly milliseconds: number;
  readonly peakMib: number;
}

// Synthesizes so many copies of an environment in one process: `copies.ts <environment> <number>`.
const [name = "", count = "1"] = process.argv.slice(2);
const [loaded] = loadEnvironments("environments", [name]);
if (loaded === undefined) {
  throw new Error(`there is no environment ${name}`);
}
const environments = Array.from({ length: Number(count) }, (_, index) => copyOf(loaded.environment, index));
const archives = functionArchives();
const outdir = mkdtempSync(join(tmpdir(), "seccfn-copies-"));
try {
  const started = performance.now();
  synthesizeEnvironments(environments, archives, outdir);
  const milliseconds = performance.now() - started;
  const result: CopiesResult = { milliseconds, peakMib: process.resourceUsage().maxRSS / 1024 };
  console.log(JSON.stringify(result));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

/** An environment like another, with a name, an account and a prefix of its own. */
function copyOf(environment: Environment, index: number): Environment {
  return {
    ...environment,
    name: `${environment.name}-${index}`,
    account: String(100_000_000_000 + index),
    naming: { ...environment.naming, prefix: `${environment.naming.prefix}${index}` },
  };
}
