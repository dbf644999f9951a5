import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MOST_POLICIES, permissionsFor, policiesOf } from "../../handoff/permissions";
import { readSynth } from "../../model";
import { toldFailure } from "../pipeline/failures";
import { pipelineEnvironment } from "../pipeline/stacks";
import type { ExitCode, World } from "../world";

/** What a role is for. */
export const PURPOSES = ["plan", "apply"] as const;

export type Purpose = (typeof PURPOSES)[number];

/** Whose permissions are asked for. */
export interface PermissionsOptions {
  readonly environment: string;
  /** The folder of environments. */
  readonly environments: string;
  /** Where Terraform was synthesized to. */
  readonly synth: string;
  /** The role that they are for; both where none is named, which needs a folder. */
  readonly purposes: readonly Purpose[];
  /** The folder that the policies are written to; printed where there is none. */
  readonly out?: string;
}

/** Prints or writes the managed policies of the roles that plan and apply. Returns the exit code. */
export async function runPermissions(options: PermissionsOptions, world: World): Promise<ExitCode> {
  return await toldFailure(world, async () => {
    const { stacks } = pipelineEnvironment(options.synth, options.environments, options.environment);
    const names = stacks.map(({ name }) => name);
    const { unknownTypes, ...statements } = permissionsFor(readSynth(options.synth, names));
    const policies = options.purposes.map((purpose) => ({ purpose, documents: policiesOf(statements[purpose]) }));
    if (options.out === undefined) {
      world.print(
        `${JSON.stringify(Object.fromEntries(policies.map((one) => [one.purpose, one.documents])), null, 2)}\n`,
      );
    } else {
      mkdirSync(options.out, { recursive: true });
    }
    for (const { purpose, documents } of policies) {
      for (const [index, document] of options.out === undefined ? [] : documents.entries()) {
        const file = join(options.out ?? "", `${purpose}-${index + 1}.json`);
        writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
        world.print(`${file}\n`);
      }
      if (documents.length > MOST_POLICIES) {
        world.complain(
          `the role that is to ${purpose} has ${documents.length} policies; AWS allows ${MOST_POLICIES} unless the quota L-0DA4ABF3 of IAM is raised\n`,
        );
      }
    }
    if (unknownTypes.length > 0) {
      world.complain(`not known, so not among them: what ${unknownTypes.join(", ")} needs\n`);
    }
    if (stacks.some(({ backend }) => backend === "local")) {
      world.complain("the state is kept on this machine: no policy is about it\n");
    }
    return 0;
  });
}
