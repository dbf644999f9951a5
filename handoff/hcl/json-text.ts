import type { Json } from "../../model";
import { isList, isObject } from "../../model/json";
import { escapeTemplate, templateParts } from "./template";

/**
 * Arguments whose text the provider compares as JSON, so that the order of keys and spaces make no change: there a text may be
 * written by `jsonencode`. Everywhere else each byte counts.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service `SuppressEquivalentJSONDiffs`,
 * `SuppressEquivalentPolicyDiffs`
 */
export const JSON_ARGUMENTS: ReadonlySet<string> = new Set([
  "aws_cloudwatch_dashboard.dashboard_body",
  "aws_cloudwatch_event_rule.event_pattern",
  "aws_config_config_rule.input_parameters",
]);

/** Stands for a sequence while JSON is parsed; no text of ours has it. */
const PLACEHOLDER = "\ue000";

/**
 * The value that a template of JSON gives, with templates in its texts; nothing where it is no JSON whatever the sequences
 * give, or where a sequence is not within a text.
 */
export function jsonOfTemplate(template: string): Json | undefined {
  const parts = templateParts(template);
  if (template.includes(PLACEHOLDER) || !/^\s*[[{]/.test(template)) {
    return undefined;
  }
  const sequences = parts.filter(({ kind }) => kind === "sequence").map(({ source }) => source);
  const text = parts
    .map(({ kind, source }) => (kind === "sequence" ? PLACEHOLDER : source.replace(/([$%])\1\{/g, "$1{")))
    .join("");
  try {
    return withSequences(JSON.parse(text), sequences);
  } catch {
    return undefined;
  }
}

function withSequences(value: Json, sequences: string[]): Json {
  if (typeof value === "string") {
    return escapeTemplate(value).replaceAll(PLACEHOLDER, () => sequences.shift() ?? "");
  }
  if (isList(value)) {
    return value.map((item) => withSequences(item, sequences));
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [withKey(key), withSequences(item, sequences)] as const),
    );
  }
  return value;
}

function withKey(key: string): string {
  if (key.includes(PLACEHOLDER)) {
    throw new SyntaxError("a sequence in a key");
  }
  return escapeTemplate(key);
}
