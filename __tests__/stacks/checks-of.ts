import { listOf, objectOf, textsOf } from "../support/json";
import type { Template } from "../support/template";

/** A check block: what it reads, once what is there, and what it asserts of that. */
export interface CheckOf {
  readonly name: string;
  readonly dataType: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly after: readonly string[];
  readonly conditions: readonly string[];
  readonly messages: readonly string[];
}

/** The check blocks of a template. */
export function checksOf(template: Template): CheckOf[] {
  return template.checks.map(({ name, values }) => {
    const [[dataType, named] = ["", {}]] = Object.entries(objectOf(values.data));
    const { depends_on: after, ...rest } = objectOf(objectOf(named)[name]);
    const assertions = listOf(values.assert).map(objectOf);
    return {
      name,
      dataType,
      arguments: rest,
      after: textsOf(after),
      conditions: assertions.map(({ condition }) => String(condition)),
      messages: assertions.map(({ error_message: message }) => String(message)),
    };
  });
}

/** Checks that assert something else than what their data source shows: a value of the same plan could never differ. */
export function idleChecks(template: Template): string[] {
  return checksOf(template).flatMap(({ name, dataType, conditions }) =>
    conditions
      .filter(
        (condition) =>
          !condition.includes(`data.${dataType}.${name}.`) ||
          /(?<!data\.)\b(?:aws_[a-z_0-9]+|var|local)\.\w+/.test(condition),
      )
      .map((condition) => `${name}: ${condition}`),
  );
}
