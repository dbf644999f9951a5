import { asText } from "../../model";
import { type Items, keyOf, type Members, type Tree } from "./tree";

/** A step of a path: a name; an index; or the name that a block has among its neighbours. */
export type Step = string | { readonly index: number } | { readonly label: string };

/** A place where two trees differ. */
export interface Difference {
  readonly path: readonly Step[];
  readonly before: Tree | undefined;
  readonly after: Tree | undefined;
  /** Of lists of plain values: what is only on one side. */
  readonly removed?: readonly Tree[];
  readonly added?: readonly Tree[];
  /** Whether the same elements stand in another order. */
  readonly order?: true;
}

/** Whether the order of a list means nothing; undefined where it is not known. By the names of the path, without indexes. */
export type IsSet = (names: readonly string[]) => boolean | undefined;

/** Attributes by which blocks of a list are told apart, the best first. */
const NAMES = [
  "id",
  "sid",
  "Sid",
  "name",
  "rule_name",
  "key",
  "Key",
  "priority",
  "rule_number",
  "device_name",
  "test",
  "variable",
];

/** Where two trees differ, in the order of their names; what is equal in meaning is no difference. */
export function differences(before: Tree | undefined, after: Tree | undefined, isSet: IsSet): Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], isSet, found);
  return found;
}

/** The names of a path, without indexes. */
export function namesOf(path: readonly Step[]): string[] {
  return path.filter((step) => typeof step === "string");
}

/** A path for readers: `rule["logs"].expiration.days`, `ingress[2].cidr_blocks`. */
export function stepsText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "string") {
      return text === "" ? step : `${text}.${step}`;
    }
    return `${text}[${"index" in step ? step.index : JSON.stringify(step.label)}]`;
  }, "");
}

function compare(
  before: Tree | undefined,
  after: Tree | undefined,
  path: readonly Step[],
  isSet: IsSet,
  found: Difference[],
): void {
  const [was, is] = [emptied(before), emptied(after)];
  if (was === undefined || is === undefined) {
    if (was !== is) {
      found.push({ path, before: was, after: is });
    }
  } else if (keyOf(was) === keyOf(is)) {
    return;
  } else if (was.kind === "members" && is.kind === "members") {
    compareMembers(was, is, path, isSet, found);
  } else if (was.kind !== "leaf" && is.kind !== "leaf") {
    compareItems(asItems(was), asItems(is), path, isSet, found);
  } else {
    found.push({ path, before: was, after: is });
  }
}

/** No blocks are the same as none written. */
function emptied(tree: Tree | undefined): Tree | undefined {
  return tree?.kind === "items" && tree.items.length === 0 ? undefined : tree;
}

/** One block beside several. */
function asItems(tree: Members | Items): Items {
  return tree.kind === "items" ? tree : { kind: "items", items: [tree] };
}

function compareMembers(
  { members: before }: Members,
  { members: after }: Members,
  path: readonly Step[],
  isSet: IsSet,
  found: Difference[],
): void {
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    compare(before.get(name), after.get(name), [...path, name], isSet, found);
  }
}

function compareItems(before: Items, after: Items, path: readonly Step[], isSet: IsSet, found: Difference[]): void {
  const removed = without(before.items, after.items);
  const added = without(after.items, before.items);
  if (removed.length === 0 && added.length === 0) {
    if (isSet(namesOf(path)) !== true) {
      found.push({ path, before, after, order: true });
    }
    return;
  }
  if ([...removed, ...added].some(({ tree }) => tree.kind !== "members")) {
    found.push({
      path,
      before,
      after,
      removed: removed.map(({ tree }) => tree),
      added: added.map(({ tree }) => tree),
    });
    return;
  }
  for (const { step, was, is } of paired(removed, added)) {
    compare(was, is, [...path, step], isSet, found);
  }
}

interface Item {
  readonly tree: Tree;
  readonly index: number;
}

/** The items that have no equal on the other side; what stands there twice counts twice. */
function without(items: readonly Tree[], others: readonly Tree[]): Item[] {
  const left = new Map<string, number>();
  for (const other of others) {
    left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  }
  return items.flatMap((tree, index) => {
    const count = left.get(keyOf(tree)) ?? 0;
    left.set(keyOf(tree), count - 1);
    return count > 0 ? [] : [{ tree, index }];
  });
}

interface Pair {
  readonly step: Step;
  readonly was?: Tree;
  readonly is?: Tree;
}

/** Blocks by a name that each has; where there is none, one after the other. */
function paired(removed: readonly Item[], added: readonly Item[]): Pair[] {
  const name = NAMES.find((candidate) => isName(candidate, removed) && isName(candidate, added));
  if (name === undefined) {
    return Array.from({ length: Math.max(removed.length, added.length) }, (_, at) =>
      pairOf({ index: (added[at] ?? removed[at])?.index ?? at }, removed[at], added[at]),
    );
  }
  const was = new Map(removed.map((item) => [labelOf(item.tree, name) ?? "", item]));
  const is = new Map(added.map((item) => [labelOf(item.tree, name) ?? "", item]));
  return [...new Set([...was.keys(), ...is.keys()])].map((label) => pairOf({ label }, was.get(label), is.get(label)));
}

function pairOf(step: Step, was: Item | undefined, is: Item | undefined): Pair {
  return { step, ...(was === undefined ? {} : { was: was.tree }), ...(is === undefined ? {} : { is: is.tree }) };
}

/** Whether all of them have it, each another one. */
function isName(name: string, items: readonly Item[]): boolean {
  const labels = items.map(({ tree }) => labelOf(tree, name));
  return labels.every((label) => label !== undefined) && new Set(labels).size === labels.length;
}

function labelOf(tree: Tree, name: string): string | undefined {
  const label = tree.kind === "members" ? tree.members.get(name) : undefined;
  return label?.kind === "leaf" && label.value.kind === "known" && !label.value.sensitive
    ? asText(label.value)
    : undefined;
}
