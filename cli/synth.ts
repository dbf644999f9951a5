import { parseArgs } from "node:util";
import { isForUsers, synthesizeProject } from "./project";
import { summary } from "./summary";

const USAGE = `Usage: npm run synth [-- ENVIRONMENT…]

Reads environments/*.yaml and writes Terraform to cdktf.out; all environments, or those named.`;

/** The `synth` command. Returns the exit code: 0 done, 1 something is wrong and nothing was written. */
export function synthCommand(args: readonly string[]): number {
  const started = performance.now();
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    console.log(summary(synthesizeProject(positionals), performance.now() - started));
    return 0;
  } catch (error) {
    if (isForUsers(error) || isUsageError(error)) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
