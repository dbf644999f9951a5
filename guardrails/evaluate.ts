import type { Change, Graph, Resource, Stack } from "../model";
import type { Control, Expectation, Verdict } from "./control";

/** The address of what is said of an environment as a whole. */
export const WHOLE_ENVIRONMENT = "environment";

/** What one control says of one resource, one change, or the environment as a whole. */
export interface Evaluation {
  readonly control: Control;
  readonly outcome: Verdict["outcome"];
  readonly reason: string;
  /** The path within the resource that the reason is about. */
  readonly attribute: string | undefined;
  /** The Terraform address; {@link WHOLE_ENVIRONMENT} where none is meant. */
  readonly address: string;
  /** The stack, plan or state; nothing where the environment as a whole is meant. */
  readonly stack: Stack | undefined;
  readonly resource?: Resource;
  readonly change?: Change;
  /** Whether the control itself broke, so that it said nothing. */
  readonly broken?: true;
}

/**
 * Runs controls over a graph: control by control in the order given, and for each resource by resource in the order of the input.
 * Nothing is skipped in silence: a control that breaks gives an `unknown` that says so.
 */
export function evaluate(
  graph: Graph,
  controls: readonly Control[],
  expectation: Expectation = {},
): readonly Evaluation[] {
  const evaluations: Evaluation[] = [];
  const stacks = new Map(graph.stacks.map((stack) => [stack.name, stack]));
  const changes = changesByType(graph);
  for (const control of controls) {
    switch (control.kind) {
      case "resource":
        for (const resource of control.types.flatMap((type) => resourcesOf(graph, type))) {
          const { address } = resource;
          const stack = stacks.get(resource.stack);
          const given = guarded(control, () => control.evaluate(resource, graph));
          eachVerdict(given, (verdict) => evaluations.push(made(control, verdict, { address, stack, resource })));
        }
        break;
      case "change":
        for (const { stack, change } of control.types.flatMap((type) => changes.get(type) ?? NOTHING)) {
          const address =
            change.deposed === undefined ? change.address : `${change.address} (deposed ${change.deposed})`;
          const given = guarded(control, () => control.evaluate(change, graph, expectation));
          eachVerdict(given, (verdict) => evaluations.push(made(control, verdict, { address, stack, change })));
        }
        break;
      case "environment":
        if (concerns(control.types, graph)) {
          for (const verdict of guarded(control, () => control.evaluate(graph, expectation))) {
            evaluations.push(made(control, verdict, placeOf(verdict, stacks)));
          }
        }
    }
  }
  return evaluations;
}

type Given = Verdict & { readonly resource?: Resource; readonly broken?: true };
type Place = Pick<Evaluation, "address" | "stack" | "resource" | "change">;

function resourcesOf(graph: Graph, type: string): readonly Resource[] {
  return type.startsWith("data.") ? graph.data(type.slice("data.".length)) : graph.resources(type);
}

/** Changes by their types, and all of them by `*`. */
function changesByType(
  graph: Graph,
): ReadonlyMap<string, readonly { readonly stack: Stack; readonly change: Change }[]> {
  const all = graph.stacks.flatMap((stack) => stack.changes.map((change) => ({ stack, change })));
  const byType = new Map([["*", all]]);
  for (const item of all) {
    const same = byType.get(item.change.type);
    if (same === undefined) {
      byType.set(item.change.type, [item]);
    } else {
      same.push(item);
    }
  }
  return byType;
}

/** Whether an environment has to do with any of some types. */
function concerns(types: readonly string[], graph: Graph): boolean {
  return types.some((type) => type === "*" || resourcesOf(graph, type).length > 0);
}

function guarded<T>(control: Control, judge: () => T): T | readonly Given[] {
  try {
    return judge();
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [
      { outcome: "unknown", reason: `the control ${control.id} broke (${what}); please report it`, broken: true },
    ];
  }
}

function eachVerdict(given: Given | readonly Given[] | undefined, visit: (verdict: Given) => void): void {
  if (given === undefined) {
    return;
  }
  if (isSeveral(given)) {
    given.forEach(visit);
  } else {
    visit(given);
  }
}

function isSeveral(given: Given | readonly Given[]): given is readonly Given[] {
  return Array.isArray(given);
}

function made(control: Control, { outcome, reason, attribute, broken }: Given, place: Place): Evaluation {
  return { control, outcome, reason, attribute, ...place, ...(broken === undefined ? {} : { broken }) };
}

function placeOf({ resource }: Given, stacks: ReadonlyMap<string, Stack>): Place {
  return resource === undefined
    ? { address: WHOLE_ENVIRONMENT, stack: stacks.size === 1 ? [...stacks.values()][0] : undefined }
    : { address: resource.address, stack: stacks.get(resource.stack), resource };
}

const NOTHING: readonly never[] = [];
