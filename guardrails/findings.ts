import { createHash } from "node:crypto";
import type { Severity } from "./control";
import type { Evaluation } from "./evaluate";
import type { Rule } from "./rules";

/** A line of a file; the file relative to where the check runs, with slashes. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

/** Where what is to be mended is written, as far as it is known. */
export interface Places {
  /** cdktf's path of the construct: `seccfn/security/master/Default`. */
  readonly constructPath?: string;
  /** The TypeScript that made the resource. */
  readonly source?: Place;
  /** The line of `stacks/` that the construct was made for. */
  readonly madeFor?: Place;
  /** The key of the environment's YAML. */
  readonly yaml?: Place & { readonly key: string; readonly isSet: boolean };
  /** The block in somebody's HCL, or the file that was read. */
  readonly terraform?: Place;
}

/** Something that is wrong, or could not be told. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly outcome: "fail" | "unknown";
  /** The stack, plan or state that it is in. */
  readonly stack: string;
  readonly address: string;
  readonly attribute?: string;
  readonly reason: string;
  /** The same for the same thing, whatever its values are and whichever input shows it. */
  readonly fingerprint: string;
  readonly places: Places;
  /** What said it; nothing for the rules about the check itself. */
  readonly evaluation?: Evaluation;
}

/**
 * Makes findings of evaluations that did not pass. Where one control finds the same thing twice, they are numbered.
 *
 * @param whole what stands for the stack where the environment as a whole is meant
 */
export function findingsOf(evaluations: readonly Evaluation[], whole = ""): Finding[] {
  const fingerprints = new Fingerprints();
  return evaluations.flatMap((evaluation): Finding[] => {
    const { control, outcome, address, attribute, reason, stack, resource } = evaluation;
    if (outcome === "pass") {
      return [];
    }
    const constructPath = resource?.constructPath;
    return [
      {
        rule: control,
        severity: control.severity,
        outcome,
        stack: stack?.name ?? whole,
        address,
        ...(attribute === undefined ? {} : { attribute }),
        reason,
        fingerprint: fingerprints.next(control.id, stack?.name ?? whole, address, attribute),
        places: constructPath === undefined ? {} : { constructPath },
        evaluation,
      },
    ];
  });
}

/** Fingerprints, each given once a stack. */
export class Fingerprints {
  private readonly given = new Map<string, number>();

  /**
   * The fingerprint of a rule at an address. Indexes of lists do not count, since they move when others are added, and
   * the stack does not, since a plan's is named after a file.
   */
  public next(rule: string, stack: string, address: string, attribute = ""): string {
    const what = JSON.stringify([rule, address, withoutIndexes(attribute)]);
    const key = `${stack} ${what}`;
    const count = (this.given.get(key) ?? 0) + 1;
    this.given.set(key, count);
    const hash = createHash("sha256").update(count === 1 ? what : `${what} ${count}`);
    // A letter first: YAML would read some hexadecimal texts as numbers.
    return `f${hash.digest("hex").slice(0, 15)}`;
  }
}

/** The path of an attribute without the indexes of lists, which move when others are added. */
export function withoutIndexes(attribute: string): string {
  return attribute.replace(/(?:^|\.)\d+(?=\.|$)/g, "");
}

/** The key of an environment's YAML that mends a finding, and what to write; nothing where none does. */
export function yamlFixOf({
  rule,
  address,
  attribute,
}: Pick<Finding, "rule" | "address" | "attribute">): string | undefined {
  const { yaml, yamlAt = {} } = rule.fix;
  const block = address.replace(/\[[^\]]*\]$/, "");
  const own = [`${block}.${attribute}`, block].find((place) => place in yamlAt);
  return own === undefined ? yaml : yamlAt[own];
}

/** The keys that a control's fix names, whatever it finds. */
export function yamlFixesOf({ yaml, yamlAt = {} }: Rule["fix"]): readonly string[] {
  return [...new Set([yaml, ...Object.values(yamlAt)])].filter((fix) => fix !== undefined);
}

/** The key that a control's fix names: `kms.deletionWindowDays: 10` is `["kms", "deletionWindowDays"]`. */
export function yamlKeyOf(fix: string): readonly string[] | undefined {
  const [, key] = /^`?([A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)\s*(?::|$|`)/.exec(fix) ?? [];
  return key?.split(".");
}
