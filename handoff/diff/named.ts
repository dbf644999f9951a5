import { display, known, type Output, type Stack, type Value, type Variable } from "../../model";
import { isList, isObject, type Json, objectOf } from "../../model/json";
import type { NamedDiff } from "./diff";
import type { StackPair } from "./pairs";
import { keyOf } from "./tree";

/** Variables by their values or defaults. */
export function variableDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, ({ meta }) => valuesOf(meta.variables), "(no default)"));
}

/** Outputs by their values, as far as they are known. */
export function outputDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, ({ meta }) => valuesOf(meta.outputs)));
}

/** The `terraform` block and the configuration of providers, key by key; which check blocks there are. */
export function settingDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, settingsOf));
}

const NOT_THERE = "(not there)";

/** @param empty what stands for a value that is not there although the name is */
function named(
  { name: stack, before, after }: StackPair,
  values: (stack: Stack) => ReadonlyMap<string, Value>,
  empty = "(not set)",
): NamedDiff[] {
  const was = before === undefined ? NONE : values(before);
  const is = after === undefined ? NONE : values(after);
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((name): NamedDiff[] => {
    const [old, now] = [was.get(name), is.get(name)];
    if (old !== undefined && now !== undefined && isSame(old, now)) {
      return [];
    }
    const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    const text = (value: Value | undefined) => (value === undefined ? NOT_THERE : valueText(value, empty));
    return [{ kind, stack, name, before: text(old), after: text(now) }];
  });
}

const NONE: ReadonlyMap<string, Value> = new Map();

function isSame(before: Value, after: Value): boolean {
  return keyOf({ kind: "leaf", value: before }) === keyOf({ kind: "leaf", value: after });
}

function valuesOf(entries: ReadonlyMap<string, Variable | Output>): ReadonlyMap<string, Value> {
  return new Map([...entries].map(([name, { value }]) => [name, value]));
}

function valueText(value: Value, empty: string): string {
  if (value.kind === "absent" || (value.kind === "unknown" && value.why === "variable")) {
    return empty;
  }
  return value.kind === "unknown" && value.text !== undefined && !value.sensitive
    ? value.text.replace(/^\$\{([^{}]*)\}$/, "$1")
    : display(value, Number.POSITIVE_INFINITY);
}

function settingsOf({ meta }: Stack): ReadonlyMap<string, Value> {
  const settings = new Map<string, Value>();
  add(settings, "terraform", meta.terraform);
  for (const provider of meta.providers) {
    for (const name of Object.keys(objectOf(provider.config))) {
      if (name !== "alias" && name !== "//") {
        settings.set(`provider.${provider.name}.${name}`, provider.get(name));
      }
    }
  }
  for (const { address } of meta.checks) {
    settings.set(address, known("asserted"));
  }
  return settings;
}

/** Down to plain values, through blocks however they are written. */
function add(settings: Map<string, Value>, path: string, json: Json): void {
  const inner = isList(json) && json.length === 1 ? (json[0] ?? null) : json;
  if (isObject(inner) && Object.keys(inner).length > 0) {
    for (const [key, value] of Object.entries(inner)) {
      if (key !== "//") {
        add(settings, `${path}.${key}`, value);
      }
    }
  } else if (inner !== null && path !== "terraform") {
    settings.set(path, known(inner));
  }
}
