import { type Edge, type Graph, isUnset, known, type Path, type Resource } from "../../model";
import { isList } from "../../model/json";
import { namesOf, type Step, stepsText } from "./compare-trees";
import type { Effect } from "./diff";
import { effectOf, lifecycleOf } from "./effects";
import type { Compared, FoundAttribute } from "./resources";

/**
 * Follows what is replaced to what refers to it: an id or ARN that the provider computes is another one afterwards, which
 * Terraform knows only after apply, so that it updates, or replaces too, whatever takes it. Adds what is found to the pairs.
 */
export function cascade(all: readonly Compared[], graph: Graph): void {
  const start = all.filter((one) => isSource(one));
  if (start.length === 0) {
    return;
  }
  const byResource = new Map(all.flatMap((one) => (one.after === undefined ? [] : [[one.after, one] as const])));
  const referrers = referrersOf(all, graph);
  const triggers = triggersOf(all, byResource);
  const queue = [...start];
  for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
    const target = source.after;
    for (const edge of target === undefined ? [] : (referrers.get(target) ?? [])) {
      const referrer = byResource.get(edge.from);
      if (referrer !== undefined && handOn(edge, source, referrer)) {
        queue.push(referrer);
      }
    }
    for (const { one, attribute } of target === undefined ? [] : (triggers.get(target) ?? [])) {
      if (trigger(source, one, attribute)) {
        queue.push(one);
      }
    }
  }
}

/** Whether something about it may be another value than it says. */
function isSource({ before, after, attributes }: Compared): boolean {
  return before !== undefined && after !== undefined && attributes.some(({ effect }) => effect !== "none");
}

/** References to resources that are on both sides, by resources that are. */
function referrersOf(all: readonly Compared[], graph: Graph): Map<Resource, Edge[]> {
  const index = new Map<Resource, Edge[]>();
  for (const { before, after } of all) {
    if (before === undefined || after === undefined || after.mode === "ephemeral") {
      continue;
    }
    for (const edge of graph.referencesOf(after)) {
      if (edge.via === "reference" && edge.to.mode !== "ephemeral") {
        const same = index.get(edge.to);
        if (same === undefined) {
          index.set(edge.to, [edge]);
        } else {
          same.push(edge);
        }
      }
    }
  }
  return index;
}

/** What a change of a resource means for one that refers to it. Returns whether anything came of it. */
function handOn(edge: Edge, source: Compared, referrer: Compared): boolean {
  const cause = causeOf(edge.attribute, source);
  const { before, after } = referrer;
  if (cause === undefined || before === undefined || after === undefined) {
    return false;
  }
  const path = stepsOf(edge.path);
  const text = `${edge.to.address}${edge.attribute === "" ? "" : `.${edge.attribute}`}`;
  const leaf = (value: string) => ({ kind: "leaf", value: known(value) }) as const;
  const judged =
    after.mode === "managed"
      ? effectOf({ path, before: leaf(text), after: leaf(`${text} `) }, before, after)
      : { effect: "update" as const };
  const isLess = judged.effect === "replace" && !cause.certain;
  return addAttribute(referrer, {
    path: stepsText(path),
    names: namesOf(path),
    before: text,
    after: "(known after apply)",
    effect: isLess ? "may-replace" : judged.effect,
    why: judged.effect === "none" && judged.why !== undefined ? judged.why : cause.why,
    cause: edge.to.address,
  });
}

interface Cause {
  readonly certain: boolean;
  readonly why: string;
}

/** Why an attribute of a resource is another one afterwards; nothing where it is not. */
function causeOf(attribute: string, { after, attributes }: Compared): Cause | undefined {
  if (after === undefined) {
    return undefined;
  }
  const { address, mode } = after;
  if (mode === "data") {
    return { certain: false, why: `${address} reads something else` };
  }
  const own = attributes.filter(({ names: [name], effect }) => name === attribute && effect !== "none");
  if (own.some(({ cause }) => cause === undefined)) {
    return { certain: true, why: `${address} has another ${attribute}` };
  }
  const effects = new Set(attributes.map(({ effect }) => effect));
  const isReplaced = effects.has("replace");
  const isComputed = attribute === "" || isUnset(after.get([attribute]));
  if (isComputed && (isReplaced || effects.has("may-replace"))) {
    return { certain: isReplaced, why: `${address} ${isReplaced ? "is" : "may be"} replaced` };
  }
  return own.length > 0 ? { certain: isReplaced, why: `${address} has another ${attribute}` } : undefined;
}

const STRENGTH: Readonly<Record<Effect, number>> = { none: 0, update: 1, "may-replace": 2, replace: 3 };

/** Adds a difference, unless what is there already says as much. */
function addAttribute({ attributes }: Compared, added: FoundAttribute): boolean {
  const names = added.names.join(".");
  const there = attributes.findIndex((one) => {
    const other = one.names.join(".");
    return one.path === added.path || (one.cause === undefined && (names === other || names.startsWith(`${other}.`)));
  });
  const own = attributes[there];
  if (own === undefined) {
    attributes.push(added);
    return true;
  }
  if (own.cause === undefined || STRENGTH[own.effect] >= STRENGTH[added.effect]) {
    return false;
  }
  attributes[there] = added;
  return true;
}

/** The steps of the model's paths; an only block needs no index, and most are. */
function stepsOf(path: Path): Step[] {
  const isOnly = (at: number) => path[at] === 0 && at < path.length - 1;
  return path.filter((_, at) => !isOnly(at)).map((step): Step => (typeof step === "string" ? step : { index: step }));
}

interface Triggered {
  readonly one: Compared;
  /** Empty where the whole resource is named. */
  readonly attribute: string;
}

/** Who is replaced when something else changes, by `lifecycle.replace_triggered_by`. */
function triggersOf(
  all: readonly Compared[],
  byResource: ReadonlyMap<Resource, Compared>,
): ReadonlyMap<Resource, Triggered[]> {
  const index = new Map<Resource, Triggered[]>();
  const byPlace = new Map([...byResource].map(([resource, one]) => [`${one.stack} ${resource.address}`, resource]));
  for (const one of all) {
    const { before, after } = one;
    const listed = before === undefined || after === undefined ? [] : lifecycleOf(after).replace_triggered_by;
    for (const text of isList(listed) ? listed : []) {
      const [, block = "", attribute = ""] =
        /^(?:\$\{)?([\w-]+\.[\w-]+(?:\[[^\]]*\])?)(?:\.([\w-]+))?.*?\}?$/s.exec(String(text)) ?? [];
      const module = after?.module.address ?? "";
      const target = byPlace.get(`${one.stack} ${module === "" ? block : `${module}.${block}`}`);
      if (target !== undefined) {
        index.set(target, [...(index.get(target) ?? []), { one, attribute }]);
      }
    }
  }
  return index;
}

function trigger(source: Compared, one: Compared, attribute: string): boolean {
  const effects = source.attributes.map(({ effect }) => effect);
  const isCertain = effects.includes("replace") || effects.includes("update");
  const cause: Cause | undefined =
    attribute === ""
      ? { certain: isCertain, why: `${source.after?.address ?? ""} changes` }
      : causeOf(attribute, source);
  return (
    cause !== undefined &&
    addAttribute(one, {
      // Not the path of the list itself, which may differ at the same time.
      path: "replace_triggered_by",
      names: ["replace_triggered_by"],
      before: "(not triggered)",
      after: "(triggered)",
      effect: cause.certain ? "replace" : "may-replace",
      why: cause.why,
      cause: source.after?.address ?? "",
    })
  );
}
