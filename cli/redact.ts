import { writeFileSync } from "node:fs";
import { redactShown } from "../guardrails/redact";
import { counted } from "../guardrails/report/report";
import { ModelError } from "../model";
import { parseJsonText, readJson } from "../model/files";
import type { World } from "./world";

/** Writes or prints a plan or state without its sensitive values. Returns the exit code: 2 where there is none. */
export function runRedact(file: string, out: string | undefined, world: World): 0 | 2 {
  try {
    const json = file === "-" ? parseJsonText(world.stdin(), "standard input") : readJson(file);
    const { redacted, count } = redactShown(json, file);
    const text = `${JSON.stringify(redacted)}\n`;
    if (out === undefined) {
      world.print(text);
    } else {
      writeFileSync(out, text);
    }
    world.complain(`${counted(count, "value")} redacted\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    world.complain(`${error.message}\n`);
    return 2;
  }
}
