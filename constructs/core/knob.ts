import { TerraformVariable, type TerraformVariableValidationConfig } from "cdktf";
import type { Construct } from "constructs";
import { variablesOf } from "./layer";

/** A range of whole numbers. */
export interface KnobRange {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** What a value must hold, as a Terraform expression, and what is said when it does not. */
export interface KnobRule {
  readonly condition: string;
  readonly message: string;
}

interface KnobProps<T> {
  readonly description: string;
  /** The value of the YAML; the variable's default. */
  readonly value: T;
  /** Rules beside the knob's own. */
  readonly rules?: readonly KnobRule[];
}

/**
 * Knobs are Terraform input variables with the YAML's value as default and with validation that refuses what the YAML
 * refuses, so that who only has the Terraform can turn them (ALL-15).
 */
export function numberKnob(
  scope: Construct,
  name: string,
  props: KnobProps<number> & { readonly range: KnobRange },
): number {
  const { min, max, unit } = props.range;
  const variable = define(scope, name, "number", props, {
    condition: `var.${name} >= ${min} && var.${name} <= ${max} && floor(var.${name}) == var.${name}`,
    message: `${name} must be a whole number between ${min} and ${max} ${unit}.`,
  });
  return variable.numberValue;
}

/** A knob that takes one of some numbers. */
export function choiceKnob(
  scope: Construct,
  name: string,
  props: KnobProps<number> & { readonly choices: readonly number[]; readonly unit: string },
): number {
  const choices = props.choices.join(", ");
  const variable = define(scope, name, "number", props, {
    condition: `contains([${choices}], var.${name})`,
    message: `${name} must be one of ${choices} ${props.unit}.`,
  });
  return variable.numberValue;
}

/** A knob that takes a text of some form. */
export function textKnob(
  scope: Construct,
  name: string,
  props: KnobProps<string> & { readonly pattern: RegExp; readonly must: string },
): string {
  const variable = define(scope, name, "string", props, {
    condition: `can(regex(${JSON.stringify(props.pattern.source)}, var.${name}))`,
    message: `${name} ${props.must}.`,
  });
  return variable.stringValue;
}

function define<T>(
  scope: Construct,
  name: string,
  type: string,
  props: KnobProps<T>,
  own: KnobRule,
): TerraformVariable {
  return new TerraformVariable(variablesOf(scope), name, {
    type,
    description: props.description,
    default: props.value,
    nullable: false,
    validation: [own, ...(props.rules ?? [])].map(validation),
  });
}

function validation({ condition, message }: KnobRule): TerraformVariableValidationConfig {
  return { condition: `\${${condition}}`, errorMessage: message };
}
