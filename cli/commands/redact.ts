import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { redactShown } from "../../guardrails/redact";
import { ModelError } from "../../model";
import { parseJsonText, readJson } from "../../model/files";
import { REAL_WORLD, type World } from "../check/run";

/** `seccfn redact`: makes a plan or state safe to store. */
export function redactCommand(finish: (code: 0 | 2) => void, world: World = REAL_WORLD): Command {
  return new Command("redact")
    .description("make the JSON of a plan or state safe to store: without sensitive values; checks judge it alike")
    .argument("<file>", "by `terraform show -json`; `-` for standard input")
    .option("--out <file>", "write it to a file instead of standard output")
    .action((file: string, { out }: { readonly out?: string }) => {
      try {
        const json = file === "-" ? parseJsonText(world.stdin(), "standard input") : readJson(file);
        const { redacted, count } = redactShown(json, file);
        const text = `${JSON.stringify(redacted)}\n`;
        if (out === undefined) {
          world.print(text);
        } else {
          writeFileSync(out, text);
        }
        world.complain(`${count} value${count === 1 ? "" : "s"} redacted\n`);
        finish(0);
      } catch (error) {
        if (!(error instanceof ModelError)) {
          throw error;
        }
        world.complain(`${error.message}\n`);
        finish(2);
      }
    });
}
