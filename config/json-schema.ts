import { z } from "zod";
import { environmentSchema } from "./environment";

/** A JSON Schema, as far as it is read here. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** What is allowed, in words that continue "must be …". Ours; left out of what editors get. */
  readonly rule?: string;
}

/** The JSON Schema (draft 2020-12) of an environment file as it is written, with our own words. */
export function environmentSchemaInWords(): JsonSchema {
  return z.toJSONSchema(environmentSchema, { io: "input", target: "draft-2020-12" }) as JsonSchema;
}

/**
 * The JSON Schema (draft 2020-12) by which editors complete and check environment files. It knows all rules of single
 * values that JSON Schema can say; those between values are checked on synthesis.
 */
export function environmentJsonSchema(): JsonSchema {
  return z.toJSONSchema(environmentSchema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      delete jsonSchema.rule;
    },
  }) as JsonSchema;
}
