import { isList, isObject, type Json, type JsonObject } from "../../model/json";

/** How `seccfn handoff` writes a text of several lines that does not end with a line break. */
const CHOMPED = /^\$\{chomp\(<<(\w+)\n([\s\S]*)\n\1\n\s*\)\}$/;

/** HCL as JSON, with each `chomp(<<EOT … EOT)` as the text that it means: the template within is written alike in both. */
export function withoutHeredocs(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plain(value)]));
}

function plain(value: Json): Json {
  if (typeof value === "string") {
    return CHOMPED.exec(value)?.[2] ?? value;
  }
  return isList(value) ? value.map(plain) : isObject(value) ? withoutHeredocs(value) : value;
}
