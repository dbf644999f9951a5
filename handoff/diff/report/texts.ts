import { formatCidr, rangeBlocks } from "../../../config/cidr";
import type { Intervals } from "../../../guardrails/reachability/intervals";
import { counted } from "../../../guardrails/report/report";
import type { AttributeDiff, Diff, FlowDiff, ResourceDiff, ResourceDiffKind } from "../diff";

/** An environment with what differs of it. */
export interface NamedDifference {
  readonly name: string;
  readonly diff: Diff;
}

/** How many resources of each kind there are, data sources not counted. */
export function countsOf({ resources }: Diff): Readonly<Record<ResourceDiffKind, number>> {
  const counts = { added: 0, changed: 0, replaced: 0, removed: 0, forgotten: 0, moved: 0, noted: 0 };
  for (const { kind, mode } of resources) {
    counts[kind] += mode === "managed" ? 1 : 0;
  }
  return counts;
}

/** `2 added, 1 replaced`, or `no resource changes`. */
export function countsText(diff: Diff): string {
  const counts = countsOf(diff);
  const parts = (["added", "changed", "replaced", "removed", "forgotten", "moved"] as const).flatMap((kind) =>
    counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`],
  );
  return parts.length === 0 ? "no resource changes" : parts.join(", ");
}

/** What else differs, each with its count: `1 control fails now`, `2 flows opened`. */
export function otherCounts({ controls, flows, variables, outputs, settings }: Diff): string[] {
  const of = (kind: string) => [...controls, ...flows].filter((one) => one.kind === kind).length;
  return [
    ...some(of("broken"), (count) => `${counted(count, "control")} fail${count === 1 ? "s" : ""} now`),
    ...some(of("weakened"), (count) => `${counted(count, "setting")} weakened`),
    ...some(of("unknown"), (count) => `${counted(count, "control")} cannot be told now`),
    ...some(of("mended"), (count) => `${counted(count, "finding")} mended`),
    ...some(of("opened"), (count) => `${counted(count, "flow")} opened`),
    ...some(of("closed"), (count) => `${counted(count, "flow")} closed`),
    ...some(variables.length, (count) => `${counted(count, "variable")} differ${count === 1 ? "s" : ""}`),
    ...some(outputs.length, (count) => `${counted(count, "output")} differ${count === 1 ? "s" : ""}`),
    ...some(settings.length, (count) => `${counted(count, "setting")} of Terraform differ${count === 1 ? "s" : ""}`),
  ];
}

function some(count: number, text: (count: number) => string): string[] {
  return count === 0 ? [] : [text(count)];
}

/** How long a value may be before only what differs of it is shown. */
const LONGEST = 100;
/** What is shown around the place where two long values differ. */
const AROUND = 20;

/** Both values, short enough for a line: of long ones the part that differs. */
export function bothTexts({ before, after }: { readonly before: string; readonly after: string }): [string, string] {
  if (before === after || (before.length <= LONGEST && after.length <= LONGEST)) {
    return [before, after];
  }
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) {
    start += 1;
  }
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end += 1;
  }
  return [middle(before, start, end), middle(after, start, end)];
}

function middle(text: string, start: number, end: number): string {
  const first = Math.max(0, start - AROUND);
  const last = Math.min(text.length, text.length - end + AROUND, first + 2 * LONGEST);
  return `${first > 0 ? "…" : ""}${text.slice(first, last)}${last < text.length ? "…" : ""}`;
}

/** A difference in parts: what, from what to what, and what comes of it. */
export interface AttributeText {
  readonly path: string;
  /** Both values, or what is gone and what is new; nothing where only the cause is to be told. */
  readonly values?: { readonly before: readonly string[]; readonly after: readonly string[]; readonly isList: boolean };
  readonly note: string;
}

/** An attribute for readers. */
export function attributeText(attribute: AttributeDiff): AttributeText {
  const { path, removed = [], added = [], cause } = attribute;
  const note = noteOf(attribute);
  if (cause !== undefined) {
    return { path, note };
  }
  if (removed.length + added.length > 0) {
    return { path, values: { before: removed.map(short), after: added.map(short), isList: true }, note };
  }
  const [before, after] = bothTexts(attribute);
  const isHidden = before === after;
  return {
    path,
    values: { before: [before], after: [isHidden ? `${after}, another value` : after], isList: false },
    note,
  };
}

/** What comes of a difference, and why. */
function noteOf({ effect, why, cause }: AttributeDiff): string {
  const reason = why === undefined ? "" : cause === undefined ? `: ${why}` : `, since ${why}`;
  switch (effect) {
    case "replace":
      return `forces the replacement${reason}`;
    case "may-replace":
      return `may force a replacement${reason}`;
    case "none":
      return `nothing happens${why === undefined ? "" : `: ${why}`}`;
    case "update":
      return cause === undefined ? (why ?? "") : `changes${reason}`;
  }
}

function short(text: string): string {
  return text.length > 2 * LONGEST ? `${text.slice(0, 2 * LONGEST - 1)}…` : text;
}

/** What matters most first: what forces a replacement, then what is changed, then what has no effect. */
export function byEffect(attributes: readonly AttributeDiff[]): AttributeDiff[] {
  const order = ["replace", "may-replace", "update", "none"];
  return [...attributes].sort((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect));
}

const stackCounts = new WeakMap<Diff, number>();

/** How many stacks the diff is about. */
function stackCount(diff: Diff): number {
  let count = stackCounts.get(diff);
  if (count === undefined) {
    const all = [...diff.resources, ...diff.losses, ...diff.controls, ...diff.variables, ...diff.outputs];
    count = new Set(all.map(({ stack }) => stack).filter((name) => name !== "")).size;
    stackCounts.set(diff, count);
  }
  return count;
}

/** An address, with the stack before it where there are several. */
export function addressText(
  { stack, address }: { readonly stack: string; readonly address: string },
  diff: Diff,
): string {
  return stackCount(diff) > 1 && stack !== "" ? `${stack}/${address}` : address;
}

/** `aws_x.a, before aws_x.b`. */
export function movedText({ previousAddress }: ResourceDiff): string {
  return previousAddress === undefined ? "" : `was ${previousAddress}`;
}

const MOST_BLOCKS = 3;

/** `tcp 443 (203.0.113.0/24)`. */
export function flowText({ transport, ports, addresses }: FlowDiff): string {
  const numbers = ports.map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
  return `${transport} ${numbers}${addresses === undefined ? "" : ` (${blocksText(addresses)})`}`;
}

function blocksText(addresses: Intervals): string {
  const blocks = addresses.flatMap(rangeBlocks).map(formatCidr);
  const more = blocks.length - MOST_BLOCKS;
  return `${blocks.slice(0, MOST_BLOCKS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Flows alike but for where they go, in one: `aws_x.a → aws_y.b, aws_y.c`. */
export function groupedFlows(
  flows: readonly FlowDiff[],
): { readonly from: string; readonly to: string[]; readonly what: string }[] {
  const groups = new Map<string, { from: string; to: string[]; what: string }>();
  for (const flow of flows) {
    const what = flowText(flow);
    const key = `${flow.from} ${what}`;
    const group = groups.get(key) ?? { from: flow.from, to: [], what };
    group.to.push(flow.to);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The reason why nothing is lost or something is, in a few words. */
export function verdictText({ losses }: Diff): string {
  if (losses.length === 0) {
    return "nothing stateful would be lost";
  }
  const certain = losses.filter((loss) => loss.certain);
  const what = (list: typeof losses) => {
    const [deleted, replaced] = ["deleted", "replaced"].map((deed) => list.filter((loss) => loss.deed === deed).length);
    return [
      ...some(deleted ?? 0, (count) => `${count} deleted`),
      ...some(replaced ?? 0, (count) => `${count} replaced`),
    ];
  };
  const maybe = losses.length - certain.length;
  return `something stateful would be lost: ${[...what(certain), ...some(maybe, (count) => `${count} may be replaced`)].join(", ")}`;
}
