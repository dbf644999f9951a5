import type { Severity } from "../../guardrails/control";
import type { Intervals } from "../../guardrails/reachability/intervals";
import type { Transport } from "../../guardrails/reachability/network";

/** What Terraform will do about a change of an attribute. */
export type Effect =
  /** The resource is updated in place. */
  | "update"
  /** The resource is replaced: deleted and made anew. */
  | "replace"
  /** It is replaced under a condition that cannot be told here; `why` says which. */
  | "may-replace"
  /** Nothing happens to what is there: `ignore_changes`, a write-only argument, `lifecycle`, `depends_on`. */
  | "none";

/** An attribute that differs. */
export interface AttributeDiff {
  /** As Terraform writes it, blocks by a name of theirs where they have one: `rule["logs"].expiration.days`. */
  readonly path: string;
  /** For readers; redacted where it is secret. `(not set)` where it is not there. */
  readonly before: string;
  readonly after: string;
  /** Of lists and sets: the elements that are no longer there. */
  readonly removed?: readonly string[];
  /** Of lists and sets: the elements that come. */
  readonly added?: readonly string[];
  readonly effect: Effect;
  /** Why it has this effect, where that is not plain. */
  readonly why?: string;
  /** The address of the resource that it comes from, where only that one changes. */
  readonly cause?: string;
}

/** What happens to a resource. A data source is never `replaced`. */
export type ResourceDiffKind =
  | "added"
  | "removed"
  /** Taken out of the state by a `removed` block, and left in the account. */
  | "forgotten"
  | "replaced"
  | "changed"
  /** Only its address differs, and a `moved` block says so. */
  | "moved"
  /** Only what Terraform itself heeds differs (`lifecycle`, `depends_on`, what is ignored); a plan shows nothing. */
  | "noted";

/** A resource or data source that differs. */
export interface ResourceDiff {
  readonly kind: ResourceDiffKind;
  readonly mode: "managed" | "data" | "ephemeral";
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  /** Where it was before, where a `moved` block moves it. */
  readonly previousAddress?: string;
  /** Of a replacement: whether it happens for certain, or only under a condition. Otherwise always true. */
  readonly certain: boolean;
  readonly attributes: readonly AttributeDiff[];
  /** What else there is to know: that Terraform or AWS will refuse it, that it looks like a rename. */
  readonly remarks: readonly string[];
  readonly constructPath?: string;
}

/** Something that holds data, or that nobody may switch off unseen, and that ends. */
export interface Loss {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly deed: "deleted" | "replaced";
  /** Whether it happens for certain, or only under a condition. */
  readonly certain: boolean;
  /** The control that would stop a plan of it. */
  readonly control: string;
  readonly title: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly remarks: readonly string[];
}

/** A control that says something else than before, or what a control of changes says. */
export interface ControlDiff {
  /**
   * `broken`: it fails now, and did not. `mended`: it failed, and does not now. `unknown`: it passed, and cannot be told now.
   * `weakened`: what changes is weaker than before, whatever other controls say.
   */
  readonly kind: "broken" | "mended" | "unknown" | "weakened";
  readonly control: string;
  readonly title: string;
  readonly severity: Severity;
  readonly stack: string;
  readonly address: string;
  readonly attribute?: string;
  readonly reason: string;
}

/** A flow through the network that opens or closes. */
export interface FlowDiff {
  readonly kind: "opened" | "closed";
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  readonly ports: Intervals;
  /** The addresses outside; nothing where it is all of them, or where both ends are hosts. */
  readonly addresses?: Intervals;
  /** The ends that are only there after (opened) or before (closed). */
  readonly ends: readonly string[];
}

/** A variable, output or setting that differs. */
export interface NamedDiff {
  readonly kind: "added" | "removed" | "changed";
  readonly stack: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** All that differs between two versions of an environment. Everything is sorted; the same inputs give the same diff. */
export interface Diff {
  readonly resources: readonly ResourceDiff[];
  /** The worst first. Not empty: something stateful would be lost. */
  readonly losses: readonly Loss[];
  readonly controls: readonly ControlDiff[];
  readonly flows: readonly FlowDiff[];
  /** What of the networks could not be read, on either side: there may be more flows. */
  readonly unreadFlows: readonly string[];
  /** Knobs, by their values or defaults. */
  readonly variables: readonly NamedDiff[];
  readonly outputs: readonly NamedDiff[];
  /** Versions, backends, providers. */
  readonly settings: readonly NamedDiff[];
  /** Types that change and of which it is not known what replaces them. */
  readonly unknownTypes: readonly string[];
  /** What was not read, and why. */
  readonly notes: readonly string[];
}

/** Whether nothing at all differs. */
export function isEmpty(diff: Diff): boolean {
  const { resources, losses, controls, flows, variables, outputs, settings } = diff;
  return [resources, losses, controls, flows, variables, outputs, settings].every(({ length }) => length === 0);
}
