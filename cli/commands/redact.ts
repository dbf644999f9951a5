import { Command } from "commander";
import { REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** `seccfn redact`: makes a plan or state safe to store. */
export function redactCommand(finish: (code: 0 | 2) => void, world: World = REAL_WORLD): Command {
  const command = new Command("redact")
    .description("make the JSON of a plan or state safe to store: without sensitive values; checks judge it alike")
    .argument("<file>", "by `terraform show -json`; `-` for standard input")
    .option("--out <file>", "write it to a file instead of standard output")
    .action(async (file: string, { out }: { readonly out?: string }) => {
      const { runRedact } = await import("../redact");
      finish(runRedact(file, out, world));
    });
  return documented(command, {
    exitCodes: { 0: "done", 2: "it is no plan or state, or cannot be read; nothing was written" },
    examples: [
      "seccfn redact plan.json --out safe.json",
      "terraform show -json plan.tfplan | seccfn redact - > safe.json",
    ],
    guide: "check.md",
  });
}
