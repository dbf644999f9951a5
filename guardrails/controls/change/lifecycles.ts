import { type Attributes, asNumber, asText, display, type Graph, type Resource, type Value } from "../../../model";
import { isObject } from "../../../model/json";
import { BUCKET } from "../../support/buckets";
import { LIFECYCLE, lifecycleRules } from "../s3/lifecycle-rules";
import { type Direction, daysOf, forever, isLeftToProvider } from "./weakening-directions";

/** What one rule of a bucket's lifecycle deletes, and when. */
interface Deletion {
  readonly id: string;
  readonly prefix: string;
  /** `key=value`; objects have all of them. */
  readonly tags: readonly string[];
  readonly largerThan: number;
  readonly smallerThan: number;
  /** None at a date, when also what was written the day before is deleted. */
  readonly days: number;
  readonly date: string;
  /** How many earlier versions are kept all the same. */
  readonly kept: number;
  /** What cannot be told of it. */
  readonly unknown?: Value;
}

interface Deletions {
  readonly rules: readonly Deletion[];
  readonly unknown?: Value;
}

/**
 * Objects, or earlier versions, are deleted that no rule deleted before, or not so soon. Rule by rule: a short one for a part of
 * the bucket hides no other. The path is that of the days within a rule: `expiration.days`.
 */
export const deletesSooner: Direction = (before, after, path) => {
  const [was, is] = [deletionsOf(before, path), deletionsOf(after, path)];
  const sooner = is.rules.filter((rule) => !was.rules.some((earlier) => isWithin(rule, earlier)));
  const worst = sooner.find((rule) => rule.unknown === undefined) ?? sooner[0];
  if (worst === undefined) {
    return is.unknown === undefined
      ? undefined
      : { outcome: "unknown", before: listed(was.rules), after: display(is.unknown) };
  }
  const earlier = was.rules.filter((other) => concerns(other, worst) || other.id === worst.id);
  return worst.unknown === undefined
    ? { outcome: "fail", before: listed(earlier), after: textOf(worst) }
    : { outcome: "unknown", before: listed(earlier), after: display(worst.unknown) };
};

/** The same of rules that are written in the bucket; else it only shows what a resource of its own says. */
export const bucketDeletesSooner: Direction = (before, after, path, graph) =>
  after.resource.config?.body.has(LIFECYCLE.inline) === true ? deletesSooner(before, after, path, graph) : undefined;

/** The bucket that a lifecycle is for, as it was before the plan; its own rules tell what was deleted then. */
export function bucketBefore(graph: Graph, lifecycle: Resource): Resource | undefined {
  const name = asText(lifecycle.get("bucket"));
  return name === undefined
    ? undefined
    : graph
        .changes()
        .find(({ type, before }) => type === BUCKET && before !== undefined && asText(before.get("id")) === name)
        ?.before;
}

function deletionsOf({ resource }: Attributes, path: string): Deletions {
  const [block = ""] = path.split(".");
  const { enabled, unknown } = lifecycleRules(resource);
  return {
    rules: enabled.flatMap((rule) => deletionOf(rule, block) ?? []),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/**
 * Reads a rule of a lifecycle, or one of the bucket itself: some attributes stand elsewhere in the other. Nothing where the rule
 * deletes nothing of that kind.
 */
function deletionOf(rule: Attributes, block: string): Deletion | undefined {
  const times = [`${block}.days`, `${block}.noncurrent_days`, `${block}.date`].map((path) => rule.get(path));
  if (times.every((value) => value.kind === "absent" || asNumber(value) === 0)) {
    return undefined;
  }
  const days = Math.min(...times.map((value) => forever(asNumber(value))));
  const others: Value[] = [];
  const read = (...paths: string[]) => {
    const values = paths.map((path) => rule.get(path));
    others.push(...values);
    return values.map((value) => asText(value) ?? "").find((text) => text !== "") ?? "";
  };
  const [tag, value] = [read("filter.tag.key"), read("filter.tag.value")];
  const several = ["filter.and.tags", "tags"].map((path) => rule.get(path));
  others.push(...several);
  const size = (name: string) => Number(read(`filter.and.${name}`, `filter.${name}`));
  const date = read(`${block}.date`);
  const deletion = {
    id: read("id"),
    prefix: read("filter.and.prefix", "filter.prefix", "prefix"),
    tags: [...(tag === "" ? [] : [`${tag}=${value}`]), ...several.flatMap(tagsOf)],
    largerThan: size("object_size_greater_than"),
    smallerThan: size("object_size_less_than") || Number.POSITIVE_INFINITY,
    days: date === "" ? days : 0,
    date,
    kept: Number(read(`${block}.newer_noncurrent_versions`)),
  };
  const unknown =
    times.find((value) => value.kind === "unknown") ??
    others.find((value) => value.kind === "unknown" && !isLeftToProvider(value));
  return unknown === undefined ? deletion : { ...deletion, unknown };
}

function tagsOf(value: Value): string[] {
  return value.kind === "known" && isObject(value.value)
    ? Object.entries(value.value).map(([key, text]) => `${key}=${text}`)
    : [];
}

/** Whether an earlier rule has deleted all of it, and as soon. */
function isWithin(rule: Deletion, earlier: Deletion): boolean {
  return (
    rule.unknown === undefined &&
    concerns(earlier, rule) &&
    earlier.days <= rule.days &&
    (rule.date === "" || (earlier.date !== "" && Date.parse(earlier.date) <= Date.parse(rule.date))) &&
    earlier.kept <= rule.kept
  );
}

/** Whether a rule is about all objects that another one is about. */
function concerns(outer: Deletion, inner: Deletion): boolean {
  return (
    inner.prefix.startsWith(outer.prefix) &&
    outer.tags.every((tag) => inner.tags.includes(tag)) &&
    outer.largerThan <= inner.largerThan &&
    outer.smallerThan >= inner.smallerThan
  );
}

function listed(rules: readonly Deletion[]): string {
  return rules.length === 0 ? "never" : rules.map(textOf).join(", ");
}

/** `365`, `1 of tmp/`, `at 2026-01-01T00:00:00Z of state=old`. */
function textOf({ days, date, prefix, tags, largerThan, smallerThan, kept }: Deletion): string {
  const parts = [
    ...(prefix === "" ? [] : [prefix]),
    ...tags,
    ...(largerThan > 0 ? [`more than ${largerThan} bytes`] : []),
    ...(Number.isFinite(smallerThan) ? [`less than ${smallerThan} bytes`] : []),
  ];
  const when = date === "" ? daysOf(days) : `at ${date}`;
  return `${when}${parts.length === 0 ? "" : ` of ${parts.join(", ")}`}${kept === 0 ? "" : ` but ${kept} versions`}`;
}
