import type { Attributes } from "./attributes";
import type { Graph } from "./graph";
import { isList, isObject, type Json } from "./json";
import type { PathLike } from "./paths";
import { pathOf } from "./paths";
import { documentOfBlocks } from "./policy-blocks";
import type { Resource } from "./resource";
import {
  entriesOf,
  firstUnknown,
  itemsOf,
  knownTerm,
  NULL_TERM,
  objectTerm,
  stepInto,
  type Term,
  templateTerm,
  termText,
} from "./term";

/**
 * A text of a policy. Where it is not wholly known, `text` has `${address.attribute}` for the unknown parts, the same in all
 * places that refer to the same attribute, so that `${aws_s3_bucket.logs.arn}/*` can be compared.
 */
export interface PolicyText {
  readonly text: string;
  readonly known: boolean;
}

/** Whom a statement is about. `*` and `{ "AWS": "*" }` are both the kind `AWS` with the id `*`. */
export interface Principal extends PolicyText {
  readonly kind: "AWS" | "Service" | "Federated" | "CanonicalUser" | string;
  /** The account, where the id is an account, its root, or an ARN that names one. */
  readonly account?: string;
}

/** A condition, normalised: `ForAnyValue:StringNotLikeIfExists` is `stringlike`, negated, any, if-exists. */
export interface Condition {
  /** In lower case without prefix, suffix and negation: `stringequals`, `arnlike`, `bool`, `ipaddress`, `null`. */
  readonly operator: string;
  readonly negated: boolean;
  readonly quantifier?: "any" | "all";
  readonly ifExists: boolean;
  /** In lower case: keys have no case. */
  readonly key: string;
  readonly values: readonly PolicyText[];
  /** Why there may be other values than these. */
  readonly unknown?: string;
}

/** A statement, complete and in one form. What it does not have is an empty list. */
export interface Statement {
  readonly sid: string;
  /** `Allow` unless it says otherwise; undefined where it is not known. */
  readonly effect: "Allow" | "Deny" | undefined;
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  /** In lower case: actions have no case. */
  readonly actions: readonly PolicyText[];
  readonly notActions: readonly PolicyText[];
  readonly resources: readonly PolicyText[];
  readonly notResources: readonly PolicyText[];
  readonly conditions: readonly Condition[];
  /** Why parts of it are not known: each is about a whole list of this statement. Empty where all is seen. */
  readonly unknown: readonly string[];
}

/** A policy document. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
  /** Whether there is a policy at all. */
  readonly present: boolean;
  /** Why there may be other statements than these. */
  readonly unknown?: string;
}

export const NO_POLICY: PolicyDocument = { statements: [], present: false };

const DOCUMENT = "aws_iam_policy_document";
const cache = new WeakMap<Graph, Map<string, PolicyDocument>>();

/** Reads the policy at an attribute: JSON text, an object, `jsonencode`, or an `aws_iam_policy_document`. */
export function readPolicy(graph: Graph, from: Attributes, path: PathLike): PolicyDocument {
  const term = from.term(path);
  if (term.kind === "known") {
    return ofKnown(graph, term.value);
  }
  const text =
    term.kind === "template" ? ofTemplate(term.parts) : term.kind === "encoded" ? documentOf(term.of) : undefined;
  if (text !== undefined) {
    return text;
  }
  if (term.kind === "unknown") {
    const { ends } = graph.settle(from, pathOf(path));
    const [end] = ends;
    if (end !== undefined && ends.length === 1) {
      const { resource, attribute } = end;
      if (resource.type === DOCUMENT && (attribute === "json" || attribute === "minified_json" || attribute === "")) {
        return documentOfData(graph, resource);
      }
      if (attribute !== "" && resource !== from.resource) {
        const further = resource.term(attribute);
        if (further.kind !== "unknown" && further !== NULL_TERM) {
          return readPolicy(graph, resource, attribute);
        }
      }
    }
  }
  return { statements: [], present: true, unknown: firstUnknown(term)?.reason ?? "the policy is not known" };
}

/** The document that a data source makes. Where it was read, its JSON is known; else its blocks tell. */
export function documentOfData(graph: Graph, data: Attributes): PolicyDocument {
  const json = data.get("json");
  return json.kind === "known" ? ofKnown(graph, json.value) : documentOfBlocks(graph, data);
}

function ofKnown(graph: Graph, value: Json): PolicyDocument {
  if (value === null || value === "") {
    return NO_POLICY;
  }
  if (typeof value !== "string") {
    return documentOf(knownTerm(value));
  }
  const documents = cache.get(graph) ?? new Map<string, PolicyDocument>();
  cache.set(graph, documents);
  let document = documents.get(value);
  if (document === undefined) {
    document = parsePolicy(value);
    documents.set(value, document);
  }
  return document;
}

/** A policy from its JSON text. */
export function parsePolicy(text: string): PolicyDocument {
  try {
    return documentOf(knownTerm(JSON.parse(text)));
  } catch {
    return { statements: [], present: true, unknown: "the policy is not JSON" };
  }
}

/** JSON with expressions in it: each is put in as a mark that cannot occur, and found again in the parsed texts. */
function ofTemplate(parts: readonly Term[]): PolicyDocument | undefined {
  let text = "";
  const unknowns: Term[] = [];
  for (const part of parts) {
    if (part.kind === "known") {
      text += termText(part) ?? "";
    } else {
      text += `${MARK}${unknowns.length}${MARK}`;
      unknowns.push(part);
    }
  }
  try {
    return documentOf(restored(JSON.parse(text), unknowns));
  } catch {
    return undefined;
  }
}

const MARK = "\uE000";
const MARKED = /\uE000(\d+)\uE000/;

function restored(json: Json, unknowns: readonly Term[]): Term {
  if (typeof json === "string") {
    const pieces = json.split(MARKED);
    return pieces.length === 1
      ? knownTerm(json)
      : templateTerm(
          pieces.flatMap((piece, index) =>
            index % 2 === 1 ? [unknowns[Number(piece)] ?? NULL_TERM] : piece === "" ? [] : [knownTerm(piece)],
          ),
        );
  }
  if (isList(json)) {
    return { kind: "list", items: json.map((item) => restored(item, unknowns)) };
  }
  return isObject(json)
    ? objectTerm(new Map(Object.entries(json).map(([key, value]) => [key, restored(value, unknowns)])))
    : knownTerm(json);
}

/** A document from its parts, some of which may be unknown. */
export function documentOf(term: Term): PolicyDocument {
  const given = stepInto(term, "Statement");
  const statements = itemsOf(given) ?? (isObjectTerm(given) ? [given] : undefined);
  if (statements === undefined) {
    const why = firstUnknown(given) ?? firstUnknown(term);
    return why === undefined && given.kind === "known"
      ? { statements: [], present: true, ...(given.value === null ? {} : { unknown: "its statements cannot be read" }) }
      : { statements: [], present: true, unknown: why?.reason ?? "its statements are not known" };
  }
  const readable = statements.filter(isObjectTerm);
  const missing = statements.find((statement) => !isObjectTerm(statement));
  return {
    statements: readable.map(statementOf),
    present: true,
    ...(missing === undefined ? {} : { unknown: firstUnknown(missing)?.reason ?? "a statement cannot be read" }),
  };
}

function isObjectTerm(term: Term): boolean {
  return term.kind === "object" || (term.kind === "known" && isObject(term.value));
}

function statementOf(term: Term): Statement {
  const missing: string[] = [];
  const of = (name: string) => stepInto(term, name);
  const texts = (name: string, lower: boolean) => policyTexts(of(name), lower, missing);
  return {
    sid: termText(of("Sid")) ?? "",
    effect: effectOf(of("Effect")),
    principals: principalsOf(of("Principal"), missing),
    notPrincipals: principalsOf(of("NotPrincipal"), missing),
    actions: texts("Action", true),
    notActions: texts("NotAction", true),
    resources: texts("Resource", false),
    notResources: texts("NotResource", false),
    conditions: conditionsOf(of("Condition"), missing),
    unknown: missing,
  };
}

/** The effect of a statement; nothing where it is not known. */
export function effectOf(term: Term): Statement["effect"] {
  const text = term.kind === "known" ? term.value : undefined;
  return text === "Allow" || text === "Deny" ? text : undefined;
}

/** A text or list of texts. `listed`: what is unknown as a whole is a list, of which nobody knows how many it has. */
export function policyTexts(term: Term, lower: boolean, missing: string[], listed = false): PolicyText[] {
  if (term.kind === "known" && term.value === null) {
    return [];
  }
  const items = itemsOf(term);
  if (items === undefined && term.kind === "unknown" && (lower || listed)) {
    missing.push(term.reason);
  }
  return (items ?? [term]).flatMap((item) => {
    const text = termText(item);
    return text === undefined ? [] : [policyText(lower ? lowerCase(text) : text, item.kind === "known")];
  });
}

/** Actions have no case; what stands for the unknown parts has. */
function lowerCase(text: string): string {
  return text.includes("${")
    ? text.replace(/\$\{[^}]*\}|[^$]+|\$/g, (part) => (part.startsWith("${") ? part : part.toLowerCase()))
    : text.toLowerCase();
}

export function policyText(text: string, known: boolean): PolicyText {
  return { text, known };
}

function principalsOf(term: Term, missing: string[]): Principal[] {
  if (term.kind === "known" && (term.value === null || typeof term.value === "string")) {
    return term.value === null ? [] : [principal("AWS", policyText(String(term.value), true))];
  }
  const entries = isObjectTerm(term) ? entriesOf(term) : undefined;
  if (entries === undefined) {
    missing.push(firstUnknown(term)?.reason ?? "a principal cannot be read");
    return [];
  }
  return entries.flatMap(([kind, ids]) => policyTexts(ids, false, missing).map((id) => principal(String(kind), id)));
}

const IN_ACCOUNT = /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/;

/** A principal in one form: an account's number is the ARN of its root. */
export function principal(kind: string, id: PolicyText): Principal {
  const account = kind === "AWS" ? IN_ACCOUNT.exec(id.text)?.[1] : undefined;
  const text = account === id.text ? `arn:aws:iam::${account}:root` : id.text;
  return { kind: kind === "*" ? "AWS" : kind, text, known: id.known, ...(account === undefined ? {} : { account }) };
}

function conditionsOf(term: Term, missing: string[]): Condition[] {
  if (term.kind === "known" && term.value === null) {
    return [];
  }
  const operators = isObjectTerm(term) ? entriesOf(term) : undefined;
  if (operators === undefined) {
    missing.push(firstUnknown(term)?.reason ?? "a condition cannot be read");
    return [];
  }
  return operators.flatMap(([operator, keys]) =>
    (entriesOf(keys) ?? []).map(([key, values]) => condition(String(operator), String(key), values)),
  );
}

const NEGATIONS: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  numericnotequals: "numericequals",
  datenotequals: "dateequals",
  notipaddress: "ipaddress",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
};

/** A condition in one form. */
export function condition(operator: string, key: string, values: Term): Condition {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(operator.toLowerCase());
  const [, quantifier, base = "", ifExists] = match ?? [];
  const positive = NEGATIONS[base];
  const missing: string[] = [];
  const texts = policyTexts(values, false, missing);
  const [why] = missing;
  return {
    operator: positive ?? base,
    negated: positive !== undefined,
    ifExists: ifExists !== undefined,
    key: key.toLowerCase(),
    values: texts,
    ...(quantifier === undefined
      ? {}
      : { quantifier: quantifier === "foranyvalue" ? ("any" as const) : ("all" as const) }),
    ...(why === undefined ? {} : { unknown: why }),
  };
}

/** Whether a pattern of a policy, with `*` and `?`, covers a text; without regard to case where both are actions. */
export function covers(pattern: string, text: string): boolean {
  return compiled(pattern).test(text);
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let found = patterns.get(pattern);
  if (found === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, "[^]*")
      .replace(/\?/g, "[^]");
    found = new RegExp(`^${source}$`);
    patterns.set(pattern, found);
  }
  return found;
}

/** Whether a statement is about an action, in lower case; what is unknown counts as not. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  return notActions.length > 0
    ? !notActions.some(({ text }) => covers(text, wanted))
    : actions.some(({ text, known }) => known && covers(text, wanted));
}

/** Whether a text of a policy is about a resource: by its unknown ARN, id or name, or by the known one. */
export function mentions({ text }: PolicyText, resource: Resource): boolean {
  if (text.includes(`\${${resource.label}.`) || text.includes(`\${${resource.label}}`)) {
    return true;
  }
  const names = ["arn", "bucket"]
    .map((name) => resource.text(name))
    .filter((name) => name !== undefined && name !== "");
  return names.some((name) => name !== undefined && isWithin(text, name.startsWith("arn:") ? name : `:s3:::${name}`));
}

/** Whether an ARN is a given one or something below it: `arn:aws:s3:::logs/*`, but not `arn:aws:s3:::logs-old`. */
function isWithin(text: string, name: string): boolean {
  const at = text.indexOf(name);
  const next = at < 0 ? "-" : (text[at + name.length] ?? "");
  return at >= 0 && (next === "" || next === "/" || next === ":" || next === "*");
}

/** Whether anybody in the world is among the principals. A `NotPrincipal` of an Allow is nearly everybody. */
export function isAnyone({ kind, text }: Principal): boolean {
  return kind === "AWS" && text === "*";
}
