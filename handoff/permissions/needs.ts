import { type Graph, isUnset, patternOf, type Resource } from "../../model";
import { PERMISSIONS } from "./table";
import type { Action, KeyUse, TypePermissions } from "./types";

/** What all resources of a graph need together, not yet as statements. */
export interface Needs {
  readonly actions: ReadonlySet<Action>;
  /** What services do with keys: by service and key. */
  readonly keys: readonly KeyNeed[];
  /** The services that roles are handed to. */
  readonly passes: ReadonlySet<string>;
  /** The services whose service-linked role may have to be made. */
  readonly serviceRoles: ReadonlySet<string>;
  /** Types that the table does not have. */
  readonly unknownTypes: readonly string[];
}

export interface KeyNeed {
  readonly via: string;
  readonly actions: readonly Action[];
  /** The key's ARN where it is written down; otherwise it is one that Terraform makes or finds. */
  readonly keyArn: string | undefined;
}

/** Types that call nobody. */
const WITHOUT_CALLS = /^(?:data\.|ephemeral\.)?(?:random|terraform|null|time|local|tls|archive|http|external)_/;

/** What reading, or also changing, a graph's resources needs. */
export function needsOf(graph: Graph, purpose: "plan" | "apply"): Needs {
  const actions = new Set<Action>();
  const keys: KeyNeed[] = [];
  const passes = new Set<string>();
  const serviceRoles = new Set<string>();
  const unknownTypes = new Set<string>();
  const mode = purpose === "plan" ? READING : CHANGING;
  for (const [type, resources] of byType(graph)) {
    const needed = PERMISSIONS.get(type);
    if (needed === undefined) {
      if (!WITHOUT_CALLS.test(type)) {
        unknownTypes.add(type);
      }
      continue;
    }
    for (const action of actionsOf(needed, resources, mode)) {
      actions.add(action);
    }
    keys.push(
      ...(needed.keys ?? []).flatMap((use) =>
        keyNeeds(use, use.by === undefined ? resources : graph.resources(use.by), mode),
      ),
    );
    if (purpose === "apply") {
      for (const { to } of (needed.passes ?? []).filter(({ set }) => isSetBy(resources, set))) {
        passes.add(to);
      }
      for (const service of (needed.serviceRoles ?? []).flatMap((given) => servicesOf(given, resources))) {
        serviceRoles.add(service);
      }
    }
  }
  return { actions, keys, passes, serviceRoles, unknownTypes: [...unknownTypes].sort() };
}

/** The resources by type; data sources and ephemeral resources with what they are before it, and what check blocks look up. */
function byType(graph: Graph): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const resource of [...graph.resources(), ...graph.data()]) {
    const type = resource.mode === "managed" ? resource.type : `${resource.mode}.${resource.type}`;
    found.set(type, [...(found.get(type) ?? []), resource]);
  }
  for (const type of graph.stacks.flatMap(({ meta }) => meta.checks.flatMap(({ lookups }) => lookups ?? []))) {
    found.set(`data.${type}`, found.get(`data.${type}`) ?? []);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const READING = ["read"] as const;
const CHANGING = ["read", "write"] as const;
type Mode = readonly ("read" | "write")[];

function actionsOf(needed: TypePermissions, resources: readonly Resource[], mode: Mode): readonly Action[] {
  const conditional = (needed.when ?? []).filter(({ set, is }) => isSetBy(resources, set, is));
  return [needed, ...conditional].flatMap((part) => mode.flatMap((kind) => part[kind] ?? []));
}

function keyNeeds(use: KeyUse, resources: readonly Resource[], mode: Mode): readonly KeyNeed[] {
  const actions = mode.flatMap((kind) => use[kind] ?? []);
  if (actions.length === 0) {
    return [];
  }
  const { set, via } = use;
  return resources
    .map((resource) => resource.get(set))
    .filter((value) => !isUnset(value))
    .map((value) => ({ via, actions, keyArn: arnOf(patternOf(value)) }));
}

/** A key's ARN as it is written; an alias is looked up by AWS, and no policy can name it. */
function arnOf(text: string | undefined): string | undefined {
  return text !== undefined && /^arn:[^:]+:kms:[^$]*:key\/[^$]+$/.test(text) ? text : undefined;
}

/** Whether a resource sets an argument, to a value where one is asked for. What is unknown may be it. */
function isSetBy(resources: readonly Resource[], attribute: string | undefined, value?: string): boolean {
  if (attribute === undefined) {
    return true;
  }
  return resources.some((resource) => {
    if (resource.names().includes(attribute) && resource.blockNames().includes(attribute)) {
      return true;
    }
    const found = resource.get(attribute);
    if (isUnset(found) || (found.kind === "known" && (found.value === false || found.value === ""))) {
      return false;
    }
    return value === undefined || found.kind !== "known" || found.value === value;
  });
}

/** A service; or those that an argument names. */
function servicesOf(given: string, resources: readonly Resource[]): readonly string[] {
  return given.includes(".") ? [given] : resources.flatMap((resource) => patternOf(resource.get(given)) ?? []);
}
