import {
  type Attributes,
  display,
  isSecretAttribute,
  isSecretName,
  type Json,
  known,
  unknown,
  type Value,
} from "../../model";
import { isList, isObject } from "../../model/json";
import { entriesOf, itemsOf, type Term, termText, valueOfTerm } from "../../model/term";
import type { Rename } from "./renames";

/** What an attribute is, in a form in which two can be compared: variables and locals evaluated, references as `${…}`. */
export type Tree = Leaf | Members | Items;

export interface Leaf {
  readonly kind: "leaf";
  readonly value: Value;
}

/** A block, an object, or a JSON document within a text. */
export interface Members {
  readonly kind: "members";
  readonly members: ReadonlyMap<string, Tree>;
}

/** A list or set of values or blocks. */
export interface Items {
  readonly kind: "items";
  readonly items: readonly Tree[];
}

/** All arguments of a resource or block. */
export function treeOf(attributes: Attributes, rename: Rename = asItIs): Members {
  return members(attributes.names().map((name) => [name, argument(attributes, name, rename)] as const));
}

const asItIs: Rename = (text) => text;

function argument(attributes: Attributes, name: string, rename: Rename): Tree {
  const term = attributes.term([name]);
  if (term.kind === "unknown" && term.why === "several") {
    return { kind: "items", items: attributes.blocks([name]).items.map((block) => treeOf(block, rename)) };
  }
  return treeOfTerm(term, isSecretAttribute(attributes.resource.type, name) || isMarked(attributes, name), rename);
}

/** Plans and states mark what is sensitive; in synthesized files it is in the term. */
function isMarked(attributes: Attributes, name: string): boolean {
  if (attributes.resource.identity.values === undefined) {
    return false;
  }
  const value = attributes.get([name]);
  return value.kind !== "absent" && value.sensitive;
}

function treeOfTerm(term: Term, secret: boolean, rename: Rename): Tree {
  const items = itemsOf(term);
  if (items !== undefined) {
    return list(items.map((item) => treeOfTerm(item, secret, rename)));
  }
  const entries = term.kind === "object" || term.kind === "known" ? entriesOf(term) : undefined;
  if (entries !== undefined) {
    const isHidden = secret || ("sensitive" in term && term.sensitive === true);
    return members(
      entries.map(([name, inner]) => [String(name), treeOfTerm(inner, isHidden || isSecret(name), rename)] as const),
    );
  }
  if (term.kind === "encoded") {
    return treeOfTerm(term.of, secret, rename);
  }
  const text = termText(term);
  const document = text === undefined ? undefined : parsedDocument(term.kind === "known" ? text : rename(text));
  return document === undefined ? leaf(valueOfTerm(term, secret), rename) : treeOfJson(document, secret);
}

function leaf(value: Value, rename: Rename): Leaf {
  if (value.kind !== "unknown" || rename === asItIs) {
    return { kind: "leaf", value };
  }
  const { text, reason } = value;
  return {
    kind: "leaf",
    value: { ...value, reason: rename(reason), ...(text === undefined ? {} : { text: rename(text) }) },
  };
}

/** JSON of a text, e.g. of a policy; expressions stand in its texts as they are. */
function treeOfJson(json: Json, secret: boolean): Tree {
  if (isList(json)) {
    return list(json.map((item) => treeOfJson(item, secret)));
  }
  if (isObject(json)) {
    return members(
      Object.entries(json).map(([name, item]) => [name, treeOfJson(item, secret || isSecret(name))] as const),
    );
  }
  const isExpression = typeof json === "string" && json.includes("${");
  return {
    kind: "leaf",
    value: isExpression ? unknown("after-apply", `known after apply: ${json}`, json, secret) : known(json, secret),
  };
}

function parsedDocument(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    const json: Json = JSON.parse(text);
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function isSecret(name: string | number): boolean {
  return typeof name === "string" && isSecretName(name);
}

/** Without cdktf's metadata, and without what is null. */
function members(entries: readonly (readonly [string, Tree])[]): Members {
  const given = entries.filter(([name, tree]) => name !== "//" && !isAbsent(tree));
  return { kind: "members", members: new Map([...given].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** An only block is the same however it is written. */
function list(items: readonly Tree[]): Tree {
  const [only] = items;
  return only !== undefined && items.length === 1 && only.kind === "members" ? only : { kind: "items", items };
}

function isAbsent(tree: Tree): boolean {
  return tree.kind === "leaf" && tree.value.kind === "absent";
}

const keys = new WeakMap<Tree, string>();

/** A text that two trees have in common where they are equal, sensitive values included: never print it. */
export function keyOf(tree: Tree): string {
  let key = keys.get(tree);
  if (key === undefined) {
    key = makeKey(tree);
    keys.set(tree, key);
  }
  return key;
}

function makeKey(tree: Tree): string {
  switch (tree.kind) {
    case "leaf":
      return JSON.stringify(valueKey(tree.value));
    case "members":
      return `{${[...tree.members].map(([name, inner]) => `${JSON.stringify(name)}:${keyOf(inner)}`).join()}}`;
    case "items":
      return `[${tree.items.map(keyOf).join()}]`;
  }
}

/** Terraform converts between texts, numbers and booleans. */
function valueKey(value: Value): readonly [string, string] {
  switch (value.kind) {
    case "absent":
      return ["absent", ""];
    case "unknown":
      return ["unknown", value.text ?? value.reason];
    case "known":
      return ["known", typeof value.value === "object" ? JSON.stringify(value.value) : String(value.value)];
  }
}

/** A tree for readers, redacted; references as `aws_kms_key.data.arn`. */
export function textOf(tree: Tree | undefined): string {
  if (tree === undefined) {
    return "(not set)";
  }
  switch (tree.kind) {
    case "leaf":
      return leafText(tree.value);
    case "members":
      return `{ ${[...tree.members].map(([name, inner]) => `${name} = ${textOf(inner)}`).join(", ")} }`;
    case "items":
      return `[${tree.items.map(textOf).join(", ")}]`;
  }
}

function leafText(value: Value): string {
  if (value.kind === "unknown" && value.text !== undefined && !value.sensitive) {
    const whole = /^\$\{([^{}]*)\}$/.exec(value.text)?.[1];
    return whole?.replace(/\s*\n\s*/g, " ") ?? display(known(value.text), Number.POSITIVE_INFINITY);
  }
  return display(value, Number.POSITIVE_INFINITY);
}
