import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTurn, type Program, ProgramError, run, timeOf, VARIABLES } from "./measure";
import { atLeast, type Row } from "./report";
import { ENVIRONMENT, type Workshop } from "./workshop";

/** What `cdktf init` installs to run TypeScript; TypeScript 5.9 is the newest that ts-node 10 was made for. */
const STOCK_PACKAGES = ["ts-node@10.9.2", "typescript@5.9.3"];

/** Options that TypeScript 5.9 does not know, and those that would let a later run do less than the first. */
const OTHER_OPTIONS = /^\s*"(?:ignoreDeprecations|incremental|tsBuildInfoFile)":.*\n/gm;

const APP = "npx ts-node main.ts";
const OUTPUT = "cdktf.out";

/** Compares with what a cdktf project does without the launcher: the same sources by cdktf-cli and ts-node. */
export function compareWithStock(workshop: Workshop, warm: Program, runs: number, bound: number): Row {
  const what = "stock cdktf synth with ts-node / warm";
  try {
    const root = install(workshop);
    const { program, remark } = stockProgram(root);
    const times = inTurn(runs, { warm: timeOf(warm), stock: timeOf(program) });
    const same = stackOf(join(root, OUTPUT)).equals(stackOf(join(warm.cwd, OUTPUT)));
    const row = atLeast(what, times.stock, times.warm, bound);
    return { ...row, measured: `${row.measured}${remark}; ${same ? "same bytes" : "OTHER BYTES"}` };
  } catch (error) {
    if (error instanceof ProgramError) {
      return { what, measured: error.message, bound: `≥ ${bound}`, verdict: "skipped" };
    }
    throw error;
  }
}

/** A copy of the project with ts-node, which the project itself does without. */
function install(workshop: Workshop): string {
  const folder = workshop.folder("stock-packages");
  writeFileSync(join(folder, "package.json"), "{}");
  run({
    file: "npm",
    args: ["install", "--no-audit", "--no-fund", "--prefer-offline", ...STOCK_PACKAGES],
    cwd: folder,
    env: process.env,
  });
  const root = workshop.copy("stock", join(folder, "node_modules"));
  const options = join(root, "tsconfig.json");
  writeFileSync(options, readFileSync(options, "utf8").replace(OTHER_OPTIONS, ""));
  return root;
}

/** cdktf-cli with ts-node; ts-node alone where cdktf-cli does not start, since its terminal is native code. */
function stockProgram(root: string): { readonly program: Program; readonly remark: string } {
  const env: NodeJS.ProcessEnv = { ...VARIABLES, CHECKPOINT_DISABLE: "1", CI: "1" };
  delete env.TF_CLI_CONFIG_FILE; // A Terraform configuration without plugins, as on some CI machines, stops cdktf-cli.
  const prepare = () => rmSync(join(root, OUTPUT), { recursive: true, force: true });
  const synth = { file: "npx", args: ["cdktf", "synth", "--app", APP, "--output", OUTPUT], cwd: root, env, prepare };
  try {
    run(synth);
    return { program: synth, remark: "" };
  } catch (error) {
    if (error instanceof ProgramError) {
      const [file = "", ...args] = APP.split(" ");
      return { program: { file, args, cwd: root, env, prepare }, remark: `; ts-node alone: ${error.message}` };
    }
    throw error;
  }
}

function stackOf(output: string): Buffer {
  return readFileSync(join(output, "stacks", ENVIRONMENT, "cdk.tf.json"));
}
