import { evaluate } from "./evaluate";
import { type Expression, expressionOf, type References } from "./expression";
import { isList, type Json, type JsonObject, memberOf } from "./json";
import type { Module } from "./module";
import { truth } from "./operators";
import type { Resource } from "./resource";
import { bind, callScope, moduleScope, type Scope } from "./scope";
import { itemsOf, termText, unknownTerm } from "./term";
import type { End, Trace } from "./trace";
import { ANY, choose, EACH, isEvery, isNoSource, joined, type Place, places, remoteStateRoot } from "./trace-places";

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

/** More than anybody writes: names may multiply. */
const MOST_WAYS = 10_000;
/** Up to so many, looking through a list is faster than a map. */
const FEW = 8;
const NO_REASONS: readonly string[] = [];

/** Follows expressions; collects where they end. */
export class Tracer {
  private readonly ends: End[] = [];
  private seen: Map<Resource, Set<string>> | undefined;
  private open: Set<string> | undefined;
  private under: Set<unknown> | undefined;
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

  private followJson(json: readonly Json[] | JsonObject, rest: readonly Place[], scope: Scope, exact: boolean): void {
    if (isList(json)) {
      this.followList(json.map(expressionOf), rest, scope, exact);
      return;
    }
    const [first, ...after] = rest;
    const at = first === undefined || isEvery(first) ? undefined : memberOf(json, String(first));
    if (at !== undefined) {
      this.follow(expressionOf(at), after, scope, exact);
      return;
    }
    const members = Object.entries(json).filter(([key]) => key !== "//");
    this.followObject(
      members.map(([key, value]) => [expressionOf(key), expressionOf(value)] as const),
      rest,
      scope,
      exact,
    );
  }

  private followList(items: readonly Expression[], rest: readonly Place[], scope: Scope, exact: boolean): void {
    const [first, ...after] = rest;
    if (typeof first === "number") {
      const at = items[first];
      if (at !== undefined) {
        this.follow(at, after, scope, exact);
      }
    } else if (isEvery(first) || !items.some((item) => item.kind === "literal" && item.value === first)) {
      const isCertain = first !== ANY || items.length === 1;
      this.followAll(items, isEvery(first) ? after : rest, scope, exact && isCertain);
    }
  }

  private followObject(
    entries: readonly (readonly [Expression, Expression])[],
    rest: readonly Place[],
    scope: Scope,
    exact: boolean,
  ): void {
    const [first, ...after] = rest;
    const at =
      first === undefined || isEvery(first)
        ? undefined
        : entries.find(([key]) => termText(evaluate(key, scope)) === String(first));
    if (at !== undefined) {
      this.follow(at[1], after, scope, exact);
    } else if (isItself(first)) {
      this.followObject(entries, after, scope, exact);
    } else {
      // Any member, or the whole; or one that is not there, which is none of them.
      const isCertain = first === ANY ? entries.length === 1 : first === undefined;
      this.followAll(
        entries.map(([, value]) => value),
        first === ANY ? after : [],
        scope,
        exact && isCertain,
      );
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
      const inside = name === "concat" && rest.length > 0 ? [ANY, ...rest.slice(1)] : rest;
      this.followAll(given, inside, scope, exact && given.length === 1);
    } else if ((name === "element" || name === "lookup") && first !== undefined && second !== undefined) {
      const place = placeOf(first, second, scope);
      const others = given.slice(2);
      this.follow(first, [place, ...rest], scope, exact && (others.length === 0 || place !== ANY));
      this.followAll(others, rest, scope, false);
    } else if ((name === "one" || name === "values") && first !== undefined) {
      this.follow(first, name === "one" ? [ANY, ...rest] : [ANY, ...rest.slice(1)], scope, exact);
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
    const whole = joined(way, rest);
    const [first, ...after] = whole;
    const name = String(first ?? "");
    const { module } = scope;
    const bound = scope.names?.get(root);
    if (bound !== undefined) {
      const { collection, key, wrapped, scope: outer } = bound;
      if (collection !== undefined && !(wrapped === true && first === "key")) {
        this.counted(bound, root, () =>
          this.follow(collection, [key ?? ANY, ...(wrapped === true ? after : whole)], outer, exact),
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
          this.follow(scope.forEach, [scope.key ?? ANY, ...after], moduleScope(module), exact);
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
      // A plan that names the whole module may mean any of its outputs.
      const names = output === undefined || isEvery(output) ? (instance.config?.outputs() ?? []) : [String(output)];
      for (const one of names) {
        const found = instance.config?.output(one);
        if (found !== undefined) {
          this.guarded(`output.${one}`, instance, () =>
            this.follow(
              found.expression,
              inner,
              moduleScope(instance),
              exact && names.length === 1 && chosen.length === 1,
            ),
          );
        }
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
    const only = exact && chosen.length === 1;
    for (const resource of chosen) {
      if (!this.followRemoteState(resource, after, only)) {
        this.end(resource, after.join("."), only);
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

  private guarded(name: string, module: Module, follow: () => void): void {
    this.counted(`${module.root.name} ${module.address} ${name}`, name, follow);
  }

  /** Follows a name once within itself, so that a circle ends, and not for ever where ways multiply. */
  private counted(id: unknown, name: string, follow: () => void): void {
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

/** The place that `element(list, index)` or `lookup(object, key)` means; the index goes round and round. */
function placeOf(collection: Expression, key: Expression, scope: Scope): Place {
  const [place = ANY] = places([{ kind: "index", of: key }], scope);
  if (typeof place !== "number") {
    return place;
  }
  const length = itemsOf(evaluate(collection, scope))?.length ?? 0;
  return length > 0 ? ((place % length) + length) % length : place;
}

/** Whether a step into an object leads to the object: a splat makes a list of it, and an only block may be written as one. */
function isItself(place: Place | undefined): boolean {
  return place === EACH || place === 0;
}
