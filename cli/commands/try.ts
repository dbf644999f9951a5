import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the arguments. */
interface Given {
  readonly environments: string;
  readonly emulator?: string;
  readonly keep?: true;
}

/** `seccfn try`: an environment without an account. */
export function tryCommand(finish: (code: number) => void, world: World = REAL_WORLD): Command {
  const command = new Command("try")
    .description(
      "apply a test copy of an environment to an AWS emulator on this machine, plan again, judge it, destroy it",
    )
    .argument("[environment]", "which one (default: seccfn)")
    .option("--emulator <program>", "moto's server, where it is not in .cache/moto or on the PATH")
    .option("--keep", "leave the folder with what was applied, the state and the logs")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (environment: string | undefined, { keep, ...given }: Given) => {
      const { runTry } = await import("../try/run");
      const options = { ...given, keep: keep === true, ...(environment === undefined ? {} : { environment }) };
      finish(await runTry(options, world));
    });
  return documented(command, {
    details: `It needs Terraform, the net for Terraform's providers, and Python with moto; it says what is missing. No AWS account is needed or
reached: it sees none of your credentials. Some minutes; Ctrl-C ends it, and nothing is left behind.`,
    exitCodes: {
      0: "applied, planned again without a change, judged, destroyed",
      1: "something of that did not hold, or the environment is not valid",
      2: "something is missing that it needs (Terraform, its providers, the emulator), or the command line was not understood",
      130: "it was interrupted",
    },
    examples: ["seccfn try", "seccfn try seccfn --keep"],
    guide: "try.md",
  });
}
