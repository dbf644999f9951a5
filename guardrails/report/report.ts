import type { Choice } from "../choices";
import type { Severity } from "../control";
import { type Finding, type Place, yamlFixOf } from "../findings";
import type { Judgement } from "../judge";

/** What every format is made of. */
export interface Report {
  readonly judgement: Judgement;
  /** Findings at least as bad as this decide the exit code. */
  readonly failOn: Severity;
  /** Every evaluation, not only what is wrong. */
  readonly all: boolean;
  readonly version: string;
  /** From the repository's root to where the check runs, with a slash at its end, or empty. */
  readonly folder: string;
}

/** A format: the whole text of a report, with a line break at its end. */
export type Reporter = (report: Report) => string;

/** How often each severity was found. */
export function counts({ findings }: Pick<Judgement, "findings">): Readonly<Record<Severity, number>> {
  const counted = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of findings) {
    counted[severity] += 1;
  }
  return counted;
}

/** `2 critical, 1 low`, or `nothing`. */
export function countsText(judgement: Pick<Judgement, "findings">): string {
  const parts = Object.entries(counts(judgement)).flatMap(([severity, count]) =>
    count === 0 ? [] : [`${count} ${severity}`],
  );
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

/** What environments say on purpose, in a line each: `lifecycle: ephemeral: a test copy, … (16 findings in demo: rds-final-snapshot, …)`. */
export function acceptedLines({ accepted }: Pick<Judgement, "accepted">): readonly string[] {
  const byChoice = new Map<Choice, Finding[]>();
  for (const { finding, choice } of accepted) {
    byChoice.set(choice, [...(byChoice.get(choice) ?? []), finding]);
  }
  const names = (list: readonly string[]) => [...new Set(list)].sort().join(", ");
  return [...byChoice].map(([{ setting, reason }, findings]) => {
    const stacks = names(findings.map(({ stack }) => stack));
    const controls = names(findings.map(({ rule }) => rule.id));
    return `${setting}: ${reason} (${counted(findings.length, "finding")} in ${stacks}: ${controls})`;
  });
}

/** Where to mend it, the most useful place first: a key that is set, the source, the block, a key that is not set yet. */
export function placesOf({ places }: Finding): readonly (Place & { readonly what: string })[] {
  const { yaml, source, madeFor, terraform } = places;
  const key = yaml === undefined ? [] : [{ ...yaml, what: yaml.isSet ? yaml.key : `${yaml.key}, not set there` }];
  const rest = [
    ...(source === undefined ? [] : [{ ...source, what: "" }]),
    ...(madeFor === undefined ? [] : [{ ...madeFor, what: "" }]),
    ...(terraform === undefined ? [] : [{ ...terraform, what: "" }]),
  ];
  return yaml?.isSet === true ? [...key, ...rest] : [...rest, ...key];
}

/** `environments/prod.yaml:12 (kms.deletionWindowDays)`. */
export function placeText({ file, line, what }: Place & { readonly what: string }): string {
  return `${file}${line === undefined ? "" : `:${line}`}${what === "" ? "" : ` (${what})`}`;
}

/** The fix of findings of one control in one line: for our environments the keys, and the Terraform. */
export function fixText(finding: Finding, ...others: readonly Finding[]): string {
  const keys = [finding, ...others].flatMap((one) => (one.places.yaml === undefined ? [] : [yamlFixOf(one) ?? ""]));
  const { terraform } = finding.rule.fix;
  return (keys.length === 0 ? terraform : `${[...new Set(keys)].join(", ")} in the environment; ${terraform}`)
    .replace(/\s+/g, " ")
    .trim();
}

/** The address, with the stack before it where there are several. */
export function addressText({ stack, address }: Finding, { inputs }: Judgement): string {
  return inputs.length > 1 && stack !== "" ? `${stack}/${address}` : address;
}

/** A count with its word: `1 finding`, `2 findings`; the plural where it is another one. */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count} ${count === 1 ? word : plural}`;
}

/** A text without what XML does not have, not even escaped, and a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
