import { Command, CommanderError } from "commander";
import { COMMANDS } from "./commands";
import { version } from "./version";

/** Runs `seccfn` with its arguments; the exit code is 2 where they are wrong. */
async function main(args: readonly string[]): Promise<void> {
  const program = new Command("seccfn")
    .description("Secure AWS environments as readable Terraform: checks of what is made, planned and there.")
    .version(version())
    .showHelpAfterError("(add --help for all options)");
  for (const make of COMMANDS) {
    program.addCommand(make((code) => (process.exitCode = code)));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Outside of the promise, so that the launcher tells it with places in the sources.
  setImmediate(() => {
    throw error;
  });
});
