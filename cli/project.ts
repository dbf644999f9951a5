import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { STACK_SUFFIXES } from "../config/account-rules";
import { datedProblems } from "../config/dated-rules";
import { chooseEnvironments, type LoadedEnvironment, loadEnvironments } from "../config/load";
import { ConfigurationError } from "../config/problems";
import type { Judgement } from "../guardrails/judge";
import { type FolderChanges, StateInTheWayError, updateFolder } from "../stacks/output-folder";
import { type SynthesizedStack, synthesizeEnvironments } from "../stacks/synthesize";
import { today } from "./check/clock";
import { functionArchives } from "./function-archives";
import { GuardrailsError, guard } from "./guard";

/** The folders of a project, relative to its root. */
export interface ProjectFolders {
  readonly environments: string;
  readonly output: string;
  /** Whether cdktf-cli called, which removes the folders of stacks that are no longer made. */
  readonly isOfCdktf?: boolean;
}

/** What a run made. */
export interface SynthesisResult {
  readonly stacks: readonly SynthesizedStack[];
  readonly changes: FolderChanges;
  /** What the controls say of it; nothing that would stop it. */
  readonly judgement: Judgement;
}

/** The folders where nothing else is said. */
export const PROJECT_FOLDERS: ProjectFolders = { environments: "environments", output: "cdktf.out" };

/**
 * Reads environments, synthesizes them aside, runs the controls over them, and brings the output folder up to date. When
 * anything is wrong, the output folder stays as it was.
 *
 * @param names the environments; all of the folder when empty
 * @param day today, by which suppressions and first days are judged; nothing that is written depends on it
 */
export function synthesizeProject(
  names: readonly string[],
  folders: ProjectFolders = PROJECT_FOLDERS,
  day: string = today(),
): SynthesisResult {
  const everything = loadEnvironments(folders.environments);
  const chosen = chooseEnvironments(folders.environments, everything, names);
  const problems = datedProblems(chosen, day);
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  const aside = mkdtempSync(join(tmpdir(), "seccfn-"));
  try {
    const stacks = synthesizeEnvironments(
      chosen.map(({ environment }) => environment),
      functionArchives(),
      aside,
    );
    const judgement = guard(aside, chosen, stacks, day);
    const kept = ownedByOthers(everything, chosen);
    mergeManifest(join(aside, MANIFEST), join(folders.output, MANIFEST), kept);
    return { stacks, judgement, changes: updateFolder(aside, folders.output, kept, folders.isOfCdktf !== true) };
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Whether an error tells a user what to mend, so that its message is enough. */
export function isForUsers(error: unknown): error is Error {
  return error instanceof ConfigurationError || error instanceof StateInTheWayError || error instanceof GuardrailsError;
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
