import { Command, CommanderError } from "commander";
import type { Finish, World } from "../../cli/world";

/** How a command ends, and what it prints. */
export interface CommandResult {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** A world that keeps what is said. Standard input is empty, and the day is always the same. */
export function listeningWorld(given: Partial<World> = {}): {
  readonly world: World;
  readonly printed: () => string;
  readonly complained: () => string;
} {
  const printed: string[] = [];
  const complained: string[] = [];
  const world: World = {
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
    stdin: () => Buffer.from(""),
    today: "2026-11-30",
    colours: false,
    ...given,
  };
  return { world, printed: () => printed.join(""), complained: () => complained.join("") };
}

/**
 * Runs a command line in this process: `["check", "--plan", "plan.json"]`. What commander does not understand ends with 2, as the
 * program does.
 */
export async function runCommand(
  makers: readonly ((finish: Finish, world: World) => Command)[],
  args: readonly string[],
  given: Partial<World> = {},
): Promise<CommandResult> {
  const { world, printed, complained } = listeningWorld(given);
  let code: number | undefined;
  const program = new Command("seccfn");
  for (const make of makers) {
    const command = make((ended) => {
      code = ended;
    }, world);
    program.addCommand(command.exitOverride().configureOutput({ writeErr: world.complain }));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    code = 2;
  }
  return { code, out: printed(), err: complained() };
}
