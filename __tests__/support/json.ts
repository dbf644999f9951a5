/** What `JSON.parse` can give. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object; a key that is not there reads as undefined. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Parses JSON, typed. */
export function parseJson(text: string): Json {
  const parsed: Json = JSON.parse(text);
  return parsed;
}

/** Whether a value is an object, neither null nor a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether a value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** An object, or nothing where there is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Terraform's JSON writes one block as an object and several as a list: a list either way, empty where there is none. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) {
    return [];
  }
  return isList(value) ? value : [value];
}

/** The texts of a value that is one text or a list of them. */
export function textsOf(value: Json | undefined): string[] {
  return listOf(value).map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
}

/** A text of a value, with the path that leads to it, e.g. `statement.0.sid`. */
export interface TextAt {
  readonly path: string;
  readonly text: string;
}

/** Every text within a value, the keys of objects left out. */
export function textsWithin(value: Json | undefined, path = ""): TextAt[] {
  const found: TextAt[] = [];
  const search = (inner: Json | undefined, at: string) => {
    if (typeof inner === "string") {
      found.push({ path: at, text: inner });
    } else if (typeof inner === "object" && inner !== null) {
      for (const [key, item] of Object.entries(inner)) {
        search(item, at === "" ? key : `${at}.${key}`);
      }
    }
  };
  search(value, path);
  return found;
}
