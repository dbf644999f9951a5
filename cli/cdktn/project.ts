import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { parseJsonText } from "../../model/files";
import { isStateFile } from "../../stacks/output-folder";
import { REWRITTEN, rewritePackage, rewriteSource, withoutTests } from "./rewrite";

/** What is made, installed or somebody's own, and what only tests are for. */
const LEFT_OUT = new Set([
  "node_modules",
  ".git",
  ".cache",
  "cdktf.out",
  "dist",
  "__tests__",
  "benchmarks",
  ".stryker-tmp",
]);

/** Development packages that the sources' types come from. */
const FOR_TYPES = /^(?:typescript|@types\/.+|@aws-sdk\/.+)$/;

/** Copies a project into a folder, as a project of CDK Terrain, without its tests. */
export function moveProject(root: string, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const name of readdirSync(root)) {
    if (!LEFT_OUT.has(name) && !isStateOrPlan(name)) {
      cpSync(join(root, name), join(into, name), { recursive: true, filter: (path) => !isStateOrPlan(path) });
    }
  }
  for (const file of filesIn(into)) {
    const path = join(into, file);
    const text = REWRITTEN.test(file) && file !== "package-lock.json" ? readFileSync(path, "utf8") : "";
    const moved = file === "package.json" ? packageText(text) : rewriteSource(text);
    if (moved !== text) {
      writeFileSync(path, moved);
    }
  }
}

/** A state may hold secrets, and so may a plan: they are nobody else's. */
function isStateOrPlan(path: string): boolean {
  return isStateFile(path) || path.endsWith(".tfplan");
}

function packageText(text: string): string {
  const json = withoutTests(rewritePackage(parseJsonText(text, "package.json")), FOR_TYPES);
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** All files below a folder by their paths, with slashes, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => file.replaceAll(sep, "/"))
    .sort();
}

/** What a folder holds. */
export function contentOf(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(filesIn(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

/** Whether something can be made there: nothing is, or an empty folder. */
export function isFree(folder: string): boolean {
  return existsSync(folder)
    ? statSync(folder).isDirectory() && readdirSync(folder).length === 0
    : existsSync(dirname(folder));
}
