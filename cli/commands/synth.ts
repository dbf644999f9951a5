import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** `seccfn synth`: what `npm run synth` does. */
export function synthCommand(finish: (code: 0 | 1) => void, world: World = REAL_WORLD): Command {
  const command = new Command("synth")
    .description("make Terraform of environments/*.yaml in cdktf.out, unless the guardrails find something bad")
    .argument("[environment...]", "which ones; all where none is named")
    .option("--json", "print what was made as JSON")
    .action(async (names: readonly string[], { json }: { readonly json?: true }) => {
      const { runSynth } = await import("../synth");
      finish(runSynth({ names, json: json === true }, world));
    });
  return documented(command, {
    details:
      "Needs no AWS account and no Terraform. The same input gives the same bytes; files that stay alike are not written.",
    exitCodes: {
      0: "done, also where nothing had to be written",
      1: "something is wrong; nothing was written",
      2: "the command line was not understood",
    },
    examples: ["seccfn synth", "seccfn synth seccfn", "seccfn synth --json"],
    guide: "README.md",
  });
}
