import type { SynthesisResult } from "./project";

/** What is printed after a run: a table of stacks, lowerings with their reasons, and what to do next. */
export function summary(result: SynthesisResult, milliseconds: number): string {
  return `${result.stacks.length} stacks in ${Math.round(milliseconds)} ms`;
}
