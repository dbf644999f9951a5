import { evaluate, remoteRoot } from "./evaluate";
import { type Expression, expressionOf, type References, type Step } from "./expression";
import { isList, isObject, type Json } from "./json";
import type { Module } from "./module";
import { truth } from "./operators";
import type { Resource } from "./resource";
import { bind, callScope, moduleScope, type Scope } from "./scope";
import { scalarText, unknownTerm } from "./term";

/** Where a value comes from: an attribute of a resource, data source or ephemeral resource. */
export interface End {
  readonly resource: Resource;
  /** Its path, e.g. `arn`; empty where the whole resource is meant, or where a plan does not tell. */
  readonly attribute: string;
}

/** What an expression was found to be made of. */
export interface Trace {
  readonly ends: readonly End[];
  /** Whether the value is just what stands at its only end: no text around it, no choice, no function. */
  readonly exact: boolean;
  /** Why ways could not be followed, e.g. `a plan does not tell what local.key is`. */
  readonly open: readonly string[];
}

/** A step into a value; `*` is every element. */
type Place = string | number;
const EACH = "*";

/** Functions that hand on what they are given, so that the rest of the way leads into each argument. */
const TRANSPARENT = new Set([
  "tolist",
  "toset",
  "tomap",
  "tostring",
  "sensitive",
  "nonsensitive",
  "merge",
  "try",
  "coalesce",
  "concat",
  "distinct",
  "compact",
  "sort",
  "reverse",
]);
const SINGLE = new Set(["tolist", "toset", "tomap", "tostring", "sensitive", "nonsensitive"]);

const NOWHERE: Trace = { ends: [], exact: false, open: [] };

/** Follows an expression through variables, locals, module inputs and outputs, `each`, and other stacks to resources. */
export function trace(expression: Expression, rest: readonly (string | number)[], scope: Scope): Trace {
  if (expression.kind === "literal") {
    return NOWHERE;
  }
  const simple = expression.kind === "references" ? directEnds(expression, rest, scope) : undefined;
  if (simple !== undefined) {
    return simple;
  }
  const tracer = new Tracer();
  tracer.follow(expression, rest, scope, true);
  return tracer.result();
}

/**
 * Nearly all references of a plan name an attribute of the only instance of a resource of the same module, or something that is
 * no source. For others nothing is returned, and the long way is taken.
 */
function directEnds({ to }: References, rest: readonly Place[], { module, names }: Scope): Trace | undefined {
  if (rest.length > 0 || names !== undefined) {
    return undefined;
  }
  let ends: End[] | undefined;
  for (const { root, steps } of to) {
    const [name, attribute] = steps;
    if (isNoSource(root, steps) || (root === "var" && isConstant(module, name))) {
      continue;
    }
    if (steps.length !== 2 || name?.kind !== "attribute" || attribute?.kind !== "attribute") {
      return undefined;
    }
    const instances = module.resources.get(`${root}.${name.name}`);
    const resource = instances?.length === 1 ? instances[0] : undefined;
    if (resource === undefined || resource.key !== undefined || resource.repeated) {
      return undefined;
    }
    ends ??= [];
    if (!ends.some((end) => end.resource === resource && end.attribute === attribute.name)) {
      ends.push({ resource, attribute: attribute.name });
    }
  }
  return ends === undefined ? NOWHERE : { ends, exact: ends.length === 1, open: NO_REASONS };
}

/** Whether a variable's value is given, or passed by the parent as a constant. */
function isConstant(module: Module, step: Step | undefined): boolean {
  const name = step?.kind === "attribute" ? step.name : "";
  return module.parent === undefined
    ? module.root.variables.has(name)
    : module.call?.arguments.get(name)?.kind === "literal";
}

const NO_REASONS: readonly string[] = [];
/** Up to so many, looking through a list is faster than a map. */
const FEW = 8;

class Tracer {
  private readonly ends: End[] = [];
  private seen: Map<Resource, Set<string>> | undefined;
  private open: Set<string> | undefined;
  private under: Set<string> | undefined;
  private exact = true;
  private count = 0;

  public result(): Trace {
    const { ends, open } = this;
    const exact = this.exact && ends.length === 1 && open === undefined;
    return { ends, exact, open: open === undefined ? NO_REASONS : [...open] };
  }

  private lost(why: string): void {
    this.open ??= new Set();
    this.open.add(why);
  }

  public follow(expression: Expression, rest: readonly Place[], scope: Scope, exact: boolean): void {
    switch (expression.kind) {
      case "literal":
        return;
      case "json":
        this.followJson(expression.json, rest, scope, exact);
        return;
      case "template":
        this.followAll(expression.parts, [], scope, exact && expression.parts.length === 1);
        return;
      case "traversal":
        this.followTraversal(expression.root, places(expression.steps, scope), rest, scope, exact);
        return;
      case "steps":
        this.follow(expression.of, [...places(expression.steps, scope), ...rest], scope, exact);
        return;
      case "list":
        this.followList(expression.items, rest, scope, exact);
        return;
      case "object":
        this.followObject(expression.entries, rest, scope, exact);
        return;
      case "conditional": {
        const condition = truth(evaluate(expression.if, scope));
        const ways =
          condition === undefined ? [expression.yes, expression.no] : [condition ? expression.yes : expression.no];
        this.followAll(ways, rest, scope, exact && ways.length === 1);
        return;
      }
      case "binary":
        this.followAll([expression.left, expression.right], [], scope, false);
        return;
      case "unary":
        this.follow(expression.of, [], scope, false);
        return;
      case "call":
        this.followCall(expression.name, expression.arguments, rest, scope, exact);
        return;
      case "for": {
        const element = { term: unknownTerm("expression", "an element", "${…}"), collection: expression.collection };
        const inner = bind(
          scope,
          expression.names.map((name) => [name, element] as const),
        );
        this.follow(expression.value, rest.slice(1), inner, false);
        return;
      }
      case "references":
        this.followReferences(expression, rest, scope, exact);
        return;
      case "unreadable":
        this.lost("an expression is not evaluated here");
    }
  }

  private followAll(expressions: readonly Expression[], rest: readonly Place[], scope: Scope, exact: boolean): void {
    for (const expression of expressions) {
      this.follow(expression, rest, scope, exact);
    }
  }

  private followJson(json: Json, rest: readonly Place[], scope: Scope, exact: boolean): void {
    const [first, ...after] = rest;
    if (isList(json)) {
      this.followList(json.map(expressionOf), rest, scope, exact);
    } else if (isObject(json)) {
      if (typeof first === "string" && first !== EACH && Object.hasOwn(json, first)) {
        this.follow(expressionOf(json[first] ?? null), after, scope, exact);
      } else {
        const members = Object.entries(json).filter(([key]) => key !== "//");
        this.followAll(
          members.map(([, value]) => expressionOf(value)),
          first === EACH || first === 0 ? after : [],
          scope,
          exact,
        );
      }
    } else {
      this.follow(expressionOf(json), rest, scope, exact);
    }
  }

  private followList(items: readonly Expression[], rest: readonly Place[], scope: Scope, exact: boolean): void {
    const [first, ...after] = rest;
    const at = typeof first === "number" ? items[first] : undefined;
    const same =
      typeof first === "string" ? items.find((item) => item.kind === "literal" && item.value === first) : undefined;
    if (same !== undefined || at !== undefined) {
      this.follow(same ?? at ?? items[0] ?? { kind: "literal", value: null }, after, scope, exact);
    } else if (typeof first !== "number") {
      this.followAll(items, first === EACH ? after : rest, scope, exact);
    }
  }

  private followObject(
    entries: readonly (readonly [Expression, Expression])[],
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
  ): void {
    const [first, ...after] = rest;
    const keyOf = (key: Expression) => {
      const term = evaluate(key, scope);
      return term.kind === "known" ? scalarText(term.value) : undefined;
    };
    const at =
      first === undefined || first === EACH ? undefined : entries.find(([key]) => keyOf(key) === String(first));
    if (at === undefined) {
      this.followAll(
        entries.map(([, value]) => value),
        first === EACH ? after : [],
        scope,
        exact,
      );
    } else {
      this.follow(at[1], after, scope, exact);
    }
  }

  private followCall(
    name: string,
    given: readonly Expression[],
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
  ): void {
    const [first, second] = given;
    if (TRANSPARENT.has(name)) {
      // Where an element of a joined list came from is not counted out: every element of each part.
      const inside = name === "concat" && rest.length > 0 ? [EACH, ...rest.slice(1)] : rest;
      this.followAll(given, inside, scope, exact && (SINGLE.has(name) || given.length === 1));
    } else if ((name === "element" || name === "lookup") && first !== undefined && second !== undefined) {
      const key = evaluate(second, scope);
      const place =
        key.kind === "known" && (typeof key.value === "number" || typeof key.value === "string") ? key.value : EACH;
      this.follow(first, [place, ...rest], scope, exact);
      this.followAll(given.slice(2), rest, scope, false);
    } else if ((name === "one" || name === "values") && first !== undefined) {
      this.follow(first, name === "one" ? [EACH, ...rest] : [EACH, ...rest.slice(1)], scope, exact);
    } else {
      this.followAll(given, [], scope, false);
    }
  }

  /** What a plan tells: no indexes that are computed, no text around, no order. */
  private followReferences(expression: References, rest: readonly Place[], scope: Scope, exact: boolean): void {
    const sources = expression.to.filter(({ root, steps }) => !isNoSource(root, steps));
    for (const { root, steps } of sources) {
      const way = places(steps, scope);
      const whole = way.length === (root === "data" || root === "ephemeral" ? 2 : 1);
      // Only where the whole resource is named can what is left of the way lead into it, as by `each.value.id`.
      this.followTraversal(root, way, whole ? rest : [], scope, exact && sources.length === 1, expression);
    }
  }

  private followTraversal(
    root: string,
    way: readonly Place[],
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
    told?: References,
  ): void {
    const whole = rest.length === 0 ? way : [...way, ...rest];
    const [first, ...after] = whole;
    const name = String(first ?? "");
    const { module } = scope;
    const bound = scope.names?.get(root);
    if (bound !== undefined) {
      const [part, ...within] = [...way, ...rest];
      if (bound.collection !== undefined && !(bound.wrapped === true && part === "key")) {
        const left = bound.wrapped === true ? within : [...way, ...rest];
        const names = new Map([...(scope.names ?? [])].filter(([other]) => other !== root));
        const inner = { ...scope, names };
        this.guarded(`${root}@`, module, () =>
          this.follow(bound.collection ?? { kind: "literal", value: null }, [bound.key ?? EACH, ...left], inner, exact),
        );
      }
      return;
    }
    switch (root) {
      case "var":
        this.followVariable(module, name, after, exact);
        return;
      case "local": {
        const expression = module.config?.local(name);
        if (expression === undefined) {
          this.lost(`the input does not tell what local.${name} is`);
          return;
        }
        this.guarded(`local.${name}`, module, () => this.follow(expression, after, moduleScope(module), exact));
        return;
      }
      case "module":
        this.followCallOutput(module, name, after, scope, exact, told);
        return;
      case "each":
        if (first === "value" && scope.forEach !== undefined) {
          const { forEach, key } = scope;
          this.guarded("each.value", module, () =>
            this.follow(forEach, [key ?? EACH, ...after], { module, key: undefined }, exact),
          );
        }
        return;
      case "count":
      case "path":
      case "self":
      case "terraform":
        return;
      case "data":
      case "ephemeral": {
        const [type, ...inner] = after;
        this.followResource(`${root}.${name}.${type ?? ""}`, inner, scope, exact, told);
        return;
      }
      default:
        this.followResource(`${root}.${name}`, after, scope, exact, told);
        return;
    }
  }

  private followVariable(module: Module, name: string, rest: readonly Place[], exact: boolean): void {
    const argument = module.call?.arguments.get(name);
    const scope = callScope(module);
    if (argument !== undefined && scope !== undefined) {
      this.guarded(`var.${name}`, module, () => this.follow(argument, rest, scope, exact));
      return;
    }
    const config = module.config?.variable(name);
    if (config?.default === undefined && !module.root.variables.has(name)) {
      this.lost(`var.${name} has no default`);
    }
  }

  private followCallOutput(
    module: Module,
    name: string,
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
    told: References | undefined,
  ): void {
    const instances = module.children.get(name) ?? [];
    const outside =
      module.config?.call(name)?.outside ??
      (instances.length === 0 ? `module.${name} is not part of the input` : undefined);
    if (outside !== undefined) {
      this.lost(outside);
      return;
    }
    const [only] = instances;
    // Of a call whose `count` is not known there is one instance, for any index.
    const indexed = only?.repeated === true && only.config?.output(String(rest[0] ?? "")) === undefined;
    const { chosen, after } = choose(instances, indexed ? rest.slice(1) : rest, scope, told);
    const [output, ...inner] = after;
    for (const instance of chosen) {
      const found = instance.config?.output(String(output ?? ""));
      if (found !== undefined) {
        this.guarded(`output.${output}`, instance, () =>
          this.follow(found.expression, inner, moduleScope(instance), exact && chosen.length === 1),
        );
      }
    }
  }

  private followResource(
    address: string,
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
    told: References | undefined,
  ): void {
    const instances = scope.module.resources.get(address) ?? [];
    const { chosen, after } = choose(instances, rest, scope, told);
    if (instances.length === 0) {
      this.lost(`there is no ${address}`);
    }
    for (const resource of chosen) {
      if (!this.followRemoteState(resource, after, exact && chosen.length === 1)) {
        this.end(resource, after.join("."), exact && chosen.length === 1);
      }
    }
  }

  /** Outputs of another stack of the graph lead on into that stack. */
  private followRemoteState(resource: Resource, rest: readonly Place[], exact: boolean): boolean {
    const [first, output, ...inner] = rest;
    if (resource.type !== "terraform_remote_state" || first !== "outputs" || output === undefined) {
      return false;
    }
    const root = remoteStateRoot(resource);
    const found = root?.module.config?.output(String(output));
    if (root === undefined || found === undefined) {
      return false;
    }
    this.guarded(`output.${output}`, root.module, () =>
      this.follow(found.expression, inner, moduleScope(root.module), exact),
    );
    return true;
  }

  private end(resource: Resource, attribute: string, exact: boolean): void {
    this.exact &&= exact;
    if (!this.isSeen(resource, attribute)) {
      this.ends.push({ resource, attribute });
      this.seen?.get(resource)?.add(attribute);
    }
  }

  private isSeen(resource: Resource, attribute: string): boolean {
    const { ends } = this;
    if (ends.length < FEW) {
      return ends.some((end) => end.resource === resource && end.attribute === attribute);
    }
    this.seen ??= seenOf(ends);
    const attributes = this.seen.get(resource);
    if (attributes === undefined) {
      this.seen.set(resource, new Set());
    }
    return attributes?.has(attribute) === true;
  }

  /** Follows a name once within itself, so that a circle ends, and not for ever where ways multiply. */
  private guarded(name: string, module: Module, follow: () => void): void {
    const id = `${module.root.name} ${module.address} ${name}`;
    this.count += 1;
    this.under ??= new Set();
    if (this.under.has(id) || this.count > MOST_WAYS) {
      this.lost(this.count > MOST_WAYS ? "too many ways to follow" : `${name} refers to itself`);
      return;
    }
    this.under.add(id);
    follow();
    this.under.delete(id);
  }
}

function seenOf(ends: readonly End[]): Map<Resource, Set<string>> {
  const seen = new Map<Resource, Set<string>>();
  for (const { resource, attribute } of ends) {
    const attributes = seen.get(resource) ?? new Set();
    seen.set(resource, attributes.add(attribute));
  }
  return seen;
}

const MOST_WAYS = 10_000;

/** Whether a reference of a plan says nothing of where a value comes from. */
function isNoSource(root: string, steps: readonly Step[]): boolean {
  const [first] = steps;
  return (
    root === "count" ||
    root === "path" ||
    root === "terraform" ||
    (root === "each" && first?.kind === "attribute" && first.name === "key")
  );
}

/** The instances that a reference means, and what of the way is left. */
function choose<T extends { readonly key: string | number | undefined; readonly repeated?: boolean }>(
  instances: readonly T[],
  rest: readonly Place[],
  scope: Scope,
  told: References | undefined,
): { readonly chosen: readonly T[]; readonly after: readonly Place[] } {
  const [first, ...after] = rest;
  const [only] = instances;
  if (only === undefined) {
    return { chosen: [], after: rest };
  }
  if (only.key === undefined && instances.length === 1) {
    return {
      chosen: instances,
      after:
        first === EACH || typeof first === "number" || (only.repeated === true && first === scope.key) ? after : rest,
    };
  }
  if (first === EACH) {
    return { chosen: instances, after };
  }
  const named = instances.filter(({ key }) => key === first);
  if (named.length > 0) {
    return { chosen: named, after };
  }
  if (typeof first === "number") {
    return { chosen: [], after };
  }
  // A plan drops an index that is computed. With `count.index` or `each` beside it, the same instance is meant.
  const same =
    told?.counted === true && typeof scope.key === "number"
      ? instances.filter(({ key }) => key === Number(scope.key) % instances.length)
      : told?.each === true && scope.key !== undefined
        ? instances.filter(({ key }) => key === scope.key)
        : [];
  return { chosen: same.length > 0 ? same : instances, after: rest };
}

function places(steps: readonly Step[], scope: Scope): Place[] {
  return steps.map((step) => {
    if (step.kind === "attribute") {
      return step.name;
    }
    const term = step.kind === "index" ? evaluate(step.of, scope) : undefined;
    return term?.kind === "known" && (typeof term.value === "string" || typeof term.value === "number")
      ? term.value
      : EACH;
  });
}

/** The stack that a `terraform_remote_state` reads, where it is part of the graph. */
export function remoteStateRoot(resource: Resource) {
  for (const path of ["config.key", "config.path", "config.workspaces.name"]) {
    const place = resource.get(path);
    const root =
      place.kind === "known" && typeof place.value === "string"
        ? remoteRoot(resource.module.root, place.value)
        : undefined;
    if (root !== undefined) {
      return root;
    }
  }
  return undefined;
}
