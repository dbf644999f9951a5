import type { Finding } from "./findings";

/** What was wrong when somebody began to check: it is counted, but only what comes new is found. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

interface BaselineEntry {
  readonly fingerprint: string;
  readonly stack: string;
  /** For readers. */
  readonly control: string;
  readonly address: string;
}

/** A baseline of all findings but those of a plan's changes, which are of that plan only, and those about suppressions. */
export function baselineOf(findings: readonly Finding[]): Baseline {
  return {
    version: 1,
    findings: findings.filter(isLasting).map(({ fingerprint, stack, rule, address }) => ({
      fingerprint,
      stack,
      control: rule.id,
      address,
    })),
  };
}

/** Whether a finding is in a baseline. Where one stack is looked at, its name does not count: a plan's is that of its file. */
export function isInBaseline({ findings }: Baseline, finding: Finding, stacks: number): boolean {
  const isSingle = stacks === 1 && new Set(findings.map(({ stack }) => stack)).size === 1;
  return (
    isLasting(finding) &&
    findings.some(
      ({ fingerprint, stack }) => fingerprint === finding.fingerprint && (isSingle || stack === finding.stack),
    )
  );
}

/** Reads a baseline's JSON; what is wrong with it is the error's message. */
export function parseBaseline(text: string): Baseline {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null || !("version" in json) || !("findings" in json)) {
    throw new TypeError("it is no baseline; write one with --write-baseline");
  }
  if (json.version !== 1) {
    throw new TypeError(`its version is ${JSON.stringify(json.version)}, which is not read (1 is)`);
  }
  const findings = Array.isArray(json.findings) ? json.findings : [undefined];
  if (!findings.every((entry) => typeof entry?.fingerprint === "string" && typeof entry?.stack === "string")) {
    throw new TypeError("an entry has no fingerprint or no stack; write it anew with --write-baseline");
  }
  return json as Baseline;
}

/** What plans and suppressions do is new each time. */
function isLasting({ evaluation }: Finding): boolean {
  return evaluation !== undefined && !/^(?:change|plan)-/.test(evaluation.control.id);
}
