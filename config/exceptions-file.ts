import type { z } from "zod";
import { violationsOf } from "./issue-messages";
import { ConfigurationError } from "./problems";
import { readYaml } from "./read-yaml";
import { exceptionsSchema } from "./sections/suppressions";

/** Where something is written. */
export interface Written {
  readonly file: string;
  readonly line: number;
}

type Lists = z.infer<typeof exceptionsSchema>;

/** Suppressions and approvals of a file, each with its line. */
export interface Exceptions {
  readonly suppressions: readonly (Lists["suppressions"][number] & Written)[];
  readonly approvals: readonly (Lists["approvals"][number] & Written)[];
}

/**
 * Reads a file of suppressions and approvals, for `--suppressions` and `--approve`.
 *
 * @throws ConfigurationError with every problem of the file
 */
export function readExceptions(file: string): Exceptions {
  const yaml = readYaml(file);
  if (Array.isArray(yaml)) {
    throw new ConfigurationError(yaml);
  }
  const result = exceptionsSchema.safeParse(yaml.value);
  const violations = (result.error?.issues ?? []).flatMap((issue) => violationsOf(issue, exceptionsSchema, yaml));
  const problems = [
    ...yaml.violations.map(({ line, message }) => ({ file, line, message })),
    ...violations.map(({ path, message }) => ({ file, line: yaml.lineOf(path), message })),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  const { suppressions, approvals } = result.data;
  const written = (list: string, index: number) => ({ file, line: yaml.lineOf([list, index]) });
  return {
    suppressions: suppressions.map((item, index) => ({ ...item, ...written("suppressions", index) })),
    approvals: approvals.map((item, index) => ({ ...item, ...written("approvals", index) })),
  };
}
