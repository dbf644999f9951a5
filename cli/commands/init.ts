import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the arguments. */
interface Given {
  readonly from?: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly template?: true;
  readonly yes?: true;
}

/** `seccfn init`: a project of one's own. */
export function initCommand(finish: (code: 0 | 1 | 2) => void, world: World = REAL_WORLD): Command {
  const command = new Command("init")
    .description("make a project of your own: sources, one environment, two commands that work at once")
    .argument("<folder>", "where; it must be empty or new")
    .option("--from <environment>", "which of ours its first environment is made from (default: seccfn)")
    .option("--name <name>", "what that environment is called (default: as the other)")
    .option("--account <account>", "its AWS account, 12 digits (default: a placeholder)")
    .option("--region <region>", "its region (default: that of the other)")
    .option("--prefix <prefix>", "with what its names in AWS begin (default: that of the other)")
    .option("--template", "make a template for `cdktf init` instead, as a folder and as a zip beside it")
    .option("--yes", "ask nothing: what is not said is as in the other")
    .action(async (folder: string, { template, yes, ...given }: Given) => {
      const { runInit } = await import("../init/init");
      const canAsk = world.isTerminal === true && yes !== true && template !== true;
      const questions = canAsk ? await (await import("../new/ask")).terminalQuestions() : undefined;
      finish(await runInit({ ...given, folder, template: template === true }, world, questions));
    });
  return documented(command, {
    details: `At a terminal it asks for what was not said. It needs no network; \`npm ci\` in the new project does, and installs what this one has,
in the same versions.`,
    exitCodes: {
      0: "written",
      1: "the environment is not known, or it was given up; nothing was written",
      2: "the folder is not empty, or what was said is not valid; nothing was written",
    },
    examples: [
      "seccfn init ../infrastructure",
      "seccfn init ../infrastructure --from web-app --name production --account 123456789012 --prefix Acme",
      "seccfn init ../seccfn-template --template",
    ],
    guide: "init.md",
  });
}
