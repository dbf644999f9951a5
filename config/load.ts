import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { accountViolations, type LoadedEnvironment } from "./account-rules";
import { type Environment, environmentSchema } from "./environment";
import { environmentViolations } from "./environment-rules";
import { violationsOf } from "./issue-messages";
import type { Sections } from "./known-sections";
import { valueAt } from "./plain-data";
import { ConfigurationError, type Problem } from "./problems";
import { parseYaml, readYaml, type YamlFile } from "./read-yaml";
import { formatPath, quoted, sentence, suggestion, type Violation, violation } from "./sentences";
import { unusedViolations } from "./unused-rules";

export type { LoadedEnvironment } from "./account-rules";

const EXTENSION = ".yaml";

/**
 * Reads the environments of a folder: all of them, or those named.
 * All files of the folder are read either way, since two of them may claim the same account's baseline.
 *
 * @throws ConfigurationError with every problem of every file; nothing has been written then
 */
export function loadEnvironments(directory: string, names: readonly string[] = []): LoadedEnvironment[] {
  const { listed, misnamed } = environmentFiles(directory);
  assertKnown(
    directory,
    names,
    listed.map((file) => basename(file, EXTENSION)),
  );
  const files = listed.map((file) => {
    const path = join(directory, file);
    return checkFile(path, readYaml(path));
  });
  const problems = [...misnamed, ...problemsIn(files)];
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return chosen(loadedOf(files), names);
}

/** What would be wrong if these environments of a folder got another one beside them. */
export function problemsWithAnother(loaded: readonly LoadedEnvironment[], file: string, text: string): Problem[] {
  const others = loaded.map((other) => ({ ...other, problems: [] }));
  const files = [...others, checkFile(file, parseYaml(text, file))];
  return problemsIn(files.sort((a, b) => (a.file < b.file ? -1 : 1)));
}

/**
 * Those of a folder's environments that are named; all of them where none is.
 *
 * @throws ConfigurationError where there is no such environment
 */
export function chooseEnvironments(
  directory: string,
  loaded: readonly LoadedEnvironment[],
  names: readonly string[],
): readonly LoadedEnvironment[] {
  assertKnown(
    directory,
    names,
    loaded.map(({ environment }) => environment.name),
  );
  return chosen(loaded, names);
}

function chosen(loaded: readonly LoadedEnvironment[], names: readonly string[]): LoadedEnvironment[] {
  return loaded.filter(({ environment }) => names.length === 0 || names.includes(environment.name));
}

function assertKnown(directory: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ConfigurationError(
      unknown.map((name) => ({
        file: directory,
        message: `has no environment ${quoted(name)}; ${suggestion(basename(name, EXTENSION), known)}`,
      })),
    );
  }
}

/** Checks the text of one environment file, as an editor or a test would. */
export function parseEnvironment(text: string, file = "environment.yaml"): Environment {
  const { environment, problems } = check(parseYaml(text, file), file);
  if (environment === undefined) {
    throw new ConfigurationError(problems);
  }
  return environment;
}

/** The files of a folder that hold environments, sorted; hidden ones, and those that are no YAML, are others' business. */
function environmentFiles(directory: string): { readonly listed: readonly string[]; readonly misnamed: Problem[] } {
  const files = listFolder(directory).filter((file) => !file.startsWith("."));
  const listed = files.filter((file) => file.endsWith(EXTENSION)).sort();
  const misnamed = files
    .filter((file) => /\.ya?ml$/i.test(file) && !file.endsWith(EXTENSION))
    .map((file) => ({
      file: join(directory, file),
      message: `must end in ${EXTENSION}; rename it to ${file.replace(/\.ya?ml$/i, EXTENSION)}`,
    }));
  if (listed.length + misnamed.length === 0) {
    throw new ConfigurationError([
      { file: directory, message: "must hold at least one environment, a file such as seccfn.yaml" },
    ]);
  }
  return { listed, misnamed };
}

function listFolder(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    throw new ConfigurationError([{ file: directory, message: "must be a folder that can be read" }]);
  }
}

interface CheckedFile extends Checked {
  readonly file: string;
}

function checkFile(file: string, yaml: YamlFile | Problem[]): CheckedFile {
  return { file, ...check(yaml, file, basename(file, EXTENSION)) };
}

function loadedOf(files: readonly CheckedFile[]): LoadedEnvironment[] {
  return files.flatMap(({ file, environment, yaml }) =>
    environment === undefined ? [] : [{ file, environment, ...(yaml === undefined ? {} : { yaml }) }],
  );
}

/** Those of each file, and of what two of them claim both. */
function problemsIn(files: readonly CheckedFile[]): Problem[] {
  return [
    ...files.flatMap(({ problems }) => problems),
    ...accountViolations(loadedOf(files)).map(({ file, path, message }) => {
      const line = files.find((checked) => checked.file === file)?.yaml?.lineOf(path);
      return { file, message, ...(line === undefined ? {} : { line }) };
    }),
  ];
}

interface Checked {
  /** Missing where there are problems. */
  readonly environment?: Environment;
  /** Missing where the file is no YAML. */
  readonly yaml?: YamlFile | undefined;
  readonly problems: readonly Problem[];
}

function check(yaml: YamlFile | Problem[], file: string, expectedName?: string): Checked {
  if (Array.isArray(yaml)) {
    return { problems: yaml };
  }
  const result = environmentSchema.safeParse(yaml.value);
  const sections = result.success ? { ...LEFT_OUT, ...result.data } : validSections(yaml.value);
  const issues = result.error?.issues ?? [];
  const ofSchema = issues
    .flatMap((issue) => violationsOf(issue, environmentSchema, yaml))
    .filter(notAbout(yaml.violations));
  const violations = [
    ...ofSchema,
    ...numberViolations(yaml).filter(notAbout(ofSchema)),
    ...nameOfFile(sections, expectedName),
    ...environmentViolations(sections),
    ...unusedViolations(yaml.value, sections),
  ];
  const problems = [
    ...yaml.violations.map(({ line, message }) => ({ file, line, message })),
    ...violations.map(({ path, message }) => ({ file, line: yaml.lineOf(path), message })),
  ];
  return result.success && problems.length === 0 ? { environment: result.data, yaml, problems } : { yaml, problems };
}

/** Leaves out what follows from a violation at the same place. */
function notAbout(others: readonly Violation[]): (violation: Violation) => boolean {
  const places = new Set(others.map(({ path }) => formatPath(path)));
  return ({ path }) => !places.has(formatPath(path));
}

/** Every section without a value: those that a file leaves out are right by themselves, too. */
const LEFT_OUT: Sections = Object.fromEntries(Object.keys(environmentSchema.shape).map((key) => [key, undefined]));

/** The sections that are right by themselves, so that the rules between them can speak too. */
function validSections(data: unknown): Sections {
  const entries = Object.entries(environmentSchema.shape).flatMap(([key, schema]) => {
    const result = schema.safeParse(valueAt(data, [key]));
    return result.success ? [[key, result.data]] : [];
  });
  return Object.fromEntries(entries);
}

/** Numbers that YAML takes but people misread: 1e3, 0x10, 010, 5.0. */
function numberViolations({ numbers, value }: YamlFile): Violation[] {
  return numbers
    .filter(({ source }) => !/^(?:0|-?[1-9]\d*)$/.test(source))
    .map(({ path, source }) => {
      const hint = `write ${valueAt(value, path)}`;
      return { path, message: sentence(path, "must be written in plain digits", { got: source, hint }) };
    });
}

function nameOfFile({ name }: Sections, expected: string | undefined): Violation[] {
  return name === undefined || expected === undefined || name === expected
    ? []
    : [violation(["name"], `must be that of the file, ${quoted(expected)}`, name, "rename one of the two")];
}
