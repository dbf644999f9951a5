import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes files into a folder. They are written beside it first, so that a run that breaks off leaves each file as it was or as it is
 * to be. Other files of the folder stay.
 *
 * @returns the paths that were written
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
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
}
