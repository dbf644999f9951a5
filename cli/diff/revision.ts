import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ModelError } from "../../model";
import { objectOf, textOf } from "../../model/json";
import { ROOT } from "../root";
import { type EnvironmentVersion, readVersion } from "./version-reader";

const ENTRY = "cli/main.ts";
const LAUNCHER = "cli/run.cjs";

/** How long a synthesis may take, in milliseconds. */
const LONGEST = 300_000;

/** The commit that a name stands for; nothing where it is none, or there is no Git. */
export function commitOf(name: string, root: string = ROOT): string | undefined {
  try {
    return git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]).trim();
  } catch {
    return undefined;
  }
}

/**
 * Synthesizes the environments of a revision by the revision's own code, in a folder aside; the working tree stays as it is.
 * It takes the packages that are installed here, so they must be those that the revision asks for.
 *
 * @throws ModelError where the revision is no such project, needs other packages, or cannot be synthesized
 */
export async function readRevision(name: string, commit: string, root: string = ROOT): Promise<EnvironmentVersion[]> {
  const aside = mkdtempSync(join(tmpdir(), "seccfn-"));
  try {
    checkOut(commit, root, aside);
    assertUsable(name, root, aside);
    symlinkSync(join(root, "node_modules"), join(aside, "node_modules"), "junction");
    synthesize(name, aside);
    return await readVersion(join(aside, "cdktf.out"));
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The files of a commit, of the project's folder where that is not the whole repository. */
function checkOut(commit: string, root: string, into: string): void {
  const prefix = git(root, ["rev-parse", "--show-prefix"]).trim();
  const tree = prefix === "" ? commit : `${commit}:${prefix}`;
  // An index of its own: the repository's is not touched.
  const env = { ...process.env, GIT_INDEX_FILE: join(into, ".index") };
  git(root, ["read-tree", tree], env);
  git(root, ["checkout-index", "--all", `--prefix=${resolve(into)}/`], env);
}

function git(root: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync("git", ["-C", root, ...args], { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
}

function assertUsable(name: string, root: string, folder: string): void {
  const missing = [LAUNCHER, ENTRY, "package.json", "environments"].filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    throw new ModelError(
      "wrong-kind",
      name,
      `that revision cannot be synthesized here: it has no ${missing.join(", ")}`,
      "check it out in a folder of its own, synthesize it there by its own command, and give its cdktf.out",
    );
  }
  const wanted = dependenciesOf(join(folder, "package.json"));
  const other = [...wanted].flatMap(([id, version]) => {
    const installed = installedVersion(root, id);
    return installed === version ? [] : [`${id} ${version} (here: ${installed ?? "not installed"})`];
  });
  if (other.length > 0) {
    throw new ModelError(
      "wrong-version",
      name,
      `that revision needs other packages than are installed here: ${other.join(", ")}`,
      `check it out (\`git worktree add ../other ${name}\`), run \`npm ci\` and \`npm run synth\` there, and give its cdktf.out`,
    );
  }
}

/** What a project needs to run; it is pinned exactly. */
function dependenciesOf(file: string): ReadonlyMap<string, string> {
  const dependencies = objectOf(objectOf(JSON.parse(readFileSync(file, "utf8"))).dependencies);
  return new Map(Object.entries(dependencies).map(([id, version]) => [id, textOf(version) ?? ""]));
}

function installedVersion(root: string, id: string): string | undefined {
  const file = join(root, "node_modules", id, "package.json");
  return existsSync(file) ? textOf(objectOf(JSON.parse(readFileSync(file, "utf8"))).version) : undefined;
}

function synthesize(name: string, folder: string): void {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [LAUNCHER, ENTRY], {
    cwd: folder,
    encoding: "utf8",
    timeout: LONGEST,
  });
  if (status !== 0) {
    const said = (stderr || stdout || error?.message || "it ended without a word").trim().replaceAll(folder, ".");
    throw new ModelError(
      "unreadable",
      name,
      `its synthesis fails:\n${said}\n`,
      "check it out and mend it there, or compare another revision",
    );
  }
}
