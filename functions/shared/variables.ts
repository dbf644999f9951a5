import { LOG_LEVELS, type LogLevel } from "./log";

/** Environment variables, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a text must be like. */
export interface TextRule {
  /** The variable. */
  readonly name: string;
  /** In characters. */
  readonly maxLength: number;
  readonly reservedStarts: readonly string[];
}

const DEFAULT_LOG_LEVEL: LogLevel = "info";
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Thrown once with everything that is wrong with the environment variables. */
export class EnvironmentError extends Error {
  public override readonly name = "EnvironmentError";

  public constructor(problems: readonly string[]) {
    super(problems.join("; "));
  }
}

/** Reads all variables of a function; `read` adds what is wrong to the problems, which are thrown at once. */
export function readVariables<T>(read: (problems: string[]) => T): T {
  const problems: string[] = [];
  const environment = read(problems);
  if (problems.length > 0) {
    throw new EnvironmentError(problems);
  }
  return environment;
}

/** A text that must be there. */
export function readText(rule: TextRule, variables: Variables, problems: string[]): string {
  const { name, maxLength, reservedStarts } = rule;
  const value = variables[name];
  if (value === undefined) {
    problems.push(`environment variable ${name} is missing`);
    return "";
  }
  if (value.trim() === "" || value.length > maxLength || !PRINTABLE_ASCII.test(value)) {
    problems.push(
      `environment variable ${name} must be 1 to ${maxLength} printable ASCII characters, not all of them spaces, got ${JSON.stringify(value)}`,
    );
  }
  const start = reservedStarts.find((reserved) => value.startsWith(reserved));
  if (start !== undefined) {
    problems.push(
      `environment variable ${name} must not begin with ${JSON.stringify(start)}, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}

/** A text that may be missing. */
export function readOptionalText(rule: TextRule, variables: Variables, problems: string[]): string | undefined {
  return variables[rule.name] === undefined ? undefined : readText(rule, variables, problems);
}

/** One of a few words. */
export function readChoice<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
  variables: Variables,
  problems: string[],
): T {
  const value = variables[name] ?? fallback;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    problems.push(`environment variable ${name} must be one of ${choices.join(", ")}, got ${JSON.stringify(value)}`);
  }
  return choice ?? fallback;
}

/** `LOG_LEVEL`: the least severe level that is logged; info where nothing is said. */
export function readLogLevel(variables: Variables, problems: string[]): LogLevel {
  return readChoice("LOG_LEVEL", LOG_LEVELS, DEFAULT_LOG_LEVEL, variables, problems);
}
