import type { Control } from "../../guardrails/control";
import type { Evaluation } from "../../guardrails/evaluate";
import type { Finding } from "../../guardrails/findings";
import type { Judgement } from "../../guardrails/judge";
import { display } from "../../model";
import { byText } from "../text";

/** What became of an evaluation, or of all of a control's. */
export type Status = "fail" | "unknown" | "suppressed" | "pass" | "none";

/** The worst first. */
export const STATUSES: readonly Status[] = ["fail", "unknown", "suppressed", "pass", "none"];

/** What a control found in one place, with what it saw there. */
export interface Evidence {
  readonly status: Exclude<Status, "none">;
  /** The Terraform address, with the stack before it where there are several. */
  readonly address: string;
  readonly attribute: string | undefined;
  /** The attribute's value, redacted and cut; nothing where the reason is about no attribute, or about what is not there. */
  readonly value: string | undefined;
  readonly reason: string;
  /** Who decided that it stays, and why; of what is suppressed, accepted, approved, or in the baseline. */
  readonly exception: string | undefined;
  readonly constructPath: string | undefined;
}

/** A control with all that it found. */
export interface ControlResult {
  readonly control: Control;
  readonly status: Status;
  readonly evidence: readonly Evidence[];
}

/** A requirement of a framework, and the controls that are about it. */
export interface Requirement {
  readonly id: string;
  readonly status: Status;
  readonly results: readonly ControlResult[];
}

/** The frameworks that controls refer to. */
export const FRAMEWORKS = [
  {
    id: "cis-v5",
    name: "CIS AWS Foundations Benchmark v5.0",
    of: ({ references }: Control) => references.cis?.v5 ?? [],
  },
  {
    id: "cis-v3",
    name: "CIS AWS Foundations Benchmark v3.0",
    of: ({ references }: Control) => references.cis?.v3 ?? [],
  },
  {
    id: "fsbp",
    name: "AWS Foundational Security Best Practices",
    of: ({ references }: Control) => references.fsbp ?? [],
  },
  { id: "nist", name: "NIST SP 800-53 Rev. 5, by family", of: ({ references }: Control) => references.nist },
] as const;

/** The longest value that evidence shows, in characters. */
const LONGEST_VALUE = 90;

/** Each control with its evidence: those that ran, in the order of their ids; also those that found nothing to judge. */
export function controlResults(judgement: Judgement, controls: readonly Control[]): readonly ControlResult[] {
  const exceptions = exceptionsOf(judgement);
  const byControl = new Map<string, Evidence[]>();
  for (const evaluation of judgement.evaluations) {
    const list = byControl.get(evaluation.control.id) ?? [];
    list.push(evidenceOf(evaluation, exceptions));
    byControl.set(evaluation.control.id, list);
  }
  return controls.map((control) => {
    const evidence = (byControl.get(control.id) ?? []).toSorted(
      (a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || byText(a.address, b.address),
    );
    return { control, status: worst(evidence.map(({ status }) => status)), evidence };
  });
}

/** The requirements of a framework, each with the controls that are about it. */
export function requirementsOf(
  framework: (typeof FRAMEWORKS)[number],
  results: readonly ControlResult[],
): readonly Requirement[] {
  const byId = new Map<string, ControlResult[]>();
  for (const result of results) {
    for (const id of framework.of(result.control)) {
      byId.set(id, [...(byId.get(id) ?? []), result]);
    }
  }
  return [...byId]
    .map(([id, own]) => ({ id, results: own, status: worst(own.map(({ status }) => status)) }))
    .sort((a, b) => byNumbers(a.id, b.id));
}

/** The worst of several; `none` where there is none. What found nothing to judge does not count beside what passed. */
export function worst(statuses: readonly Status[]): Status {
  return STATUSES.find((status) => statuses.includes(status)) ?? "none";
}

/** `2.9` before `2.10`. */
export function byNumbers(a: string, b: string): number {
  const padded = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(6, "0"));
  return byText(padded(a), padded(b));
}

function evidenceOf(evaluation: Evaluation, exceptions: ReadonlyMap<Evaluation, string>): Evidence {
  const { outcome, address, attribute, reason, resource, stack } = evaluation;
  const exception = exceptions.get(evaluation);
  const value = attribute === undefined ? undefined : resource?.get(attribute);
  return {
    status: exception === undefined ? outcome : "suppressed",
    address:
      resource?.label ?? (stack === undefined || stack.root.peers.length < 2 ? address : `${stack.name}/${address}`),
    attribute,
    value: value === undefined || value.kind === "absent" ? undefined : display(value, LONGEST_VALUE),
    reason,
    exception,
    constructPath: resource?.constructPath,
  };
}

/** What was decided of evaluations. */
function exceptionsOf({ suppressed, accepted, approved, known }: Judgement): ReadonlyMap<Evaluation, string> {
  const entry = ({ evaluation }: Finding, text: string) =>
    evaluation === undefined ? [] : [[evaluation, text] as const];
  return new Map([
    ...suppressed.flatMap(({ finding, suppression }) =>
      entry(finding, `Suppressed until ${suppression.expires} by ${suppression.owner}: ${suppression.reason}`),
    ),
    ...accepted.flatMap(({ finding, choice }) => entry(finding, `Accepted, ${choice.setting}: ${choice.reason}`)),
    ...approved.flatMap(({ finding, approval }) => entry(finding, `Approved by ${approval.owner}: ${approval.reason}`)),
    ...known.flatMap((finding) => entry(finding, "In the baseline")),
  ]);
}
