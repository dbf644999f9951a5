import { existsSync } from "node:fs";
import { STACK_SUFFIXES } from "../../config/account-rules";
import { type LoadedEnvironment, loadEnvironments } from "../../config/load";
import { readYaml, type YamlFile } from "../../config/read-yaml";
import { choicesOf } from "../../guardrails/choices";
import type { Expectation } from "../../guardrails/control";
import type { Suppression } from "../../guardrails/suppressions";

/** An environment that something is checked for. */
export interface CheckedEnvironment extends LoadedEnvironment {
  readonly expectation: Expectation;
  readonly suppressions: readonly Suppression[];
  readonly yaml: YamlFile | undefined;
}

/** An environment of a folder, by its name. */
export function namedEnvironment(folder: string, name: string): CheckedEnvironment {
  const [loaded] = loadEnvironments(folder, [name]);
  if (loaded === undefined) {
    throw new Error(`${folder} has no environment ${name}`);
  }
  return checked(loaded);
}

/** The environment that stacks belong to, by their names; nothing where there is no such folder, or none of them. */
export function environmentOfStacks(folder: string, stacks: readonly string[]): CheckedEnvironment | undefined {
  if (!existsSync(folder)) {
    return undefined;
  }
  const owner = loadEnvironments(folder).find(({ environment: { name } }) =>
    stacks.some((stack) => isStackOf(name, stack)),
  );
  return owner === undefined ? undefined : checked(owner);
}

/** Whether a stack is one that an environment can make, by its name. */
export function isStackOf(environment: string, stack: string): boolean {
  return stack === environment || STACK_SUFFIXES.some((suffix) => stack === `${environment}-${suffix}`);
}

/** An environment with what a check wants of it. */
export function checked(loaded: LoadedEnvironment): CheckedEnvironment {
  const { environment, file } = loaded;
  const { name, account, region } = environment;
  const yaml = loaded.yaml ?? yamlOf(file);
  return {
    ...loaded,
    yaml,
    expectation: { environment: name, account, region, choices: choicesOf(environment) },
    suppressions: environment.suppressions.map(({ fingerprint, ...suppression }, index) => ({
      ...suppression,
      ...(fingerprint === undefined ? {} : { fingerprint }),
      file,
      ...(yaml === undefined ? {} : { line: yaml.lineOf(["suppressions", index]) }),
    })),
  };
}

function yamlOf(file: string): YamlFile | undefined {
  const read = readYaml(file);
  return Array.isArray(read) ? undefined : read;
}
