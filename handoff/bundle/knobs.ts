import type { Json } from "../../model";
import { type JsonObject, listOf, objectOf, textOf } from "../../model/json";
import type { BundledStack } from "./bundle";

/** An input variable of a stack. */
export interface Knob {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  /** Nothing where a value must be given. */
  readonly default?: Json;
  /** What values must be like, in the words of the validation. */
  readonly rules: readonly string[];
}

/** The variables of a stack, those that must be given first. */
export function knobsOf({ json }: Pick<BundledStack, "json">): Knob[] {
  const knobs = Object.entries(objectOf(json.variable)).map(([name, variable]) => knobOf(name, objectOf(variable)));
  return [...knobs.filter((knob) => knob.default === undefined), ...knobs.filter((knob) => knob.default !== undefined)];
}

function knobOf(name: string, variable: JsonObject): Knob {
  return {
    name,
    description: textOf(variable.description) ?? "",
    type: textOf(variable.type) ?? "any",
    ...(variable.default === undefined ? {} : { default: variable.default }),
    rules: listOf(variable.validation).flatMap((rule) => textOf(objectOf(rule).error_message) ?? []),
  };
}
