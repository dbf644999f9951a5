import { isList, isObject, type Json } from "./json";
import { isSecretName, redactText } from "./secrets";

/** Why a value is not known. */
export type WhyUnknown =
  /** The configuration says where it comes from, and that is known only after apply. */
  | "after-apply"
  /** The configuration does not set it; the provider will choose it. */
  | "computed"
  /** It depends on a variable that has no default. */
  | "variable"
  /** It is made by an expression that is not evaluated here (a function, a directive, a local of a plan). */
  | "expression"
  /** It comes from a module or stack that is not part of the input. */
  | "outside"
  /** The path leads through several blocks: ask for `blocks`. */
  | "several"
  /** Parts of it are known: ask for `list`, `blocks` or a longer path. */
  | "partly";

/** What is known of an attribute. Terraform's `null` is `absent`. */
export type Value = Known | Unknown | Absent;

export interface Known {
  readonly kind: "known";
  readonly value: Json;
  /** Marked sensitive, wholly or somewhere inside, or an attribute known to hold a secret. Print it by `display` only. */
  readonly sensitive: boolean;
  /** Which parts of an object or list are sensitive, as Terraform marks them: `true` for all below. */
  readonly marks?: Json;
}

export interface Unknown {
  readonly kind: "unknown";
  readonly why: WhyUnknown;
  /** For a reader, e.g. `known after apply: aws_kms_key.data.arn`. */
  readonly reason: string;
  /** What is known of a text, with `${address.attribute}` for what is not: `arn:aws:s3:::logs-${random_id.a.hex}`. */
  readonly text?: string;
  readonly sensitive: boolean;
}

export interface Absent {
  readonly kind: "absent";
}

/** A list or set by its elements. */
export interface Values {
  readonly items: readonly Value[];
  /** Set when there may be other or more elements than these. */
  readonly unknown?: Unknown;
}

export const ABSENT: Absent = { kind: "absent" };

export function known(value: Json, sensitive = false, marks?: Json): Value {
  if (value === null || value === undefined) {
    return ABSENT;
  }
  return marks === undefined ? { kind: "known", value, sensitive } : { kind: "known", value, sensitive, marks };
}

export function unknown(why: WhyUnknown, reason: string, text?: string, sensitive = false): Unknown {
  return text === undefined
    ? { kind: "unknown", why, reason, sensitive }
    : { kind: "unknown", why, reason, text, sensitive };
}

/** Whether the author wrote nothing: absent, or left to the provider. In a plan the second, in synthesized files the first. */
export function isUnset(value: Value): boolean {
  return value.kind === "absent" || (value.kind === "unknown" && value.why === "computed");
}

/** A known text, number or boolean as text, the way Terraform converts. */
export function asText(value: Value): string | undefined {
  if (value.kind !== "known") {
    return undefined;
  }
  return typeof value.value === "object" ? undefined : String(value.value);
}

/** A known boolean, also where it is written as a text (`ebs { encrypted = "true" }`). */
export function asBoolean(value: Value): boolean | undefined {
  if (value.kind !== "known") {
    return undefined;
  }
  if (value.value === "true" || value.value === "false") {
    return value.value === "true";
  }
  return typeof value.value === "boolean" ? value.value : undefined;
}

/** A known number, also where it is written as a text. */
export function asNumber(value: Value): number | undefined {
  if (value.kind !== "known" || typeof value.value === "boolean") {
    return undefined;
  }
  const text = asText(value)?.trim() ?? "";
  const number = text === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A text as far as it is known: known as it is, else with `${…}` for the unknown parts; `undefined` if not a text at all. */
export function patternOf(value: Value): string | undefined {
  return value.kind === "unknown" ? value.text : asText(value);
}

const REDACTED = "(sensitive)";
const LONGEST = 120;

/** A value for a reader: redacted where sensitive, cut where long, the reason where unknown. The only way to print a value. */
export function display(value: Value, longest = LONGEST): string {
  switch (value.kind) {
    case "absent":
      return "(not set)";
    case "unknown":
      return value.sensitive ? REDACTED : `(${value.reason})`;
    case "known": {
      if (value.sensitive && value.marks === undefined) {
        return REDACTED;
      }
      const text = JSON.stringify(redacted(value.value, value.marks)) ?? "";
      return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
    }
  }
}

/** A copy without what is sensitive: marked so, an attribute known to hold a secret, or a text that looks like a key. */
export function redacted(value: Json, marks?: Json): Json {
  if (marks === true) {
    return REDACTED;
  }
  if (typeof value === "string") {
    return redactText(value);
  }
  if (isList(value)) {
    return value.map((item, index) => redacted(item, isList(marks) ? marks[index] : undefined));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        isSecretName(key) && item !== null && item !== "" && typeof item !== "boolean"
          ? REDACTED
          : redacted(item, isObject(marks) ? marks[key] : undefined),
      ]),
    );
  }
  return value;
}
