import { type Expression, expressionOf, type Step } from "../../model/expression";
import { isList, isObject, type Json } from "./json";

/** What an expression refers to, each reference followed by its beginnings as Terraform lists them. */
export function referencesIn(json: Json): string[] {
  if (isList(json)) {
    return json.flatMap(referencesIn);
  }
  return isObject(json) ? Object.values(json).flatMap(referencesIn) : referencesOf(expressionOf(json), new Set());
}

function referencesOf(expression: Expression, bound: ReadonlySet<string>): string[] {
  const all = (...inner: readonly Expression[]) => inner.flatMap((item) => referencesOf(item, bound));
  switch (expression.kind) {
    case "traversal":
      return [
        ...(bound.has(expression.root) ? [] : beginnings(expression.root, expression.steps)),
        ...expression.steps.flatMap((step) => (step.kind === "index" ? all(step.of) : [])),
      ];
    case "steps":
      return [
        ...all(expression.of),
        ...expression.steps.flatMap((step) => (step.kind === "index" ? all(step.of) : [])),
      ];
    case "template":
      return all(...expression.parts);
    case "call":
      return all(...expression.arguments);
    case "list":
      return all(...expression.items);
    case "object":
      return expression.entries.flatMap(([key, value]) => [
        ...(key.kind === "traversal" && key.steps.length === 0 ? [] : all(key)),
        ...all(value),
      ]);
    case "conditional":
      return all(expression.if, expression.yes, expression.no);
    case "binary":
      return all(expression.left, expression.right);
    case "unary":
      return all(expression.of);
    case "for": {
      const inner = new Set([...bound, ...expression.names]);
      const { collection, key, value, condition } = expression;
      const parts = [key, value, condition].flatMap((part) => (part === undefined ? [] : referencesOf(part, inner)));
      return [...all(collection), ...parts];
    }
    case "json":
      return referencesIn(expression.json);
    default:
      return [];
  }
}

/** How many parts name a whole thing: `aws_kms_key.a`, `data.aws_region.a`, `var.a`. */
function wholeLength(root: string): number {
  return root === "data" || root === "ephemeral" ? 3 : 2;
}

function beginnings(root: string, steps: readonly Step[]): string[] {
  const texts: string[] = [];
  let text = root;
  for (const [index, step] of steps.entries()) {
    const literal = step.kind === "index" && step.of.kind === "literal" ? JSON.stringify(step.of.value) : undefined;
    if (step.kind === "splat" || (step.kind === "index" && literal === undefined)) {
      break;
    }
    text += step.kind === "attribute" ? `.${step.name}` : `[${literal}]`;
    if (index + 2 >= wholeLength(root)) {
      texts.unshift(text);
    }
    if (root === "var" || root === "local" || root === "count" || root === "each") {
      break;
    }
  }
  return texts;
}
