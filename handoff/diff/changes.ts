import type { ChangeControl, Control } from "../../guardrails/control";
import { changeControls } from "../../guardrails/controls/change";
import { GUARDED_TYPES } from "../../guardrails/controls/change/guarded-types";
import { PROTECTIONS } from "../../guardrails/controls/change/weakening-table";
import { type Change, Graph, type Resource } from "../../model";
import type { ControlDiff, Loss } from "./diff";
import type { FoundResource } from "./resources";

/** What the controls of changes say: the same ones that judge a plan. */
export interface ChangeVerdicts {
  readonly losses: readonly Loss[];
  readonly weakened: readonly ControlDiff[];
}

/** The controls of changes that need no plan beyond what differs. */
const WEAKENING = ["change-no-protection-weakened", "change-no-door-opened"];

const CONTROLS: readonly ChangeControl[] = ([...changeControls] as readonly Control[])
  .filter((control) => control.kind === "change")
  .filter(({ id }) => id in GUARDED_TYPES || WEAKENING.includes(id));

/** Runs the controls of changes over what differs. */
export function changeVerdicts(found: readonly FoundResource[], before: Graph, after: Graph): ChangeVerdicts {
  const managed = found.filter(({ diff }) => diff.mode === "managed" && diff.kind !== "noted" && diff.kind !== "moved");
  const changes = managed.map((one) => ({ one, change: changeOf(one) }));
  const graph = withChanges(
    after,
    changes.map(({ one, change }) => ({ stack: one.diff.stack, change })),
  );
  const gone = new Set(managed.flatMap((one) => (one.diff.kind === "removed" ? (one.before ?? []) : [])));
  return {
    losses: changes.flatMap(({ one, change }) => lossOf(one, change, graph)),
    weakened: changes.flatMap(({ one, change }) =>
      goesWithOwner(one, gone, before) ? [] : weakenedBy(one, change, graph),
    ),
  };
}

const ACTIONS = {
  added: ["create"],
  removed: ["delete"],
  forgotten: ["forget"],
  replaced: ["delete", "create"],
  changed: ["update"],
  moved: ["no-op"],
  noted: ["no-op"],
} as const;

/** A difference as a plan would list it, but for what forces a replacement: that is said here, in the words of a diff. */
function changeOf({ diff, before, after }: FoundResource): Change {
  return {
    address: diff.address,
    type: diff.type,
    mode: diff.mode,
    actions: ACTIONS[diff.kind],
    before,
    after,
    replacePaths: [],
    reason: undefined,
    previousAddress: diff.previousAddress,
    deposed: undefined,
    importing: undefined,
  };
}

/** The newer graph, as if it were that of a plan with these changes. */
function withChanges(after: Graph, changes: readonly { readonly stack: string; readonly change: Change }[]): Graph {
  return new Graph(
    after.stacks.map(({ name, kind, file, root, meta, resources, drift, prior }) => ({
      name,
      kind,
      file,
      root,
      meta,
      resources,
      drift,
      prior,
      changes: changes.filter(({ stack }) => stack === name).map(({ change }) => change),
    })),
  );
}

function lossOf({ diff }: FoundResource, change: Change, graph: Graph): Loss[] {
  if (diff.kind !== "removed" && diff.kind !== "replaced") {
    return [];
  }
  return CONTROLS.filter(({ id, types }) => id in GUARDED_TYPES && types.includes(diff.type)).flatMap((control) => {
    const verdicts = verdictsOf(control, change, graph).filter(({ outcome }) => outcome === "fail");
    return verdicts.slice(0, 1).map(({ reason }) => {
      const [what = "", ...remarks] = reason.split("; ");
      return {
        stack: diff.stack,
        address: diff.address,
        type: diff.type,
        deed: diff.kind === "removed" ? ("deleted" as const) : ("replaced" as const),
        certain: diff.certain,
        control: control.id,
        title: control.title,
        severity: control.severity,
        reason: lossReason(what, diff),
        remarks: [...remarks, ...diff.remarks],
      };
    });
  });
}

/** `the data store is replaced, since username "app" → "admin2" forces it`. */
function lossReason(what: string, { kind, certain, attributes }: FoundResource["diff"]): string {
  if (kind === "removed") {
    return `${what}: it is no longer there`;
  }
  const wanted = certain ? "replace" : "may-replace";
  const causes = attributes
    .filter(({ effect }) => effect === wanted)
    .map(({ path, before, after, why, cause }) =>
      cause === undefined ? `${path} ${before} → ${after}${why === undefined ? "" : ` (${why})`}` : `${why} (${path})`,
    );
  const deed = certain ? what : what.replace(/ is (?=replaced)/, " may be ");
  return `${deed}, since ${causes.join(", ")}`;
}

/** Whether it protects something that is removed, too: then its own end is no news. The control knows that of known ids only. */
function goesWithOwner({ diff, before }: FoundResource, gone: ReadonlySet<Resource>, graph: Graph): boolean {
  const owner = PROTECTIONS[diff.type]?.of;
  return (
    diff.kind === "removed" &&
    before !== undefined &&
    owner !== undefined &&
    graph.referencesOf(before, owner).some(({ to }) => gone.has(to))
  );
}

function weakenedBy({ diff, attributes }: FoundResource, change: Change, graph: Graph): ControlDiff[] {
  // What ends is a loss already; what is guarded is judged here as if it were changed in place.
  const inPlace = diff.kind === "replaced" ? { ...change, actions: ["update" as const] } : change;
  return CONTROLS.filter(({ types }) => types.includes("*") || types.includes(diff.type)).flatMap((control) =>
    control.id in GUARDED_TYPES && diff.kind === "removed"
      ? []
      : verdictsOf(control, inPlace, graph)
          .filter(({ outcome, attribute = "" }) => {
            const [name = ""] = attribute.split(".");
            return (
              outcome === "fail" || (outcome === "unknown" && attributes.some(({ names }) => names.includes(name)))
            );
          })
          .map(({ reason, attribute }) => ({
            kind: "weakened" as const,
            control: control.id,
            title: control.title,
            severity: control.severity,
            stack: diff.stack,
            address: diff.address,
            ...(attribute === undefined ? {} : { attribute }),
            reason,
          })),
  );
}

function verdictsOf(control: ChangeControl, change: Change, graph: Graph) {
  const given = control.evaluate(change, graph);
  return given === undefined ? [] : "outcome" in given ? [given] : given;
}
