import { display, known, type Output, type Stack, type Value, type Variable } from "../../model";
import { isList, isObject, type Json, objectOf } from "../../model/json";
import type { NamedDiff } from "./diff";
import type { StackPair } from "./pairs";

/** Variables by their values or defaults. */
export function variableDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, ({ meta }) => textsOf(meta.variables, "(no default)")));
}

/** Outputs by their values, as far as they are known. */
export function outputDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, ({ meta }) => textsOf(meta.outputs, "(not set)")));
}

/** The `terraform` block and the configuration of providers, key by key. */
export function settingDiffs(pairs: readonly StackPair[]): NamedDiff[] {
  return pairs.flatMap((pair) => named(pair, settingsOf));
}

function named({ name: stack, before, after }: StackPair, texts: (stack: Stack) => ReadonlyMap<string, string>) {
  const was = before === undefined ? NONE : texts(before);
  const is = after === undefined ? NONE : texts(after);
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((name): NamedDiff[] => {
    const [old, now] = [was.get(name), is.get(name)];
    if (old === now) {
      return [];
    }
    const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    return [{ kind, stack, name, before: old ?? NOT_THERE, after: now ?? NOT_THERE }];
  });
}

const NONE: ReadonlyMap<string, string> = new Map();
const NOT_THERE = "(not there)";

function textsOf(entries: ReadonlyMap<string, Variable | Output>, empty: string): ReadonlyMap<string, string> {
  return new Map([...entries].map(([name, { value }]) => [name, valueText(value, empty)]));
}

function valueText(value: Value, empty: string): string {
  if (value.kind === "absent" || (value.kind === "unknown" && value.why === "variable" && value.text === undefined)) {
    return empty;
  }
  return value.kind === "unknown" && value.text !== undefined && !value.sensitive
    ? value.text.replace(/^\$\{([^{}]*)\}$/, "$1")
    : display(value, Number.POSITIVE_INFINITY);
}

function settingsOf({ meta }: Stack): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  add(settings, "terraform", meta.terraform);
  for (const provider of meta.providers) {
    for (const name of Object.keys(objectOf(provider.config))) {
      if (name !== "alias" && name !== "//") {
        settings.set(`provider.${provider.name}.${name}`, display(provider.get(name), Number.POSITIVE_INFINITY));
      }
    }
  }
  return settings;
}

function add(settings: Map<string, string>, path: string, json: Json): void {
  const inner = isList(json) && json.length === 1 ? (json[0] ?? null) : json;
  if (isObject(inner) && Object.keys(inner).length > 0) {
    for (const [key, value] of Object.entries(inner)) {
      if (key !== "//") {
        add(settings, `${path}.${key}`, value);
      }
    }
  } else if (inner !== null) {
    settings.set(path, display(known(inner), Number.POSITIVE_INFINITY));
  }
}
