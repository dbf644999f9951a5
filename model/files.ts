import { readFileSync, statSync } from "node:fs";
import { ModelError } from "./errors";
import { isObject, type Json, type JsonObject } from "./json";

/** What Node can hold in one text is 512 MiB; a larger plan cannot be parsed at all. */
export const LARGEST_BYTES = 500 * 1024 * 1024;

const SHOW = "make it with `terraform show -json plan.tfplan > plan.json`";

/** Reads and parses a file that must hold one JSON object. */
export function readJson(file: string, remedy = SHOW): JsonObject {
  return parseJsonText(readBytes(file), file, remedy);
}

function readBytes(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size > LARGEST_BYTES) {
      throw tooLarge(file, size);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof ModelError) {
      throw error;
    }
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ENOENT"
      ? new ModelError("not-found", file, "there is no such file", "check the path")
      : code === "EISDIR"
        ? new ModelError("unreadable", file, "it is a folder", "name a file in it")
        : new ModelError("unreadable", file, `it cannot be read (${code ?? "unknown error"})`, "check its permissions");
  }
}

/** Parses what must be one JSON object: bytes of a file or of standard input. */
export function parseJsonText(content: Buffer | string, file: string, remedy = SHOW): JsonObject {
  if (typeof content !== "string" && content.length > LARGEST_BYTES) {
    throw tooLarge(file, content.length);
  }
  if (typeof content !== "string") {
    assertText(content, file);
  }
  const text = decode(content);
  if (text.trim() === "") {
    throw new ModelError("empty", file, "it is empty", remedy);
  }
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw notJson(text, file, error instanceof Error ? error.message : "", remedy);
  }
  const endless = ENDLESS_NUMBER.test(text) ? endlessIn(json) : undefined;
  if (endless !== undefined) {
    throw new ModelError("not-json", file, `its ${endless} is a number that is too large to be read`, remedy);
  }
  if (!isObject(json)) {
    throw new ModelError(
      "wrong-kind",
      file,
      `it holds ${Array.isArray(json) ? "a list" : "a single value"}, not an object`,
      remedy,
    );
  }
  return json;
}

/** Tells what bytes are that are no text which is read. */
function assertText(content: Buffer, file: string): void {
  const [first, second] = content;
  if (first === 0x50 && second === 0x4b) {
    throw new ModelError("wrong-kind", file, "it is a plan in Terraform's own binary format", SHOW);
  }
  if (first === 0x1f && second === 0x8b) {
    throw new ModelError("wrong-kind", file, "it is compressed by gzip", "unpack it first: `gunzip`");
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0)) {
    throw new ModelError("not-json", file, "it is text in UTF-16BE", "write it in UTF-8");
  }
}

/** What may be a number that JavaScript takes for infinite, though it may stand in a text, too. */
const ENDLESS_NUMBER = /\d[eE]\+?\d{3}|\d{309}/;

/** Where a number stands that was too large, so that it is infinite now. */
function endlessIn(json: Json): string | undefined {
  const open: [string, Json][] = [["", json]];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const [path, value] = item;
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      return path === "" ? "only value" : path;
    }
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        open.push([path === "" ? key : `${path}.${key}`, inner]);
      }
    }
  }
  return undefined;
}

/** PowerShell's `>` writes UTF-16; editors of Windows put a byte order mark before UTF-8. */
function decode(content: Buffer | string): string {
  if (typeof content === "string") {
    return content.replace(/^\uFEFF/, "");
  }
  if (content[0] === 0xff && content[1] === 0xfe) {
    return content.toString("utf16le", 2);
  }
  return content[0] === 0xef && content[1] === 0xbb ? content.toString("utf8", 3) : content.toString("utf8");
}

function notJson(text: string, file: string, why: string, remedy: string): ModelError {
  const start = text.trimStart();
  if (!/^[{["]/.test(start)) {
    const first = (start.split("\n", 1)[0] ?? "").slice(0, 60);
    return new ModelError("not-json", file, `it is not JSON but begins with ${JSON.stringify(first)}`, remedy);
  }
  if (/^\{"@level"/.test(start)) {
    return new ModelError("wrong-kind", file, "it is the log of `terraform plan -json`, one event a line", SHOW);
  }
  const position = /position (\d+)/.exec(why)?.[1];
  if (/end of JSON input|Unterminated/.test(why) || Number(position) >= text.trimEnd().length) {
    const size = Buffer.byteLength(text);
    return new ModelError(
      "truncated",
      file,
      `the JSON breaks off after ${size} bytes`,
      "the file was cut while it was written or sent: make it again",
    );
  }
  // The parser's message quotes the text around the mistake, which may be a secret: only where it is.
  const lines = text.slice(0, position === undefined ? wrongTokenIn(text) : Number(position)).split("\n");
  const place = `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
  return new ModelError("not-json", file, `the JSON is broken at ${place}`, remedy);
}

/** Of an unexpected token the parser does not say where it is: at the end of the shortest beginning that it complains of. */
function wrongTokenIn(text: string): number {
  let [fine, wrong] = [0, text.length];
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1;
    if (hasWrongToken(text.slice(0, middle))) {
      wrong = middle;
    } else {
      fine = middle;
    }
  }
  return wrong - 1;
}

function hasWrongToken(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith("Unexpected token");
  }
}

function tooLarge(file: string, size: number): ModelError {
  return new ModelError(
    "too-large",
    file,
    `it has ${Math.round(size / 1024 / 1024)} MiB, more than the ${LARGEST_BYTES / 1024 / 1024} MiB that can be read`,
    "plan the stacks one by one, or split the state",
  );
}
