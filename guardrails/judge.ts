import type { Graph, Stack } from "../model";
import { kindOf } from "../model";
import type { Approval } from "./approvals";
import { type Baseline, isInBaseline } from "./baseline";
import { type Accepted, comesFrom } from "./choices";
import { type Control, type Expectation, SEVERITIES, type Severity } from "./control";
import { type Evaluation, evaluate } from "./evaluate";
import { type Finding, Fingerprints, findingsOf } from "./findings";
import { RULES } from "./rules";
import { type JudgedSuppression, mergedSuppressions, type Suppression, suppress } from "./suppressions";

/** What is judged together: all that is in view of one environment. */
export interface Subject {
  readonly graph: Graph;
  readonly expectation: Expectation;
  readonly suppressions: readonly Suppression[];
  readonly approvals: readonly Approval[];
  /** Digests of plans, by the name of the stack. */
  readonly digests: ReadonlyMap<string, string>;
}

export interface JudgeOptions {
  /** Today, `2026-11-30`: the only clock. */
  readonly today: string;
  readonly controls: readonly Control[];
  /** All controls, also those that do not run. */
  readonly allControls: readonly Control[];
  readonly baseline?: Baseline;
  /** Only what the plans change. */
  readonly changedOnly?: boolean;
  /** Also the outcome of Terraform's check blocks. */
  readonly withChecks?: boolean;
}

/** An input, for the head of a report. */
export interface JudgedInput {
  readonly kind: Stack["kind"];
  readonly file: string;
  readonly stack: string;
  readonly environment?: string;
  readonly resources: number;
  readonly changes: number;
  /** Of a plan: what an approval names. */
  readonly digest?: string;
  /** What was not read, and why. */
  readonly notes: readonly string[];
}

/** All that a report tells. */
export interface Judgement {
  readonly inputs: readonly JudgedInput[];
  /** What is wrong, the worst first. */
  readonly findings: readonly Finding[];
  /** What could not be told. */
  readonly unknowns: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly suppression: Suppression }[];
  /** What the environment says on purpose. */
  readonly accepted: readonly Accepted[];
  readonly approved: readonly { readonly finding: Finding; readonly approval: Approval }[];
  readonly known: readonly Finding[];
  readonly suppressions: readonly JudgedSuppression[];
  readonly evaluations: readonly Evaluation[];
  /** Controls that broke: then nothing is clean. */
  readonly broken: readonly Finding[];
}

/** Judges subjects, each by itself, and tells of all in one. */
export function judge(subjects: readonly Subject[], options: JudgeOptions): Judgement {
  const parts = subjects.map((subject) => judgeOne(subject, options));
  const all = <T>(pick: (part: Judgement) => readonly T[]) => parts.flatMap(pick);
  const suppressions = mergedSuppressions(all((part) => part.suppressions));
  return {
    inputs: all(({ inputs }) => inputs),
    findings: [
      ...all(({ findings }) => findings),
      ...suppressions.flatMap(findingsOfSuppression(new Fingerprints())),
      ...objectionsToApprovals(subjects, options.allControls),
    ].sort(byWeight),
    unknowns: [...all(({ unknowns }) => unknowns)].sort(byWeight),
    suppressed: all(({ suppressed }) => suppressed),
    accepted: all(({ accepted }) => accepted),
    approved: all(({ approved }) => approved),
    known: [...all(({ known }) => known)].sort(byWeight),
    suppressions,
    evaluations: all(({ evaluations }) => evaluations),
    broken: all(({ broken }) => broken),
  };
}

/** Whether a finding is as bad as a severity, or worse. */
export function isAtLeast({ severity }: Pick<Finding, "severity">, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}

/** What stands for a subject as a whole: its environment, or its stacks. */
export function labelOf({ expectation, graph }: Pick<Subject, "expectation" | "graph">): string {
  return expectation.environment ?? graph.stacks.map(({ name }) => name).join("+");
}

function judgeOne(subject: Subject, options: JudgeOptions): Judgement {
  const { graph, expectation, suppressions, approvals } = subject;
  const { controls, allControls, today, baseline } = options;
  const every = evaluate(graph, controls, expectation);
  const evaluations = options.changedOnly === true ? every.filter(isOfAChange) : every;
  const [checkFindings, openChecks] = options.withChecks === true ? checks(graph) : [[], []];
  const open = findingsOf(evaluations, labelOf(subject));
  const isWhole = graph.kind === "synth" && options.changedOnly !== true;
  const accepted = open.flatMap((finding) => {
    const choice = expectation.choices?.find((candidate) => comesFrom(candidate, finding));
    return choice === undefined ? [] : [{ finding, choice }];
  });
  const chosen = new Set(accepted.map(({ finding }) => finding));
  const { remaining, silenced, judged } = suppress(
    open.filter((finding) => !chosen.has(finding)),
    suppressions,
    { today, controls: allControls, evaluations: every, accepted, isWhole },
  );
  const approved = remaining.flatMap((finding) => {
    const approval = approvalOf(finding, approvals, subject.digests);
    return approval === undefined ? [] : [{ finding, approval }];
  });
  const yes = new Set(approved.map(({ finding }) => finding));
  const left = remaining.filter((finding) => !yes.has(finding));
  const isKnown = (finding: Finding) =>
    baseline !== undefined && finding.outcome === "fail" && isInBaseline(baseline, finding, graph.stacks.length);
  const fails = left.filter(({ outcome }) => outcome === "fail");
  return {
    inputs: graph.stacks.map((stack) => inputOf(stack, subject)),
    findings: [...fails.filter((finding) => !isKnown(finding)), ...checkFindings],
    unknowns: [...left.filter(({ outcome }) => outcome === "unknown"), ...openChecks],
    suppressed: silenced,
    accepted,
    approved,
    known: fails.filter(isKnown),
    suppressions: judged,
    evaluations,
    broken: left.filter(({ evaluation }) => evaluation?.broken === true),
  };
}

/** The worst first; then by control, stack and address, so that the same things stand together. */
function byWeight(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.stack, b.stack) ||
    compare(a.address, b.address) ||
    compare(a.attribute ?? "", b.attribute ?? "")
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inputOf(
  { name, kind, file, meta, changes, resources }: Stack,
  { expectation, digests }: Subject,
): JudgedInput {
  const digest = digests.get(name);
  return {
    kind,
    file,
    stack: name,
    ...(expectation.environment === undefined ? {} : { environment: expectation.environment }),
    resources: resources.filter(({ mode }) => mode === "managed").length,
    changes: changes.filter((change) => !["none", "read"].includes(kindOf(change))).length,
    ...(digest === undefined ? {} : { digest }),
    notes: meta.notes,
  };
}

/** Whether an evaluation is about something that a plan touches, or about the plan itself. */
function isOfAChange({ change, resource, control }: Evaluation): boolean {
  const own = change ?? resource?.change;
  return own === undefined ? /^(?:change|plan)-/.test(control.id) : !["none", "read"].includes(kindOf(own));
}

/** The approval of a finding: of the same plan and address. */
function approvalOf(
  finding: Finding,
  approvals: readonly Approval[],
  digests: ReadonlyMap<string, string>,
): Approval | undefined {
  const control = finding.evaluation?.control;
  return finding.outcome === "fail" && control?.kind === "change"
    ? approvals.find(
        (approval) =>
          approval.digest === digests.get(finding.stack) &&
          approval.address === finding.address &&
          (approval.control ?? control.id) === control.id,
      )
    : undefined;
}

function objectionsToApprovals(subjects: readonly Subject[], controls: readonly Control[]): Finding[] {
  const fingerprints = new Fingerprints();
  const rule = RULES.malformed;
  return [...new Set(subjects.flatMap(({ approvals }) => approvals))].flatMap((approval) => {
    const { control: id, address, digest } = approval;
    const control = controls.find((candidate) => candidate.id === id);
    const reason =
      id !== undefined && control?.kind !== "change"
        ? `the approval of ${address} names ${id}, which is no change control; only these are approved`
        : !/^sha256:[0-9a-f]{64}$/.test(digest)
          ? `the approval of ${address} has no digest of a plan, sha256: and 64 digits; \`seccfn check\` prints it`
          : undefined;
    const fingerprint = fingerprints.next(rule.id, "", address, "approval");
    return reason === undefined ? [] : [ruleFinding(rule, reason, address, approval, fingerprint)];
  });
}

function findingsOfSuppression(fingerprints: Fingerprints): (suppression: JudgedSuppression) => Finding[] {
  return (suppression) => {
    const { objection, address, control } = suppression;
    if (objection === undefined) {
      return [];
    }
    const { rule, reason } = objection;
    return [ruleFinding(rule, reason, address, suppression, fingerprints.next(rule.id, "", address, control))];
  };
}

function ruleFinding(
  rule: Finding["rule"],
  reason: string,
  address: string,
  { file, line }: { readonly file: string; readonly line?: number },
  fingerprint: string,
): Finding {
  const place = { file, ...(line === undefined ? {} : { line }) };
  return {
    rule,
    severity: rule.severity,
    outcome: "fail",
    stack: "",
    address,
    reason,
    fingerprint,
    places: { terraform: place },
  };
}

/** The outcome of Terraform's checks: what fails, and what it could not tell. */
function checks(graph: Graph): [Finding[], Finding[]] {
  const fingerprints = new Fingerprints();
  const findings = graph.stacks.flatMap(({ name, meta }) =>
    meta.checks
      .filter(({ status }) => status !== "pass")
      .map(({ address, kind, status, problems }): Finding => {
        const rule = RULES.checkHolds;
        const outcome = status === "fail" ? "fail" : "unknown";
        const what = problems.length > 0 ? problems.join("; ") : `Terraform says ${status}`;
        const fingerprint = fingerprints.next(rule.id, name, address);
        const reason = `${kind === "" ? "check" : kind} ${status === "fail" ? "does not hold" : "could not be evaluated"}: ${what}`;
        return { rule, severity: rule.severity, outcome, stack: name, address, reason, fingerprint, places: {} };
      }),
  );
  return [
    findings.filter(({ outcome }) => outcome === "fail"),
    findings.filter(({ outcome }) => outcome === "unknown"),
  ];
}
