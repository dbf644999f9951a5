import { isList, isObject, type Json, type JsonObject, listOf, objectOf, parseJson } from "../../support/json";

/**
 * Evaluates EventBridge's event patterns, as far as ours use them: a list of values, of
 * `{ numeric: [operator, number] }` or of `{ "anything-but": { prefix } }`, at the place where the event has a value.
 * Anything else is an error.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventMatches(pattern: Json, event: Json | undefined): boolean {
  if (isObject(pattern)) {
    return Object.entries(pattern).every(([key, part]) => eventMatches(part, objectOf(event)[key]));
  }
  if (!isList(pattern)) {
    throw new Error(`a pattern's values must be in a list, got ${JSON.stringify(pattern)}`);
  }
  return pattern.some((wanted) => (isObject(wanted) ? operatorMatches(wanted, event) : wanted === event));
}

function operatorMatches(wanted: JsonObject, value: Json | undefined): boolean {
  const { numeric, "anything-but": anythingBut, ...others } = wanted;
  const prefix = objectOf(anythingBut).prefix;
  if (Object.keys(others).length > 0) {
    throw new Error(`an operator that is not read: ${JSON.stringify(wanted)}`);
  }
  if (typeof prefix === "string") {
    return typeof value === "string" && !value.startsWith(prefix);
  }
  const [operator, limit, ...rest] = listOf(numeric);
  if (typeof limit !== "number" || rest.length > 0) {
    throw new Error(`only { numeric: [operator, number] } is read, got ${JSON.stringify(wanted)}`);
  }
  if (typeof value !== "number") {
    return false;
  }
  const holds = {
    ">=": value >= limit,
    ">": value > limit,
    "<": value < limit,
    "<=": value <= limit,
    "=": value === limit,
  };
  return holds[String(operator) as keyof typeof holds];
}

/**
 * What EventBridge's input transformer sends for an event: the template, a JSON text, with its `<names>` replaced.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformed(transformer: Json | undefined, event: Json): string {
  const { input_paths: paths, input_template: template } = objectOf(transformer);
  const message = parseJson(String(template));
  if (typeof message !== "string") {
    throw new Error(`the template must be one JSON text, got ${JSON.stringify(message)}`);
  }
  return message.replace(/<(\w+)>/g, (_, name: string) => {
    const path = objectOf(paths)[name];
    const value = String(path)
      .replace(/^\$\./, "")
      .split(".")
      .reduce<Json | undefined>((at, key) => objectOf(at)[key], event);
    if (path === undefined || value === undefined) {
      throw new Error(`<${name}> has no value in the event`);
    }
    return String(value);
  });
}
