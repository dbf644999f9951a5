import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the arguments. */
interface Given {
  readonly from?: string;
  readonly account?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly yes?: true;
  readonly environments: string;
}

/** `seccfn new`: an environment of one's own, made from one that is there. */
export function newCommand(finish: (code: 0 | 1 | 2) => void, world: World = REAL_WORLD): Command {
  const command = new Command("new")
    .description("make a new environment from one that is there, with its comments")
    .argument("[name]", "what it is called; the file's name, too")
    .option("--from <environment>", "the one that it is made from")
    .option("--account <account>", "the AWS account, 12 digits")
    .option("--region <region>", "the region (default: that of the other)")
    .option("--prefix <prefix>", "with what names in AWS begin (default: that of the other)")
    .option("--yes", "ask nothing: what is not said is as in the other")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (name: string | undefined, given: Given) => {
      const { runNew } = await import("../new/new");
      const canAsk = world.isTerminal === true && given.yes !== true;
      const questions = canAsk ? await (await import("../new/ask")).terminalQuestions() : undefined;
      const options = { ...given, yes: given.yes === true, ...(name === undefined ? {} : { name }) };
      finish(await runNew(options, world, questions));
    });
  return documented(command, {
    details: `At a terminal it asks for what was not said. The result is checked as synthesis would before anything is written, and a file that
is there stays. What an account has once, and another environment of that account makes, is left to that one.`,
    exitCodes: {
      0: "written",
      1: "it would not be valid, or was given up; nothing was written",
      2: "something was not said, or the file is there already; nothing was written",
    },
    examples: [
      "seccfn new production --from enterpriseapp --account 123456789012 --region eu-central-1 --prefix Acme",
      "seccfn new",
    ],
    guide: "getting-started.md",
  });
}
