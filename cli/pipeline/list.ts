import type { ExitCode, World } from "../world";
import { toldFailure } from "./failures";
import { pipelineEnvironments } from "./stacks";

/** What is to be listed. */
export interface ListOptions {
  /** Environments; all when empty. */
  readonly names: readonly string[];
  readonly environments: string;
  readonly synth: string;
  readonly json: boolean;
}

/** Prints what was synthesized. Returns the exit code. */
export async function runStacks({ names, environments, synth, json }: ListOptions, world: World): Promise<ExitCode> {
  return await toldFailure(world, async () => {
    const found = pipelineEnvironments(synth, environments, names);
    if (json) {
      world.print(`${JSON.stringify(found)}\n`);
      return 0;
    }
    for (const { environment, account, region, stacks } of found) {
      const width = Math.max(...stacks.map(({ name }) => name.length));
      const lines = stacks.map(({ name, backend, needs }) => {
        const after = needs.length === 0 ? "" : `  after ${needs.join(", ")}`;
        return `  ${name.padEnd(width)}  state: ${backend}${after}\n`;
      });
      world.print([`${environment} · account ${account} · ${region}\n`, ...lines].join(""));
    }
    return 0;
  });
}
