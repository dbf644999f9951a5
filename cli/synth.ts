import { parseArgs } from "node:util";
import { isForUsers, PROJECT_FOLDERS, type SynthesisResult, synthesizeProject } from "./project";
import { summary } from "./summary";
import { REAL_WORLD, type World } from "./world";

const USAGE = `Usage: npm run synth [-- ENVIRONMENT… --json]

Reads environments/*.yaml and writes Terraform to cdktf.out; all environments, or those named.
With --json it prints what was made as data.`;

/** What is to be synthesized, and how it is told. */
export interface SynthOptions {
  /** The environments; all when empty. */
  readonly names: readonly string[];
  readonly json: boolean;
}

/** Synthesizes and tells. Returns the exit code: 0 done, 1 something is wrong and nothing was written. */
export function runSynth({ names, json }: SynthOptions, world: World = REAL_WORLD): 0 | 1 {
  const started = performance.now();
  try {
    const result = synthesizeProject(names, PROJECT_FOLDERS, world.today);
    world.print(`${json ? asJson(result) : summary(result, performance.now() - started, world.colours)}\n`);
    return 0;
  } catch (error) {
    if (isForUsers(error)) {
      world.complain(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** `npm run synth`: the same with arguments of its own. Returns the exit code. */
export function synthCommand(args: readonly string[], world: World = REAL_WORLD): number {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, json: { type: "boolean" } },
    });
    if (values.help) {
      world.print(`${USAGE}\n`);
      return 0;
    }
    return runSynth({ names: positionals, json: values.json === true }, world);
  } catch (error) {
    if (isUsageError(error)) {
      world.complain(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** Without the time that it took: the same input gives the same data. */
function asJson({ stacks, changes, judgement }: SynthesisResult): string {
  const findings = judgement.findings.map(({ severity, rule, stack, address }) => ({
    severity,
    control: rule.id,
    stack,
    address,
  }));
  return JSON.stringify({ stacks, written: changes.written, removed: changes.removed, findings }, null, 2);
}

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
