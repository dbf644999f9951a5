import type { Expression } from "./expression";
import type { Key, Module } from "./module";
import type { Term } from "./term";

/** Where an expression stands, which decides what its names mean. */
export interface Scope {
  readonly module: Module;
  /** The instance: `count.index` or `each.key`. */
  readonly key: Key;
  /** `each.value`, where it is known. */
  readonly eachValue?: Term | undefined;
  /** What `for_each` iterates over, to follow `each.value`. */
  readonly forEach?: Expression | undefined;
  /** Variables of `for` and of `dynamic` blocks. */
  readonly names?: ReadonlyMap<string, Named>;
}

/** What a name is bound to within an expression. */
export interface Bound {
  readonly term: Term;
  /** The collection that it is an element of, with the element's key where it is known. */
  readonly collection?: Expression;
  readonly key?: string | number;
  /** Of `dynamic` blocks: the element is at `.value` of the name. */
  readonly wrapped?: boolean;
}

/** A name that is bound, with what the names of its collection mean: within a loop of the same name another thing. */
interface Named extends Bound {
  readonly scope: Scope;
}

/** The scope of a module's arguments: its parent, with the instance of the call. */
export function callScope(module: Module): Scope | undefined {
  return module.parent === undefined
    ? undefined
    : { module: module.parent, key: module.key, eachValue: module.eachValue, forEach: module.call?.forEach };
}

/** The scope of a module's locals and outputs. */
export function moduleScope(module: Module): Scope {
  return { module, key: undefined };
}

export function bind(scope: Scope, names: Iterable<readonly [string, Bound]>): Scope {
  const bound = Array.from(names, ([name, what]) => [name, { ...what, scope }] as const);
  return { ...scope, names: new Map([...(scope.names ?? []), ...bound]) };
}
