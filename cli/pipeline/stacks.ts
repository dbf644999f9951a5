import { existsSync } from "node:fs";
import { join } from "node:path";
import { STACK_SUFFIXES } from "../../config/account-rules";
import { loadEnvironments } from "../../config/load";
import { suggestion } from "../../config/sentences";
import { readJson } from "../../model/files";
import { listOf, objectOf, textOf } from "../../model/json";

/** A stack as it was synthesized. */
export interface PipelineStack {
  readonly name: string;
  /** Where its Terraform is. */
  readonly folder: string;
  /** The stacks whose outputs it reads: they are applied before it. */
  readonly needs: readonly string[];
  /** How its state is kept: `s3`, `local`, or another of Terraform's backends. */
  readonly backend: string;
}

/** An environment with its stacks, in the order in which they are applied. */
export interface PipelineEnvironment {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly stacks: readonly PipelineStack[];
}

/** Why there is nothing to plan; the exit code is then 2. */
export class NoStacksError extends Error {
  public override readonly name = "NoStacksError";
}

/**
 * The environments that an output folder has stacks of, by name. The stack of the state bucket is not among them: its state is
 * kept beside it, and it is applied once, by hand.
 *
 * @param names the environments; all when empty
 */
export function pipelineEnvironments(
  output: string,
  environments: string,
  names: readonly string[],
): readonly PipelineEnvironment[] {
  const made = synthesizedStacks(output);
  const found = loadEnvironments(environments, names)
    .map(({ environment: { name, account, region } }) => ({
      environment: name,
      account,
      region,
      stacks: made.filter((stack) => isOf(name, stack.name)),
    }))
    .filter(({ environment, stacks }) => stacks.length > 0 || names.includes(environment));
  const missing = found.find(({ stacks }) => stacks.length === 0);
  if (missing !== undefined) {
    throw new NoStacksError(
      `${output} has no stack of ${missing.environment}${others(made)}; make it by: npm run synth ${missing.environment}`,
    );
  }
  if (found.length === 0) {
    throw new NoStacksError(`${output} has no stack of an environment in ${environments}; make them by: npm run synth`);
  }
  return found;
}

/** One environment by its name. */
export function pipelineEnvironment(output: string, environments: string, name: string): PipelineEnvironment {
  const [found] = pipelineEnvironments(output, environments, [name]);
  if (found === undefined) {
    const known = loadEnvironments(environments).map(({ environment }) => environment.name);
    throw new NoStacksError(`there is no environment ${name} in ${environments}; ${suggestion(name, known)}`);
  }
  return found;
}

function synthesizedStacks(output: string): readonly PipelineStack[] {
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) {
    throw new NoStacksError(`there is no ${manifest}; make it by: npm run synth`);
  }
  const entries = Object.entries(objectOf(readJson(manifest).stacks)).map(([name, entry]) => {
    const { workingDirectory, dependencies } = objectOf(entry);
    const folder = join(output, textOf(workingDirectory) ?? join("stacks", name));
    return { name, folder, needs: listOf(dependencies).map(String).sort() };
  });
  return inOrder(entries)
    .filter(({ name }) => !name.endsWith("-state"))
    .map((stack) => ({ ...stack, backend: backendOf(stack.folder) }));
}

/** Each after those that it needs; by name where it does not matter. */
function inOrder<T extends { readonly name: string; readonly needs: readonly string[] }>(stacks: readonly T[]): T[] {
  const left = [...stacks].sort((a, b) => (a.name < b.name ? -1 : 1));
  const done: T[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ needs }) => needs.every((need) => !left.some(({ name }) => name === need)));
    done.push(...left.splice(Math.max(next, 0), 1));
  }
  return done;
}

function backendOf(folder: string): string {
  const terraform = objectOf(readJson(join(folder, "cdk.tf.json")).terraform);
  return Object.keys(objectOf(terraform.backend))[0] ?? "local";
}

function isOf(environment: string, stack: string): boolean {
  return stack === environment || STACK_SUFFIXES.some((suffix) => stack === `${environment}-${suffix}`);
}

function others(made: readonly PipelineStack[]): string {
  return made.length === 0 ? "" : `, only ${made.map(({ name }) => name).join(", ")}`;
}
