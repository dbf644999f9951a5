import { closest, distance } from "fastest-levenshtein";
import type { core } from "zod";
import { quoted } from "./problems";

/** A zod issue with the value that it is about. */
type Issue = core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** Turns one zod issue into the sentences of our error messages; unknown keys make one sentence each. */
export function messagesOf(
  issue: Issue,
  value: unknown,
  knownKeys: readonly string[],
): { key?: string; message: string }[] {
  const path = formatPath(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        key,
        message: `${formatPath([...issue.path, key])} is not known; ${suggestion(key, knownKeys)}`,
      }));
    case "invalid_type":
      return [
        {
          message: sentence(
            path,
            `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`,
            value,
            typeHint(issue.path, issue.expected, value),
          ),
        },
      ];
    case "invalid_value":
      return [{ message: sentence(path, `must be ${listed(issue.values)}`, value, nearest(value, issue.values)) }];
    case "invalid_union":
      return [unionMessage(issue, path, value, knownKeys)].flat();
    default: {
      const [must = "", hint] = issue.message.split("|");
      return [{ message: sentence(path, must, value, hint) }];
    }
  }
}

/** Writes a path as `network.zones[1]`; the whole file is `the file`. */
export function formatPath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (written, part) =>
      typeof part === "number" ? `${written}[${part}]` : `${written}${written === "" ? "" : "."}${String(part)}`,
    "",
  );
  return text === "" ? "the file" : text;
}

/** Says which word was probably meant, or which words there are. */
export function suggestion(word: string, known: readonly string[]): string {
  const best = known.length === 0 ? undefined : closest(word, [...known]);
  return best !== undefined &&
    distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, Math.floor(best.length / 3))
    ? `did you mean "${best}"?`
    : `allowed are ${[...known].sort().join(", ")}`;
}

/** Messages that begin with "has" speak of the value itself: `network.cidr "10.0.1.7/16" has host bits set; …`. */
function sentence(path: string, must: string, value: unknown, hint?: string): string {
  if (must.startsWith("has ")) {
    return `${path} ${quoted(value)} ${must}${hint === undefined ? "" : `; ${hint}`}`;
  }
  const got = must.includes(", got ") ? "" : `, got ${quoted(value)}`;
  return `${path} ${must}${got}${hint === undefined ? "" : `; ${hint}`}`;
}

function listed(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length === 1 ? quoted(values[0]) : `one of ${words.join(", ")}`;
}

function nearest(value: unknown, values: readonly unknown[]): string | undefined {
  const words = values.filter((word): word is string => typeof word === "string");
  return typeof value === "string" && words.length > 1 && suggestion(value, words).startsWith("did")
    ? suggestion(value, words)
    : undefined;
}

function typeHint(path: readonly PropertyKey[], expected: string, value: unknown): string | undefined {
  if (value === undefined) {
    return "it is required";
  }
  if (expected === "string" && path.at(-1) === "account" && typeof value === "number") {
    return `write "${String(value).padStart(12, "0")}" in quotes: without them YAML reads a number and drops leading zeros`;
  }
  return expected === "string" && (typeof value === "number" || typeof value === "boolean")
    ? `write "${String(value)}" in quotes`
    : undefined;
}

/** Of a union the message comes from the alternative that the value comes closest to: the one of its own kind. */
function unionMessage(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: string,
  value: unknown,
  knownKeys: readonly string[],
): { key?: string; message: string }[] {
  const deeper = issue.errors
    .flat()
    .filter((inner) => inner.path.length > 0 || (inner.code !== "invalid_type" && inner.code !== "invalid_value"));
  if (deeper.length > 0) {
    return deeper.flatMap((inner) =>
      messagesOf({ ...inner, path: [...issue.path, ...inner.path] }, valueAt(value, inner.path), knownKeys),
    );
  }
  const options = issue.errors
    .flat()
    .map((inner) =>
      inner.code === "invalid_type"
        ? (TYPE_WORDS[inner.expected] ?? inner.expected)
        : inner.code === "invalid_value"
          ? listed(inner.values)
          : inner.message,
    );
  const words = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  const must = options.length > 0 ? options.join(" or ") : listed(words);
  return [{ message: sentence(path, `must be ${must}`, value, nearest(value, words)) }];
}

/** The value at a path in plain data; undefined where there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}
