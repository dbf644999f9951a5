import {
  type Attributes,
  asBoolean,
  display,
  isUnset,
  type PathLike,
  pathText,
  type Resource,
  type Value,
} from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";

/** The path of an attribute within its resource, for a verdict: `rule.0.status`. */
export function attributeOf(from: Attributes, path: PathLike): string {
  const own = typeof path === "string" ? path : pathText(path);
  return from.path.length === 0 ? own : `${pathText(from.path)}.${own}`;
}

/**
 * Whether the configuration sets an argument. In a plan of something that exists already, what it does not set has the value
 * that the provider read; in a state nobody can tell, and what is there counts.
 */
export function isConfigured({ config }: Resource, name: string): boolean {
  return config === undefined || config.body.has(name);
}

/** Whether something is written there: in plans and states of what exists, an empty text is what was left out. */
export function isGiven(value: Value): boolean {
  return !isUnset(value) && !(value.kind === "known" && value.value === "");
}

/** An unknown verdict where a value is not known; nothing where it is known, or not set. */
export function unknownValue(from: Attributes, path: PathLike, value: Value = from.get(path)): Verdict | undefined {
  return value.kind === "unknown" && !isUnset(value)
    ? unknown(`${attributeOf(from, path)} cannot be told: ${value.reason}`, attributeOf(from, path))
    : undefined;
}

/** What is said of a resource by a verdict on another one, which has no such attribute. */
export function toldOf({ address }: Resource, { outcome, reason }: Verdict): Verdict {
  return { outcome, reason: `${address}: ${reason}` };
}

/** What to hold a boolean attribute against. */
export interface Wanted {
  readonly wanted: boolean;
  /** What counts where it is not set: the provider's or AWS's default. */
  readonly unset: boolean;
  /** What follows from the wrong value, after `<path> is <value>: `. */
  readonly otherwise: string;
}

/** Judges a boolean attribute by its value. */
export function judgeBoolean(from: Attributes, path: PathLike, { wanted, unset, otherwise }: Wanted): Verdict {
  const value = from.get(path);
  const attribute = attributeOf(from, path);
  const actual = isUnset(value) ? unset : asBoolean(value);
  if (actual === wanted) {
    return pass(`${attribute} is ${isUnset(value) ? `${unset} unless set` : display(value)}`, attribute);
  }
  return actual === undefined && value.kind === "unknown"
    ? unknown(`${attribute} cannot be told: ${value.reason}`, attribute)
    : fail(`${attribute} is ${shown(value, unset)}: ${otherwise}`, attribute);
}

function shown(value: Value, unset: boolean): string {
  return isUnset(value) ? `not set, which means ${unset}` : display(value);
}

/** The worst of several verdicts: a failure, else what cannot be told, else the first pass. */
export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return (
    verdicts.find(({ outcome }) => outcome === "fail") ??
    verdicts.find(({ outcome }) => outcome === "unknown") ??
    verdicts[0]
  );
}
