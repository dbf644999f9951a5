import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "./measure";

/** What of the project is not needed to synthesize, or made by it. */
const LEFT_OUT = new Set(["node_modules", "cdktf.out", "help", "__tests__", "coverage", "reports"]);

/** The environment that is measured; all of them together only where that is said. */
export const ENVIRONMENT = "seccfn";

/** A temporary folder for everything that a benchmark writes, so that nothing is left in the project. */
export class Workshop {
  public readonly root = realpathSync(mkdtempSync(join(tmpdir(), "seccfn-bench-")));

  public constructor(private readonly project: string) {}

  public folder(name: string): string {
    const folder = join(this.root, name);
    mkdirSync(folder);
    return folder;
  }

  /**
   * A copy of the sources with one environment.
   *
   * @param packages folders of packages that come before the project's own
   */
  public copy(name: string, ...packages: readonly string[]): string {
    const copy = this.folder(name);
    for (const entry of readdirSync(this.project).filter((found) => !(found.startsWith(".") || LEFT_OUT.has(found)))) {
      cpSync(join(this.project, entry), join(copy, entry), { recursive: true });
    }
    const environments = join(copy, "environments");
    for (const entry of readdirSync(environments).filter((found) => found !== `${ENVIRONMENT}.yaml`)) {
      rmSync(join(environments, entry), { recursive: true });
    }
    for (const folder of [...packages, join(this.project, "node_modules")]) {
      linkPackages(folder, join(copy, "node_modules"));
    }
    return copy;
  }

  /** A copy of the sources with all environments. */
  public copyWithAll(name: string): string {
    const copy = this.copy(name);
    cpSync(join(this.project, "environments"), join(copy, "environments"), { recursive: true });
    return copy;
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The launcher with an entry of a copy. */
export function launched(root: string, entry: string, ...args: readonly string[]): Program {
  return { file: process.execPath, args: [join(root, "cli", "run.cjs"), entry, ...args], cwd: root };
}

/** Links packages one by one, so that folders of packages can be laid over each other; what is there already stays. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const present = new Set(readdirSync(to));
  for (const name of readdirSync(from)) {
    if (name.startsWith("@") || name === ".bin") {
      linkPackages(join(from, name), join(to, name));
    } else if (!present.has(name)) {
      symlinkSync(join(from, name), join(to, name));
    }
  }
}
