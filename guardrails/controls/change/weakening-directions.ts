import { type Attributes, asBoolean, asNumber, asText, display, type Graph, isUnset, type Value } from "../../../model";

/** How a value got weaker; `unknown` where it may have. */
export interface Shift {
  readonly outcome: "fail" | "unknown";
  /** For readers, redacted. */
  readonly before: string;
  readonly after: string;
}

/** Which way is the weak one: says how an attribute got weaker, nothing where it did not. */
export type Direction = (before: Attributes, after: Attributes, path: string, graph: Graph) => Shift | undefined;

/** What a single value after is, where the one before was strong: weaker, the same or stronger, or not to be told. */
type Judge = (after: Value) => boolean | undefined;

/** The same, but silent where the provider chooses the value after: where others configure it. */
export function ifWritten(direction: Direction): Direction {
  return (before, after, path, graph) =>
    isLeftToProvider(after.get(path)) ? undefined : direction(before, after, path, graph);
}

/** True before, false or not set after. */
export const turnsOff: Direction = (before, after, path) =>
  asBoolean(before.get(path)) === true ? shift(before, after, path, (value) => asBoolean(value) !== true) : undefined;

/** False or not set before, true after. */
export const turnsOn: Direction = (before, after, path) =>
  asBoolean(before.get(path)) === true || isUnknown(before.get(path))
    ? undefined
    : shift(before, after, path, (value) => asBoolean(value) === true);

/** A smaller number after, or none; 0 is the smallest. */
export const goesDown: Direction = (before, after, path) => {
  const was = asNumber(before.get(path));
  return was === undefined || was === 0
    ? undefined
    : shift(before, after, path, (value) => (asNumber(value) ?? 0) < was);
};

/** So many days of logs are enough, says `log-group-kept-a-year`; `vpc-flow-log-protected` wants them to end. */
const LOGS_ENOUGH = 365;

/** A smaller number after, where 0 and nothing mean for ever; from there it may come down to what is enough. */
export const keptShorter: Direction = (before, after, path) => {
  const was = forever(asNumber(before.get(path)));
  const isForEver = !Number.isFinite(was);
  const found = shift(before, after, path, (value) => forever(asNumber(value)) < (isForEver ? LOGS_ENOUGH : was));
  return found === undefined || !isForEver ? found : { ...found, before: "for ever" };
};

/** A larger number after, where 0 and nothing mean never. */
export const comesLater: Direction = (before, after, path) => {
  const was = forever(asNumber(before.get(path)));
  return shift(before, after, path, (value) => forever(asNumber(value)) > was);
};

/** S3 counts a year so. */
const DAYS_A_YEAR = 365;
const HOURS_A_DAY = 24;

/** The retention of an object lock gets shorter, in days or years. The path is that of the unit before. */
export const lockedShorter: Direction = (before, after, path) => {
  const parent = path.slice(0, path.lastIndexOf("."));
  const daysIn = (side: Attributes) =>
    (asNumber(side.get(`${parent}.days`)) ?? 0) + DAYS_A_YEAR * (asNumber(side.get(`${parent}.years`)) ?? 0);
  const was = asNumber(before.get(path)) ?? 0;
  const open = [`${parent}.days`, `${parent}.years`].map((unit) => after.get(unit)).find(isUnknown);
  if (was === 0 || (open === undefined && daysIn(after) >= daysIn(before))) {
    return undefined;
  }
  return {
    outcome: open === undefined ? "fail" : "unknown",
    before: `${daysIn(before)} days`,
    after: open === undefined ? `${daysIn(after)} days` : display(open),
  };
};

/** A secret is rotated later than before, by days or by a schedule. The path is that of the one that says so before. */
export const rotatesLater: Direction = (before, after, path) => {
  const parent = path.slice(0, path.lastIndexOf("."));
  const given = before.get(path);
  if (!isWritten(given)) {
    return undefined;
  }
  const values = ["automatically_after_days", "schedule_expression"].map((name) => after.get(`${parent}.${name}`));
  const is = values.find((value) => isWritten(value) || (isUnknown(value) && !isLeftToProvider(value)));
  const both = { before: display(given), after: display(is ?? after.get(path)) };
  const [wasDays, isDays] = [daysBetween(given), is === undefined ? Number.POSITIVE_INFINITY : daysBetween(is)];
  if (wasDays === undefined || isDays === undefined) {
    return both.before === both.after ? undefined : { outcome: "unknown", ...both };
  }
  return isDays > wasDays ? { outcome: "fail", ...both } : undefined;
};

/** The days between two rotations, of a number or `rate(10 days)`; none of `cron(…)`. */
function daysBetween(value: Value): number | undefined {
  const [, number, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(asText(value)?.trim() ?? "") ?? [];
  return number === undefined ? asNumber(value) : Number(number) / (unit === "day" ? 1 : HOURS_A_DAY);
}

/** Of a number that must be set and is not, providers store 0, of a text nothing. */
function isWritten(value: Value): boolean {
  return value.kind === "known" && value.value !== "" && asNumber(value) !== 0;
}

/** A text before, none after. */
export const isDropped: Direction = (before, after, path) =>
  (asText(before.get(path)) ?? "") === "" || after.get(path).kind === "unknown"
    ? undefined
    : shift(before, after, path, (value) => (asText(value) ?? "") === "");

/** A key of one's own before, another or none after; one of AWS is exchanged for any. */
export const isExchanged: Direction = (before, after, path, graph) => {
  const was = asText(before.get(path)) ?? "";
  return was === "" || KEY_OF_AWS.test(was) || isLeftToProvider(after.get(path))
    ? undefined
    : shift(before, after, path, (value) => {
        const is = asText(value) ?? "";
        return is !== was && keyOf(is, graph, "after") !== keyOf(was, graph, "before");
      });
};

const KEY_OF_AWS = /(?:^|:)alias\/aws\//;

/** The id of a key, named by that, by its ARN, or by an alias of the plan. */
function keyOf(name: string, graph: Graph, side: "before" | "after"): string {
  const alias = graph
    .changes()
    .filter(({ type }) => type === "aws_kms_alias")
    .map((change) => change[side])
    .find((other) => other !== undefined && ["arn", "name"].some((attribute) => asText(other.get(attribute)) === name));
  const key = alias === undefined ? name : (asText(alias.get("target_key_id")) ?? name);
  return key.slice(key.lastIndexOf(":key/") + 1).replace(/^key\//, "");
}

/** One of some words before, a weaker one or none after; the words from the strongest to the weakest. */
export function falls(...words: readonly string[]): Direction {
  const rank = (value: Value) => {
    const index = words.indexOf(asText(value) ?? "");
    return index === -1 ? words.length : index;
  };
  return (before, after, path) => {
    const was = rank(before.get(path));
    return was >= words.length - 1 ? undefined : shift(before, after, path, (value) => rank(value) > was);
  };
}

/** A list that has lost elements. */
export const loses: Direction = (before, after, path) => {
  const was = textsOf(before, path);
  const { items, unknown } = after.list(path);
  const lost = was.filter((text) => !items.some((item) => asText(item) === text));
  if (lost.length === 0) {
    return undefined;
  }
  const open = unknown !== undefined || items.some((item) => item.kind === "unknown");
  return { outcome: open ? "unknown" : "fail", ...values(before, after, path) };
};

/** A list that has no element left. */
export const losesAll: Direction = (before, after, path) => {
  const { items, unknown } = after.list(path);
  return before.list(path).items.length > 0 && items.length === 0 && unknown === undefined
    ? { outcome: "fail", ...values(before, after, path) }
    : undefined;
};

/** Fewer blocks than before; where there are as many, but others, it cannot be told. */
export const losesBlocks: Direction = (before, after, path) => {
  const was = before.blocks(path).items.length;
  const { items, unknown } = after.blocks(path);
  if (was === 0 || items.length > was) {
    return undefined;
  }
  const counts = { before: counted(was), after: counted(items.length) };
  if (unknown !== undefined) {
    return { outcome: "unknown", before: counts.before, after: `(${unknown.reason})` };
  }
  if (items.length < was) {
    return { outcome: "fail", ...counts };
  }
  const both = values(before, after, path);
  return both.before === both.after ? undefined : { outcome: "unknown", ...both };
};

/**
 * A time that gets shorter in a block, each held against that of the same name before; a block without one keeps for ever. Where
 * names changed, one of the new ones must keep as long.
 */
export function shortensInBlocks(blocks: string, name: string): Direction {
  const timesOf = (attributes: Attributes, path: string) =>
    attributes.blocks(blocks).items.map((block, index) => {
      const value = block.get(path);
      return { name: asText(block.get(name)) ?? `${index}`, value, days: forever(asNumber(value)) };
    });
  return (before, after, path) => {
    const [was, is] = [timesOf(before, path), timesOf(after, path)];
    const added = is.filter((time) => !was.some((earlier) => earlier.name === time.name));
    const shifts = was.flatMap((earlier): Shift[] => {
      const same = is.filter((time) => time.name === earlier.name);
      const candidates = same.length > 0 ? same : added;
      const weaker = candidates.filter(({ value, days }) => isUnknown(value) || days < earlier.days);
      const [first] = weaker;
      if (first === undefined || weaker.length < candidates.length) {
        return [];
      }
      const open = weaker.find(({ value }) => isUnknown(value));
      return [
        open === undefined
          ? { outcome: "fail", before: daysOf(earlier.days), after: daysOf(first.days) }
          : { outcome: "unknown", before: daysOf(earlier.days), after: display(open.value) },
      ];
    });
    return shifts.find(({ outcome }) => outcome === "fail") ?? shifts[0];
  };
}

/** On in all of some blocks before, not in all after. */
export function turnsOffInBlocks(blocks: string): Direction {
  const states = (attributes: Attributes, path: string) =>
    attributes.blocks(blocks).items.map((block) => asBoolean(block.get(path)) === true);
  return (before, after, path) => {
    const [was, is] = [states(before, path), states(after, path)];
    return was.length > 0 && was.every(Boolean) && is.length > 0 && !is.every(Boolean)
      ? { outcome: "fail", before: "on in all", after: `off in ${is.filter((state) => !state).length} of ${is.length}` }
      : undefined;
  };
}

/** A database parameter that was 1 and is no longer. */
export function parameterTurnsOff(name: string): Direction {
  const value = (attributes: Attributes) => {
    const parameter = attributes.blocks("parameter").items.find((block) => asText(block.get("name")) === name);
    return parameter?.get("value") ?? { kind: "absent" as const };
  };
  return (before, after) => {
    const [was, is] = [value(before), value(after)];
    return asText(was) === "1" && asText(is) !== "1"
      ? {
          outcome: is.kind === "unknown" || after.blocks("parameter").unknown !== undefined ? "unknown" : "fail",
          before: display(was),
          after: display(is),
        }
      : undefined;
  };
}

/** A policy of a load balancer that allows an older TLS than before. */
export const allowsOlderTls: Direction = (before, after, path) => {
  const was = oldestTls(asText(before.get(path)));
  return was === undefined
    ? undefined
    : shift(before, after, path, (value) => {
        const is = oldestTls(asText(value));
        return is === undefined ? undefined : is < was;
      });
};

/** The oldest TLS that a policy of Elastic Load Balancing allows, as its name tells; none of AWS's default, which is 1.0. */
export function oldestTls(policy: string | undefined): number | undefined {
  const name = policy ?? "";
  if (name === "" || /^ELBSecurityPolicy-(?:2016-08|FS-2018-06|2015-05|TLS-1-0-)/.test(name)) {
    return 1.0;
  }
  const match = /TLS13-1-(\d)-|-1-(\d)-/.exec(name);
  const minor = match?.[1] ?? match?.[2];
  return minor === undefined ? undefined : 1 + Number(minor) / 10;
}

function shift(before: Attributes, after: Attributes, path: string, isWeaker: Judge): Shift | undefined {
  const value = after.get(path);
  if (value.kind === "unknown") {
    return { outcome: "unknown", ...values(before, after, path) };
  }
  const weaker = isWeaker(value);
  return weaker === false
    ? undefined
    : { outcome: weaker === undefined ? "unknown" : "fail", ...values(before, after, path) };
}

function values(before: Attributes, after: Attributes, path: string): Pick<Shift, "before" | "after"> {
  return { before: display(before.get(path)), after: display(after.get(path)) };
}

function textsOf(attributes: Attributes, path: string): string[] {
  return attributes.list(path).items.flatMap((item) => asText(item) ?? []);
}

/**
 * What the provider chooses, since the author wrote nothing. Within a block a plan does not tell that from `dynamic`; where no
 * expression is known that leads there, the provider is by far more likely.
 */
export function isLeftToProvider(value: Value): boolean {
  return value.kind === "unknown" && (isUnset(value) || value.reason === "known after apply");
}

function isUnknown(value: Value): boolean {
  return value.kind === "unknown";
}

export function forever(days: number | undefined): number {
  return days === undefined || days === 0 ? Number.POSITIVE_INFINITY : days;
}

export function daysOf(days: number): string {
  return Number.isFinite(days) ? `${days}` : "never";
}

function counted(count: number): string {
  return `${count} block${count === 1 ? "" : "s"}`;
}
