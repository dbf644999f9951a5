import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

/** A stack folder that was not removed, since it holds state. */
export class StateInTheWayError extends Error {
  public override readonly name = "StateInTheWayError";

  public constructor(public readonly stateFiles: readonly string[]) {
    super(
      [
        "these folders belong to stacks that are no longer made, but hold Terraform state:",
        ...stateFiles.map((file) => `  ${file}`),
        "destroy what they describe (terraform destroy) or move the state away, then run again; nothing was written",
      ].join("\n"),
    );
  }
}

/** Whether a file is Terraform's state, or a copy of it, by its path. */
export function isStateFile(path: string): boolean {
  return /\.tfstate(?:\.|$)/.test(path);
}

/** How the output folder changed. */
export interface FolderChanges {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

const STACKS = "stacks";

/**
 * Brings an output folder to what was just synthesized: writes only files whose bytes differ, and removes what
 * is no longer made. Files that Terraform left in a stack's folder stay.
 *
 * @param made the folder that was synthesized into
 * @param target the output folder
 * @param keep stacks that were not part of this run and stay as they are
 * @param removes whether folders of stacks that are no longer made are removed; cdktf-cli does it itself, and fails where it cannot
 * @throws StateInTheWayError before anything is written, when a folder to be removed holds a state file
 */
export function updateFolder(
  made: string,
  target: string,
  keep: (stack: string) => boolean,
  removes = true,
): FolderChanges {
  const stacks = foldersIn(join(made, STACKS));
  const obsolete = foldersIn(join(target, STACKS)).filter((stack) => !stacks.includes(stack) && !keep(stack));
  const stateFiles = obsolete
    .flatMap((stack) => filesIn(join(target, STACKS, stack)))
    .filter((file) => isStateFile(relative(target, file)));
  if (stateFiles.length > 0) {
    throw new StateInTheWayError(stateFiles);
  }
  const written = filesIn(made).filter((file) => writeIfChanged(file, join(target, relative(made, file))));
  const stale = stacks.flatMap((stack) => staleAssets(join(made, STACKS, stack), join(target, STACKS, stack)));
  const removed = [...(removes ? obsolete : []).map((stack) => join(target, STACKS, stack)), ...stale];
  for (const path of removed) {
    rmSync(path, { recursive: true, force: true });
    removeEmptyFolders(dirname(path), target);
  }
  return {
    written: written.map((file) => relative(made, file)),
    removed: removed.map((path) => relative(target, path)),
  };
}

/** Assets of earlier code; other files of the folder (`.terraform`, locks, plans) are Terraform's. */
function staleAssets(made: string, target: string): string[] {
  const current = filesIn(join(made, "assets")).map((file) => relative(made, file));
  return filesIn(join(target, "assets")).filter((file) => !current.includes(relative(target, file)));
}

function writeIfChanged(source: string, target: string): boolean {
  const bytes = readFileSync(source);
  if (existsSync(target) && readFileSync(target).equals(bytes)) {
    return false;
  }
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.new`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, target);
  return true;
}

/** Removes a folder that nothing is left in, and those around it, but not the output folder. */
function removeEmptyFolders(folder: string, target: string): void {
  if (folder !== target && readdirSync(folder).length === 0) {
    rmdirSync(folder);
    removeEmptyFolders(dirname(folder), target);
  }
}

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory()) : [];
}

/** Links count as files and are not followed: Terraform links providers from its cache, and the cache may be gone. */
function filesIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
        .sort()
    : [];
}
