import { asText, type Resource } from "../../model";
import { isList, isObject, type Json, type JsonObject, textOf as textOfJson } from "../../model/json";
import { type Difference, namesOf } from "./compare-trees";
import type { Effect } from "./diff";
import { type ForceNew, forceNewOf, type Sometimes } from "./force-new";
import { keyOf, type Tree } from "./tree";

/** What Terraform does about a difference, and why where that is not plain. */
export interface Judged {
  readonly effect: Effect;
  readonly why?: string;
}

const UPDATE: Judged = { effect: "update" };
const REPLACE: Judged = { effect: "replace" };

/** What Terraform does about a difference of a managed resource. */
export function effectOf(difference: Difference, before: Resource, after: Resource): Judged {
  const names = namesOf(difference.path);
  if (isIgnored(names, after)) {
    return { effect: "none", why: "ignored by lifecycle.ignore_changes" };
  }
  if (names.at(-1)?.endsWith("_wo") === true) {
    return { effect: "none", why: "write-only: it is written when its version changes" };
  }
  const rules = forceNewOf(after.type);
  const region = regionEffect(names, difference, before, after);
  return (
    region ??
    (rules === undefined
      ? { effect: "may-replace", why: `what replaces an ${after.type} is not known here` }
      : byRules(rules, names, difference, before, after))
  );
}

/** `ignore_changes` names attributes, or all of them. */
function isIgnored(names: readonly string[], after: Resource): boolean {
  const ignored = lifecycleOf(after).ignore_changes;
  return (
    ignored === "all" ||
    (isList(ignored) &&
      ignored.some((path) => {
        const steps = String(path)
          .replace(/\[["']?([^\]"']*)["']?\]/g, ".$1")
          .split(".");
        return steps.every((step, index) => /^\d+$/.test(step) || names[index] === step);
      }))
  );
}

/** The `lifecycle` block; empty where there is none. Places are bare, which HCL that was converted has as `${…}`. */
export function lifecycleOf({ lifecycle }: Resource): JsonObject {
  const block = isList(lifecycle) ? lifecycle[0] : lifecycle;
  return isObject(block)
    ? Object.fromEntries(
        Object.entries(block).map(([name, value]) => [name, isList(value) ? value.map(bare) : bare(value)]),
      )
    : {};
}

function bare(value: Json): Json {
  return typeof value === "string" ? value.replace(/^\$\{([^{}]*)\}$/, "$1") : value;
}

/** Every resource of a region may name it: another one replaces it, the provider's own is no change. */
function regionEffect(
  names: readonly string[],
  { before, after }: Difference,
  was: Resource,
  is: Resource,
): Judged | undefined {
  if (names.length !== 1 || names[0] !== "region" || !is.type.startsWith("aws_")) {
    return undefined;
  }
  const [from, to] = [scalarOf(before) ?? ownRegion(was), scalarOf(after) ?? ownRegion(is)];
  if (from === undefined || to === undefined) {
    return { effect: "may-replace", why: "unless it is the provider's own region" };
  }
  return from === to ? { effect: "none", why: "it is the provider's own region" } : REPLACE;
}

/**
 * Another region of the provider: what names none of its own is made anew there, if its type belongs to a region. Nothing where
 * the regions are the same, or not known.
 */
export function providerRegions(
  before: Resource,
  after: Resource,
): { readonly before: string; readonly after: string } | undefined {
  const isOfRegion = forceNewOf(after.type)?.forceNew.includes("region") === true;
  const isNamed = [before, after].some((side) => side.get("region").kind !== "absent");
  const [was, is] = [ownRegion(before), ownRegion(after)];
  return !isOfRegion || isNamed || was === undefined || is === undefined || was === is
    ? undefined
    : { before: was, after: is };
}

function ownRegion(resource: Resource): string | undefined {
  return textOfJson(resource.module.root.fact?.("aws_region", "name"));
}

function byRules(
  rules: ForceNew,
  names: readonly string[],
  difference: Difference,
  before: Resource,
  after: Resource,
): Judged {
  const { forceNew, keptWhenUnset = [], sets = [], sometimes = [] } = rules;
  const path = names.join(".");
  const forcing = forceNew.find(
    (rule) => isAbove(rule, path) || (isAbove(path, rule) && differsAt(difference, path, rule)),
  );
  if (forcing !== undefined) {
    if (difference.order === true && !sets.includes(path)) {
      return { effect: "may-replace", why: "only the order differs" };
    }
    return forcing === path && keptWhenUnset.includes(path) ? whenUnset(difference) : REPLACE;
  }
  const conditional = sometimes.filter(({ attribute }) => isAbove(attribute, path) || isAbove(path, attribute));
  return conditional.reduce<Judged>(
    (worst, rule) => worseOf(worst, byCondition(rule, difference, before, after)),
    UPDATE,
  );
}

/** What the provider computes stays as it is when it is taken out; what is written for the first time may be what is there. */
function whenUnset({ before, after }: Difference): Judged {
  if (after === undefined) {
    return { effect: "none", why: "it stays as it is where it is not written" };
  }
  return before === undefined ? { effect: "may-replace", why: "unless it is what AWS has chosen" } : REPLACE;
}

function byCondition(
  { from, to, unset, presence, where, unlessWhere, when }: Sometimes,
  difference: Difference,
  before: Resource,
  after: Resource,
): Judged {
  const maybe: Judged = { effect: "may-replace", why: `when ${when}` };
  const certain: Judged = { effect: "replace", why: when };
  if (presence === true) {
    return (difference.before === undefined) === (difference.after === undefined) ? UPDATE : certain;
  }
  if (from !== undefined || to !== undefined) {
    const sides = [difference.before, difference.after].map((side) => (side === undefined ? unset : scalarOf(side)));
    const isOpen = [difference.before, difference.after].some(
      (side, at) => side !== undefined && sides[at] === undefined,
    );
    if (isOpen) {
      return maybe;
    }
    // What is not written is the default, which is what such a change usually comes from or goes to.
    const [was, is] = sides;
    const isFrom = from === undefined || (was ?? from) === from;
    const isTo = to === undefined || (is ?? to) === to;
    return isFrom && isTo ? (was === undefined || is === undefined ? maybe : certain) : UPDATE;
  }
  const holds = conditionHolds(where ?? unlessWhere ?? {}, [before, after]);
  if (holds === undefined) {
    return maybe;
  }
  return holds === (unlessWhere === undefined) ? certain : UPDATE;
}

/** Whether attributes have certain values on both sides; undefined where it cannot be told. */
function conditionHolds(
  where: Readonly<Record<string, string | boolean>>,
  sides: readonly Resource[],
): boolean | undefined {
  const outcomes = sides.flatMap((side) =>
    Object.entries(where).map(([name, wanted]) => {
      const value = side.get(name);
      return value.kind === "unknown" ? undefined : asText(value) === String(wanted);
    }),
  );
  return outcomes.includes(false) ? false : outcomes.includes(undefined) ? undefined : true;
}

const WEIGHT = { none: 0, update: 1, "may-replace": 2, replace: 3 } as const;

export function worseOf(a: Judged, b: Judged): Judged {
  return WEIGHT[b.effect] > WEIGHT[a.effect] ? b : a;
}

/** Whether a dotted path is another one or lies above it. */
function isAbove(outer: string, path: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/** Whether two trees at a path differ at a path below it. */
function differsAt({ before, after }: Difference, path: string, below: string): boolean {
  const steps = below.slice(path.length + 1).split(".");
  return partsAt(before, steps) !== partsAt(after, steps);
}

function partsAt(tree: Tree | undefined, steps: readonly string[]): string {
  const [step, ...rest] = steps;
  if (tree === undefined || step === undefined) {
    return tree === undefined ? "" : keyOf(tree);
  }
  return tree.kind === "items"
    ? tree.items.map((item) => partsAt(item, steps)).join()
    : tree.kind === "members"
      ? partsAt(tree.members.get(step), rest)
      : "";
}

function scalarOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === "leaf" ? asText(tree.value) : undefined;
}
