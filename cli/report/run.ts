import { join } from "node:path";
import { reportFiles } from "../../handoff/report/report";
import { CannotWriteError } from "../cannot-write-error";
import { CannotJudgeError, isExpected } from "../check/run";
import type { ExitCode, World } from "../world";
import { pageAssets } from "./assets";
import { type ReportInputs, reportSubjects } from "./subjects";
import { writeFiles } from "./write";

export interface ReportOptions extends ReportInputs {
  /** Each environment gets a folder in it. */
  readonly out: string;
}

/** Writes a report for each environment. Returns the exit code: 0 all written, 2 something could not be read. */
export async function runReport({ out, ...inputs }: ReportOptions, world: World): Promise<ExitCode> {
  try {
    const subjects = reportSubjects(inputs, world.today, world.stdin);
    if (subjects.length === 0) {
      throw new CannotJudgeError(
        "there is nothing to report on; run `npm run synth` first, or name a folder by --synth",
      );
    }
    const assets = pageAssets();
    for (const subject of subjects) {
      const files = await reportFiles(subject, assets);
      const paths = writeFiles(join(out, folderName(subject.title)), { ...files });
      world.print(paths.map((path) => `${path.replaceAll("\\", "/")}\n`).join(""));
    }
    return 0;
  } catch (error) {
    if (isExpected(error) || error instanceof CannotWriteError) {
      world.complain(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

/** A title as the name of a folder: those of plans come from files, which may be called anything. */
function folderName(title: string): string {
  const name = title.replace(/[^A-Za-z0-9._+-]/g, "-").replace(/^\.+/, "");
  return name === "" ? "report" : name;
}
