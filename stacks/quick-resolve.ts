import { Token, Tokenization } from "cdktf";

/** What every text has that holds an encoded token. */
const TOKEN = "TfToken[";
const LIST_TOKEN = "#{TfToken[";
/** What every text has that holds an encoded number: `-1.8881545897087505e+289`. */
const NUMBER = "e+";
/** Encoded numbers are below it, and hardly anything else is. */
const LOWEST_PLAIN = -1e200;

type Resolve = (value: unknown) => unknown;

/**
 * Runs what synthesizes with a quicker way to resolve. cdktf makes two objects and runs four regular expressions for each key
 * and text, and resolves a stack's elements one by one and then again as a whole: that was a quarter of a run, and nearly all
 * values are plain. Whatever may be, or hold, a token is left to cdktf.
 */
export function withQuickResolve<T>(build: () => T): T {
  const { resolve } = Tokenization;
  Tokenization.resolve = (value, options) => resolved(value, (rest) => resolve.call(Tokenization, rest, options));
  try {
    return build();
  } finally {
    Tokenization.resolve = resolve;
  }
}

function resolved(value: unknown, byCdktf: Resolve): unknown {
  switch (typeof value) {
    case "undefined":
    case "boolean":
      return value;
    case "string":
      return isPlainText(value) ? value : byCdktf(value);
    case "number":
      return value > LOWEST_PLAIN && value !== Token.NUMBER_MAP_TOKEN_VALUE ? value : byCdktf(value);
    default:
      if (Array.isArray(value)) {
        return value.some(isListToken)
          ? byCdktf(value)
          : value.map((item) => resolved(item, byCdktf)).filter((item) => item !== undefined);
      }
      return isPlainObject(value) ? resolvedMembers(value, byCdktf) : byCdktf(value);
  }
}

function resolvedMembers(value: Readonly<Record<string, unknown>>, byCdktf: Resolve): unknown {
  const keys = Object.keys(value);
  if (!keys.every(isPlainText)) {
    return byCdktf(value);
  }
  const members: Record<string, unknown> = {};
  for (const key of keys) {
    const member = resolved(value[key], byCdktf);
    if (member !== undefined) {
      members[key] = member;
    }
  }
  return members;
}

function isPlainText(text: string): boolean {
  return !(
    text.includes(TOKEN) ||
    text.includes(NUMBER) ||
    text === Token.STRING_MAP_TOKEN_VALUE ||
    text === Token.ANY_MAP_TOKEN_VALUE
  );
}

function isListToken(item: unknown): boolean {
  return typeof item === "string" ? item.includes(LIST_TOKEN) : typeof item === "number" && item < LOWEST_PLAIN;
}

/** Neither a token, which resolves itself, nor a construct or anything else with a class. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    typeof (value as { readonly resolve?: unknown }).resolve !== "function"
  );
}
