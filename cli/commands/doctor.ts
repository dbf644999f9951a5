import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** `seccfn doctor`: whether this machine and this project are fit to work. */
export function doctorCommand(finish: (code: 0 | 1) => void, world: World = REAL_WORLD): Command {
  const command = new Command("doctor")
    .description("look whether this machine and this project are fit, and say what to do where they are not")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { readonly json?: true }) => {
      const { runDoctor } = await import("../doctor/doctor");
      finish(runDoctor(json === true, world));
    });
  return documented(command, {
    details: `It looks at Node.js, packages, Terraform or OpenTofu and their settings, environments, states where they should not be, and
whether something names AWS credentials. It reads no credentials, changes nothing and asks nobody.`,
    exitCodes: {
      0: "all is well; what is only worth knowing does not count",
      1: "something will not work",
      2: "the command line was not understood",
    },
    examples: ["seccfn doctor", "seccfn doctor --json"],
    guide: "doctor.md",
  });
}
