import { Command } from "commander";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the options. */
interface Given {
  readonly out: string;
  readonly refreshOnly?: true;
  readonly terraform: string;
  readonly json?: true;
  readonly synth: string;
  readonly environments: string;
}

/** `seccfn plan`: plans all stacks of an environment, and keeps what may be kept. */
export function planCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = new Command("plan")
    .description(
      "plan the stacks of an environment, one after another; keep each plan without its secrets, and its digest",
    )
    .argument("<environment>", "its name, as in environments/<name>.yaml")
    .option("--out <folder>", "where the environment's folder of plans comes into", "plans")
    .option("--refresh-only", "look what differs from the state, and plan no change")
    .option("--terraform <command>", "what to run, e.g. tofu", "terraform")
    .option("--json", "print the summary as JSON")
    .option("--synth <folder>", "where it was synthesized to", "cdktf.out")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (environment: string, { refreshOnly, json, terraform, ...given }: Given) => {
      const { runPlan } = await import("../pipeline/plan");
      const { terraformCommand } = await import("../pipeline/terraform");
      const options = { ...given, environment, refreshOnly: refreshOnly === true, json: json === true };
      finish(await runPlan(options, terraformCommand(terraform), world));
    });
  return documented(command, {
    details: `Needs Terraform 1.11 or newer and AWS credentials that may read what the environment has (seccfn permissions). A stack whose
upstream was never applied waits for it. Terraform's own plan files hold secrets: they are deleted, and an apply plans again.`,
    exitCodes: {
      0: "planned, whatever the plans say",
      1: "Terraform failed, and said why",
      2: "there is no such environment, or the command line was not understood",
    },
    examples: [
      "seccfn plan prod",
      "seccfn check --plan plans/prod/stacks/prod.json --environment prod",
      "seccfn plan prod --refresh-only --out drift",
    ],
    guide: "ci.md",
  });
}
