import { type Attributes, asText, isSecretAttribute, isSecretName, type Resource, TOKENS } from "../../../model";
import { isList } from "../../../model/json";
import { fail, type Verdict } from "../../control";

export type Term = ReturnType<Attributes["term"]>;

/** A text within a value: the name that it stands under, and where. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** Texts that are keys, whatever they are called. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  ...TOKENS,
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/$"']+:[^\s@/$"'{<(]{3,}@/i, "a password in a URL"],
];
/** What all of these have, which is quicker to look for than one after the other. */
const KEY_MARK = new RegExp(["-----BEGIN", "://", ...TOKENS.map(([token]) => token.source)].join("|"));
const SECRET_NAME =
  /(?:^|[_.-]|[a-z0-9])(?:password|passwd|pwd|secret|token|api_?key|apikey|secret_?key|access_?key|private_?key|credentials?)$/i;
/** Names of AWS's arguments that end as those of secrets do. */
const OTHER_TOKEN = /^(?:creation|client|client_request|idempotency|event_source|next|update)_token$/;
/** `DB_SECRET = prod/db/main`: where a secret is, not what it is. */
const NAME_OF_SECRET = /(?:secret|credentials?)$/i;
const PLACE = /^[a-z][a-z0-9_.-]*(?:\/[a-z0-9_.-]+)+$/;
const ASSIGNMENT = /(?:^|[\s;&])(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*(["']?)([^\s"']+)\2/g;
/** What stands in for a secret, or leads to one: a variable, a reference, an ARN, a path, a placeholder, a switch. */
const NO_SECRET =
  /^(?:[$%`<{(/*].*|arn:.*|https?:\/\/[^@]*|s3:\/\/.*|ssm:.*|\d{1,5}|true|false|yes|no|none|null|enabled|disabled|required|optional|change[-_ ]?me|placeholder|dummy|example|todo|redacted|x{3,}|\*+|\(sensitive\))$/i;
const SHORTEST = 6;

/** What has to be in a text that holds a key, or names a secret. */
const MARK = new RegExp(
  `pass|pwd|secret|token|(?:api|access|private|shared)_?key|credential|plaintext|${KEY_MARK.source}`,
  "i",
);
const BASE64 = /^[A-Za-z0-9+/\s]{24,}={0,2}\s*$/;

/** Whether a value may hold a secret: of most it is told at a glance that they do not, before they are taken apart. */
export function mayHoldSecret(json: Json, name: string): boolean {
  if (typeof json === "string") {
    return json.length >= SHORTEST && (isNamedAsSecret(name) || MARK.test(json) || BASE64.test(json));
  }
  if (json === null || typeof json !== "object") {
    return false;
  }
  if (isList(json)) {
    return json.some((item) => mayHoldSecret(item, name));
  }
  const own = json.name;
  return (
    (typeof own === "string" && isNamedAsSecret(own)) ||
    Object.entries(json).some(([key, value]) => mayHoldSecret(value, key))
  );
}

const named = new Map<string, boolean>();

/** Asked of each argument of each resource, and there are few different ones. */
function isNamedAsSecret(name: string): boolean {
  let known = named.get(name);
  if (known === undefined) {
    known = isSecretName(name) || (SECRET_NAME.test(name) && !OTHER_TOKEN.test(name));
    named.set(name, known);
  }
  return known;
}

/** Says what kind of secret a text is or holds; nothing where it is none. What a script assigns is looked at, too. */
export function secretIn({ name, text }: NamedText, isScript = text.includes("\n")): string | undefined {
  const key = KEY_MARK.test(text) ? KEYS.find(([pattern]) => text.search(pattern) >= 0)?.[1] : undefined;
  if (key !== undefined) {
    return key;
  }
  if (isSecretBy(name, text)) {
    return `what ${name} is`;
  }
  for (const [, assigned = "", , value = ""] of isScript ? text.matchAll(ASSIGNMENT) : []) {
    if (isSecretBy(assigned, value)) {
      return `what ${assigned} is`;
    }
  }
  return undefined;
}

/** What is wrong with a text at its place, if anything. */
export function heldBy(text: NamedText, isScript?: boolean): readonly Verdict[] {
  const secret = secretIn(text, isScript);
  const path = text.path.join(".");
  return secret === undefined ? [] : [fail(`${path} holds ${secret}, in plain text`, path)];
}

function isSecretBy(name: string, text: string): boolean {
  return isNamedAsSecret(name) && isSecretText(text) && !isPlace(name, text);
}

/** Whether a text only says where a secret is. */
export function isPlace(name: string, text: string): boolean {
  return NAME_OF_SECRET.test(name) && PLACE.test(text);
}

/** Whether an attribute holds a secret: of Systems Manager's parameters only those that it encrypts. */
export function holdsSecret(resource: Resource, name: string): boolean {
  return (
    isSecretAttribute(resource.type, name) &&
    (resource.type !== "aws_ssm_parameter" || asText(resource.get("type")) === "SecureString")
  );
}

/** Whether a text may be a secret: not a way to one, and not a word that says that there is none. */
export function isSecretText(text: string): boolean {
  return text.length >= SHORTEST && !NO_SECRET.test(text.trim());
}

/** All known texts of a value, with the names that they stand under; also in JSON and in base64. */
export function textsOf(term: Term, name: string, path: readonly (string | number)[] = []): readonly NamedText[] {
  switch (term.kind) {
    case "known":
      return textsOfJson(term.value, name, path);
    case "template":
      return term.parts.flatMap((part) => (part.kind === "known" ? textsOf(part, name, path) : []));
    case "list":
      return term.items.flatMap((item, index) => textsOf(item, name, [...path, index]));
    case "object": {
      const pair = pairOf((key) => term.entries.get(key));
      return pair === undefined
        ? [...term.entries].flatMap(([key, value]) => textsOf(value, key, [...path, key]))
        : textsOf(pair.value, pair.name, [...path, "value"]);
    }
    case "encoded":
      return textsOf(term.of, name, path);
    default:
      return [];
  }
}

type Json = Extract<Term, { kind: "known" }>["value"];

function textsOfJson(json: Json, name: string, path: readonly (string | number)[]): readonly NamedText[] {
  if (typeof json === "string") {
    const inner = parsed(json);
    return inner === undefined ? [{ name, text: decoded(json) ?? json, path }] : textsOfJson(inner, name, path);
  }
  if (Array.isArray(json)) {
    return json.flatMap((item, index) => textsOfJson(item, name, [...path, index]));
  }
  if (json === null || typeof json !== "object") {
    return [];
  }
  const entries = Object.entries(json);
  const pair = pairOf((key) => {
    const value = entries.find(([own]) => own === key)?.[1];
    return value === undefined ? undefined : { kind: "known", value };
  });
  return pair === undefined
    ? entries.flatMap(([key, value]) => textsOfJson(value, key, [...path, key]))
    : textsOf(pair.value, pair.name, [...path, "value"]);
}

/** `{ name: "DB_PASSWORD", value: "…" }`, the way containers and builds write variables; unless the value only names a secret. */
function pairOf(
  member: (key: string) => Term | undefined,
): { readonly name: string; readonly value: Term } | undefined {
  const [name, value, type] = [member("name"), member("value"), member("type")];
  if (name?.kind !== "known" || typeof name.value !== "string" || value === undefined) {
    return undefined;
  }
  const refers = type?.kind === "known" && /^(?:SECRETS_MANAGER|PARAMETER_STORE)$/.test(String(type.value));
  return { name: name.value, value: refers ? { kind: "known", value: null } : value };
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What base64 stands for, where it is readable. */
function decoded(text: string): string | undefined {
  if (!BASE64.test(text)) {
    return undefined;
  }
  const made = Buffer.from(text, "base64").toString("utf8");
  return /^[\t\n\r -~]+$/.test(made) ? made : undefined;
}
