import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { documentationOf } from "../../cli/commands/documented";
import { program } from "../../cli/commands/program";
import { PROJECT_ROOT } from "../support/environments";

const NAMES = program(() => undefined).commands.map((command) => command.name());

/** What a command's file may import at once: little, since every `--help` loads it. */
const LIGHT =
  /^(?:cli\/(?:seccfn|version|world|colours|commands\/[\w-]+|check\/(?:clock|formats))\.ts|config\/sentences\.ts|guardrails\/control\.ts|(?:handoff|cli)\/[\w-]+\/formats\.ts|package\.json)$/;

function commandNamed(name: string): Command {
  const command = program(() => undefined).commands.find((candidate) => candidate.name() === name);
  if (command === undefined) {
    throw new Error(`there is no command ${name}`);
  }
  return command;
}

describe("the commands", () => {
  it("have names of their own", () => {
    expect(NAMES).toEqual([...new Set(NAMES)]);
    expect(NAMES).toEqual(expect.arrayContaining(["synth", "check", "verify", "reach", "redact"]));
  });

  it("load only what is light before one of them runs; what it does is imported by `await import()` in its action", async () => {
    const { makeProgram } = require("../../cli/launcher/bundles.cjs") as {
      makeProgram(
        entry: string,
        previous: undefined,
        unchanged: readonly [],
      ): Promise<{
        parts: readonly { inputs: readonly { path: string }[] }[];
      }>;
    };
    const { parts } = await makeProgram("cli/seccfn.ts?outline", undefined, []);
    const loaded = parts.flatMap(({ inputs }) => inputs).map(({ path }) => path);
    expect(loaded).toContain("cli/commands/check.ts");
    expect(loaded.filter((path) => !LIGHT.test(path))).toEqual([]);
  });
});

describe.each(NAMES)("seccfn %s", (name) => {
  it("says what it does, how it ends, and how it is used", () => {
    const command = commandNamed(name);
    const { exitCodes = {}, examples = [], guide } = documentationOf(command) ?? {};
    expect(command.description()).toMatch(/^\S.*[^.]$/);
    expect(command.helpGroup()).toMatch(/^[A-Z].*:$/);
    expect(Object.keys(exitCodes)).toEqual(expect.arrayContaining(["0", "2"]));
    expect(examples).not.toEqual([]);
    expect(guide === undefined || readdirSync(join(PROJECT_ROOT, "help")).includes(guide)).toBe(true);
    for (const { flags, description } of command.options) {
      expect([flags, description]).toEqual([flags, expect.stringMatching(/\S/)]);
    }
  });

  it("prints it, with examples", () => {
    const printed: string[] = [];
    const command = commandNamed(name).configureOutput({ writeOut: (text) => printed.push(text) });
    command.outputHelp();
    expect(printed.join("")).toMatch(/Exit codes:\n {2}0 {2,}\S[\s\S]*\nExamples:\n {2}\S/);
  });

  it("has examples that it understands", async () => {
    const { examples = [] } = documentationOf(commandNamed(name)) ?? {};
    const calls = examples.flatMap((example) => argumentsOf(example, name) ?? []);
    expect(calls).not.toEqual([]);
    for (const args of calls) {
      const command = commandNamed(name);
      let ran = false;
      command.exitOverride().action(() => {
        ran = true;
      });
      await command.parseAsync(args, { from: "user" });
      expect([args, ran]).toEqual([args, true]);
    }
  });
});

/** The arguments of the call in a line of shell, as the only item; nothing where it calls something else. */
function argumentsOf(example: string, name: string): [string[]] | undefined {
  const [, text] = new RegExp(`(?:^|\\s)seccfn ${name}\\b([^|&>#]*)`).exec(example) ?? [];
  return text === undefined
    ? undefined
    : [
        [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
          ([, double, single, plain]) => double ?? single ?? plain ?? "",
        ),
      ];
}
