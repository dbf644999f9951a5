import type { Json, JsonObject } from "../../../model";

/** A block, or the only one of a list. */
export function onlyBlock(json: Json | undefined): Json | undefined {
  return Array.isArray(json) ? (json[0] as Json | undefined) : json;
}

/** An argument as it is written: in synthesized files a text, in plans an object with `constant_value`. */
export function literalAt(config: Json | undefined, argument: string): Json | undefined {
  const inner = onlyBlock(config);
  const given = typeof inner === "object" && inner !== null ? (inner as JsonObject)[argument] : undefined;
  return typeof given === "object" && given !== null && "constant_value" in given ? given.constant_value : given;
}
