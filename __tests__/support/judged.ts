import { choicesOf } from "../../guardrails/choices";
import { type Judgement, judge } from "../../guardrails/judge";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import { graphOfSynth } from "../../model";
import { type EnvironmentOverrides, type ShippedName, synthesized } from "./environments";
import type { JsonObject } from "./json";

/** An environment that is judged. */
export interface JudgedVariant {
  readonly overrides: EnvironmentOverrides;
  /** @default "seccfn" */
  readonly base?: ShippedName | undefined;
  /** What becomes of each stack before. @default - it stays */
  readonly change?: (stack: JsonObject) => JsonObject;
  /** Whether it is known whose environment it is. @default true */
  readonly isKnown?: boolean;
}

/** What the controls say of a shipped environment, or of a variant of it, with its own suppressions. */
export function judgementOf({ overrides, base, change = (stack) => stack, isKnown = true }: JudgedVariant): Judgement {
  const { environment, stacks } = synthesized(overrides, base);
  const { name, account, region } = environment;
  const subject = {
    graph: graphOfSynth(Object.entries(stacks).map(([stack, { json }]) => ({ name: stack, json: change(json) }))),
    expectation: isKnown ? { environment: name, account, region, choices: choicesOf(environment) } : {},
    suppressions: environment.suppressions.map(({ fingerprint: _, ...one }) => ({ ...one, file: `${name}.yaml` })),
    approvals: [],
    digests: new Map<string, string>(),
  };
  return judge([subject], { today: "2026-11-30", controls: selectedControls(), allControls: CONTROLS });
}
