import type { Severity } from "../../guardrails/control";
import { type Evaluation, evaluate } from "../../guardrails/evaluate";
import { selectedControls } from "../../guardrails/registry";
import type { Graph } from "../../model";
import type { ControlDiff } from "./diff";

/** The address that a resource of the older graph has in the newer one. */
export type NewAddress = (stack: string, address: string) => string;

/** What the controls say of both graphs where they do not say the same; those on by default, without suppressions. */
export function controlDiffs(before: Graph, after: Graph, newAddress: NewAddress): ControlDiff[] {
  const was = new States(before, (evaluation, stack) => newAddress(stack, evaluation.address));
  const is = new States(after, ({ address }) => address);
  return [
    ...[...is.all].flatMap((state) => now(state, was.like(state))),
    ...[...was.all].flatMap((state) => mended(state, is.like(state))),
  ];
}

/** The worst that a control says of a place. */
interface State {
  readonly evaluation: Evaluation;
  readonly stack: string;
  readonly address: string;
  /** What it is about, whatever the stack. */
  readonly subject: string;
}

const WEIGHT = { pass: 0, unknown: 1, fail: 2 } as const;

/** What the controls say of a graph, place by place. */
class States {
  private readonly byPlace = new Map<string, State>();
  private readonly bySubject = new Map<string, State>();

  public constructor(graph: Graph, addressOf: (evaluation: Evaluation, stack: string) => string) {
    for (const evaluation of evaluate(graph, selectedControls())) {
      const stack = evaluation.stack?.name ?? "";
      const address = addressOf(evaluation, stack);
      // Indexes move when others are added, as for fingerprints.
      const attribute = (evaluation.attribute ?? "").replace(/(?:^|\.)\d+(?=\.|$)/g, "");
      const subject = JSON.stringify([evaluation.control.id, address, attribute]);
      const state = { evaluation, stack, address, subject };
      keepWorst(this.byPlace, placeOf(state), state);
      keepWorst(this.bySubject, subject, state);
    }
  }

  public get all(): Iterable<State> {
    return this.byPlace.values();
  }

  /** What is said of the same; where the stack is another one, in whichever it is now. */
  public like(state: State): State | undefined {
    return this.byPlace.get(placeOf(state)) ?? this.bySubject.get(state.subject);
  }
}

function placeOf({ stack, subject }: State): string {
  return `${stack} ${subject}`;
}

function keepWorst(states: Map<string, State>, key: string, state: State): void {
  const other = states.get(key);
  if (other === undefined || WEIGHT[other.evaluation.outcome] < WEIGHT[state.evaluation.outcome]) {
    states.set(key, state);
  }
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
