import { isObject } from "./json";
import type { Condition, PolicyDocument, PolicyText, Principal, Statement } from "./policy";
import { entriesOf, firstUnknown, itemsOf, stepInto, type Term, termText } from "./term";

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
