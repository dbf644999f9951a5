import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isExpression, unescaped } from "./expressions";
import { isObject, type Json, type JsonObject, listOf, objectOf } from "./json";

/**
 * What the provider's source says of the arguments of one type, and its bindings do not. Paths of nested arguments are dotted,
 * indexes left out: `rule.filter.prefix`.
 */
export interface ProviderRules {
  /** `aws_kms_key`, `data.aws_kms_key` or `ephemeral.random_password`. */
  readonly type: string;
  /** Where it was read. */
  readonly source: { readonly path: string; readonly commit?: string };
  /** Arguments that must be there wherever the block is that they stand in. */
  readonly required?: readonly string[];
  /** Of each group at most one. */
  readonly conflicts?: readonly (readonly string[])[];
  /** Of each group one. */
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** Of each group one or more. */
  readonly atLeastOneOf?: readonly (readonly string[])[];
  /** An argument asks for all of its list. */
  readonly requiredWith?: Readonly<Record<string, readonly string[]>>;
  readonly values?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly patterns?: Readonly<Record<string, string>>;
  /** Characters, at least and at most. */
  readonly lengths?: Readonly<Record<string, readonly [number, number]>>;
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
  readonly maxItems?: Readonly<Record<string, number>>;
  /** What no machine reads. */
  readonly notes?: readonly string[];
}

/** The variables of a file, whose defaults stand for them. */
export type Variables = Readonly<Record<string, JsonObject>>;

const FOLDER = join(__dirname, "../contract/provider-rules");

const cache = new Map<string, ProviderRules>();

/** The rules of a type as {@link ProviderRules.type} names it; an error where there are none. */
export function rulesOf(type: string): ProviderRules {
  const rules = cache.get(type) ?? readRules(type);
  cache.set(type, rules);
  return rules;
}

function readRules(type: string): ProviderRules {
  const file = join(FOLDER, `${type}.json`);
  try {
    const rules: ProviderRules = JSON.parse(readFileSync(file, "utf8"));
    return rules;
  } catch (error) {
    throw new Error(`${type} is synthesized, but __tests__/contract/provider-rules/${type}.json cannot be read`, {
      cause: error,
    });
  }
}

/** All paths that rules name. */
export function pathsOf(rules: ProviderRules): string[] {
  const { required, conflicts, exactlyOneOf, atLeastOneOf, requiredWith, ...byPath } = rules;
  const keyed = [byPath.values, byPath.patterns, byPath.lengths, byPath.ranges, byPath.maxItems, requiredWith];
  const paths = [
    ...(required ?? []),
    ...[conflicts, exactlyOneOf, atLeastOneOf].flatMap((groups) => (groups ?? []).flat()),
    ...Object.values(requiredWith ?? {}).flat(),
    ...keyed.flatMap((rule) => Object.keys(rule ?? {})),
  ];
  return [...new Set(paths)].sort();
}

/** What is wrong with the arguments of a resource or data source by its rules; empty where nothing is. */
export function ruleProblems(rules: ProviderRules, values: JsonObject, variables: Variables = {}): string[] {
  const each = <T>(rule: Readonly<Record<string, T>> | undefined, problems: (path: string, limit: T) => string[]) =>
    Object.entries(rule ?? {}).flatMap(([path, limit]) => problems(path, limit));
  const known = (path: string) => scalarsAt(values, path).flatMap((value) => knownValue(value, variables));
  const texts = (path: string) => known(path).map(String);
  return [
    ...(rules.required ?? []).flatMap((path) => missing(values, path)),
    ...(rules.conflicts ?? []).flatMap((group) => counted(values, group, (count) => count <= 1, "at most one of")),
    ...(rules.exactlyOneOf ?? []).flatMap((group) => counted(values, group, (count) => count === 1, "exactly one of")),
    ...(rules.atLeastOneOf ?? []).flatMap((group) => counted(values, group, (count) => count >= 1, "at least one of")),
    ...each(rules.requiredWith, (path, others) => others.flatMap((other) => missingWith(values, path, other))),
    ...each(rules.values, (path, allowed) =>
      texts(path)
        .filter((text) => !allowed.map(String).includes(text))
        .map((text) => `${path} must be one of ${allowed.join(", ")}, got ${JSON.stringify(text)}`),
    ),
    ...each(rules.patterns, (path, pattern) =>
      texts(path)
        .filter((text) => !new RegExp(pattern, "u").test(text))
        .map((text) => `${path} must match ${pattern}, got ${JSON.stringify(text)}`),
    ),
    ...each(rules.lengths, (path, [min, max]) =>
      texts(path)
        .filter((text) => text.length < min || text.length > max)
        .map((text) => `${path} must have ${min} to ${max} characters, got ${text.length}`),
    ),
    ...each(rules.ranges, (path, [min, max]) =>
      known(path)
        .filter((value) => !(Number(value) >= min && Number(value) <= max))
        .map((value) => `${path} must be between ${min} and ${max}, got ${JSON.stringify(value)}`),
    ),
    ...each(rules.maxItems, (path, max) =>
      placesOf(values, path)
        .map(({ block, key }) => listOf(block[key]).length)
        .filter((count) => count > max)
        .map((count) => `${path} must have at most ${max} items, got ${count}`),
    ),
  ];
}

/** The blocks in which the last name of a path can stand. */
function placesOf(values: JsonObject, path: string): { block: JsonObject; key: string }[] {
  const parts = path.split(".");
  const key = parts.pop() ?? "";
  return blocksAt(values, parts).map((block) => ({ block, key }));
}

function blocksAt(values: JsonObject, parts: readonly string[]): JsonObject[] {
  return parts.reduce<JsonObject[]>(
    (blocks, part) => blocks.flatMap((block) => listOf(block[part])).filter(isObject),
    [values],
  );
}

function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function scalarsAt(values: JsonObject, path: string): Json[] {
  return placesOf(values, path)
    .flatMap(({ block, key }) => listOf(block[key]))
    .filter((value) => !isObject(value));
}

/** A value that is known before Terraform runs; a variable's is its default. */
function knownValue(value: Json, variables: Variables): (string | number | boolean)[] {
  const variable = typeof value === "string" ? /^\$\{var\.(\w+)\}$/.exec(value)?.[1] : undefined;
  const known = variable === undefined ? value : objectOf(variables[variable]).default;
  if (typeof known === "string") {
    return isExpression(known) ? [] : [unescaped(known)];
  }
  return typeof known === "number" || typeof known === "boolean" ? [known] : [];
}

function missing(values: JsonObject, path: string): string[] {
  return placesOf(values, path)
    .filter(({ block, key }) => !isThere(block[key]))
    .map(() => `${path} is required`);
}

function missingWith(values: JsonObject, path: string, other: string): string[] {
  return within(values, [path, other])
    .filter(([given, wanted]) => given === true && wanted === false)
    .map(() => `${path} asks for ${other}`);
}

function counted(
  values: JsonObject,
  group: readonly string[],
  holds: (count: number) => boolean,
  must: string,
): string[] {
  return within(values, group).flatMap((presence) => {
    const given = group.filter((_, index) => presence[index]);
    return holds(given.length) ? [] : [`${must} ${group.join(", ")} must be there, got ${given.join(", ") || "none"}`];
  });
}

/** For each block that all paths of a group share: which of them are there. */
function within(values: JsonObject, group: readonly string[]): boolean[][] {
  const parents = group.map((path) => path.split(".").slice(0, -1));
  const [first = []] = parents;
  const differing = first.findIndex((part, index) => parents.some((parent) => parent[index] !== part));
  const shared = first.slice(0, differing === -1 ? first.length : differing);
  const rest = (path: string) => path.split(".").slice(shared.length).join(".");
  return blocksAt(values, shared).map((block) =>
    group.map((path) => placesOf(block, rest(path)).some((place) => isThere(place.block[place.key]))),
  );
}
