import { createHash } from "node:crypto";
import type { Json, JsonObject } from "../model";
import { isList, isObject, listOf, objectOf } from "../model/json";

/** Somebody's yes to one change of one plan. */
export interface Approval {
  /** Of {@link planDigest}, with `sha256:` before it. */
  readonly digest: string;
  readonly address: string;
  /** The only control that it is for; otherwise all change controls of the address. */
  readonly control?: string;
  readonly reason: string;
  readonly owner: string;
  /** Where it is written. */
  readonly file: string;
  readonly line?: number;
}

/**
 * What a plan does, as one number: the same for every plan of the same changes, whenever it is made. What providers tell of
 * the moment (times, versions, what only apply knows) does not count; what is deleted counts by its id and by what its end
 * depends on, what is changed by both values.
 */
export function planDigest(plan: JsonObject): string {
  const changes = listOf(plan.resource_changes)
    .map((item) => canonicalChange(objectOf(item)))
    .filter((change) => change !== undefined)
    .map((change) => JSON.stringify(change))
    .sort();
  return `sha256:${createHash("sha256").update(changes.join("\n")).digest("hex")}`;
}

function canonicalChange(item: JsonObject): Json | undefined {
  const change = objectOf(item.change);
  const actions = listOf(change.actions).map(String);
  const moved = item.previous_address ?? null;
  if (item.mode === "data" || (actions.every((action) => action === "no-op" || action === "read") && moved === null)) {
    return undefined;
  }
  const [before, after, unknown] = [change.before, change.after, change.after_unknown].map(objectOf);
  const isNew = actions.includes("create");
  return canonical({
    address: item.address ?? null,
    deposed: item.deposed ?? null,
    moved,
    actions,
    importing: change.importing ?? null,
    replace: change.replace_paths ?? null,
    id: before?.id ?? null,
    destruction: actions.includes("delete") ? fate(canonical(before ?? null)) : null,
    values: isNew ? values(after, unknown) : actions.includes("update") ? differences(before, after, unknown) : null,
  });
}

/**
 * Attributes that say what a destruction takes along, and what stays: `skip_final_snapshot`, `force_destroy`,
 * `deletion_protection`, `recovery_window_in_days`. Terraform takes them from the side before. Not all of that side counts,
 * since some of it is of the moment, e.g. `latest_restorable_time`.
 */
const OF_DESTRUCTION = /delet|destroy|final|force|preserve|prevent|protect|recovery|retain|skip|terminat/;

/** Those of a side, wherever they stand in it: `delete_on_termination` is of a disk. */
function fate(side: Json): Json {
  const parts = isObject(side)
    ? Object.entries(side).map(([name, value]) => {
        const part = OF_DESTRUCTION.test(name) ? value : fate(value);
        return part === null ? null : [name, part];
      })
    : isList(side)
      ? side.map(fate)
      : [];
  const given = parts.filter((part) => part !== null);
  return given.length === 0 ? null : given;
}

/** What is known of a side. */
function values(side: JsonObject = {}, unknown: JsonObject = {}): Json {
  return Object.entries(side)
    .filter(([name, value]) => value !== null && unknown[name] !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function differences(before: JsonObject = {}, after: JsonObject = {}, unknown: JsonObject = {}): Json {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])].sort();
  return names.flatMap((name): Json[] => {
    if (unknown[name] === true) {
      return [[name]];
    }
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    return JSON.stringify(canonical(was)) === JSON.stringify(canonical(is)) ? [] : [[name, was, is]];
  });
}

/** The same value with the keys of its objects in order. */
function canonical(value: Json): Json {
  if (isList(value)) {
    return value.map(canonical);
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, canonical(item)]),
    );
  }
  return value;
}
