import { parseTemplate } from "./expression-parser";
import { isList, isObject, type Json, type JsonObject } from "./json";
import { keyText } from "./module";

/**
 * An expression, whichever file it came from. Synthesized files hold the whole of it; a plan holds a constant, or only
 * what the expression refers to (`references`).
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | Traversal
  | { readonly kind: "steps"; readonly of: Expression; readonly steps: readonly Step[] }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: "conditional"; readonly if: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly of: Expression }
  | Comprehension
  | { readonly kind: "json"; readonly json: readonly Json[] | JsonObject }
  | References
  | { readonly kind: "unreadable"; readonly text: string };

/** A way from a name: `aws_subnet.a[0].id`. */
export interface Traversal {
  readonly kind: "traversal";
  readonly root: string;
  readonly steps: readonly Step[];
}

/** `[for k, v in collection : value if condition]`, or with a key an object. */
export interface Comprehension {
  readonly kind: "for";
  readonly names: readonly string[];
  readonly collection: Expression;
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
}

/** What a plan tells of an expression that is not constant. */
export interface References {
  readonly kind: "references";
  readonly to: readonly Traversal[];
  /** Whether `count.index` is among them: then a reference without an index most likely means the same instance. */
  readonly counted: boolean;
  /** Whether `each.key` or `each.value` is among them. */
  readonly each: boolean;
}

export type Step =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression }
  | { readonly kind: "splat" };

/** The expression that a JSON value of a synthesized file is: texts are templates. */
export function expressionOf(json: Json): Expression {
  if (typeof json === "string") {
    return hasTemplate(json) ? parsed(json) : { kind: "literal", value: json };
  }
  return isList(json) || isObject(json) ? { kind: "json", json } : { kind: "literal", value: json };
}

/** Whether a text of a synthesized file is more than what it says: it holds an expression, a directive or an escape. */
export function hasTemplate(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

/** A reference as a plan or `depends_on` writes it, e.g. `module.net["blue"].vpc_id`. */
export function referenceOf(text: string): Traversal | undefined {
  if (PLAIN_REFERENCE.test(text) && !ODD_REFERENCE.test(text)) {
    return plainReference(text);
  }
  const expression = parsed(`\${${text}}`);
  return expression.kind === "traversal" ? expression : undefined;
}

const PLAIN_REFERENCE = /^[A-Za-z_][\w.-]*$/;
const ODD_REFERENCE = /\.(?:[^A-Za-z_]|$)/;

/** Nearly all references of a plan are names with dots between them. */
function plainReference(text: string): Traversal {
  const first = text.indexOf(".");
  const steps: Step[] = [];
  let at = first;
  while (at >= 0) {
    const next = text.indexOf(".", at + 1);
    steps.push({ kind: "attribute", name: text.slice(at + 1, next < 0 ? undefined : next) });
    at = next;
  }
  return { kind: "traversal", root: first < 0 ? text : text.slice(0, first), steps };
}

/** The expression of a plan's `{ "references": […] }`, which lists each reference followed by its beginnings. */
export function referencesOf(texts: readonly Json[]): References {
  const to: Traversal[] = [];
  let counted = false;
  let each = false;
  let before = "";
  for (const text of texts) {
    if (typeof text !== "string") {
      continue;
    }
    const reference = isBeginning(text, before) ? undefined : referenceOf(text);
    before = text;
    if (reference !== undefined) {
      to.push(reference);
      counted ||= reference.root === "count";
      each ||= reference.root === "each";
    }
  }
  return { kind: "references", to, counted, each };
}

/** Whether a reference is the beginning of another one: `aws_vpc.main` of `aws_vpc.main.id`. */
export function isBeginning(text: string, of: string): boolean {
  return of.startsWith(text) && (of[text.length] === "." || of[text.length] === "[");
}

const cache = new Map<string, Expression>();
const CACHED_AT_MOST = 50_000;

function parsed(text: string): Expression {
  const known = cache.get(text);
  if (known !== undefined) {
    return known;
  }
  const expression = parseTemplate(text);
  if (cache.size >= CACHED_AT_MOST) {
    cache.clear();
  }
  cache.set(text, expression);
  return expression;
}

/** A reference as it is written, indexes in brackets. */
export function traversalText({ root, steps }: Traversal): string {
  return root + steps.map(stepText).join("");
}

function stepText(step: Step): string {
  if (step.kind === "attribute") {
    return `.${step.name}`;
  }
  if (step.kind === "splat") {
    return "[*]";
  }
  const { of } = step;
  return of.kind === "literal" && (typeof of.value === "string" || typeof of.value === "number")
    ? keyText(of.value)
    : "[…]";
}
