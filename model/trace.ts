import type { Expression, Traversal } from "./expression";
import type { Found, Module } from "./module";
import type { PlainReference } from "./plain-references";
import type { Resource } from "./resource";
import type { Scope } from "./scope";
import { isNoSource, type Place } from "./trace-places";
import { Tracer } from "./tracer";

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

const NOWHERE: Trace = { ends: [], exact: false, open: [] };

/** Follows an expression through variables, locals, module inputs and outputs, `each`, and other stacks to resources. */
export function trace(expression: Expression, rest: readonly (string | number)[], scope: Scope): Trace {
  if (expression.kind === "literal") {
    return NOWHERE;
  }
  const to =
    expression.kind === "references" ? expression.to : expression.kind === "traversal" ? [expression] : undefined;
  const simple = to === undefined ? undefined : directEnds(to, rest, scope);
  if (simple !== undefined) {
    return simple;
  }
  const tracer = new Tracer();
  tracer.follow(expression, rest, scope, true);
  return tracer.result();
}

/** Follows what was found of an expression. */
export function traceFound(found: Found, own: Scope): Trace {
  const { plain, rest, scope } = found;
  const simple =
    plain === undefined || rest.length > 0 || scope !== undefined ? undefined : endsOfPlain(plain, own.module);
  // The expression is read only if it must be.
  return simple ?? trace(found.expression, rest, scope ?? own);
}

/** The ends of plain references; nothing where one of them leads further. */
function endsOfPlain(references: readonly PlainReference[], module: Module): Trace | undefined {
  let ends: End[] | undefined;
  let others = false;
  for (const reference of references) {
    if (reference.block === undefined) {
      if (!isConstant(module, reference.variable)) {
        return undefined;
      }
      others = true;
      continue;
    }
    const instances = module.resources.get(reference.block);
    const resource = instances?.length === 1 ? instances[0] : undefined;
    if (resource === undefined || resource.key !== undefined || resource.repeated) {
      return undefined;
    }
    ends = withEnd(ends, resource, reference.attribute);
  }
  return ends === undefined ? NOWHERE : { ends, exact: ends.length === 1 && !others, open: NO_REASONS };
}

function withEnd(ends: End[] | undefined, resource: Resource, attribute: string): End[] {
  if (ends === undefined) {
    return [{ resource, attribute }];
  }
  if (!ends.some((end) => end.resource === resource && end.attribute === attribute)) {
    ends.push({ resource, attribute });
  }
  return ends;
}

/**
 * Nearly all references name an attribute of the only instance of a resource of the same module, or something that is
 * no source. For others nothing is returned, and the long way is taken.
 */
function directEnds(to: readonly Traversal[], rest: readonly Place[], { module, names }: Scope): Trace | undefined {
  if (rest.length > 0 || names !== undefined) {
    return undefined;
  }
  let ends: End[] | undefined;
  let others = false;
  for (const { root, steps } of to) {
    const [name, attribute] = steps;
    if (isNoSource(root, steps)) {
      continue;
    }
    if (root === "var" && name?.kind === "attribute" && isConstant(module, name.name)) {
      others = true;
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
    ends = withEnd(ends, resource, attribute.name);
  }
  return ends === undefined ? NOWHERE : { ends, exact: ends.length === 1 && !others, open: NO_REASONS };
}

/** Whether a variable's value is given, or passed by the parent as a constant. */
function isConstant(module: Module, name: string): boolean {
  return module.parent === undefined
    ? module.root.variables.has(name)
    : module.call?.arguments.get(name)?.kind === "literal";
}

const NO_REASONS: readonly string[] = [];
