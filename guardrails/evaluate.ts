import { type Change, type Graph, type Resource, redactText, type Stack } from "../model";
import {
  type ChangeControl,
  type Control,
  type EnvironmentControl,
  type EnvironmentVerdict,
  type Expectation,
  type ResourceControl,
  unknown,
  type Verdict,
} from "./control";
import { doubtOf, isSurelyMade } from "./support/presence";

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
  readonly resource: Resource | undefined;
  readonly change: Change | undefined;
  /** Whether the control itself broke, so that it said nothing. */
  readonly broken: boolean;
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
  const run = new Run(graph, expectation);
  for (const control of controls) {
    switch (control.kind) {
      case "resource":
        run.resources(control);
        break;
      case "change":
        run.changes(control);
        break;
      case "environment":
        run.environment(control);
    }
  }
  return run.evaluations;
}

interface StackChange {
  readonly stack: Stack;
  readonly change: Change;
}

/** One run of controls. It is the innermost loop of every check, so it makes nothing but evaluations. */
class Run {
  public readonly evaluations: Evaluation[] = [];
  private readonly stacks: ReadonlyMap<string, Stack>;
  private byType: ReadonlyMap<string, readonly StackChange[]> | undefined;

  public constructor(
    private readonly graph: Graph,
    private readonly expectation: Expectation,
  ) {
    this.stacks = new Map(graph.stacks.map((stack) => [stack.name, stack]));
  }

  public resources(control: ResourceControl): void {
    for (const type of control.types) {
      for (const resource of this.ofType(type)) {
        try {
          const given = control.evaluate(resource, this.graph);
          // Most controls have nothing to say of most resources.
          if (given !== undefined) {
            this.take(control, given, resource.address, this.stacks.get(resource.stack), resource, undefined);
          }
        } catch (error) {
          const stack = this.stacks.get(resource.stack);
          this.add(control, broke(control, error), resource.address, stack, resource, undefined, true);
        }
      }
    }
  }

  public changes(control: ChangeControl): void {
    this.byType ??= changesByType(this.graph);
    for (const type of control.types) {
      for (const { stack, change } of this.byType.get(type) ?? NOTHING) {
        const { address, deposed } = change;
        const place = deposed === undefined ? address : `${address} (deposed ${deposed})`;
        try {
          const given = control.evaluate(change, this.graph, this.expectation);
          if (given !== undefined) {
            this.take(control, given, place, stack, undefined, change);
          }
        } catch (error) {
          this.add(control, broke(control, error), place, stack, undefined, change, true);
        }
      }
    }
  }

  public environment(control: EnvironmentControl): void {
    if (!control.types.some((type) => type === "*" || this.ofType(type).length > 0)) {
      return;
    }
    try {
      for (const verdict of control.evaluate(this.graph, this.expectation)) {
        this.whole(control, doubted(verdict), false);
      }
    } catch (error) {
      this.whole(control, broke(control, error), true);
    }
  }

  private ofType(type: string): readonly Resource[] {
    return type.startsWith("data.") ? this.graph.data(type.slice("data.".length)) : this.graph.resources(type);
  }

  private whole(control: Control, verdict: EnvironmentVerdict, broken: boolean): void {
    const { resource } = verdict;
    const stack = resource === undefined ? (verdict.stack ?? this.onlyStack()) : this.stacks.get(resource.stack);
    this.add(control, verdict, resource?.address ?? WHOLE_ENVIRONMENT, stack, resource, undefined, broken);
  }

  private onlyStack(): Stack | undefined {
    return this.graph.stacks.length === 1 ? this.graph.stacks[0] : undefined;
  }

  private take(
    control: Control,
    given: Verdict | readonly Verdict[],
    address: string,
    stack: Stack | undefined,
    resource: Resource | undefined,
    change: Change | undefined,
  ): void {
    if (isSeveral(given)) {
      for (const verdict of given) {
        this.add(control, verdict, address, stack, resource, change, false);
      }
    } else {
      this.add(control, given, address, stack, resource, change, false);
    }
  }

  private add(
    control: Control,
    { outcome, reason, attribute }: Verdict,
    address: string,
    stack: Stack | undefined,
    resource: Resource | undefined,
    change: Change | undefined,
    broken: boolean,
  ): void {
    this.evaluations.push({ control, outcome, reason, attribute, address, stack, resource, change, broken });
  }
}

/** Changes by their types, and all of them by `*`. */
function changesByType(graph: Graph): ReadonlyMap<string, readonly StackChange[]> {
  const all: StackChange[] = graph.stacks.flatMap((stack) => stack.changes.map((change) => ({ stack, change })));
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

/** What must be there passes by a resource; whether that is made nobody knows where its `count` is not known. */
function doubted(given: EnvironmentVerdict): EnvironmentVerdict {
  const { outcome, resource } = given;
  return outcome === "pass" && resource !== undefined && !isSurelyMade(resource)
    ? { ...unknown(doubtOf(resource)), resource }
    : given;
}

function broke({ id }: Control, error: unknown): Verdict {
  const what = redactText(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return { outcome: "unknown", reason: `the control ${id} broke (${what}); please report it` };
}

function isSeveral(given: Verdict | readonly Verdict[]): given is readonly Verdict[] {
  return Array.isArray(given);
}

const NOTHING: readonly never[] = [];
