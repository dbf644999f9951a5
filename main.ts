import { guardLines } from "./cli/guard";
import { isForUsers, PROJECT_FOLDERS, synthesizeProject } from "./cli/project";

// What `cdktf synth`, `cdktf diff` and `cdktf deploy` run; `npm run synth` does the same with a table.
try {
  const ofCdktf = process.env.CDKTF_OUTDIR;
  const folders = {
    ...PROJECT_FOLDERS,
    output: ofCdktf ?? PROJECT_FOLDERS.output,
    isOfCdktf: ofCdktf !== undefined,
  };
  for (const line of guardLines(synthesizeProject([], folders).judgement)) {
    console.error(line);
  }
} catch (error) {
  if (isForUsers(error)) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
