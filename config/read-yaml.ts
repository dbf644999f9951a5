import { Composer, type CST, LineCounter, Parser } from "yaml";
import {
  type LocatedViolation,
  type Place,
  type PlainData,
  plainData,
  TooManyValuesError,
  valueAt,
} from "./plain-data";
import type { Problem } from "./problems";
import { readText, unprintable } from "./read-text";
import { quoted } from "./sentences";

/** How deep lists and maps may lie in each other. The YAML library recurses, and an environment is five deep. */
const MAX_DEPTH = 50;

/** A number and where it stands. */
export interface WrittenNumber {
  readonly path: readonly PropertyKey[];
  readonly source: string;
}

/** A YAML file as plain data, with the line of each of its values. */
export interface YamlFile {
  readonly value: unknown;
  /** What is no plain data: unknown aliases, keys that stand twice, and so on. */
  readonly violations: readonly LocatedViolation[];
  readonly numbers: readonly WrittenNumber[];
  /** The line (from 1) of the key or value at a path, or of its nearest ancestor that is in the file. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The value at a path as messages show it: a number as it is written, anything else as JSON. */
  shown(path: readonly PropertyKey[]): string;
}

type Complaint = Omit<Problem, "file">;

/** Reads a YAML 1.2 file (UTF-8, with anchors and merge keys); whatever cannot be read becomes a problem. */
export function readYaml(file: string): YamlFile | Problem[] {
  const text = readText(file);
  return typeof text === "string" ? parseYaml(text, file) : [text];
}

/** The same for text at hand. */
export function parseYaml(text: string, file: string): YamlFile | Problem[] {
  const parsed = parse(text);
  return Array.isArray(parsed) ? parsed.map((complaint) => ({ file, ...complaint })) : parsed;
}

function parse(text: string): YamlFile | Complaint[] {
  const strange = unprintable(text);
  if (strange !== undefined) {
    return [strange];
  }
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const refused = tokens.flatMap((token) => refusal(token, lineAt));
  if (refused.length > 0) {
    return refused;
  }
  const [document, second] = new Composer({ merge: true, uniqueKeys: false }).compose(tokens);
  if (document === undefined) {
    return [EMPTY];
  }
  if (document.errors.length > 0) {
    return firstOfEachLine(
      document.errors.map(({ code, message, pos }) => ({
        line: lineAt(pos[0]),
        message: syntaxMessage(code, message),
      })),
    );
  }
  if (second !== undefined) {
    const line = lineAt(second.range[0]);
    return [{ line, message: "must be one YAML document, got another; an environment has a file of its own" }];
  }
  try {
    const data = plainData(document, lines);
    return data.value === null ? [EMPTY] : yamlFile(data);
  } catch (error) {
    if (error instanceof TooManyValuesError) {
      return [{ line: error.line, message: error.message }];
    }
    throw error;
  }
}

const EMPTY: Complaint = { message: "is empty; start from environments/seccfn.yaml" };

function yamlFile({ value, place: root, violations }: PlainData): YamlFile {
  return {
    value,
    violations,
    numbers: [...numbersIn(root, [])],
    lineOf: (path) => (placesOn(root, path).at(-1) ?? root).line,
    shown: (path) => placesOn(root, path)[path.length]?.source ?? quoted(valueAt(value, path)),
  };
}

/** Directives could change what the text means; deep nesting would exhaust the stack of the YAML library. */
function refusal(token: CST.Token, lineAt: (offset: number) => number): Complaint[] {
  if (token.type === "directive" && !/^%YAML\s+1\.2\b/.test(token.source)) {
    return [
      {
        line: lineAt(token.offset),
        message: `must be YAML 1.2 without directives, got ${quoted(token.source)}; remove that line`,
      },
    ];
  }
  const tooDeep = token.type === "document" && token.value !== undefined && deeperThan(MAX_DEPTH, token.value);
  return tooDeep
    ? [{ line: lineAt(tooDeep.offset), message: `must have at most ${MAX_DEPTH} levels of lists and maps` }]
    : [];
}

/** The first list or map that lies in as many others as the limit. Without recursion, whose depth is what is looked for. */
function deeperThan(limit: number, root: CST.Token): CST.Token | undefined {
  let level = [root].filter(isCollection);
  for (let depth = 0; depth < limit; depth += 1) {
    level = level.flatMap(({ items }) => items.flatMap(({ key, value }) => [key, value]).filter(isCollection));
  }
  return level[0];
}

interface Collection {
  readonly offset: number;
  readonly items: readonly { readonly key?: CST.Token | null | undefined; readonly value?: CST.Token | undefined }[];
}

function isCollection(token: CST.Token | null | undefined): token is CST.Token & Collection {
  return token !== null && token !== undefined && "items" in token;
}

function firstOfEachLine(complaints: readonly (Complaint & { readonly line: number })[]): Complaint[] {
  return complaints.filter(({ line }, index) => complaints.findIndex((other) => other.line === line) === index);
}

/** The mistakes that people make most, in other words than the library's. */
const SYNTAX_MESSAGES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "must be indented with spaces, got a tab",
  BLOCK_AS_IMPLICIT_KEY:
    'must be valid YAML, got a map within a line; put text with ": " in quotes, or check how the next line is indented',
};

function syntaxMessage(code: string, message: string): string {
  return SYNTAX_MESSAGES[code] ?? `must be valid YAML; ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function* numbersIn(place: Place, path: readonly PropertyKey[]): Generator<WrittenNumber> {
  if (place.source !== undefined) {
    yield { path, source: place.source };
  }
  for (const [key, child] of place.children) {
    yield* numbersIn(child, [...path, key]);
  }
}

/** The places that a path leads through, from the root, as far as they are in the file. */
function placesOn(root: Place, path: readonly PropertyKey[]): Place[] {
  const places = [root];
  for (const key of path) {
    const child = typeof key === "symbol" ? undefined : places.at(-1)?.children.get(key);
    if (child === undefined) {
      break;
    }
    places.push(child);
  }
  return places;
}
