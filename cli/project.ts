import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STACK_SUFFIXES } from "../config/account-rules";
import { type LoadedEnvironment, loadEnvironments } from "../config/load";
import { type FolderChanges, updateFolder } from "../stacks/output-folder";
import { type SynthesizedStack, synthesizeEnvironments } from "../stacks/synthesize";
import { functionArchives } from "./function-archives";

/** The folders of a project, relative to its root. */
export interface ProjectFolders {
  readonly environments: string;
  readonly output: string;
}

/** What a run made. */
export interface SynthesisResult {
  readonly stacks: readonly SynthesizedStack[];
  readonly changes: FolderChanges;
}

/** The folders where nothing else is said. */
export const PROJECT_FOLDERS: ProjectFolders = { environments: "environments", output: "cdktf.out" };

/**
 * Reads environments, synthesizes them aside, and brings the output folder up to date. When anything is wrong, the output
 * folder stays as it was.
 *
 * @param names the environments; all of the folder when empty
 */
export function synthesizeProject(
  names: readonly string[],
  folders: ProjectFolders = PROJECT_FOLDERS,
): SynthesisResult {
  const everything = loadEnvironments(folders.environments);
  const chosen = names.length === 0 ? everything : loadEnvironments(folders.environments, names);
  const aside = mkdtempSync(join(tmpdir(), "seccfn-"));
  try {
    const stacks = synthesizeEnvironments(
      chosen.map(({ environment }) => environment),
      functionArchives(),
      aside,
    );
    const kept = ownedByOthers(everything, chosen);
    mergeManifest(join(aside, MANIFEST), join(folders.output, MANIFEST), kept);
    return { stacks, changes: updateFolder(aside, folders.output, kept) };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** cdktf's list of stacks. */
const MANIFEST = "manifest.json";

/** Keeps the entries of stacks that stay, so that `cdktf` still finds them after a run over some environments only. */
function mergeManifest(made: string, earlier: string, kept: (stack: string) => boolean): void {
  const manifest = readManifest(made);
  const stays = existsSync(earlier)
    ? Object.entries(readManifest(earlier).stacks).filter(([stack]) => kept(stack))
    : [];
  const stacks = [...stays, ...Object.entries(manifest.stacks)].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(made, `${JSON.stringify({ ...manifest, stacks: Object.fromEntries(stacks) }, null, 2)}\n`);
}

function readManifest(path: string): { readonly stacks: Readonly<Record<string, unknown>> } {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Stacks of environments that exist but were not asked for stay as they are. */
function ownedByOthers(everything: readonly LoadedEnvironment[], chosen: readonly LoadedEnvironment[]) {
  const others = everything.filter(
    (loaded) => !chosen.some(({ environment }) => environment.name === loaded.environment.name),
  );
  const theirs = new Set(
    others.flatMap(({ environment: { name } }) => [name, ...STACK_SUFFIXES.map((suffix) => `${name}-${suffix}`)]),
  );
  return (stack: string) => theirs.has(stack);
}
