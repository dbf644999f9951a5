import {
  type Comprehension,
  type Expression,
  expressionOf,
  type Step,
  type Traversal,
  traversalText,
} from "./expression";
import { callFunction } from "./functions";
import { isList } from "./json";
import type { Key, Module } from "./module";
import { callTerm, localTerm, variableTerm } from "./names";
import { operate, truth } from "./operators";
import type { Resource } from "./resource";
import { bind, type Scope } from "./scope";
import {
  entriesOf,
  firstUnknown,
  itemsOf,
  knownTerm,
  listTerm,
  NULL_TERM,
  objectTerm,
  scalarText,
  stepInto,
  type Term,
  templateTerm,
  termText,
  unknownTerm,
} from "./term";

/** Chains longer than anybody's: a guard for the stack. */
const DEEPEST = 400;
let depth = 0;

/** What an expression amounts to, with what is unknown in its place. It never fails: what it cannot do is unknown. */
export function evaluate(expression: Expression, scope: Scope): Term {
  if (depth >= DEEPEST) {
    return unknownTerm("expression", "the expression is nested too deeply", "${…}");
  }
  depth += 1;
  try {
    return evaluateOne(expression, scope);
  } finally {
    depth -= 1;
  }
}

function evaluateOne(expression: Expression, scope: Scope): Term {
  switch (expression.kind) {
    case "literal":
      return knownTerm(expression.value);
    case "json":
      return evaluateJson(expression, scope);
    case "template":
      return templateTerm(expression.parts.map((part) => evaluate(part, scope)));
    case "traversal":
      return evaluateTraversal(expression, scope);
    case "steps":
      return walk(evaluate(expression.of, scope), expression.steps, scope);
    case "list":
      return listTerm(expression.items.map((item) => evaluate(item, scope)));
    case "object":
      return evaluateObject(expression.entries, scope);
    case "call":
      return callFunction(
        expression.name,
        expression.arguments.map((argument) => evaluate(argument, scope)),
      );
    case "conditional": {
      const condition = truth(evaluate(expression.if, scope));
      return condition === undefined
        ? undecided(expression.if, scope)
        : evaluate(condition ? expression.yes : expression.no, scope);
    }
    case "binary":
    case "unary":
      return operate(expression, (inner) => evaluate(inner, scope));
    case "for":
      return evaluateFor(expression, scope);
    case "references":
      return unknownTerm(
        "after-apply",
        `known after apply: ${expression.to.map(traversalText).join(", ")}`,
        expression.to.map((to) => `\${${traversalText(to)}}`).join(""),
      );
    case "unreadable":
      return unknownTerm("expression", "the expression is not evaluated here", expression.text);
  }
}

function undecided(condition: Expression, scope: Scope): Term {
  const why = firstUnknown(evaluate(condition, scope));
  return unknownTerm(why?.why ?? "expression", why?.reason ?? "a condition is not known", why?.text ?? "${…}");
}

function evaluateJson(expression: Extract<Expression, { kind: "json" }>, scope: Scope): Term {
  const { json } = expression;
  if (isList(json)) {
    return listTerm(json.map((item) => evaluate(expressionOf(item), scope)));
  }
  const members = Object.entries(json).filter(([key]) => key !== "//");
  return objectTerm(new Map(members.map(([key, value]) => [keyOf(key, scope), evaluate(expressionOf(value), scope)])));
}

/** Keys of objects may hold expressions too. */
function keyOf(key: string, scope: Scope): string {
  return key.includes("${") ? (termText(evaluate(expressionOf(key), scope)) ?? key) : key;
}

function evaluateObject(entries: readonly (readonly [Expression, Expression])[], scope: Scope): Term {
  return objectTerm(
    new Map(entries.map(([key, value]) => [termText(evaluate(key, scope)) ?? "${…}", evaluate(value, scope)])),
  );
}

function evaluateFor(expression: Comprehension, scope: Scope): Term {
  const collection = evaluate(expression.collection, scope);
  const entries = entriesOf(collection);
  if (entries === undefined) {
    const why = firstUnknown(collection);
    return unknownTerm(why?.why ?? "expression", why?.reason ?? "the collection is not known", why?.text ?? "${…}");
  }
  const made: [Term, Term][] = [];
  for (const [key, value] of entries) {
    const inner = bind(scope, names(expression, key, value));
    const wanted = expression.condition === undefined ? true : truth(evaluate(expression.condition, inner));
    if (wanted === undefined) {
      return undecided(expression.condition ?? expression.value, inner);
    }
    if (wanted) {
      made.push([
        expression.key === undefined ? NULL_TERM : evaluate(expression.key, inner),
        evaluate(expression.value, inner),
      ]);
    }
  }
  return expression.key === undefined
    ? listTerm(made.map(([, value]) => value))
    : objectTerm(new Map(made.map(([key, value]) => [termText(key) ?? "${…}", value])));
}

function names({ names: [first, second], collection }: Comprehension, key: string | number, value: Term) {
  const element = { term: value, collection, key };
  return second === undefined
    ? [[first ?? "", element] as const]
    : [[first ?? "", { term: knownTerm(key) }] as const, [second, element] as const];
}

function evaluateTraversal({ root, steps }: Traversal, scope: Scope): Term {
  const bound = scope.names?.get(root);
  if (bound !== undefined) {
    return walk(bound.term, steps, scope);
  }
  const [first, ...rest] = steps;
  const name = first?.kind === "attribute" ? first.name : undefined;
  if (name === undefined) {
    return unknownTerm("expression", `${root} is not evaluated here`, `\${${root}}`);
  }
  switch (root) {
    case "var":
      return walk(variableTerm(scope.module, name), rest, scope);
    case "local":
      return walk(localTerm(scope.module, name), rest, scope);
    case "module":
      return walk(callTerm(scope.module, name), rest, scope);
    case "each":
      return walk(name === "key" ? keyTerm(scope.key, "each.key") : eachValue(scope), rest, scope);
    case "count":
      return keyTerm(scope.key, "count.index");
    case "path":
      return knownTerm(".");
    case "terraform":
    case "self":
      return unknownTerm("expression", `${root}.${name} is not known here`, `\${${root}.${name}}`);
    case "data":
    case "ephemeral": {
      const [second, ...inner] = rest;
      return second?.kind === "attribute"
        ? walkResources(`${root}.${name}.${second.name}`, inner, scope)
        : unknownTerm("expression", `${root}.${name} is not a resource`, `\${${root}.${name}}`);
    }
    default:
      return walkResources(`${root}.${name}`, rest, scope);
  }
}

function keyTerm(key: Key, name: string): Term {
  return key === undefined ? unknownTerm("expression", `${name} is not known`, `\${${name}}`) : knownTerm(key);
}

function eachValue({ eachValue: given, forEach, key, module }: Scope): Term {
  if (given === undefined && forEach !== undefined && key !== undefined) {
    // A plan has the key only. In a set the key is the value.
    const collection = evaluate(forEach, { module, key: undefined });
    const items = itemsOf(collection);
    if (items !== undefined || collection.kind === "object" || collection.kind === "known") {
      return items === undefined ? stepInto(collection, key) : knownTerm(key);
    }
  }
  return given ?? unknownTerm("expression", "each.value is not known", "${each.value}");
}

function walk(term: Term, steps: readonly Step[], scope: Scope): Term {
  let at = term;
  for (const [index, step] of steps.entries()) {
    if (step.kind === "splat") {
      const rest = steps.slice(index + 1);
      const items = itemsOf(at) ?? (at.kind === "lazy" ? [at] : undefined);
      if (items === undefined) {
        return at.kind === "unknown"
          ? at
          : at.kind === "known" && at.value === null
            ? knownTerm([])
            : walk(at, rest, scope);
      }
      return listTerm(items.map((item) => walk(item, rest, scope)));
    }
    if (step.kind === "attribute") {
      at = stepInto(at, step.name);
    } else {
      const key = evaluate(step.of, scope);
      const text = key.kind === "known" ? scalarText(key.value) : undefined;
      if (key.kind !== "known" || text === undefined) {
        return firstUnknown(key) ?? unknownTerm("expression", "an index is not known", "${…}");
      }
      at = stepInto(at, typeof key.value === "number" ? key.value : text);
    }
  }
  return at;
}

function walkResources(address: string, steps: readonly Step[], scope: Scope): Term {
  const instances = scope.module.resources.get(address);
  const [first] = instances ?? [];
  const term =
    instances === undefined || first === undefined ? missing(address, scope.module) : instancesTerm(instances, first);
  return walk(term, steps, scope);
}

function missing(address: string, module: Module): Term {
  // Declared, but `count` or `for_each` makes none of it.
  const declared = module.config?.block(address);
  return declared === undefined
    ? unknownTerm("outside", `there is no ${address} in the input`, `\${${address}}`)
    : knownTerm(declared.forEach === undefined ? [] : {});
}

/** What a bare `aws_subnet.a` means: the resource, a list of them by `count`, an object by `for_each`. */
function instancesTerm(instances: readonly Resource[], first: Resource): Term {
  if (first.key === undefined) {
    return resourceTerm(first);
  }
  if (typeof first.key === "number") {
    const items: Term[] = [];
    for (const instance of instances) {
      items[Number(instance.key)] = resourceTerm(instance);
    }
    return { kind: "list", items: Array.from(items, (item) => item ?? NULL_TERM) };
  }
  return {
    kind: "object",
    entries: new Map(instances.map((instance) => [String(instance.key), resourceTerm(instance)])),
  };
}

function resourceTerm(resource: Resource): Term {
  // Of a resource whose `count` is not known there is one, which stands for all.
  const attribute = (name: string): Term =>
    resource.repeated && /^\d+$/.test(name) ? resourceTerm(resource) : resource.attribute(name);
  return { kind: "lazy", text: `\${${resource.label}}`, attribute };
}
