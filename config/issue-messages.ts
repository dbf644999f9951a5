import type { z } from "zod";
import { valueAt } from "./plain-data";
import type { YamlFile } from "./read-yaml";
import { keysAt } from "./schema-keys";
import { nearestWord, quoted, type Remark, sentence, suggestion, type Violation } from "./sentences";

type Issue = z.core.$ZodIssue;

/** What messages need of the file that the issues are about. */
type Data = Pick<YamlFile, "value" | "shown">;

/** Turns one zod issue into the sentences of our error messages; unknown keys make one sentence each. */
export function violationsOf(issue: Issue, schema: z.ZodType, data: Data): Violation[] {
  const { path } = issue;
  const say = (rule: string, hint?: string, got = data.shown(path)): Violation[] => [
    { path, message: sentence(path, rule, { got, hint }) },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], schema, data));
    case "invalid_type":
      return say(typeRule(issue), typeHint(issue.expected, path, data));
    case "invalid_value":
      return [choice(path, issue.values, issue.message, data)];
    case "invalid_union":
      return unionViolations(issue, schema, data);
    case "invalid_key":
      return issue.issues.flatMap((inner) => say(inner.message, undefined, quoted(path.at(-1))));
    default: {
      const { got, hint }: Remark = "params" in issue ? (issue.params ?? {}) : {};
      return say(issue.message, hint, got);
    }
  }
}

function unknownKey(path: readonly PropertyKey[], schema: z.ZodType, data: Data): Violation {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const { known, elsewhere } = keysAt(schema, parent, data.value);
  const owner = elsewhere.get(key);
  const hint = owner === undefined ? suggestion(key, known) : `it belongs to ${owner}`;
  return { path, message: sentence(path, "is not known", { hint }) };
}

const TYPE_RULES: Readonly<Record<string, string>> = {
  string: "must be a text",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must be a map",
};

/** Most schemas bring a rule of their own; zod's own words never begin with "must". */
function typeRule({ expected, message }: Extract<Issue, { code: "invalid_type" }>): string {
  return message.startsWith("must ") ? message : (TYPE_RULES[expected] ?? `must be a ${expected}`);
}

/** What YAML 1.1 took for true and false. */
const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "y"].map((word) => [word, true] as const),
  ...["false", "no", "off", "n"].map((word) => [word, false] as const),
]);

const NO_VALUE_HINT = "give it a value, or remove it";

function typeHint(expected: string, path: readonly PropertyKey[], data: Data): string | undefined {
  const value = valueAt(data.value, path);
  const shown = data.shown(path);
  if (value === undefined) {
    return "it is required";
  }
  if (value === null) {
    return expected === "object" ? "give it keys, or {} for its defaults, or remove it" : NO_VALUE_HINT;
  }
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    // 1e11 is a number that nobody means to be written so; 012 would lose its zero.
    return `write "${/^[\d.]+$/.test(shown) ? shown : value}" in quotes`;
  }
  if (expected === "number" && typeof value === "string" && /^\d+$/.test(value)) {
    return `write ${value} without quotes`;
  }
  const meant = expected === "boolean" && typeof value === "string" ? SWITCH_WORDS.get(value.toLowerCase()) : undefined;
  return meant === undefined ? undefined : `write ${meant} without quotes`;
}

/** A value that is none of the allowed ones; a rule of the schema's own stands for a list that is too long to print. */
function choice(path: readonly PropertyKey[], values: readonly unknown[], message: string, data: Data): Violation {
  const value = valueAt(data.value, path);
  const words = values.map(String);
  const own = message.startsWith("must ");
  const nearest = typeof value === "string" || typeof value === "number" ? nearestChoice(`${value}`, words) : undefined;
  const listed = own ? `allowed are ${words.join(", ")}` : undefined;
  const hint =
    value === undefined
      ? "it is required"
      : words.includes(data.shown(path))
        ? `write "${data.shown(path)}" in quotes`
        : nearest === undefined
          ? listed
          : `did you mean "${nearest}"?`;
  return {
    path,
    message: sentence(path, own ? message : `must be one of ${words.join(", ")}`, { got: data.shown(path), hint }),
  };
}

/** Versions are chosen by their first number: 17, and not 17.4. */
function nearestChoice(value: string, words: readonly string[]): string | undefined {
  return words.find((word) => value.startsWith(`${word}.`)) ?? nearestWord(value, words);
}

/** Of a union those alternatives speak that take a value of this kind; where none does, the union itself. */
function unionViolations(
  { path, errors, message, ...rest }: Extract<Issue, { code: "invalid_union" }>,
  schema: z.ZodType,
  data: Data,
): Violation[] {
  if ("options" in rest && Array.isArray(rest.options)) {
    return [choice(path, rest.options, message, data)];
  }
  const ofThisKind = errors.filter((issues) => !issues.some(isOfOtherKind));
  return ofThisKind.length > 0
    ? ofThisKind.flat().flatMap((issue) => violationsOf({ ...issue, path: [...path, ...issue.path] }, schema, data))
    : [{ path, message: sentence(path, message, { got: data.shown(path), hint: unionHint(errors, path, data) }) }];
}

function unionHint(errors: readonly Issue[][], path: readonly PropertyKey[], data: Data): string | undefined {
  const value = valueAt(data.value, path);
  if (value === null) {
    return NO_VALUE_HINT;
  }
  const words = errors.flat().flatMap((issue) => (issue.code === "invalid_value" ? issue.values.map(String) : []));
  const nearest = typeof value === "string" ? nearestWord(value, words) : undefined;
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

function isOfOtherKind({ path, code }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}
