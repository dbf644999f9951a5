import type { Json } from "../../model";
import { isList, isObject, type JsonObject } from "../../model/json";
import type { ProviderBlocks } from "./blocks";
import { configurationOf, type Dialect } from "./configuration";
import { JSON_ARGUMENTS, jsonOfTemplate } from "./json-text";
import type { Argument, Block, Body } from "./syntax";
import { escapeTemplate, onlyExpression, type TemplatePart, templateParts } from "./template";

/** A configuration in a form that is the same for JSON and HCL: addresses of blocks, and what they hold as text. */
export type Canonical = ReadonlyMap<string, string>;

/** What a configuration was read from. */
type From = "json" | "hcl";

/**
 * The form in which a configuration of JSON and one of HCL are compared. These are the only differences that it takes away:
 *
 * - the form of Unicode: Terraform brings every text into NFC
 * - comments; the order of blocks with different labels and of arguments
 * - one block as an object or as a list of one; an empty list of blocks and none
 * - places of other things as texts (`"aws_kms_key.main"`) or as expressions (`aws_kms_key.main`)
 * - spaces and line ends between the words of an expression, which `terraform fmt` sets
 * - `chomp(<<EOT … EOT)` and the same text in quotes
 * - where the provider compares JSON (JSON_ARGUMENTS): `jsonencode(…)` and the same JSON as text
 */
export async function canonicalOf(json: JsonObject, blocks: ProviderBlocks, from: From): Promise<Canonical> {
  const dialect: Dialect = { blocks, strict: from === "hcl" };
  const body = configurationOf(json, dialect);
  const found = new Map<string, string[]>();
  for (const block of body.blocks) {
    const { type, labels } = block;
    const merged =
      type === "terraform" || type === "locals"
        ? await Promise.all(parts(block, from))
        : [await blockText(block, "", from)];
    for (const text of merged) {
      const address = [type, ...labels].join(".");
      found.set(address, [...(found.get(address) ?? []), text]);
    }
  }
  return new Map([...found].sort(byKey).map(([address, texts]) => [address, texts.sort().join("\n")]));
}

/** Blocks that may stand in several files, part by part. */
function parts({ type, body }: Block, from: From): Promise<string>[] {
  return [
    ...body.arguments.map((argument) => argumentText(argument, type, from)),
    ...body.blocks.map((block) => blockText(block, "", from)),
  ];
}

async function blockText({ type, labels, body }: Block, resource: string, from: From): Promise<string> {
  const name = type === "resource" ? (labels[0] ?? "") : resource;
  return `${[type, ...labels.map((label) => JSON.stringify(label))].join(" ")} {${await bodyText(body, name, from)}}`;
}

async function bodyText({ arguments: all, blocks }: Body, resource: string, from: From): Promise<string> {
  const written = await Promise.all(all.map((argument) => argumentText(argument, resource, from)));
  // Blocks of one type keep their order, which may count.
  const inner = await Promise.all(
    [...blocks]
      .sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0))
      .map((block) => blockText(block, `${resource}.`, from)),
  );
  return [...written.sort(), ...inner].join(";");
}

async function argumentText({ name, value, reading }: Argument, resource: string, from: From): Promise<string> {
  const json =
    JSON_ARGUMENTS.has(`${resource}.${name}`) && typeof value === "string" ? await encoded(value) : undefined;
  const meant = json ?? mapTexts(value, reading === "literal" ? literal(from) : reading === "bare" ? bare : template);
  return `${name}=${json === undefined ? "" : "json:"}${JSON.stringify(sorted(meant)).normalize("NFC")}`;
}

/** The JSON that an argument's text gives, from the text or from `jsonencode`. */
async function encoded(value: string): Promise<Json | undefined> {
  const expression = onlyExpression(value);
  if (expression === undefined) {
    const json = jsonOfTemplate(value);
    return json === undefined ? undefined : mapTexts(json, template);
  }
  const [, inner] = /^jsonencode\(([\s\S]*)\)$/.exec(expression) ?? [];
  if (inner === undefined) {
    return undefined;
  }
  const { parse } = await import("@cdktf/hcl2json");
  const { value: json } = await parse("jsonencode.tf", `value = ${inner}\n`);
  return mapTexts(json, template);
}

/** A text that is not evaluated; a reader of HCL tells it as the template that gives it. */
function literal(from: From): (text: string) => Json {
  return from === "hcl" ? (text) => text : escapeTemplate;
}

/** A place without `${…}` around it. */
function bare(text: string): string {
  return spaceless(onlyExpression(text) ?? text);
}

/** A template whose sequences have no spaces between their words; an expression that is a value is that value. */
function template(text: string): Json {
  const [, , content] = /^\$\{chomp\(<<(\w+)\n([\s\S]*)\n\1\n\s*\)\}$/.exec(text) ?? [];
  const only = content === undefined ? onlyExpression(text) : undefined;
  if (only !== undefined) {
    return /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(only) ? JSON.parse(only) : `\${${spaceless(only)}}`;
  }
  return trimmed(templateParts(content ?? text))
    .map(({ kind, source }) => (kind === "text" ? source : spaceless(source)))
    .join("");
}

/** `~` at the edge of a sequence takes away the space of the text beside it. */
function trimmed(parts: readonly TemplatePart[]): TemplatePart[] {
  return parts.map((part, index) => {
    if (part.kind === "sequence") {
      return { ...part, source: part.source.replace(/^(.\{)~/, "$1").replace(/~\}$/, "}") };
    }
    const start = parts[index - 1]?.source.endsWith("~}") ? part.source.trimStart() : part.source;
    return { ...part, source: /^.\{~/.test(parts[index + 1]?.source ?? "") ? start.trimEnd() : start };
  });
}

/** An expression as its words, one after the other. */
function spaceless(expression: string): string {
  return (expression.match(/"(?:\\[\s\S]|[^"\\])*"|[\w-]+|\s+|[\s\S]/g) ?? [])
    .filter((word) => !/^\s+$/.test(word))
    .join("\u0000");
}

function mapTexts(value: Json, change: (text: string) => Json): Json {
  if (typeof value === "string") {
    return change(value);
  }
  if (isList(value)) {
    return value.map((item) => mapTexts(item, change));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]))
    : value;
}

function sorted(value: Json): Json {
  if (isList(value)) {
    return value.map(sorted);
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(byKey)
          .map(([key, item]) => [key, sorted(item)]),
      )
    : value;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
