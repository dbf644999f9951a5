import type { Attributes } from "./attributes";
import type { Graph } from "./graph";
import { isList, isObject, type Json } from "./json";
import { type PathLike, pathOf, pathText } from "./paths";
import { documentOfBlocks } from "./policy-blocks";
import { documentOf } from "./policy-statement";
import { firstUnknown, knownTerm, NULL_TERM, objectTerm, type Term, templateTerm, termText } from "./term";

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
const known = new WeakMap<Attributes, Map<string, PolicyDocument>>();

/**
 * Reads the policy at an attribute: JSON text, an object, `jsonencode`, or an `aws_iam_policy_document`. Many controls ask for the
 * same one, so it is kept.
 */
export function readPolicy(graph: Graph, from: Attributes, path: PathLike): PolicyDocument {
  const key = pathText(pathOf(path));
  const documents = known.get(from) ?? new Map<string, PolicyDocument>();
  known.set(from, documents);
  const document = documents.get(key) ?? readAnew(graph, from, path);
  documents.set(key, document);
  return document;
}

function readAnew(graph: Graph, from: Attributes, path: PathLike): PolicyDocument {
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
  if (json.kind === "known") {
    return ofKnown(graph, json.value);
  }
  const documents = known.get(data) ?? new Map<string, PolicyDocument>();
  known.set(data, documents);
  const document = documents.get(BLOCKS) ?? documentOfBlocks(graph, data);
  documents.set(BLOCKS, document);
  return document;
}

/** Where the document of a data source's blocks is kept; no attribute is called so. */
const BLOCKS = "";

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
