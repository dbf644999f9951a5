import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CannotWriteError } from "../cannot-write-error";

/**
 * Writes files into a folder. They are written beside it first, so that a run that breaks off leaves each file as it was or as it is
 * to be. Other files of the folder stay.
 *
 * @returns the paths that were written
 * @throws CannotWriteError where the folder cannot be made or written
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  try {
    mkdirSync(folder, { recursive: true });
    const aside = mkdtempSync(join(dirname(folder), ".report-"));
    try {
      for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(aside, name), content);
      }
      return Object.keys(files).map((name) => {
        const path = join(folder, name);
        renameSync(join(aside, name), path);
        return path;
      });
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error) {
      throw new CannotWriteError(`${folder} cannot be written (${String(error.code)}); name another folder by --out`);
    }
    throw error;
  }
}
