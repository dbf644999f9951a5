import { bindingOf, typeOf } from "./bindings";
import { type Reference, usesOf, usesOfExpression } from "./expressions";
import { isObject, objectOf, textsWithin } from "./json";
import type { Block, Template } from "./template";

/** One reference of a file, resolved or not. */
export interface Use {
  /** The address of what refers, or the name of the section: `provider`, `terraform`. */
  readonly from: string;
  /** Where in it, e.g. `statement.0.resources.1`. */
  readonly path: string;
  readonly reference: string;
  /** The address that is referred to, where it has one. */
  readonly to?: string;
  /** Why it leads nowhere. */
  readonly problem?: string;
}

const BARE = /(?:^|\.)(?:depends_on|replace_triggered_by)\.\d+$/;
/** Where a resource may be named as a whole, or by one of its attributes. */
const BARE_WITH_ATTRIBUTE = /(?:^|\.)replace_triggered_by\.\d+$/;
const BARE_NAMES = /(?:^|\.)ignore_changes\.\d+$/;
const PATHS = ["module", "root", "cwd"];

const cache = new WeakMap<Template, readonly Use[]>();
const byTarget = new WeakMap<Template, ReadonlyMap<string, readonly Use[]>>();

/** Every reference of a file, in all of its sections. */
export function usesIn(template: Template): readonly Use[] {
  const uses = cache.get(template) ?? findUses(template);
  cache.set(template, uses);
  return uses;
}

/** The references of a file to one address. */
export function usesOfAddress(template: Template, address: string): readonly Use[] {
  const index = byTarget.get(template) ?? groupedByTarget(usesIn(template));
  byTarget.set(template, index);
  return index.get(address) ?? [];
}

function groupedByTarget(uses: readonly Use[]): ReadonlyMap<string, readonly Use[]> {
  const groups = new Map<string, Use[]>();
  for (const use of uses) {
    const group = groups.get(use.to ?? "");
    if (group === undefined) {
      groups.set(use.to ?? "", [use]);
    } else {
      group.push(use);
    }
  }
  return groups;
}

function findUses(template: Template): Use[] {
  const addresses = new Map(template.blocks.map((block) => [block.address, block]));
  const sections = ["provider", "terraform"].map((name) => ({ address: name, values: objectOf(template.json[name]) }));
  return [...template.blocks, ...sections].flatMap((block) => {
    const scoped = scopedData(block);
    const repeated = "for_each" in block.values;
    return textsWithin(block.values)
      .filter(({ path }) => !BARE_NAMES.test(path))
      .flatMap(({ path, text }) => {
        const bare = BARE.test(path);
        const { references } = bare ? usesOfExpression(text) : usesOf(text);
        return references.map((reference) => ({
          from: block.address,
          path,
          reference: reference.join("."),
          ...(repeated && isOfEach(reference) ? {} : resolve(reference, placeOf(path), scoped, addresses)),
        }));
      });
  });
}

/** The functions that the expressions of a file call, each once. */
export function functionsIn(template: Template): string[] {
  const called = template.blocks.flatMap(({ values }) =>
    textsWithin(values)
      .filter(({ path }) => !BARE.test(path) && !BARE_NAMES.test(path))
      .flatMap(({ text }) => usesOf(text).functions),
  );
  return [...new Set(called)].sort();
}

/**
 * A way from an address back to itself, or nothing where there is none. Validations do not count: Terraform runs them when
 * all variables have their values.
 */
export function cycleIn(uses: readonly Use[]): string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, path, to } of uses) {
    if (to !== undefined && !(from.startsWith("var.") && path.startsWith("validation."))) {
      next.set(from, [...(next.get(from) ?? []), to]);
    }
  }
  const done = new Set<string>();
  const visit = (address: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(address)) {
      return [...way.slice(way.indexOf(address)), address];
    }
    if (done.has(address)) {
      return undefined;
    }
    for (const target of next.get(address) ?? []) {
      const cycle = visit(target, [...way, address]);
      if (cycle !== undefined) {
        return cycle;
      }
    }
    done.add(address);
    return undefined;
  };
  for (const address of next.keys()) {
    const cycle = visit(address, []);
    if (cycle !== undefined) {
      return cycle;
    }
  }
  return undefined;
}

/** The data sources of a check block, which only that block can refer to. */
export function scopedData({ address, values }: Pick<Block, "address" | "values">): Block[] {
  if (!address.startsWith("check.")) {
    return [];
  }
  return Object.entries(objectOf(values.data)).flatMap(([type, named]) =>
    Object.entries(objectOf(named)).map(([name, data]) => ({
      address: `data.${type}.${name}`,
      type,
      name,
      values: isObject(data) ? data : {},
    })),
  );
}

/** What may stand somewhere: a value, the address of a resource, or either. */
type Place = "value" | "address" | "either";

function placeOf(path: string): Place {
  return BARE_WITH_ATTRIBUTE.test(path) ? "either" : BARE.test(path) ? "address" : "value";
}

/** Whether it is what a block with `for_each` knows of the item that it is made for. */
function isOfEach([head, ...rest]: Reference): boolean {
  return head === "each" && ["key", "value"].includes(rest.join("."));
}

function resolve(
  reference: Reference,
  place: Place,
  scoped: readonly Block[],
  addresses: ReadonlyMap<string, Block>,
): Pick<Use, "to" | "problem"> {
  const [head = "", second = ""] = reference;
  if (head === "path") {
    return PATHS.includes(second) ? {} : { problem: `path has no ${second}` };
  }
  if (["each", "count", "self", "module", "terraform"].includes(head)) {
    return { problem: `${head} is not used here` };
  }
  const length = ["data", "ephemeral"].includes(head) ? 3 : 2;
  const address = reference.slice(0, length).join(".");
  const own = scoped.find((block) => block.address === address);
  const block = own ?? addresses.get(address);
  if (block === undefined) {
    return { problem: `there is no ${address}` };
  }
  const problem = attributeProblem(block, reference[length], place);
  return { ...(own === undefined ? { to: address } : {}), ...(problem === undefined ? {} : { problem }) };
}

function attributeProblem(block: Block, attribute: string | undefined, place: Place): string | undefined {
  if (/^(?:var|local)\./.test(block.address)) {
    return undefined;
  }
  if (/^(?:output|check)\./.test(block.address)) {
    return "nothing can refer to it";
  }
  if (attribute === undefined) {
    return place === "value" ? "an attribute is missing" : undefined;
  }
  if (place === "address") {
    return "only the address may stand here";
  }
  return bindingOf(typeOf(block)).attributes.has(attribute)
    ? undefined
    : `${typeOf(block)} has no attribute ${attribute}`;
}
