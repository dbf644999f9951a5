import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tarGz } from "../../handoff/bundle/archive";
import type { Bundle } from "../../handoff/bundle/bundle";
import { MANIFEST_FILE } from "../../handoff/bundle/manifest";
import { isStateFile } from "../../stacks/output-folder";
import { CannotWriteError } from "../cannot-write-error";

/** What was written. */
export interface WrittenBundle {
  readonly folder: string;
  readonly archive: string;
  readonly archiveBytes: Uint8Array;
}

/**
 * Writes a bundle as a folder and as an archive beside it. Both are made under other names first, so that there is never half of
 * one. An older bundle of the same name gives way; anything else stays, and so does a folder that holds state.
 *
 * @throws CannotWriteError before anything is written
 */
export async function writeBundle({ name, files }: Bundle, out: string): Promise<WrittenBundle> {
  const folder = join(out, name);
  const archive = `${folder}.tar.gz`;
  assertReplaceable(folder);
  const archiveBytes = await tarGz(name, files);
  const mark = randomUUID().slice(0, 8);
  const [newFolder, oldFolder, newArchive] = [
    `${folder}.new-${mark}`,
    `${folder}.old-${mark}`,
    `${archive}.new-${mark}`,
  ];
  try {
    for (const [path, bytes] of files) {
      const target = join(newFolder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    writeFileSync(newArchive, archiveBytes);
    if (existsSync(folder)) {
      renameSync(folder, oldFolder);
    }
    renameSync(newFolder, folder);
    renameSync(newArchive, archive);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined
      ? error
      : new CannotWriteError(`${folder} cannot be written (${message}); choose another folder by --out`);
  } finally {
    for (const path of [newFolder, oldFolder, newArchive]) {
      rmSync(path, { recursive: true, force: true });
    }
  }
  return { folder, archive, archiveBytes };
}

function assertReplaceable(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  if (!statSync(folder).isDirectory() || !existsSync(join(folder, MANIFEST_FILE))) {
    throw new CannotWriteError(
      `${folder} is there already and is no bundle; move it away or choose another folder by --out`,
    );
  }
  const state = readdirSync(folder, { recursive: true, encoding: "utf8" }).find(isStateFile);
  if (state !== undefined) {
    throw new CannotWriteError(
      `${join(folder, state)} is Terraform state; move it to where state is kept, then run again`,
    );
  }
}
