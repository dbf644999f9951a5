import type { z } from "zod";
import { valueAt } from "./plain-data";

/** The keys that a map may have. */
export interface KnownKeys {
  readonly known: readonly string[];
  /** Keys of other alternatives, with what chooses those: `type: s3`. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** The keys that a schema knows at a path, in view of the data there: of a union, its alternative's. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], data: unknown): KnownKeys {
  const alternatives = path
    .reduce<unknown[]>((schemas, part) => schemas.flatMap((each) => childrenAt(each, part)), unwrap(schema))
    .map(alternative);
  const value = valueAt(data, path);
  const fits = ({ literals }: Alternative) => literals.every(([key, literal]) => valueAt(value, [key]) === literal);
  const chosen = alternatives.filter(fits);
  const others = alternatives.filter((each) => !fits(each));
  const choiceOf = ({ literals }: Alternative) => literals.map(([key, literal]) => `${key}: ${literal}`).join(", ");
  return {
    known: chosen.flatMap(({ keys }) => keys),
    elsewhere: new Map(others.flatMap((each) => each.keys.map((key) => [key, choiceOf(each)] as const))),
  };
}

interface Alternative {
  readonly keys: readonly string[];
  /** The keys that may have one value only. */
  readonly literals: readonly (readonly [string, unknown])[];
}

function alternative(schema: unknown): Alternative {
  const shape = Object.entries(valueAt(schema, ["def", "shape"]) ?? {});
  return {
    keys: shape.map(([key]) => key),
    literals: shape.flatMap(([key, inner]) => {
      const values = valueAt(inner, ["def", "values"]);
      return Array.isArray(values) && values.length === 1 ? [[key, values[0]] as const] : [];
    }),
  };
}

function childrenAt(schema: unknown, part: PropertyKey): unknown[] {
  const child = valueAt(schema, typeof part === "number" ? ["def", "element"] : ["def", "shape", part]);
  return child === undefined ? [] : unwrap(child);
}

/** Looks through defaults and options at the schemas within: one, or several of a union. */
function unwrap(schema: unknown): unknown[] {
  const inner = valueAt(schema, ["def", "innerType"]);
  if (inner !== undefined) {
    return unwrap(inner);
  }
  const options = valueAt(schema, ["def", "options"]);
  return Array.isArray(options) ? options.flatMap(unwrap) : [schema];
}
