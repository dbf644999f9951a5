import { statSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { suggestion } from "../../config/sentences";
import { SEVERITIES, type Severity } from "../../guardrails/control";
import { FORMATS, type Format } from "../check/formats";

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

/** What {@link foundOut} takes, in the words of the help. */
export const FOUND_OUT = "`-` for standard input, or files and folders whose kind is found out";

/** Inputs that no option tells of: folders are of synthesized Terraform; whether a file is a plan or a state is in it. */
export function foundOut(inputs: readonly string[]): {
  readonly folders: readonly string[];
  readonly files: readonly string[];
} {
  const isFolder = (input: string) => statSync(input, { throwIfNoEntry: false })?.isDirectory() === true;
  return { folders: inputs.filter(isFolder), files: inputs.filter((input) => !isFolder(input)) };
}
