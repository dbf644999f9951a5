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
  if (typeof content !== "string" && content.length > 2 && content[0] === 0x50 && content[1] === 0x4b) {
    throw new ModelError("wrong-kind", file, "it is a plan in Terraform's own binary format", SHOW);
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
  const at = /position (\d+)/.exec(why)?.[1];
  if (/end of JSON input|Unterminated/.test(why) || Number(at) >= text.trimEnd().length) {
    const size = Buffer.byteLength(text);
    return new ModelError(
      "truncated",
      file,
      `the JSON breaks off after ${size} bytes`,
      "the file was cut while it was written or sent: make it again",
    );
  }
  // The parser's message quotes the text around the mistake, which may be a secret: only where it is.
  const place = at === undefined ? "" : ` at line ${text.slice(0, Number(at)).split("\n").length}`;
  return new ModelError("not-json", file, `the JSON is broken${place}`, remedy);
}

function tooLarge(file: string, size: number): ModelError {
  return new ModelError(
    "too-large",
    file,
    `it has ${Math.round(size / 1024 / 1024)} MiB, more than the ${LARGEST_BYTES / 1024 / 1024} MiB that can be read`,
    "plan the stacks one by one, or split the state",
  );
}
