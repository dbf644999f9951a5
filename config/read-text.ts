import { readFileSync, statSync } from "node:fs";
import type { Problem } from "./problems";

/** Environment files are some kilobytes; a larger one is a mistake. */
const MAX_FILE_KIB = 256;

/** Reads a file of UTF-8 text, with or without a byte-order mark, that has printable characters only. */
export function readText(file: string): string | Problem {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) {
      const kind = stats.isDirectory() ? "a folder" : "something else";
      return { file, message: `must be a file, got ${kind}; an environment is one file` };
    }
    if (stats.size > MAX_FILE_KIB * 1024) {
      const size = Math.ceil(stats.size / 1024);
      return {
        file,
        message: `must have at most ${MAX_FILE_KIB} KiB, got ${size} KiB; an environment is described in a few`,
      };
    }
    return decode(readFileSync(file), file);
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : error;
    return { file, message: `cannot be read (${code}); check the file, and the link if it is one` };
  }
}

function decode(bytes: Buffer, file: string): string | Problem {
  const [first = 0, second = 0] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { file, message: "must be UTF-8 text, got UTF-16; save it again with that encoding" };
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const line = lineAt(bytes.toString("utf8"), /\ufffd/);
    return { file, line, message: "must be UTF-8 text, got other bytes; save it again with that encoding" };
  }
}

/** What YAML does not allow: control characters but tab and line breaks, halves of characters; and a lone carriage return. */
const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd\u{10000}-\u{10ffff}]|[\ud800-\udfff]|\r(?!\n)/u;

/** The first character of a text that YAML does not allow, as a problem. */
export function unprintable(text: string): Omit<Problem, "file"> | undefined {
  const found = NOT_PRINTABLE.exec(text)?.[0].codePointAt(0);
  if (found === undefined) {
    return undefined;
  }
  const name = `U+${found.toString(16).toUpperCase().padStart(4, "0")}`;
  return {
    line: lineAt(text, NOT_PRINTABLE),
    message: `must have printable characters only, got ${name}; remove it`,
  };
}

function lineAt(text: string, pattern: RegExp): number {
  return text.slice(0, text.search(pattern)).split("\n").length;
}
