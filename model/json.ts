/** A value of a JSON file, never changed once read. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of a JSON file. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object, or an empty one where the value is something else. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** The list, or an empty one where the value is something else. */
export function listOf(value: unknown): readonly Json[] {
  return isList(value) ? value : NONE;
}

/** The text, or nothing where the value is something else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A member of an object by its own key: `constructor` and the like are no members. */
export function memberOf(value: JsonObject, key: string): Json | undefined {
  const member: unknown = value[key];
  // Parsed JSON holds no functions, so that the slower question for an own key is seldom asked.
  return typeof member === "function" || member === Object.prototype ? undefined : (member as Json | undefined);
}

const NOTHING: JsonObject = {};
const NONE: readonly Json[] = [];
