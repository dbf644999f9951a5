import { type Command, CommanderError } from "commander";
import { program } from "./commands/program";

/** Runs `seccfn` with its arguments; the exit code is 2 where they are wrong. */
async function main(args: readonly string[]): Promise<void> {
  endWithReader(process.stdout);
  const seccfn = program((code) => (process.exitCode = code));
  for (const command of [seccfn, ...seccfn.commands]) {
    command.exitOverride();
  }
  try {
    await seccfn.parseAsync([...withoutHelpOfNothing(args, seccfn)], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** Of a command that is not there commander would print the general help, as if all were well. */
function withoutHelpOfNothing(args: readonly string[], { commands }: Command): readonly string[] {
  const [name, ...others] = args[0] === "help" ? args.slice(1) : args;
  const isCommand = name === undefined || name.startsWith("-") || commands.some((command) => command.name() === name);
  return isCommand ? args : [name, ...others.filter((word) => word !== "-h" && word !== "--help")];
}

/** Whoever reads may have read enough (`seccfn check | head`): then there is nothing more to do, and nothing to complain of. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
    process.exit();
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Outside of the promise, so that the launcher tells it with places in the sources.
  setImmediate(() => {
    throw error;
  });
});
