import { evaluate } from "./evaluate";
import type { References, Step } from "./expression";
import type { Root } from "./module";
import { remoteRoot } from "./names";
import type { Resource } from "./resource";
import type { Scope } from "./scope";

/** A step into a value; `*` is every element. */
export type Place = string | number;
/** Every element, by a splat: an index that follows chooses among them. */
export const EACH = "*";
/** One element, of which nobody knows which. */
export const ANY = "?";

/** Whether a step leads to more than one element, as far as can be told. */
export function isEvery(place: Place | undefined): boolean {
  return place === EACH || place === ANY;
}

/** A way and what follows it. An index after a splat means the element of the list that the splat makes. */
export function joined(way: readonly Place[], rest: readonly Place[]): readonly Place[] {
  if (rest.length === 0) {
    return way;
  }
  let left = rest;
  const whole = way.map((place) => {
    const [next] = left;
    if (place !== EACH || !(typeof next === "number" || isEvery(next))) {
      return place;
    }
    left = left.slice(1);
    return next ?? place;
  });
  return [...whole, ...left];
}

/** Whether a reference of a plan says nothing of where a value comes from. */
export function isNoSource(root: string, steps: readonly Step[]): boolean {
  const [first] = steps;
  return (
    root === "count" ||
    root === "path" ||
    root === "terraform" ||
    (root === "each" && first?.kind === "attribute" && first.name === "key")
  );
}

/** The instances that a reference means, and what of the way is left. */
export function choose<T extends { readonly key: string | number | undefined; readonly repeated?: boolean }>(
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
        isEvery(first) || typeof first === "number" || (only.repeated === true && first === scope.key) ? after : rest,
    };
  }
  if (isEvery(first)) {
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

/** The steps of a way, with indexes as far as they are known. */
export function places(steps: readonly Step[], scope: Scope): Place[] {
  return steps.map((step) => {
    if (step.kind === "attribute") {
      return step.name;
    }
    const term = step.kind === "index" ? evaluate(step.of, scope) : undefined;
    return term?.kind === "known" && (typeof term.value === "string" || typeof term.value === "number")
      ? term.value
      : step.kind === "splat"
        ? EACH
        : ANY;
  });
}

/** The stack that a `terraform_remote_state` reads, where it is part of the graph. */
export function remoteStateRoot(resource: Resource): Root | undefined {
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
