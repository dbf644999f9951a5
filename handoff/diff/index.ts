/**
 * What differs between two versions of an environment, as two graphs of synthesized Terraform tell it: resources, what
 * replaces them and what that replaces in turn, what would be lost, controls, network flows, variables, outputs, settings.
 *
 * ```ts
 * const diff = diffOf(readSynth("old"), readSynth("new"));
 * diff.losses.length === 0;                 // nothing stateful ends
 * diffMarkdown(diff);                       // for a pull request, or CHANGES.md
 * ```
 *
 * It is told from the files alone, without the state: what was changed outside of Terraform, and what a provider computes
 * anew on an update, only a plan shows.
 */

import { SEVERITIES } from "../../guardrails/control";
import type { Graph } from "../../model";
import { changeVerdicts } from "./changes";
import { controlDiffs } from "./control-states";
import type { ControlDiff, Diff, Loss, ResourceDiff } from "./diff";
import { flowDiffs } from "./flows";
import { forceNewOf } from "./force-new";
import { renamed } from "./likeness";
import { outputDiffs, settingDiffs, variableDiffs } from "./named";
import { stackPairs } from "./pairs";
import { type FoundResource, resourceDiffs } from "./resources";

/** All that differs. The graphs stay as they are. */
export function diffOf(before: Graph, after: Graph): Diff {
  const pairs = stackPairs(before, after);
  const found = withHints(resourceDiffs(pairs, after));
  const { losses, weakened } = changeVerdicts(found, before, after);
  const moved = new Map(
    found.flatMap(({ diff }) =>
      diff.previousAddress === undefined ? [] : [[diff.previousAddress, diff.address] as const],
    ),
  );
  const newAddress = (address: string) => moved.get(address) ?? address;
  const named = {
    variables: variableDiffs(pairs),
    outputs: outputDiffs(pairs),
    settings: settingDiffs(pairs),
  };
  // Controls and flows follow from these, and are what takes long.
  const isSame = found.length === 0 && Object.values(named).every(({ length }) => length === 0);
  const { flows, unread } = isSame ? NO_FLOWS : flowDiffs(before, after, newAddress);
  const controls = isSame ? [] : controlDiffs(before, after, (_, address) => newAddress(address));
  return {
    resources: found.map(({ diff }) => diff),
    losses: [...losses].sort(byWeight),
    controls: [...controls, ...weakened].sort(
      (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || byWeight(a, b),
    ),
    flows,
    unreadFlows: unread,
    ...named,
    unknownTypes: unknownTypes(found),
    notes: [...new Set([...before.stacks, ...after.stacks].flatMap(({ meta }) => meta.notes))].sort(),
  };
}

const NO_FLOWS = { flows: [], unread: [] };

const KINDS: readonly ControlDiff["kind"][] = ["broken", "weakened", "unknown", "mended"];

/** The worst first, then by control, stack and address. */
function byWeight(a: Loss | ControlDiff, b: Loss | ControlDiff): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.control, b.control) ||
    compare(a.stack, b.stack) ||
    compare(a.address, b.address) ||
    compare(a.reason, b.reason)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Says of what goes and comes that it looks like a rename. */
function withHints(found: readonly FoundResource[]): FoundResource[] {
  const pairs = renamed(found);
  return found.map((one) => {
    const other = pairs.get(one);
    return other === undefined ? one : { ...one, diff: withRemark(one.diff, renameHint(one.diff, other.diff)) };
  });
}

function renameHint(was: ResourceDiff, is: ResourceDiff): string {
  return was.stack === is.stack
    ? `it looks like ${is.address}: \`moved { from = ${was.address}, to = ${is.address} }\` would keep it`
    : `it looks like ${is.address} of the stack ${is.stack}: move it between the states, or it is deleted here and made anew there`;
}

function withRemark(diff: ResourceDiff, remark: string): ResourceDiff {
  return { ...diff, remarks: [...diff.remarks, remark] };
}

function unknownTypes(found: readonly FoundResource[]): string[] {
  const changed = found.filter(({ diff }) => diff.kind === "replaced" && diff.mode === "managed");
  return [...new Set(changed.map(({ diff }) => diff.type).filter((type) => forceNewOf(type) === undefined))].sort();
}

export type {
  AttributeDiff,
  ControlDiff,
  Diff,
  Effect,
  FlowDiff,
  Loss,
  NamedDiff,
  ResourceDiff,
  ResourceDiffKind,
} from "./diff";
export { isEmpty } from "./diff";
export { diffMarkdown, diffsMarkdown, type MarkdownOptions } from "./report/markdown";
export type { NamedDifference } from "./report/texts";
