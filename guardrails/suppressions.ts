import type { Accepted } from "./choices";
import type { Control } from "./control";
import { planForThisEnvironment } from "./controls/change/plan-for-this-environment";
import { type Evaluation, WHOLE_ENVIRONMENT } from "./evaluate";
import type { Finding } from "./findings";
import { RULES, type Rule } from "./rules";

/** Somebody's decision that a finding stays for a while. */
export interface Suppression {
  /** The control's id. */
  readonly control: string;
  /**
   * The Terraform address; without the key of an instance it stands for all instances of that block; `environment` where
   * the finding is about the environment as a whole.
   */
  readonly address: string;
  /** The only finding that is meant, where a control has several at the address. */
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day, `2027-03-31`. */
  readonly expires: string;
  /** Where it is written. */
  readonly file: string;
  readonly line?: number;
}

export type SuppressionState = "used" | "unused" | "not judged" | "expired" | "malformed" | "too broad";

/** A suppression with what became of it, for the reports. */
export interface JudgedSuppression extends Suppression {
  readonly state: SuppressionState;
  /** How many findings it silences. */
  readonly count: number;
  /** What is wrong with it. */
  readonly objection?: Objection;
}

/** What is wrong with a suppression. */
export interface Objection {
  readonly rule: Rule;
  readonly reason: string;
}

/** What suppressions do to findings. */
export interface Suppressed {
  readonly remaining: readonly Finding[];
  readonly silenced: readonly { readonly finding: Finding; readonly suppression: Suppression }[];
  readonly judged: readonly JudgedSuppression[];
}

/** What suppressions are judged by. */
export interface SuppressionContext {
  /** Today, `2026-11-30`. */
  readonly today: string;
  readonly controls: readonly Control[];
  readonly evaluations: readonly Evaluation[];
  /** What needs no suppression, since the environment says so on purpose. */
  readonly accepted?: readonly Accepted[];
  /** Whether all of the environment is in view, so that an address that is not there exists nowhere. */
  readonly isWhole: boolean;
}

/** The longest time that a finding may be suppressed. */
export const LONGEST_SUPPRESSION_DAYS = 366;

/** Whether a control's findings can only be approved, for one plan by its digest. */
export function isOnlyApproved({ kind, severity, id }: Control): boolean {
  return (kind === "change" && severity === "critical") || id === planForThisEnvironment.id;
}

/** Takes away what suppressions silence; what is wrong with them is told beside it. */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  context: SuppressionContext,
): Suppressed {
  const silenced = new Map<Finding, Suppression>();
  const judged = suppressions.map((suppression): JudgedSuppression => {
    const wrong = invalidity(suppression, context);
    if (wrong !== undefined) {
      return { ...suppression, count: 0, ...wrong };
    }
    const matching = findings.filter((finding) => isMeant(suppression, finding) && !silenced.has(finding));
    for (const finding of matching) {
      silenced.set(finding, suppression);
    }
    return { ...suppression, count: matching.length, ...verdictOn(suppression, matching, context) };
  });
  return {
    remaining: findings.filter((finding) => !silenced.has(finding)),
    silenced: [...silenced].map(([finding, suppression]) => ({ finding, suppression })),
    judged,
  };
}

/** The same suppression, judged in several environments: what became of it in the one that it is for. */
export function mergedSuppressions(judged: readonly JudgedSuppression[]): readonly JudgedSuppression[] {
  const kept = new Map<string, JudgedSuppression>();
  for (const suppression of judged) {
    const { file, line, control, address, fingerprint } = suppression;
    const key = JSON.stringify([file, line, control, address, fingerprint]);
    const earlier = kept.get(key);
    if (earlier === undefined || weight(suppression) < weight(earlier)) {
      kept.set(key, suppression);
    }
  }
  return [...kept.values()];
}

const STATES: readonly SuppressionState[] = ["malformed", "expired", "too broad", "used", "unused", "not judged"];

function weight({ state }: JudgedSuppression): number {
  return STATES.indexOf(state);
}

type Verdict = Pick<JudgedSuppression, "state" | "objection">;

/** What became of a suppression that may be one. */
function verdictOn(suppression: Suppression, matching: readonly Finding[], context: SuppressionContext): Verdict {
  if (matching.length === 0) {
    const reason = uselessness(suppression, context);
    return reason === undefined
      ? { state: "not judged" }
      : { state: "unused", objection: { rule: RULES.unused, reason } };
  }
  const crowded = suppression.fingerprint === undefined ? firstCrowded(matching) : undefined;
  if (crowded === undefined) {
    return { state: "used" };
  }
  const prints = crowded.map(({ fingerprint }) => fingerprint).join(", ");
  const reason = `${named(suppression)} silences ${crowded.length} findings of ${crowded[0]?.address}; name the one that is meant by its fingerprint (${prints}), in an entry each`;
  return { state: "too broad", objection: { rule: RULES.tooBroad, reason } };
}

/** `module.net["a"].aws_subnet.private[0]`; also a data source. */
const ADDRESS =
  /^(?:module\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?\.)*(?:data\.)?(?!module\.)\w+\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?$/;

/** Why a suppression is none. */
function invalidity(suppression: Suppression, { today, controls }: SuppressionContext): Verdict | undefined {
  const wrong = (state: SuppressionState, rule: Rule, reason: string): Verdict => ({
    state,
    objection: { rule, reason },
  });
  const malformed = (reason: string) => wrong("malformed", RULES.malformed, reason);
  const control = controls.find(({ id }) => id === suppression.control);
  if (control === undefined) {
    return malformed(`there is no control ${suppression.control}; help/controls.md lists them`);
  }
  if (isOnlyApproved(control)) {
    return malformed(
      `${control.id} cannot be suppressed: a plan that does it is approved by its digest, see help/check.md`,
    );
  }
  const { address, expires } = suppression;
  const own = address.replace(/^[\w-]+\//, "");
  if (own !== WHOLE_ENVIRONMENT && !ADDRESS.test(own)) {
    return wrong(
      "too broad",
      RULES.tooBroad,
      `${named(suppression)} is not the address of one resource; write it as Terraform does, e.g. aws_s3_bucket.logs, without wildcards`,
    );
  }
  const days = daysBetween(today, expires);
  if (days === undefined) {
    return malformed(`${named(suppression)} expires on ${expires}, which is no day; write it as 2027-03-31`);
  }
  if (days < 0) {
    return wrong("expired", RULES.expired, `${named(suppression)} expired on ${expires}`);
  }
  return days > LONGEST_SUPPRESSION_DAYS
    ? malformed(`${named(suppression)} lasts until ${expires}, more than a year; choose a day within one`)
    : undefined;
}

function isMeant({ control, address, fingerprint }: Suppression, finding: Finding): boolean {
  return (
    finding.rule.id === control &&
    (fingerprint === undefined || fingerprint === finding.fingerprint) &&
    isAt(address, finding.stack, finding.address)
  );
}

/** Whether an address means a resource: it is its own, its block's, or one of these with the stack before it. */
function isAt(meant: string, stack: string, address: string): boolean {
  const block = address.replace(/\[[^\]]*\]$/, "");
  return [address, block].some((own) => meant === own || meant === `${stack}/${own}`);
}

/** Why it silences nothing; nothing where that was not judged, since another input shows it. */
function uselessness(
  suppression: Suppression,
  { evaluations, accepted = [], isWhole }: SuppressionContext,
): string | undefined {
  const { control, address, fingerprint } = suppression;
  const own = evaluations.filter(
    (evaluation) =>
      evaluation.control.id === control && isAt(address, evaluation.stack?.name ?? "", evaluation.address),
  );
  const chosen = accepted.find(({ finding }) => isMeant(suppression, finding));
  if (chosen !== undefined) {
    return `${named(suppression)} silences nothing: ${chosen.choice.setting} accepts what is found there; remove it`;
  }
  if (own.length > 0) {
    const isOther = fingerprint !== undefined && own.some(({ outcome }) => outcome !== "pass");
    return `${named(suppression)} silences nothing: ${isOther ? `no finding there has the fingerprint ${fingerprint}` : "the control passes there"}; remove it`;
  }
  const isThere = evaluations.some(({ stack, address: other }) => isAt(address, stack?.name ?? "", other));
  return isWhole && !isThere && !control.startsWith("change-")
    ? `${named(suppression)} silences nothing: there is no such resource; remove it`
    : undefined;
}

/** The findings of the first resource that has several. */
function firstCrowded(findings: readonly Finding[]): readonly Finding[] | undefined {
  const byResource = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.stack}/${finding.address}`;
    byResource.set(key, [...(byResource.get(key) ?? []), finding]);
  }
  return [...byResource.values()].find((list) => list.length > 1);
}

function named({ control, address }: Suppression): string {
  return `the suppression of ${control} at ${address}`;
}

/** Days from one day to another; nothing where the second is no day of the calendar. */
function daysBetween(from: string, to: string): number | undefined {
  const [start, end] = [from, to].map((day) => Date.parse(`${day}T00:00:00Z`));
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(to) && end !== undefined && new Date(end || 0).toISOString().startsWith(to);
  return isDay && start !== undefined ? Math.round((end - start) / 86_400_000) : undefined;
}
