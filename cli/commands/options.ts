import { statSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { suggestion } from "../../config/sentences";
import { SEVERITIES, type Severity } from "../../guardrails/control";
import { FORMATS, type Format } from "../check/formats";
import type { Inputs } from "../check/subjects";

/** An option's value that is one of some words. */
export function oneOf<Word extends string>(words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) {
      throw new InvalidArgumentError(suggestion(value, words));
    }
    return found;
  };
}

export const parseFormat: (value: string) => Format = oneOf(FORMATS);
export const parseSeverity: (value: string) => Severity = oneOf(SEVERITIES);

/** For options that may be given several times, each with several values. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** Inputs that no option tells of, in the words of the help. */
export const FOUND_OUT = "`-` for standard input, or files and folders whose kind is found out";

/** The options that tell what is read. */
export interface GivenInputs {
  readonly synth?: readonly string[];
  readonly plan?: readonly string[];
  readonly state?: readonly string[];
}

/**
 * What is read: what options tell of, and `others`, of which folders are synthesized Terraform, and files show whether they are
 * plans or states; what was synthesized here where nothing is given.
 */
export function inputsOf(
  { synth = [], plan = [], state = [] }: GivenInputs,
  others: readonly string[] = [],
): Pick<Inputs, "synth" | "plans" | "states" | "shown"> {
  const isFolder = (input: string) => statSync(input, { throwIfNoEntry: false })?.isDirectory() === true;
  const isDefault = [...synth, ...plan, ...state, ...others].length === 0;
  return {
    synth: isDefault ? ["cdktf.out"] : [...synth, ...others.filter(isFolder)],
    plans: plan,
    states: state,
    shown: others.filter((input) => !isFolder(input)),
  };
}
