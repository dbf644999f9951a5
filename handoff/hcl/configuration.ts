import type { Json } from "../../model";
import { isList, isObject, type JsonObject } from "../../model/json";
import type { BlockSchema, ProviderBlocks } from "./blocks";
import type { Argument, Block, Body, Reading } from "./syntax";

/** Why a configuration cannot be read: it has something that Terraform does not know, or that this does not. */
export class SyntaxProblem extends Error {
  public override readonly name = "SyntaxProblem";
}

/** What JSON was made from. */
export interface Dialect {
  readonly blocks: ProviderBlocks;
  /** Whether each block is a list, as a reader of HCL gives it; else one block may be an object. */
  readonly strict: boolean;
}

/** The kind of a body: which of its members are blocks, and how the texts of the others are meant. */
interface Kind {
  readonly blocks: ReadonlyMap<string, NestedKind> | "any";
  readonly readings?: Readonly<Record<string, Reading>>;
  /** How the texts of all other arguments are meant. */
  readonly reading?: Reading;
}

interface NestedKind {
  /** How many labels are before the body. */
  readonly labels: number;
  readonly kind: (labels: readonly string[]) => Kind;
  readonly emptyListCounts?: boolean;
}

const plain = (kind: Kind, labels = 0): NestedKind => ({ labels, kind: () => kind });
const EMPTY: Kind = { blocks: new Map() };
const LITERAL: Kind = { blocks: new Map(), reading: "literal" };

const LIFECYCLE: Kind = {
  blocks: new Map([
    ["precondition", plain(EMPTY)],
    ["postcondition", plain(EMPTY)],
  ]),
  readings: { ignore_changes: "bare", replace_triggered_by: "bare" },
};

/** The blocks of a Terraform configuration as a syntax tree; the same for JSON and for HCL that was read as JSON. */
export function configurationOf(json: JsonObject, dialect: Dialect): Body {
  return bodyOf(json, configurationKind(dialect), dialect, []);
}

function configurationKind({ blocks }: Dialect): Kind {
  const resource = (mode: "resource" | "data" | "ephemeral"): NestedKind => ({
    labels: 2,
    kind: ([type = ""]) => resourceKind(blocks.of(mode, type), `${mode === "resource" ? "" : `${mode}.`}${type}`),
  });
  return {
    blocks: new Map<string, NestedKind>([
      ["terraform", plain(terraformKind())],
      [
        "provider",
        {
          labels: 1,
          kind: ([name = ""]) => ({
            ...kindOfSchema(known(blocks.ofProvider(name), `provider ${name}`)),
            readings: { alias: "literal", version: "literal" },
          }),
        },
      ],
      ["variable", plain({ blocks: new Map([["validation", plain(EMPTY)]]), readings: VARIABLE }, 1)],
      ["locals", plain(EMPTY)],
      [
        "output",
        plain(
          {
            blocks: new Map([["precondition", plain(EMPTY)]]),
            readings: { depends_on: "bare", description: "literal" },
          },
          1,
        ),
      ],
      ["resource", resource("resource")],
      ["data", resource("data")],
      ["ephemeral", resource("ephemeral")],
      [
        "check",
        plain(
          {
            blocks: new Map([
              ["data", resource("data")],
              ["assert", plain(EMPTY)],
            ]),
          },
          1,
        ),
      ],
      ["module", plain({ blocks: new Map(), readings: MODULE }, 1)],
      ["moved", plain({ blocks: new Map(), readings: { from: "bare", to: "bare" } })],
      ["import", plain({ blocks: new Map(), readings: { to: "bare", provider: "bare" } })],
      ["removed", plain({ blocks: new Map([["lifecycle", plain(EMPTY)]]), readings: { from: "bare" } })],
    ]),
  };
}

const VARIABLE: Readonly<Record<string, Reading>> = { type: "bare", default: "literal", description: "literal" };
const MODULE: Readonly<Record<string, Reading>> = {
  source: "literal",
  version: "literal",
  providers: "bare",
  depends_on: "bare",
};

function terraformKind(): Kind {
  return {
    blocks: new Map([
      ["backend", plain(LITERAL, 1)],
      ["provider_meta", plain(LITERAL, 1)],
      ["required_providers", plain(LITERAL)],
      ["cloud", plain({ blocks: new Map([["workspaces", plain(LITERAL)]]), reading: "literal" })],
    ]),
    reading: "literal",
    readings: { experiments: "bare" },
  };
}

function resourceKind(schema: BlockSchema | undefined, what: string): Kind {
  const { blocks } = kindOfSchema(known(schema, what));
  if (blocks === "any") {
    throw new SyntaxProblem(`${what}: its blocks are not known`);
  }
  return {
    blocks: new Map([...blocks, ["lifecycle", plain(LIFECYCLE)]]),
    readings: { depends_on: "bare", provider: "bare" },
  };
}

function known(schema: BlockSchema | undefined, what: string): BlockSchema {
  if (schema === undefined) {
    throw new SyntaxProblem(`${what}: no provider that is installed has it, so that its blocks are not known`);
  }
  return schema;
}

function kindOfSchema(schema: BlockSchema): Kind {
  if (schema === "any") {
    return { blocks: "any" };
  }
  return {
    blocks: new Map(
      [...schema].map(([name, { body, emptyListCounts = false }]) => [
        name,
        { labels: 0, kind: () => kindOfSchema(body), emptyListCounts },
      ]),
    ),
  };
}

function bodyOf(json: JsonObject, kind: Kind, dialect: Dialect, path: readonly string[]): Body {
  const made: { arguments: Argument[]; blocks: Block[] } = { arguments: [], blocks: [] };
  for (const [name, value] of Object.entries(json)) {
    if (name === "//") {
      continue;
    }
    if (name === "dynamic" && kind.blocks !== "any") {
      made.blocks.push(...dynamicBlocks(value, kind.blocks, dialect, [...path, name]));
      continue;
    }
    const nested = nestedKind(kind, name, value);
    if (nested === undefined) {
      const reading = kind.readings?.[name] ?? kind.reading ?? "template";
      made.arguments.push({ name, value: value, reading });
    } else {
      made.blocks.push(...blocksOf(name, value, nested, dialect, [], [...path, name]));
    }
  }
  const comment = json["//"];
  return { ...made, ...(typeof comment === "string" ? { comment: comment.split("\n") } : {}) };
}

/** The kind of a block; nothing for an argument. */
function nestedKind({ blocks }: Kind, name: string, value: Json): NestedKind | undefined {
  const isOfBlocks = isObject(value) || (isList(value) && value.every(isObject));
  if (blocks === "any") {
    return isOfBlocks ? plain({ blocks: "any" }) : undefined;
  }
  const nested = blocks.get(name);
  const isArgument = nested === undefined || !isOfBlocks;
  return isArgument || (nested.emptyListCounts === true && isList(value) && value.length === 0) ? undefined : nested;
}

function blocksOf(
  type: string,
  value: Json,
  nested: NestedKind,
  dialect: Dialect,
  labels: readonly string[],
  path: readonly string[],
): Block[] {
  const list = isList(value) ? value : [value];
  if (labels.length < nested.labels) {
    return list.flatMap((item) => {
      if (!isObject(item)) {
        throw new SyntaxProblem(`${path.join(".")}: it must be an object, by the label of each block`);
      }
      return Object.entries(item).flatMap(([label, inner]) =>
        label === "//" ? [] : blocksOf(type, inner, nested, dialect, [...labels, label], [...path, label]),
      );
    });
  }
  if (dialect.strict && !isList(value)) {
    throw new SyntaxProblem(`${path.join(".")}: it is an argument, but must be a block`);
  }
  return list.map((item) => {
    if (!isObject(item)) {
      throw new SyntaxProblem(`${path.join(".")}: it must be an object, since it is a block`);
    }
    return { type, labels, body: bodyOf(item, nested.kind(labels), dialect, path) };
  });
}

/** `dynamic "ingress" { for_each = …, content { … } }` */
function dynamicBlocks(
  value: Json,
  blocks: ReadonlyMap<string, NestedKind>,
  dialect: Dialect,
  path: readonly string[],
): Block[] {
  const kind: NestedKind = {
    labels: 1,
    kind: ([name = ""]) => ({
      blocks: new Map([["content", plain(blocks.get(name)?.kind([]) ?? EMPTY)]]),
      readings: { iterator: "bare" },
    }),
  };
  return blocksOf("dynamic", value, kind, dialect, [], path);
}
