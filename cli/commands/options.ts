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
