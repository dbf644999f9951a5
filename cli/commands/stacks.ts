import { Command } from "commander";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the options. */
interface Given {
  readonly json?: true;
  readonly synth: string;
  readonly environments: string;
}

/** `seccfn stacks`: what there is to plan and apply, in its order. */
export function stacksCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = new Command("stacks")
    .description("list what was synthesized: environments with account, region and stacks, in the order of an apply")
    .argument("[environment...]", "names; all without any")
    .option("--json", "print it as JSON on one line, for a CI's matrix")
    .option("--synth <folder>", "where it was synthesized to", "cdktf.out")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (names: readonly string[], { json, ...given }: Given) => {
      const { runStacks } = await import("../pipeline/list");
      finish(await runStacks({ ...given, names, json: json === true }, world));
    });
  return documented(command, {
    details: "The stack of a state bucket is left out: it is applied once, by hand, before the others.",
    exitCodes: { 0: "done", 2: "there is nothing to list, or the command line was not understood" },
    examples: ["seccfn stacks", "seccfn stacks prod --json"],
    guide: "ci.md",
  });
}
