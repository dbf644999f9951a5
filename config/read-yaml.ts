import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { Problem } from "./problems";

/** Environment files are some kilobytes; a larger one is a mistake. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** A YAML file as plain data, with the line of each of its values. */
export interface YamlFile {
  readonly value: unknown;
  /** The line (from 1) of the value at a path, or of its nearest ancestor that is in the file. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The line (from 1) of a key in the map at a path. */
  lineOfKey(path: readonly PropertyKey[], key: string): number;
}

/** Reads a YAML 1.2 file (UTF-8, with anchors and merge keys); every syntax error becomes a problem. */
export function readYaml(path: string, file: string): YamlFile | Problem[] {
  const text = readText(path, file);
  return typeof text === "string" ? parseYaml(text, file) : [text];
}

/** The same for text at hand. */
export function parseYaml(text: string, file: string): YamlFile | Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    return document.errors.map(({ code, message, pos }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      message: yamlMessage(code, message),
    }));
  }
  const lineAt = (node: unknown) => (isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined);
  const value = toPlainData(document);
  if (value instanceof Error) {
    return [{ file, message: `is no usable YAML: ${value.message}` }];
  }
  return {
    value,
    lineOf: (path) => nearestLine(document, path, lineAt),
    lineOfKey: (path, key) => lineAt(keyNode(document, path, key)) ?? nearestLine(document, path, lineAt),
  };
}

function readText(path: string, file: string): string | Problem {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return { file, message: `cannot be read: ${reasonOf(error)}` };
  }
  if (bytes.length > MAX_FILE_BYTES) {
    const size = (bytes.length / MAX_FILE_BYTES).toFixed(1);
    return {
      file,
      message: `must have at most 1 MiB, got ${size} MiB; an environment is described in a few kilobytes`,
    };
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { file, message: "must be UTF-8 text; save it again with that encoding" };
  }
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied; check the file's owner and mode",
  EISDIR: "it is a folder; an environment is one file",
  ELOOP: "too many symbolic links",
  ENOENT: "there is no such file",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return READ_ERRORS[code] ?? (error instanceof Error ? error.message : String(error));
}

function yamlMessage(code: string, message: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "has a key that stands in this map already; keep one of the two";
    case "TAB_AS_INDENT":
      return "is indented with a tab; YAML allows spaces only";
    default: {
      const [first = ""] = message.split("\n");
      return `is no valid YAML: ${first.charAt(0).toLowerCase()}${first.slice(1).replace(/\.$/, "")}`;
    }
  }
}

function toPlainData(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function nearestLine(
  document: Document.Parsed,
  path: readonly PropertyKey[],
  lineAt: (node: unknown) => number | undefined,
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = path.slice(0, length - 1);
    const last = path[length - 1];
    const line =
      (typeof last === "string" ? lineAt(keyNode(document, parent, last)) : undefined) ??
      lineAt(nodeAt(document, path.slice(0, length)));
    if (line !== undefined) {
      return line;
    }
  }
  return lineAt(document.contents) ?? 1;
}

function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): Node | undefined {
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(found) ? found : undefined;
}

function keyNode(document: Document.Parsed, path: readonly PropertyKey[], key: string): unknown {
  const map = nodeAt(document, path);
  return isMap(map)
    ? map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)?.key
    : undefined;
}
