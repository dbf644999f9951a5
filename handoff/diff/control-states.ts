import type { Severity } from "../../guardrails/control";
import { type Evaluation, evaluate } from "../../guardrails/evaluate";
import { selectedControls } from "../../guardrails/registry";
import type { Graph } from "../../model";
import type { ControlDiff } from "./diff";

/** The address that a resource of the older graph has in the newer one. */
export type NewAddress = (stack: string, address: string) => string;

/** What the controls say of both graphs where they do not say the same; those on by default, without suppressions. */
export function controlDiffs(before: Graph, after: Graph, newAddress: NewAddress): ControlDiff[] {
  const was = statesOf(before, (evaluation, stack) => newAddress(stack, evaluation.address));
  const is = statesOf(after, ({ address }) => address);
  return [
    ...[...is].flatMap(([key, state]) => now(state, was.get(key))),
    ...[...was].flatMap(([key, state]) => mended(state, is.get(key))),
  ];
}

/** The worst that a control says of a place. */
interface State {
  readonly evaluation: Evaluation;
  readonly stack: string;
  readonly address: string;
}

const WEIGHT = { pass: 0, unknown: 1, fail: 2 } as const;

function statesOf(
  graph: Graph,
  addressOf: (evaluation: Evaluation, stack: string) => string,
): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  const several = graph.stacks.length > 1;
  for (const evaluation of evaluate(graph, selectedControls())) {
    const stack = evaluation.stack?.name ?? "";
    const address = addressOf(evaluation, stack);
    // Indexes move when others are added, as for fingerprints.
    const attribute = (evaluation.attribute ?? "").replace(/(?:^|\.)\d+(?=\.|$)/g, "");
    const key = JSON.stringify([several ? stack : "", evaluation.control.id, address, attribute]);
    const other = states.get(key);
    if (other === undefined || WEIGHT[other.evaluation.outcome] < WEIGHT[evaluation.outcome]) {
      states.set(key, { evaluation, stack, address });
    }
  }
  return states;
}

/** What fails now and did not, and what cannot be told any longer. */
function now(state: State, was: State | undefined): ControlDiff[] {
  const { outcome } = state.evaluation;
  const before = was?.evaluation.outcome;
  if (outcome === "fail" && before !== "fail") {
    return [controlDiff("broken", state, state.evaluation.reason)];
  }
  return outcome === "unknown" && before !== "unknown" && before !== "fail"
    ? [controlDiff("unknown", state, state.evaluation.reason)]
    : [];
}

/** What failed and does not now, be it that it is mended or gone. */
function mended(was: State, state: State | undefined): ControlDiff[] {
  const outcome = state?.evaluation.outcome;
  if (was.evaluation.outcome !== "fail" || outcome === "fail" || outcome === "unknown") {
    return [];
  }
  return [controlDiff("mended", was, state?.evaluation.reason ?? "nothing of it is found any longer")];
}

function controlDiff(kind: ControlDiff["kind"], { evaluation, stack, address }: State, reason: string): ControlDiff {
  const { control, attribute } = evaluation;
  const severity: Severity = control.severity;
  return {
    kind,
    control: control.id,
    title: control.title,
    severity,
    stack,
    address,
    ...(attribute === undefined ? {} : { attribute }),
    reason,
  };
}
