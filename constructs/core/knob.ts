import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { variablesOf } from "./layer";
import type { Limit } from "./limits";
import { literal } from "./terraform-blocks";
import { assertValid, cidrProblems, numberProblems, repetitionProblems, textProblems } from "./validate";

/** What a value must hold, as a Terraform expression, and what is said when it does not. */
export interface KnobRule {
  readonly condition: string;
  readonly message: string;
}

/**
 * What a variable may be called.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/variables#declaring-an-input-variable
 */
const NAME = /^(?!(?:source|version|providers|count|for_each|lifecycle|depends_on|locals)$)[a-z][a-z0-9_]*$/;

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
  props: KnobProps<number> & { readonly range: Limit },
): number {
  const { min, max, unit } = props.range;
  const problems = numberProblems("value", props.value, props.range);
  const variable = define(scope, name, "number", props, problems, {
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
  const problems = props.choices.includes(props.value)
    ? []
    : [`value must be one of ${choices} ${props.unit}, got ${props.value}`];
  const variable = define(scope, name, "number", props, problems, {
    condition: `contains([${choices}], var.${name})`,
    message: `${name} must be one of ${choices} ${props.unit}.`,
  });
  return variable.numberValue;
}

/**
 * A knob that takes a text of some form. Terraform checks the pattern by RE2, which has no flags of JavaScript, no
 * lookaround and no backreference.
 *
 * @see https://developer.hashicorp.com/terraform/language/functions/regex
 */
export function textKnob(
  scope: Construct,
  name: string,
  props: KnobProps<string> & { readonly pattern: RegExp; readonly must: string },
): string {
  const { source, flags } = props.pattern;
  const problems = [
    ...textProblems("value", props.value, props.pattern, props.must.replace(/^must /, "")),
    ...(flags === "" && !/\(\?<?[=!]|\\[1-9k]/.test(source)
      ? []
      : [
          `pattern must be without flags, lookaround and backreferences, got ${props.pattern}; Terraform has none of them`,
        ]),
  ];
  const variable = define(scope, name, "string", props, problems, {
    condition: `can(regex(${literal(JSON.stringify(source))}, var.${name}))`,
    message: `${name} ${props.must}.`,
  });
  return variable.stringValue;
}

/**
 * A knob that takes a list of IPv4 blocks: each without host bits and of a size, none twice. Its value is a list that only
 * Terraform knows: for `for_each`.
 */
export function cidrListKnob(
  scope: Construct,
  name: string,
  props: KnobProps<readonly string[]> & { readonly count: Limit; readonly prefixLength: Limit },
): string[] {
  const { count, prefixLength } = props;
  const problems = [
    ...numberProblems("value.length", props.value.length, count),
    ...props.value.flatMap((cidr, index) => cidrProblems(`value[${index}]`, cidr, prefixLength)),
    ...repetitionProblems((index) => `value[${index}]`, props.value),
  ];
  const sizes = `tonumber(split("/", cidr)[1]) >= ${prefixLength.min} && tonumber(split("/", cidr)[1]) <= ${prefixLength.max}`;
  const fits = `!strcontains(cidr, ":") && cidrhost(cidr, 0) == split("/", cidr)[0] && ${sizes}`;
  const variable = define(scope, name, "list(string)", props, problems, {
    condition: `length(var.${name}) >= ${count.min} && length(var.${name}) <= ${count.max} && length(distinct(var.${name})) == length(var.${name}) && alltrue([for cidr in var.${name} : try(${fits}, false)])`,
    message: `${name} must be ${count.min} to ${count.max} different IPv4 blocks without host bits, each between /${prefixLength.min} and /${prefixLength.max}.`,
  });
  return variable.listValue;
}

function define<T>(
  scope: Construct,
  name: string,
  type: string,
  props: KnobProps<T>,
  problems: readonly string[],
  own: KnobRule,
): TerraformVariable {
  assertValid(scope, name, [
    ...textProblems(
      "name",
      name,
      NAME,
      "be lower-case letters, digits and underscores, and no word of Terraform's own",
    ),
    ...textProblems("description", props.description, /\S/, "say what the knob is for"),
    ...problems,
  ]);
  const variable = new TerraformVariable(variablesOf(scope), name, {
    type,
    description: props.description,
    default: props.value,
    nullable: false,
    validation: [own, ...(props.rules ?? [])].map(({ condition, message }) => ({
      condition: `\${${condition}}`,
      errorMessage: message,
    })),
  });
  // The conditions name the variable, so its address must be its name and no more.
  const address = variable.friendlyUniqueId;
  assertValid(
    scope,
    name,
    address === name ? [] : [`scope must be a layer or a SecureStack, got one that makes it var.${address}`],
  );
  return variable;
}
