import { createHash } from "node:crypto";
import { type Finding, withoutIndexes } from "./findings";

/** What was wrong when somebody began to check: it is counted, but only what comes new is found. */
export interface Baseline {
  readonly version: 2;
  readonly findings: readonly BaselineEntry[];
}

interface BaselineEntry {
  /** Of {@link evidenceOf}. */
  readonly evidence: string;
  readonly stack: string;
  /** For readers. */
  readonly control: string;
  readonly address: string;
}

/** A baseline of all findings but those of a plan's changes, which are of that plan only, and those about suppressions. */
export function baselineOf(findings: readonly Finding[]): Baseline {
  return {
    version: 2,
    findings: findings.filter(isLasting).map((finding) => ({
      evidence: evidenceOf(finding),
      stack: finding.stack,
      control: finding.rule.id,
      address: finding.address,
    })),
  };
}

/** Whether a finding is in a baseline. Where one stack is looked at, its name does not count: a plan's is that of its file. */
export function isInBaseline({ findings }: Baseline, finding: Finding, stacks: number): boolean {
  if (!isLasting(finding)) {
    return false;
  }
  const own = evidenceOf(finding);
  const isSingle = stacks === 1 && new Set(findings.map(({ stack }) => stack)).size === 1;
  return findings.some(({ evidence, stack }) => evidence === own && (isSingle || stack === finding.stack));
}

/**
 * What was found, as a hash. Unlike a fingerprint it is another one where the values are: a port more that is open is news. Reasons
 * are redacted, so that no secret goes into it.
 */
function evidenceOf({ rule, address, attribute = "", reason }: Finding): string {
  const found = [rule.id, address, withoutIndexes(attribute), reason.replace(INDEX_IN_TEXT, "")];
  return createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 32);
}

/** An index within a path, `ingress.0.cidr_blocks`; not a part of an address, `10.0.0.0`. */
const INDEX_IN_TEXT = /(?<=[a-z_])\.\d+(?=\.[a-z])/g;

/** Reads a baseline's JSON; what is wrong with it is the error's message. */
export function parseBaseline(text: string): Baseline {
  const json: unknown = JSON.parse(text);
  if (typeof json !== "object" || json === null || !("version" in json) || !("findings" in json)) {
    throw new TypeError("it is no baseline; write one with --write-baseline");
  }
  if (json.version !== 2) {
    const remedy =
      json.version === 1 ? "; it does not tell the values that were found, write it anew with --write-baseline" : "";
    throw new TypeError(`its version is ${JSON.stringify(json.version)}, which is not read (2 is)${remedy}`);
  }
  const findings = Array.isArray(json.findings) ? json.findings : [undefined];
  if (!findings.every((entry) => typeof entry?.evidence === "string" && typeof entry?.stack === "string")) {
    throw new TypeError("an entry has no evidence or no stack; write it anew with --write-baseline");
  }
  return json as Baseline;
}

/** What plans and suppressions do is new each time. */
function isLasting({ evaluation }: Finding): boolean {
  return evaluation !== undefined && !/^(?:change|plan)-/.test(evaluation.control.id);
}
