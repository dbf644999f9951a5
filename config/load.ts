import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";
import { accountProblems } from "./account-rules";
import { type Environment, environmentSchema } from "./environment";
import { environmentProblems } from "./environment-rules";
import { messagesOf, suggestion, valueAt } from "./messages";
import { ConfigurationError, type Problem, quoted } from "./problems";
import { parseYaml, readYaml, type YamlFile } from "./read-yaml";

/** An environment with the file it came from. */
export interface LoadedEnvironment {
  readonly file: string;
  readonly environment: Environment;
}

/** What is wrong with a value of an environment; the path leads to its line. */
export interface Violation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const EXTENSION = ".yaml";

/**
 * Reads the environments of a folder: all of them, or those named.
 * All files of the folder are read either way, since two of them may claim the same account's baseline.
 *
 * @throws ConfigurationError with every problem of every file; nothing has been written then
 */
export function loadEnvironments(directory: string, names: readonly string[] = []): LoadedEnvironment[] {
  const files = environmentFiles(directory);
  const known = files.map((file) => basename(file, EXTENSION));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0 || files.length === 0) {
    throw new ConfigurationError(
      files.length === 0
        ? [{ file: directory, message: "must hold at least one environment, a file such as seccfn.yaml" }]
        : unknown.map((name) => ({
            file: directory,
            message: `has no environment ${quoted(name)}; ${suggestion(name, known)}`,
          })),
    );
  }
  const read = files.map((file) => ({ file: join(directory, file), ...checkFile(join(directory, file)) }));
  const loaded = read.flatMap(({ file, environment }) => (environment === undefined ? [] : [{ file, environment }]));
  const problems = [
    ...read.flatMap(({ problems: found }) => found),
    ...accountProblems(loaded).map(({ file, path, message }) => {
      const yaml = read.find((candidate) => candidate.file === file)?.yaml;
      return { file, ...(yaml === undefined ? {} : { line: yaml.lineOf(path) }), message };
    }),
  ];
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return names.length === 0 ? loaded : loaded.filter(({ environment }) => names.includes(environment.name));
}

/** Checks the text of one environment file, as an editor or a test would. */
export function parseEnvironment(text: string, file = "environment.yaml"): Environment {
  const { environment, problems } = checkYaml(parseYaml(text, file), file);
  if (environment === undefined) {
    throw new ConfigurationError(problems);
  }
  return environment;
}

function environmentFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith(EXTENSION))
      .sort();
  } catch {
    throw new ConfigurationError([{ file: directory, message: "must be a folder that can be read" }]);
  }
}

interface Checked {
  readonly environment?: Environment;
  readonly yaml?: YamlFile;
  readonly problems: readonly Problem[];
}

function checkFile(path: string): Checked {
  const checked = checkYaml(readYaml(path, path), path);
  const { environment, yaml } = checked;
  const expected = basename(path, EXTENSION);
  if (environment === undefined || yaml === undefined || environment.name === expected) {
    return checked;
  }
  const message = `name must be that of the file, "${expected}", got ${quoted(environment.name)}; rename one of the two`;
  return { yaml, problems: [{ file: path, line: yaml.lineOf(["name"]), message }] };
}

function checkYaml(yaml: YamlFile | Problem[], file: string): Checked {
  if (Array.isArray(yaml)) {
    return { problems: yaml };
  }
  if (yaml.value === null || yaml.value === undefined) {
    return { yaml, problems: [{ file, message: "is empty; start from environments/seccfn.yaml" }] };
  }
  const result = environmentSchema.safeParse(yaml.value);
  const sections = result.success ? result.data : validSections(yaml.value);
  const problems = [
    ...(result.success ? [] : result.error.issues.flatMap((issue) => schemaProblems(issue, yaml, file))),
    ...environmentProblems(sections).map(({ path, message }) => ({ file, line: yaml.lineOf(path), message })),
  ];
  return result.success && problems.length === 0 ? { environment: result.data, yaml, problems } : { yaml, problems };
}

function schemaProblems(issue: z.core.$ZodIssue, yaml: YamlFile, file: string): Problem[] {
  return messagesOf(issue, valueAt(yaml.value, issue.path), keysAt(issue.path)).map(({ key, message }) => ({
    file,
    line: key === undefined ? yaml.lineOf(issue.path) : yaml.lineOfKey(issue.path, key),
    message,
  }));
}

/** The sections that are right by themselves, so that the rules between them can speak too. */
function validSections(data: unknown): Partial<Environment> {
  const entries = Object.entries(environmentSchema.shape).flatMap(([key, schema]) => {
    const result = schema.safeParse(valueAt(data, [key]));
    return result.success ? [[key, result.data]] : [];
  });
  return Object.fromEntries(entries);
}

/** The keys that the schema knows at a path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let candidates: unknown[] = [environmentSchema];
  for (const part of path) {
    candidates = candidates
      .flatMap(unwrap)
      .map((schema) => (typeof part === "number" ? valueAt(schema, ["element"]) : valueAt(schema, ["shape", part])));
  }
  return candidates.flatMap(unwrap).flatMap((schema) => Object.keys(valueAt(schema, ["shape"]) ?? {}));
}

/** Looks through defaults, options and unions at the schemas within. */
function unwrap(schema: unknown): unknown[] {
  const inner = valueAt(schema, ["def", "innerType"]);
  const options = valueAt(schema, ["def", "options"]);
  if (inner !== undefined) {
    return unwrap(inner);
  }
  return Array.isArray(options) ? options.flatMap(unwrap) : [schema];
}
