import { isIPv4 } from "node:net";
import { type Expression, expressionOf, type Step } from "../../model/expression";
import { isList, type Json, objectOf } from "./json";

/** What the names of an expression mean. */
type Names = ReadonlyMap<string, Json>;

/** Something that Terraform would call an error; `can` and `try` catch it. */
class EvaluationError extends Error {
  public override readonly name = "EvaluationError";
}

/**
 * Whether the condition of a variable's validation holds, by the values of all variables. An error within the condition is what
 * Terraform makes of it: the value is refused. What this does not know is thrown.
 */
export function holds(condition: string, variables: Readonly<Record<string, Json>>): boolean {
  try {
    return evaluate(expressionOf(condition), new Map([["var", variables]])) === true;
  } catch (error) {
    if (error instanceof EvaluationError) {
      return false;
    }
    throw error;
  }
}

function evaluate(expression: Expression, names: Names): Json {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return expression.parts.length === 1 && expression.parts[0] !== undefined
        ? evaluate(expression.parts[0], names)
        : expression.parts.map((part) => String(evaluate(part, names))).join("");
    case "traversal":
      return walk(names.get(expression.root) ?? fail(`there is no ${expression.root}`), expression.steps, names);
    case "steps":
      return walk(evaluate(expression.of, names), expression.steps, names);
    case "list":
      return expression.items.map((item) => evaluate(item, names));
    case "unary":
      return expression.operator === "!"
        ? !truth(evaluate(expression.of, names))
        : -numberOf(evaluate(expression.of, names));
    case "binary":
      return operate(expression.operator, expression.left, expression.right, names);
    case "call":
      return call(expression.name, expression.arguments, names);
    case "for":
      return listOf(evaluate(expression.collection, names)).map((item) =>
        evaluate(expression.value, new Map([...names, [expression.names.at(-1) ?? "", item]])),
      );
    default:
      throw new Error(`conditions.ts does not evaluate ${JSON.stringify(expression)}`);
  }
}

function walk(start: Json, steps: readonly Step[], names: Names): Json {
  return steps.reduce<Json>((value, step) => {
    if (step.kind === "splat") {
      throw new Error("conditions.ts does not evaluate splats");
    }
    const found =
      step.kind === "attribute" ? objectOf(value)[step.name] : listOf(value)[numberOf(evaluate(step.of, names))];
    return found ?? fail("there is no such element");
  }, start);
}

function operate(operator: string, left: Expression, right: Expression, names: Names): Json {
  const first = evaluate(left, names);
  // Terraform 1.12 and newer stop where the first side decides; older ones evaluate both, to the same result.
  if (operator === "&&" || operator === "||") {
    return truth(first) === (operator === "||") ? truth(first) : truth(evaluate(right, names));
  }
  const second = evaluate(right, names);
  if (operator === "==" || operator === "!=") {
    return (JSON.stringify(first) === JSON.stringify(second)) === (operator === "==");
  }
  const compute = NUMERIC[operator];
  if (compute === undefined) {
    throw new Error(`conditions.ts does not know the operator ${operator}`);
  }
  return compute(numberOf(first), numberOf(second));
}

const NUMERIC: Readonly<Record<string, (left: number, right: number) => Json>> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

function call(name: string, args: readonly Expression[], names: Names): Json {
  if (name === "can") {
    return args.every((argument) => attempt(argument, names) !== undefined);
  }
  if (name === "try") {
    return (
      args.map((argument) => attempt(argument, names)).find((value) => value !== undefined) ?? fail("nothing works")
    );
  }
  const compute = FUNCTIONS[name];
  if (compute === undefined) {
    throw new Error(`conditions.ts does not know the function ${name}`);
  }
  return compute(...args.map((argument) => evaluate(argument, names)));
}

function attempt(expression: Expression, names: Names): Json | undefined {
  try {
    return evaluate(expression, names);
  } catch (error) {
    if (error instanceof EvaluationError) {
      return undefined;
    }
    throw error;
  }
}

const FUNCTIONS: Readonly<Record<string, (...values: Json[]) => Json>> = {
  alltrue: (list) => listOf(list).every((item) => item === true),
  anytrue: (list) => listOf(list).some((item) => item === true),
  ceil: (value) => Math.ceil(numberOf(value)),
  cidrhost: (cidr, host) => firstAddress(String(cidr), numberOf(host)),
  contains: (list, value = null) => listOf(list).includes(value),
  distinct: (list) => [...new Set(listOf(list))],
  floor: (value) => Math.floor(numberOf(value)),
  join: (separator, list) => listOf(list).join(String(separator)),
  length: (list) => listOf(list).length,
  regex: (pattern, text) => new RegExp(String(pattern)).exec(String(text))?.[0] ?? fail("no match"),
  split: (separator, text) => String(text).split(String(separator)),
  strcontains: (text, part) => String(text).includes(String(part)),
  tonumber: (value) => numberOf(value),
};

/** Of hosts only the first is asked for: the block's own address, without host bits. */
function firstAddress(cidr: string, host: number): string {
  const [address = "", length = ""] = cidr.split("/");
  if (host !== 0 || !isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32) {
    return fail(`${cidr} is no block`);
  }
  const size = 2 ** (32 - Number(length));
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = number - (number % size);
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
}

function truth(value: Json): boolean {
  return typeof value === "boolean" ? value : fail("a truth value is needed");
}

/** Terraform takes texts for numbers where they are in plain digits. */
function numberOf(value: Json | undefined): number {
  const number =
    typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? fail("a number is needed") : number;
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : fail("a list is needed");
}

function fail(problem: string): never {
  throw new EvaluationError(problem);
}
