import { isList, isObject, type Json, memberOf } from "./json";
import { ABSENT, known, type Unknown, unknown, type Value, type Values, type WhyUnknown } from "./values";

/**
 * A value in the making: known as far as it can be, with the unknown parts in their places. A {@link Value} is what
 * controls see of it.
 */
export type Term =
  | { readonly kind: "known"; readonly value: Json; readonly sensitive?: boolean }
  | {
      readonly kind: "unknown";
      readonly why: WhyUnknown;
      readonly reason: string;
      readonly text: string;
      readonly sensitive?: boolean;
    }
  | { readonly kind: "list"; readonly items: readonly Term[] }
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, Term> }
  /** A text with unknown parts in it. */
  | { readonly kind: "template"; readonly parts: readonly Term[] }
  /** `jsonencode` of something that is not wholly known. */
  | { readonly kind: "encoded"; readonly of: Term }
  /** Something with attributes that are made when asked for: a resource, a module. */
  | { readonly kind: "lazy"; readonly text: string; readonly attribute: (name: string) => Term };

export type UnknownTerm = Extract<Term, { kind: "unknown" }>;

export const NULL_TERM: Term = { kind: "known", value: null };

export function knownTerm(value: Json): Term {
  return { kind: "known", value };
}

export function unknownTerm(why: WhyUnknown, reason: string, text: string): UnknownTerm {
  return { kind: "unknown", why, reason, text };
}

/** A list; known as a whole where all of its items are. */
export function listTerm(items: readonly Term[]): Term {
  if (items.length > MOST_ITEMS) {
    return unknownTerm("expression", "a list is too long to be evaluated", "${…}");
  }
  return items.every(isPlain)
    ? { kind: "known", value: items.map((item) => (item.kind === "known" ? item.value : null)), ...sensitivity(items) }
    : { kind: "list", items };
}

/** An object; known as a whole where all of its members are. */
export function objectTerm(entries: ReadonlyMap<string, Term>): Term {
  const all = [...entries];
  return all.every(([, term]) => isPlain(term))
    ? {
        kind: "known",
        value: Object.fromEntries(all.map(([key, term]) => [key, term.kind === "known" ? term.value : null])),
        ...sensitivity([...entries.values()]),
      }
    : { kind: "object", entries };
}

/** A text of several parts; known where all of them are. */
export function templateTerm(parts: readonly Term[]): Term {
  const texts = parts.map((part) => (part.kind === "known" ? scalarText(part.value) : undefined));
  if (sizeOf(parts, texts) > MOST_PARTS) {
    return unknownTerm("expression", "a text is too long to be evaluated", "${…}");
  }
  return texts.every((text) => text !== undefined)
    ? { kind: "known", value: texts.join(""), ...sensitivity(parts) }
    : { kind: "template", parts: parts.flatMap((part) => (part.kind === "template" ? part.parts : [part])) };
}

/** Names that double what they refer to would fill the memory: nobody writes lists or texts as long as these. */
const MOST_ITEMS = 100_000;
const MOST_PARTS = 1_000_000;

function sizeOf(parts: readonly Term[], texts: readonly (string | undefined)[]): number {
  let size = 0;
  for (const [index, part] of parts.entries()) {
    size += texts[index]?.length ?? (part.kind === "template" ? part.parts.length * UNKNOWN_WEIGHT : UNKNOWN_WEIGHT);
  }
  return size;
}

const UNKNOWN_WEIGHT = 500;

function isPlain(term: Term): boolean {
  return term.kind === "known";
}

function sensitivity(terms: readonly Term[]): { readonly sensitive?: boolean } {
  return terms.some((term) => "sensitive" in term && term.sensitive === true) ? { sensitive: true } : {};
}

/** A text, number or boolean as text; nothing where it is not one of these. */
export function scalarText(value: Json): string | undefined {
  return value === null || typeof value === "object" ? undefined : String(value);
}

/**
 * The member or element of a term. What is not there is `null`, as `absent` is read from it. An only block may be written
 * as an object: its index 0 is itself.
 */
export function stepInto(term: Term, step: string | number): Term {
  switch (term.kind) {
    case "known": {
      const { value } = term;
      const inner = isList(value)
        ? (value[Number(step)] ?? null)
        : isObject(value)
          ? (memberOf(value, String(step)) ?? (step === 0 ? value : null))
          : null;
      return term.sensitive === true
        ? { kind: "known", value: inner, sensitive: true }
        : { kind: "known", value: inner };
    }
    case "list":
      return term.items[Number(step)] ?? NULL_TERM;
    case "object":
      return term.entries.get(String(step)) ?? (step === 0 ? term : NULL_TERM);
    case "lazy":
      return term.attribute(String(step));
    case "unknown":
      return { ...term, text: extended(term.text, step) };
    case "template":
    case "encoded":
      return NULL_TERM;
  }
}

/** `${aws_x.y.list}` and a step: `${aws_x.y.list[0]}`. */
function extended(text: string, step: string | number): string {
  const inner = /^\$\{(.*)\}$/s.exec(text)?.[1];
  return inner === undefined ? text : `\${${inner}${typeof step === "number" ? `[${step}]` : `.${step}`}}`;
}

/** The items of a list term; nothing where it is not known how many there are. */
export function itemsOf(term: Term): readonly Term[] | undefined {
  if (term.kind === "list") {
    return term.items;
  }
  if (term.kind === "known" && isList(term.value)) {
    return term.value.map((value) => ({ ...term, value }));
  }
  return undefined;
}

/** The entries of an object term, or of a list by its indexes; nothing where they are not known. */
export function entriesOf(term: Term): readonly (readonly [string | number, Term])[] | undefined {
  if (term.kind === "object") {
    return [...term.entries];
  }
  if (term.kind === "known" && isObject(term.value)) {
    return Object.entries(term.value).map(([key, value]) => [key, { ...term, value }] as const);
  }
  return itemsOf(term)?.map((item, index) => [index, item] as const);
}

/** The text of a term with `${…}` for what is unknown; nothing where it is a list, an object or null. */
export function termText(term: Term): string | undefined {
  switch (term.kind) {
    case "known":
      return scalarText(term.value);
    case "unknown":
    case "lazy":
      return term.text;
    case "template":
      return term.parts.map((part) => termText(part) ?? "").join("");
    default:
      return undefined;
  }
}

/** The first unknown part of a term, which tells why it is not known. */
export function firstUnknown(term: Term): UnknownTerm | undefined {
  const inner =
    term.kind === "unknown"
      ? term
      : term.kind === "list"
        ? first(term.items)
        : term.kind === "object"
          ? first(term.entries.values())
          : term.kind === "template"
            ? first(term.parts)
            : term.kind === "encoded"
              ? firstUnknown(term.of)
              : undefined;
  return inner;
}

function first(terms: Iterable<Term>): UnknownTerm | undefined {
  for (const term of terms) {
    const found = firstUnknown(term);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

export function valueOfTerm(term: Term, secret = false): Value {
  if (term.kind === "known") {
    return known(term.value, secret || term.sensitive === true);
  }
  return unknownOfTerm(term, secret);
}

function unknownOfTerm(term: Exclude<Term, { kind: "known" }>, secret: boolean): Unknown {
  const inner = firstUnknown(term);
  const sensitive = secret || inner?.sensitive === true;
  const reason = inner?.reason ?? `${termText(term) ?? "it"} is a whole resource or module`;
  if (term.kind === "list" || term.kind === "object") {
    return unknown("partly", `partly known; ${reason}`, undefined, sensitive);
  }
  return unknown(inner?.why ?? "expression", reason, termText(term), sensitive);
}

/** The elements of a list or set. A single value counts as a list of one, as Terraform converts. */
export function valuesOfTerm(term: Term, secret = false): Values {
  const items = itemsOf(term);
  if (items !== undefined) {
    return { items: items.map((item) => valueOfTerm(item, secret)) };
  }
  const value = valueOfTerm(term, secret);
  if (value === ABSENT) {
    return { items: [] };
  }
  return value.kind === "unknown" && term.kind !== "template" && term.kind !== "encoded"
    ? { items: [], unknown: value }
    : { items: [value] };
}
