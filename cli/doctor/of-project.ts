import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { loadEnvironments } from "../../config/load";
import { ConfigurationError } from "../../config/problems";
import { isStateFile } from "../../stacks/output-folder";
import type { Examination, Machine } from "./examination";

/** How many files are named before the rest is counted. */
const SHOWN = 3;

/** All environments, as synthesis reads them. */
export function environments({ root }: Machine): Examination {
  const base = { id: "environments", what: "environments" };
  const folder = join(root, "environments");
  try {
    const names = loadEnvironments(folder).map(({ environment }) => environment.name);
    return { ...base, status: "ok", found: `${names.length}, all valid: ${names.join(", ")}` };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    const [first] = error.problems;
    const place = first === undefined ? "" : relative(root, first.file).replaceAll("\\", "/");
    const line = first?.line === undefined ? "" : `:${first.line}`;
    const count = error.problems.length === 1 ? "1 problem" : `${error.problems.length} problems`;
    return {
      ...base,
      status: "problem",
      found: `${count}, first: ${place}${line}  ${first?.message ?? ""}`,
      advice: "npm run synth tells all of them; help/errors.md explains",
    };
  }
}

/** cdktf-cli deletes folders of cdktf.out that it does not know any more, with all that lies in them. */
export function stateInOutput({ root }: Machine): Examination {
  const base = { id: "state-in-output", what: "state in cdktf.out" };
  const files = stateFiles(join(root, "cdktf.out")).map((file) => relative(root, file).replaceAll("\\", "/"));
  return files.length === 0
    ? { ...base, status: "ok", found: "none" }
    : {
        ...base,
        status: "problem",
        found: `${listed(files)}; cdktf-cli deletes folders there`,
        advice:
          "move the state away, by terraform init -migrate-state after the backend is set, or destroy what it describes",
      };
}

function stateFiles(folder: string): string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      // What Terraform keeps in .terraform is about the backend, without resources.
      return entry.isDirectory()
        ? entry.name === ".terraform"
          ? []
          : stateFiles(path)
        : isStateFile(entry.name)
          ? [path]
          : [];
    })
    .sort();
}

/** States and plans hold secrets: they belong into no repository. */
export function gitIgnores({ root, run }: Machine): Examination {
  const base = { id: "git-ignores-state", what: "Git and state" };
  if (run("git", ["-C", root, "rev-parse", "--is-inside-work-tree"])?.status !== 0) {
    return { ...base, status: "note", found: "no Git repository, so nothing is asked of it" };
  }
  const tracked = run("git", ["-C", root, "ls-files", "--", "*.tfstate", "*.tfstate.*", "*.tfplan"])?.stdout.trim();
  if (tracked !== undefined && tracked !== "") {
    return {
      ...base,
      status: "problem",
      found: `Git keeps ${listed(tracked.split("\n"))}, which hold secrets`,
      advice: "git rm --cached them, change the secrets in them, and take them out of the history",
    };
  }
  const shown = SENSITIVE.filter((file) => run("git", ["-C", root, "check-ignore", "-q", "--", file])?.status !== 0);
  return shown.length === 0
    ? { ...base, status: "ok", found: "states and plans are ignored" }
    : {
        ...base,
        status: "problem",
        found: `Git does not ignore ${shown.join(", ")}`,
        advice: "add *.tfstate, *.tfstate.*, *.tfplan and cdktf.out/ to .gitignore",
      };
}

/** Where states and plans come to lie. */
const SENSITIVE = [
  "terraform.seccfn.tfstate",
  "terraform.seccfn.tfstate.backup",
  "plan.tfplan",
  "cdktf.out/stacks/seccfn/plan.json",
];

function listed(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return `${files.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
