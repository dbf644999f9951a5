import type { Json } from "../../model";
import { isList, isObject, type JsonObject, memberOf } from "../../model/json";

/**
 * Reads HCL as Terraform's own parser does, into the form of Terraform's JSON: each block is a list, each expression a
 * template (`${…}`). Several files are merged.
 *
 * @param files the texts by their names
 * @throws Error with file, line and what is wrong, where a file is no HCL
 */
export async function readHcl(files: Iterable<readonly [string, string]>): Promise<JsonObject> {
  const { parse } = await import("@cdktf/hcl2json");
  let merged: JsonObject = {};
  for (const [name, text] of files) {
    // An empty file is nothing to hcl2json.
    merged = mergeConfigurations(merged, text.trim() === "" ? {} : await parse(name, text));
  }
  return merged;
}

/** Two files of a configuration as one: lists one after the other, objects by their keys. */
export function mergeConfigurations(first: JsonObject, second: JsonObject): JsonObject {
  const merged = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const other = memberOf(first, key);
    merged.set(key, other === undefined || key === "//" ? value : mergedValue(other, value, key));
  }
  return Object.fromEntries(merged);
}

function mergedValue(first: Json, second: Json, key: string): Json {
  if (isList(first) && isList(second)) {
    return [...first, ...second];
  }
  if (isObject(first) && isObject(second)) {
    return mergeConfigurations(first, second);
  }
  throw new Error(`${key} is defined in two files, in two ways`);
}
