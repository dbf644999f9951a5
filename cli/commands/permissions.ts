import { Command, Option } from "commander";
import type { Purpose } from "../permissions/permissions";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the options. */
interface Given {
  readonly for?: Purpose;
  readonly out?: string;
  readonly synth: string;
  readonly environments: string;
}

/** `seccfn permissions`: what the roles that plan and apply may do. */
export function permissionsCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = new Command("permissions")
    .description(
      "IAM policies for the roles that plan and apply an environment: what the AWS provider calls, and no more",
    )
    .argument("<environment>", "its name, as in environments/<name>.yaml")
    .addOption(new Option("--for <role>", "only of the role that plans, or that applies").choices(["plan", "apply"]))
    .option("--out <folder>", "write a file for each managed policy instead of printing them")
    .option("--synth <folder>", "where it was synthesized to", "cdktf.out")
    .option("--environments <folder>", "where environments are", "environments")
    .action(async (environment: string, { for: purpose, ...given }: Given) => {
      const { PURPOSES, runPermissions } = await import("../permissions/permissions");
      finish(await runPermissions({ ...given, environment, purposes: purpose ? [purpose] : PURPOSES }, world));
    });
  return documented(command, {
    details: `Resources are limited to names that begin as those of the environment do; to account and region where AWS gives them ids;
keys to those with its tags. Policies are cut so that each fits into a managed one. A new resource may need a new policy: make
them again when an environment changes.`,
    exitCodes: { 0: "done", 2: "there is no such environment, or the command line was not understood" },
    examples: ["seccfn permissions prod --for plan", "seccfn permissions prod --out iam"],
    guide: "ci.md",
  });
}
