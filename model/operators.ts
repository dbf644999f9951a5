import type { Expression } from "./expression";
import type { Json } from "./json";
import { firstUnknown, knownTerm, type Term, termText, unknownTerm } from "./term";

type Operation = Extract<Expression, { kind: "binary" | "unary" }>;

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => Json>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "<=": (left, right) => left <= right,
  ">=": (left, right) => left >= right,
};

/** What an operation amounts to. `false && unknown` is false, as in Terraform ≥ 1.12; the safe reading before it. */
export function operate(operation: Operation, evaluate: (expression: Expression) => Term): Term {
  if (operation.kind === "unary") {
    const of = evaluate(operation.of);
    const negated = operation.operator === "!" ? negation(truth(of)) : number(of);
    return negated === undefined ? unknownResult([of]) : knownTerm(typeof negated === "number" ? -negated : negated);
  }
  const left = evaluate(operation.left);
  const right = evaluate(operation.right);
  const result = binary(operation.operator, left, right);
  return result === undefined ? unknownResult([left, right]) : knownTerm(result);
}

function binary(operator: string, left: Term, right: Term): Json | undefined {
  switch (operator) {
    case "&&":
      return logical(false, truth(left), truth(right));
    case "||":
      return logical(true, truth(left), truth(right));
    case "==":
      return equal(left, right);
    case "!=":
      return negation(equal(left, right));
    default: {
      const [first, second] = [number(left), number(right)];
      return first === undefined || second === undefined ? undefined : ARITHMETIC[operator]?.(first, second);
    }
  }
}

/** `decisive` alone decides: false in `&&`, true in `||`. */
function logical(decisive: boolean, left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === decisive || right === decisive) {
    return decisive;
  }
  return left === undefined || right === undefined ? undefined : !decisive;
}

function negation(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function equal(left: Term, right: Term): boolean | undefined {
  if (left.kind !== "known" || right.kind !== "known") {
    // Nothing that is made by a resource is null.
    return undefined;
  }
  const [first, second] = [left.value, right.value];
  if (typeof first === "object" || typeof second === "object") {
    return JSON.stringify(first) === JSON.stringify(second);
  }
  return typeof first === typeof second ? first === second : false;
}

/** Whether a condition holds; texts `true` and `false` convert. */
export function truth(term: Term): boolean | undefined {
  if (term.kind !== "known") {
    return undefined;
  }
  const { value } = term;
  return typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined;
}

function number(term: Term): number | undefined {
  if (term.kind !== "known" || (typeof term.value !== "number" && typeof term.value !== "string")) {
    return undefined;
  }
  const value = Number(term.value);
  return Number.isFinite(value) ? value : undefined;
}

function unknownResult(terms: readonly Term[]): Term {
  const why = terms.map(firstUnknown).find((term) => term !== undefined);
  return (
    why ?? unknownTerm("expression", "an operation is not evaluated here", terms.map(termText).join(" ") || "${…}")
  );
}
