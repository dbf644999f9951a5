import type { ControlReferences } from "../control";
import type { Evaluation } from "../evaluate";
import { type Finding, yamlFixOf } from "../findings";
import { isAtLeast } from "../judge";
import type { JsonFindings } from "./json-schema";
import { counts, type Report } from "./report";

/** The whole report for programs, in the shape of `help/findings.schema.json`. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(jsonFindings(report), null, 2)}\n`;
}

/** The same as an object. */
export function jsonFindings({ judgement, failOn, all, version }: Report): JsonFindings {
  const { inputs, findings, unknowns, suppressed, accepted, approved, known, suppressions, evaluations } = judgement;
  return {
    version: 1,
    tool: { name: "seccfn", version },
    failOn,
    failing: findings.filter((finding) => isAtLeast(finding, failOn)).length,
    counts: {
      ...counts(judgement),
      unknown: unknowns.length,
      suppressed: suppressed.length,
      accepted: accepted.length,
      approved: approved.length,
      known: known.length,
      passed: evaluations.filter(({ outcome }) => outcome === "pass").length,
    },
    inputs: inputs.map((input) => ({ ...input, notes: [...input.notes] })),
    findings: findings.map(jsonFinding),
    unknowns: unknowns.map(jsonFinding),
    suppressed: suppressed.map(({ finding, suppression }) => ({ finding: jsonFinding(finding), suppression })),
    accepted: accepted.map(({ finding, choice: { setting, reason } }) => ({
      finding: jsonFinding(finding),
      choice: { setting, reason },
    })),
    approved: approved.map(({ finding, approval }) => ({ finding: jsonFinding(finding), approval })),
    known: known.map(jsonFinding),
    suppressions: suppressions.map(({ objection: _, ...suppression }) => suppression),
    ...(all ? { evaluations: evaluations.map(jsonEvaluation) } : {}),
  };
}

function jsonFinding(finding: Finding): JsonFindings["findings"][number] {
  const { rule, severity, address, stack, attribute, reason, fingerprint, places } = finding;
  const yaml = yamlFixOf(finding);
  return {
    control: rule.id,
    title: rule.title,
    severity,
    address,
    stack,
    ...(attribute === undefined ? {} : { attribute }),
    reason,
    why: rule.why,
    fix: { ...(yaml === undefined ? {} : { yaml }), terraform: rule.fix.terraform },
    aliases: aliasesOf(rule.references),
    fingerprint,
    places,
  };
}

function jsonEvaluation(evaluation: Evaluation): NonNullable<JsonFindings["evaluations"]>[number] {
  const { control, address, stack, outcome, reason, attribute } = evaluation;
  return {
    control: control.id,
    aliases: aliasesOf(control.references),
    address,
    stack: stack?.name ?? "",
    verdict: outcome,
    reason,
    ...(attribute === undefined ? {} : { attribute }),
  };
}

function aliasesOf({ cis, fsbp = [], nist, checkov = [], trivy = [] }: ControlReferences) {
  return {
    cisV3: [...(cis?.v3 ?? [])],
    cisV5: [...(cis?.v5 ?? [])],
    fsbp: [...fsbp],
    nist: [...nist],
    checkov: [...checkov],
    trivy: [...trivy],
  };
}
