import { isList, isObject, type Json } from "./json";
import {
  entriesOf,
  firstUnknown,
  itemsOf,
  knownTerm,
  listTerm,
  NULL_TERM,
  objectTerm,
  scalarText,
  stepInto,
  type Term,
  templateTerm,
  termText,
  unknownTerm,
} from "./term";

type Implementation = (parameters: readonly Term[]) => Term | undefined;

/**
 * The functions of Terraform that are evaluated: those that only put values together, which policies, names and lists are
 * made of. Of any other one the result is unknown.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions
 */
const FUNCTIONS: Readonly<Record<string, Implementation>> = {
  jsonencode: ([of]) => (of === undefined ? undefined : encoded(of)),
  jsondecode: ([of]) => (of?.kind === "encoded" ? of.of : decoded(of)),
  tostring: ([of]) => (of?.kind === "known" ? converted(scalarText(of.value)) : of),
  tonumber: ([of]) => (of?.kind === "known" ? converted(Number(of.value)) : of),
  tobool: ([of]) => (of?.kind === "known" ? converted(of.value === true || of.value === "true") : of),
  toset: ([of]) => distinct(of),
  tolist: ([of]) => of,
  tomap: ([of]) => of,
  distinct: ([of]) => distinct(of),
  sensitive: ([of]) => (of?.kind === "known" || of?.kind === "unknown" ? { ...of, sensitive: true } : of),
  nonsensitive: ([of]) => (of?.kind === "known" || of?.kind === "unknown" ? { ...of, sensitive: false } : of),
  ephemeralasnull: () => NULL_TERM,
  join: ([separator, ...lists]) => join(separator, lists),
  format: ([pattern, ...values]) => format(pattern, values),
  concat: (lists) => all(lists, itemsOf, (items) => listTerm(items.flat())),
  flatten: ([list]) => flatten(list),
  compact: ([list]) => all([list], itemsOf, ([items]) => listTerm((items ?? []).filter((item) => !isEmpty(item)))),
  merge: (objects) => all(objects, entriesOf, (entries) => objectTerm(new Map(entries.flat().map(textKey)))),
  keys: ([object]) => all([object], entriesOf, ([entries]) => listTerm((entries ?? []).map(([key]) => knownTerm(key)))),
  values: ([object]) => all([object], entriesOf, ([entries]) => listTerm((entries ?? []).map(([, value]) => value))),
  length: ([of]) => length(of),
  element: ([list, index]) => all([list], itemsOf, ([items]) => element(items ?? [], index)),
  lookup: ([object, key, otherwise]) => lookup(object, key, otherwise),
  contains: ([list, value]) => contains(list, value),
  coalesce: (values) => values.find((value) => !isEmpty(value)),
  try: (values) => values.find((value) => value.kind !== "known" || value.value !== null) ?? values.at(-1),
  range: (limits) => range(limits),
  zipmap: ([keys, values]) => all([keys, values], itemsOf, ([names, given]) => zipmap(names ?? [], given ?? [])),
  one: ([list]) => all([list], itemsOf, ([items]) => items?.[0] ?? NULL_TERM),
  lower: (values) => texts(values, ([text]) => text?.toLowerCase()),
  upper: (values) => texts(values, ([text]) => text?.toUpperCase()),
  trimspace: (values) => texts(values, ([text]) => text?.trim()),
  trimprefix: (values) =>
    texts(values, ([text, end]) => (text?.startsWith(end ?? "") ? text.slice(end?.length) : text)),
  trimsuffix: (values) =>
    texts(values, ([text, end = ""]) => (text?.endsWith(end) ? text.slice(0, text.length - end.length) : text)),
  replace: (values) =>
    texts(values, ([text, from = "", to = ""]) => (/^\/.+\/$/.test(from) ? undefined : text?.replaceAll(from, to))),
  base64encode: (values) => texts(values, ([text]) => Buffer.from(text ?? "").toString("base64")),
  split: (values) => texts(values, ([separator, text]) => text?.split(separator ?? "")),
};

/** What a call amounts to. */
export function callFunction(name: string, parameters: readonly Term[]): Term {
  const plain = name.replace(/^core::/, "");
  const result = Object.hasOwn(FUNCTIONS, plain) ? FUNCTIONS[plain]?.(parameters) : undefined;
  if (result !== undefined) {
    const secret =
      plain !== "nonsensitive" && parameters.some((term) => "sensitive" in term && term.sensitive === true);
    return secret && "value" in result ? { ...result, sensitive: true } : result;
  }
  const why = parameters.map(firstUnknown).find((term) => term !== undefined);
  const text = `\${${plain}(${parameters.map((parameter) => inner(termText(parameter))).join(", ")})}`;
  return why === undefined
    ? unknownTerm("expression", `the function ${plain} is not evaluated here`, text)
    : unknownTerm(why.why, why.reason, text);
}

function inner(text: string | undefined): string {
  const expression = text === undefined ? undefined : /^\$\{([^{}]*)\}$/s.exec(text)?.[1];
  return expression ?? (text === undefined ? "…" : JSON.stringify(text));
}

/** `make` with the parts of all, or nothing where the parts of one are not known. */
function all<T>(
  terms: readonly (Term | undefined)[],
  parts: (term: Term) => T | undefined,
  make: (parts: T[]) => Term,
): Term | undefined {
  const made: T[] = [];
  for (const term of terms) {
    const part = term === undefined ? undefined : parts(term);
    if (part === undefined) {
      return undefined;
    }
    made.push(part);
  }
  return make(made);
}

function texts(terms: readonly Term[], make: (values: string[]) => Json | undefined): Term | undefined {
  const values: string[] = [];
  for (const term of terms) {
    const text = term.kind === "known" ? scalarText(term.value) : undefined;
    if (text === undefined) {
      return undefined;
    }
    values.push(text);
  }
  const made = make(values);
  return made === undefined ? undefined : knownTerm(made);
}

function converted(value: Json | undefined): Term | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : knownTerm(value);
}

function encoded(of: Term): Term {
  return of.kind === "known"
    ? { kind: "known", value: JSON.stringify(of.value), ...(of.sensitive === true ? { sensitive: true } : {}) }
    : { kind: "encoded", of };
}

function decoded(of: Term | undefined): Term | undefined {
  if (of?.kind !== "known" || typeof of.value !== "string") {
    return undefined;
  }
  try {
    return knownTerm(JSON.parse(of.value));
  } catch {
    return undefined;
  }
}

function isEmpty(term: Term): boolean {
  return term.kind === "known" && (term.value === null || term.value === "");
}

function textKey([key, value]: readonly [string | number, Term]): [string, Term] {
  return [String(key), value];
}

function distinct(of: Term | undefined): Term | undefined {
  return all([of], itemsOf, ([items = []]) => {
    const seen = new Set<string>();
    return listTerm(
      items.filter((item) => {
        const text = item.kind === "known" ? JSON.stringify(item.value) : (termText(item) ?? String(seen.size));
        return !seen.has(text) && seen.add(text) !== undefined;
      }),
    );
  });
}

function join(separator: Term | undefined, lists: readonly Term[]): Term | undefined {
  if (separator === undefined) {
    return undefined;
  }
  return all(lists, itemsOf, (items) => {
    const flat = items.flat();
    return templateTerm(flat.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));
  });
}

/** Only `%s`, `%v`, `%d` and `%%`, without flags. */
function format(pattern: Term | undefined, values: readonly Term[]): Term | undefined {
  if (pattern?.kind !== "known" || typeof pattern.value !== "string") {
    return undefined;
  }
  const pieces = pattern.value.split(/(%.)/);
  if (pieces.some((piece) => piece.startsWith("%") && piece.length === 2 && !/^%[svd%]$/.test(piece))) {
    return undefined;
  }
  let next = 0;
  return templateTerm(
    pieces.map((piece) =>
      piece === "%%" ? knownTerm("%") : /^%[svd]$/.test(piece) ? (values[next++] ?? NULL_TERM) : knownTerm(piece),
    ),
  );
}

function flatten(list: Term | undefined): Term | undefined {
  const items = list === undefined ? undefined : itemsOf(list);
  if (items === undefined) {
    return undefined;
  }
  const flat: Term[] = [];
  for (const item of items) {
    if (item.kind === "unknown") {
      // It may be a list itself: then how many items there are is not known.
      return undefined;
    }
    const inside = itemsOf(item) === undefined ? undefined : flatten(item);
    flat.push(...(inside === undefined ? [item] : (itemsOf(inside) ?? [])));
  }
  return listTerm(flat);
}

function length(of: Term | undefined): Term | undefined {
  if (of?.kind === "known" && typeof of.value === "string") {
    return knownTerm([...of.value].length);
  }
  return all([of], entriesOf, ([entries]) => knownTerm(entries?.length ?? 0));
}

const MOST_NUMBERS = 1024;

function range(limits: readonly Term[]): Term | undefined {
  const numbers = limits.map((limit) => (limit.kind === "known" ? Number(limit.value) : Number.NaN));
  const [start, end, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers;
  const count = Math.ceil(((end ?? Number.NaN) - (start ?? Number.NaN)) / step);
  return count > MOST_NUMBERS || !Number.isFinite(count)
    ? undefined
    : listTerm(Array.from({ length: Math.max(count, 0) }, (_, index) => knownTerm((start ?? 0) + index * step)));
}

function zipmap(keys: readonly Term[], values: readonly Term[]): Term {
  return keys.every(({ kind }) => kind === "known")
    ? objectTerm(new Map(keys.map((key, index) => [termText(key) ?? "", values[index] ?? NULL_TERM])))
    : unknownTerm("expression", "the keys of zipmap() are not known", "${zipmap(…)}");
}

function element(items: readonly Term[], index: Term | undefined): Term {
  const at = index?.kind === "known" ? Number(index.value) : Number.NaN;
  return Number.isInteger(at) && items.length > 0
    ? (items[((at % items.length) + items.length) % items.length] ?? NULL_TERM)
    : unknownTerm("expression", "the index of an element is not known", "${…}");
}

function lookup(object: Term | undefined, key: Term | undefined, otherwise: Term | undefined): Term | undefined {
  const name = key?.kind === "known" ? scalarText(key.value) : undefined;
  if (object === undefined || name === undefined || (object.kind === "known" && !isObject(object.value))) {
    return undefined;
  }
  const found = stepInto(object, name);
  return found.kind === "known" && found.value === null ? otherwise : found;
}

function contains(list: Term | undefined, value: Term | undefined): Term | undefined {
  if (list?.kind !== "known" || value?.kind !== "known" || !isList(list.value)) {
    return undefined;
  }
  const wanted = JSON.stringify(value.value);
  return knownTerm(list.value.some((item) => JSON.stringify(item) === wanted));
}
