import type { Attributes } from "../../../model";

type Term = ReturnType<Attributes["term"]>;

/** A text within a value: the name that it stands under, and where. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** Texts that are keys, whatever they are called. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, "an access key of AWS"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, "a token of GitHub"],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/, "a token of GitLab"],
  [/\bxox[baprs]-[A-Za-z0-9-]{10,}/, "a token of Slack"],
  [/\bsk_live_[A-Za-z0-9]{16,}/, "a key of Stripe"],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, "a key of Google"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/$"']+:[^\s@/$"'{<(]{3,}@/i, "a password in a URL"],
];
const SECRET_NAME =
  /(?:^|[_.-]|[a-z0-9])(?:password|passwd|pwd|secret|token|api_?key|apikey|secret_?key|access_?key|private_?key|credentials?)$/i;
const ASSIGNMENT = /(?:^|[\s;&])(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*(["']?)([^\s"']+)\2/g;
/** What stands in for a secret, or leads to one: a variable, a reference, an ARN, a path, a placeholder, a switch. */
const NO_SECRET =
  /^(?:[$%`<{(/*].*|arn:.*|https?:\/\/[^@]*|s3:\/\/.*|ssm:.*|\d{1,5}|true|false|yes|no|none|null|enabled|disabled|required|optional|change[-_ ]?me|placeholder|dummy|example|todo|redacted|x{3,}|\*+|\(sensitive\))$/i;
const SHORTEST = 6;

/** Says what kind of secret a text is or holds; nothing where it is none. */
export function secretIn({ name, text }: NamedText): string | undefined {
  const key = KEYS.find(([pattern]) => pattern.test(text))?.[1];
  if (key !== undefined) {
    return key;
  }
  if (SECRET_NAME.test(name) && isSecretText(text)) {
    return `what ${name} is`;
  }
  for (const [, assigned = "", , value = ""] of text.matchAll(ASSIGNMENT)) {
    if (SECRET_NAME.test(assigned) && isSecretText(value)) {
      return `what ${assigned} is`;
    }
  }
  return undefined;
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
  if (text.length < 24 || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) {
    return undefined;
  }
  const made = Buffer.from(text, "base64").toString("utf8");
  return /^[\t\n\r -~]+$/.test(made) ? made : undefined;
}
