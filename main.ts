import { PROJECT_FOLDERS, synthesizeProject } from "./cli/project";
import { ConfigurationError } from "./config/problems";
import { StateInTheWayError } from "./stacks/output-folder";

// What `cdktf synth`, `cdktf diff` and `cdktf deploy` run; `npm run synth` does the same with a table.
try {
  synthesizeProject([], { ...PROJECT_FOLDERS, output: process.env.CDKTF_OUTDIR ?? PROJECT_FOLDERS.output });
} catch (error) {
  if (error instanceof ConfigurationError || error instanceof StateInTheWayError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
