import { Command } from "commander";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the options. */
interface Given {
  readonly approved: string;
  readonly terraform: string;
  readonly synth: string;
  readonly environments: string;
}

/** `seccfn apply`: applies what was approved, and nothing else. */
export function applyCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = new Command("apply")
    .description(
      "apply the plans of an environment that were approved: plan again, and stop where anything is different",
    )
    .argument("<environment>", "its name, as in environments/<name>.yaml")
    .requiredOption("--approved <folder>", "the plans that were approved, as `seccfn plan` wrote them, e.g. plans/prod")
    .option("--terraform <command>", "what to run, e.g. tofu", "terraform")
    .option("--synth <folder>", "where it was synthesized to", "cdktf.out")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (environment: string, { terraform, ...given }: Given) => {
      const { runApply } = await import("../pipeline/apply");
      const { terraformCommand } = await import("../pipeline/terraform");
      const isPassing = process.env.CI !== undefined && process.env.CI !== "";
      finish(await runApply({ ...given, environment, isPassing }, terraformCommand(terraform), world));
    });
  return documented(command, {
    details: `It asks nobody: whoever may start it approves. The digest of a plan is the same for every plan of the same changes, and
another one as soon as anything else would change. Stacks are applied in their order; what was applied before one that is
different stays.`,
    exitCodes: {
      0: "applied what was approved",
      1: "a plan is not the one that was approved, or Terraform failed",
      2: "there is no such environment, no such plan, or the command line was not understood",
    },
    examples: ["seccfn apply prod --approved plans/prod"],
    guide: "ci.md",
  });
}
