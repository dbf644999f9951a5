import type { Graph, Output, Value } from "../../model";
import { byText } from "../text";

/** An output, as other projects and people see it. */
export interface NamedOutput extends Output {
  readonly name: string;
}

/** A variable that can be set. */
export interface Knob {
  readonly name: string;
  readonly description: string | undefined;
  readonly type: string | undefined;
  readonly value: Value;
  readonly sensitive: boolean;
  /** What is allowed, in the words of its validations. */
  readonly rules: readonly string[];
}

/** The outputs of all stacks, by their names; with several stacks after the stack's. */
export function outputsOf(graph: Graph): readonly NamedOutput[] {
  return graph.stacks
    .flatMap(({ name: stack, meta }) =>
      [...meta.outputs].map(([name, output]) => ({
        ...output,
        name: graph.stacks.length > 1 ? `${stack}: ${name}` : name,
      })),
    )
    .sort((a, b) => byText(a.name, b.name));
}

/** The variables of all stacks; one that several stacks have is told once where it is the same everywhere. */
export function knobsOf(graph: Graph): readonly Knob[] {
  const knobs = new Map<string, Knob>();
  for (const { meta, root } of graph.stacks) {
    for (const [name, { value, sensitive }] of meta.variables) {
      const config = root.module.config?.variable(name);
      knobs.set(name, {
        name,
        description: config?.description,
        type: config?.type,
        value,
        sensitive,
        rules: config?.rules ?? [],
      });
    }
  }
  return [...knobs.values()].sort((a, b) => byText(a.name, b.name));
}
