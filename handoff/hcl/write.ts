import type { Json } from "../../model";
import { isList, isObject, type JsonObject } from "../../model/json";
import { JSON_ARGUMENTS, jsonOfTemplate } from "./json-text";
import type { Argument, Block, Body, Reading } from "./syntax";
import { escapeTemplate, onlyExpression, quoted } from "./template";

/** A list of plain values up to this long stays on one line. */
const LONGEST_LINE = 100;

/** Before each line that must begin at the margin. No text that is written as a heredoc has it. */
const UNINDENTED = "\u0001";

/** What stands first in a block, and what last, as people write them. */
const FIRST = ["for_each", "count", "provider"];
const LAST = ["depends_on"];

/** Writes a configuration as HCL; its spaces are those of `terraform fmt` once that has been over it. */
export function writeHcl({ blocks }: Body): string {
  return `${blocks.map((block) => lines(block, "").join("\n")).join("\n\n")}\n`.replaceAll(UNINDENTED, "");
}

function lines({ type, labels, body }: Block, what: string): string[] {
  const head = [type, ...labels.map((label) => quoted(escapeTemplate(label)))].join(" ");
  const name = type === "resource" ? (labels[0] ?? "") : what;
  const inner = bodyLines(body, type, name);
  const comment = (body.comment ?? []).map((line) => `# ${line}`.trimEnd());
  return [...comment, ...(inner.length === 0 ? [`${head} {}`] : [`${head} {`, ...inner.map(indented), "}"])];
}

function bodyLines({ arguments: all, blocks }: Body, type: string, resource: string): string[] {
  const isLast = ({ name }: { readonly name: string }) => LAST.includes(name);
  const first = FIRST.flatMap((name) => all.filter((argument) => argument.name === name));
  const rest = all.filter((argument) => !first.includes(argument) && !isLast(argument));
  const isEnd = (block: Block) => block.type === "lifecycle";
  const written = (list: readonly Argument[]) => list.flatMap((argument) => argumentLines(argument, resource));
  const sections = [
    written(first),
    written(rest),
    ...blocks.filter((block) => !isEnd(block)).map((block) => lines(block, type === "check" ? "" : `${resource}.`)),
    ...blocks.filter(isEnd).map((block) => lines(block, "")),
    written(all.filter(isLast)),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ["", ...section]));
}

function argumentLines({ name, value, reading }: Argument, resource: string): string[] {
  const text =
    (reading === "template" ? wholeText(value, JSON_ARGUMENTS.has(`${resource}.${name}`)) : undefined) ??
    valueText(value, reading);
  return `${name} = ${text}`.split("\n");
}

/** A text that is better read over several lines. */
function wholeText(value: Json, isJson: boolean): string | undefined {
  if (typeof value !== "string" || onlyExpression(value) !== undefined) {
    return undefined;
  }
  const json = isJson ? jsonOfTemplate(value) : undefined;
  if (json !== undefined) {
    return `jsonencode(${valueText(json, "template")})`;
  }
  if (!/\n[\s\S]/.test(value) || !isForHeredoc(value)) {
    return undefined;
  }
  return value.endsWith("\n") ? heredoc(value) : `chomp(${heredoc(`${value}\n`)}\n)`;
}

/** Whether a text comes out of a heredoc as it is: no sequence takes space away, and nothing but line feeds ends lines. */
function isForHeredoc(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these cannot be seen, so that they are written as escapes
  return !/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\ufeff]|~\}|[$%]\{~/.test(value);
}

function heredoc(text: string): string {
  const taken = new Set(text.split("\n").map((line) => line.trim()));
  let end = "EOT";
  while (taken.has(end)) {
    end += "_";
  }
  return `<<${end}\n${text.replace(/^/gm, UNINDENTED)}${end}`;
}

function valueText(value: Json, reading: Reading): string {
  if (typeof value === "string") {
    return stringText(value, reading);
  }
  if (isList(value)) {
    return listText(value, reading);
  }
  return isObject(value) ? objectText(value, reading) : String(value);
}

function stringText(value: string, reading: Reading): string {
  switch (reading) {
    case "bare":
      return onlyExpression(value) ?? value;
    case "literal":
      return quoted(escapeTemplate(value));
    case "template": {
      const expression = onlyExpression(value);
      return expression === undefined ? quoted(value) : brokenExpression(expression);
    }
  }
}

/** A long call with an object (`jsonencode({ a = b, c = d })`) has a line for each of its members. */
function brokenExpression(expression: string): string {
  const [, call, inner] = /^(\w+\(\{)([\s\S]*)\}\)$/.exec(expression) ?? [];
  const members = inner === undefined || expression.length <= LONGEST_LINE ? undefined : membersOf(inner);
  return members === undefined ? expression : `${call}\n${members.map((member) => `  ${member}`).join(",\n")}\n})`;
}

/** The parts between the commas of an object; nothing where brackets do not fit together, as in `f({a = 1}, {b = 2})`. */
function membersOf(inner: string): string[] | undefined {
  const members: string[] = [];
  let depth = 0;
  let member = "";
  for (const [word] of inner.matchAll(/"(?:\\[\s\S]|[^"\\])*"|[\s\S]/g)) {
    depth += /^[([{]$/.test(word) ? 1 : /^[)\]}]$/.test(word) ? -1 : 0;
    if (depth < 0 || word === "\n") {
      return undefined;
    }
    if (depth === 0 && word === ",") {
      members.push(member.trim());
      member = "";
    } else {
      member += word;
    }
  }
  return depth === 0 ? [...members, member.trim()].filter((text) => text !== "") : undefined;
}

function listText(list: readonly Json[], reading: Reading): string {
  const items = list.map((item) => valueText(item, reading));
  const line = `[${items.join(", ")}]`;
  const isShort = line.length <= LONGEST_LINE && !line.includes("\n");
  return isShort ? line : `[\n${items.map((item) => `${indentedText(item)},\n`).join("")}]`;
}

function objectText(object: JsonObject, reading: Reading): string {
  const entries = Object.entries(object);
  const lines = entries.map(
    ([key, value]) => `${indentedText(`${keyText(key, reading)} = ${valueText(value, reading)}`)}\n`,
  );
  return entries.length === 0 ? "{}" : `{\n${lines.join("")}}`;
}

/** A key as it stands where it may, in quotes where not: `for` begins an expression, and null, true, false are no names. */
function keyText(key: string, reading: Reading): string {
  if (/^[A-Za-z_][\w-]*$/.test(key) && !/^(?:for|null|true|false)$/.test(key)) {
    return key;
  }
  return quoted(reading === "template" ? key : escapeTemplate(key));
}

function indentedText(text: string): string {
  return text.split("\n").map(indented).join("\n");
}

function indented(line: string): string {
  return line === "" || line.startsWith(UNINDENTED) ? line : `  ${line}`;
}
