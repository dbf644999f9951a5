import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT_FOLDERS, synthesizeProject } from "../project";
import { ROOT } from "../root";
import { differencesOf, MAY_DIFFER } from "./compare";
import { MOVED } from "./packages";
import { contentOf, isFree, moveProject } from "./project";

const USAGE = `Usage: npm run cdktn [-- [--keep FOLDER] [--no-types]]

Builds the same sources with CDK Terrain (cdktn) in a folder aside, synthesizes all environments there, and compares what both
write. Needs npm's registry. With --keep the moved project stays in FOLDER, without its tests;
also where something fails, to be looked at.

Exit codes: 0 the same, 1 they differ or it does not build, 2 it could not be tried.`;

/** How long npm, the type checker or a synthesis may take, in milliseconds. */
const LONGEST = 900_000;

/** What went wrong, with the exit code that it means. */
class Stopped extends Error {
  public constructor(
    message: string,
    public readonly code: 1 | 2,
  ) {
    super(message);
  }
}

/** The `cdktn` command: whether the move to CDK Terrain changes anything. Returns the exit code. */
export function cdktnCommand(args: readonly string[]): number {
  let given: { readonly keep?: string | undefined; readonly types: boolean; readonly help: boolean };
  try {
    given = parsed(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  const aside = mkdtempSync(join(tmpdir(), "seccfn-cdktn-"));
  try {
    attempt(given.keep === undefined ? join(aside, "project") : resolve(given.keep), join(aside, "cdktf"), given.types);
    return 0;
  } catch (error) {
    if (error instanceof Stopped) {
      console.error(error.message);
      return error.code;
    }
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function parsed(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: { keep: { type: "string" }, "no-types": { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  return { keep: values.keep, types: values["no-types"] !== true, help: values.help === true };
}

function attempt(project: string, ours: string, types: boolean): void {
  if (!isFree(project)) {
    throw new Stopped(`${project}: there is something already, or nothing that it could be in; name a new folder`, 2);
  }
  moveProject(ROOT, project);
  const packages = Object.values(MOVED).filter(({ name }) => name !== "cdktn-cli");
  console.log(`packages  ${packages.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
  run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], project, "npm cannot install them", 2);
  if (types) {
    run(
      [process.execPath, "node_modules/typescript/bin/tsc", "-p", ".", "--incremental", "false"],
      project,
      "the types do not fit",
      1,
    );
    console.log("types     they fit");
  }
  run([process.execPath, "cli/run.cjs", "cli/main.ts"], project, "the synthesis fails", 1);
  synthesizeProject([], { ...PROJECT_FOLDERS, output: ours });
  const [cdktf, cdktn] = [contentOf(ours), contentOf(join(project, PROJECT_FOLDERS.output))];
  const differences = differencesOf(cdktf, cdktn);
  if (differences.length > 0) {
    throw new Stopped(`output    it differs:\n${differences.map((line) => `  ${line}`).join("\n")}`, 1);
  }
  const places = MAY_DIFFER.map(({ path }) => path.join(".")).join(" and ");
  console.log(`output    ${cdktf.size} files are the same, but for ${places}`);
}

/** Runs a program; what it says is shown where it fails. */
function run([program = "", ...args]: readonly string[], cwd: string, failure: string, code: 1 | 2): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    timeout: LONGEST,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32" && program === "npm",
  });
  if (status !== 0) {
    const said = [stdout, stderr, error?.message ?? ""]
      .map((text) => (text ?? "").trim())
      .filter((text) => text !== "");
    throw new Stopped(`${failure}:\n${said.join("\n").replaceAll(cwd, ".")}`, code);
  }
}
