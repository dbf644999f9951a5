import type { Control, ControlReferences } from "../../guardrails/control";
import type { Evaluation } from "../../guardrails/evaluate";
import type { Finding } from "../../guardrails/findings";
import { CONTROLS_BY_SERVICE } from "../../guardrails/registry";
import { counted } from "../../guardrails/report/report";
import { byText } from "../text";
import { code, documentOf, plain, table } from "./markdown";
import type { Guide } from "./readme";

/** What became of a control: the worst that was said of anything. */
type State = "holds" | "let stay" | "open" | "not told" | "nothing to judge";

/** `CONTROLS.md`: what the controls say of the environment, with evidence, and by frameworks. */
export function controlsDocument({ source, judgement }: Guide): string {
  const { environment } = source;
  const { evaluations, findings, unknowns, suppressed, accepted } = judgement;
  const passed = evaluations.filter(({ outcome }) => outcome === "pass").length;
  const states = statesOf(judgement);
  return documentOf([
    [`# Controls of ${environment.name}`],
    [
      `Security controls judged this configuration before it was handed over: ${counted(passed, "evaluation")} passed, ${counted(findings.length, "finding")} open, ${suppressed.length + accepted.length} let stay with a reason, ${unknowns.length} could not be told. What is critical or high and open would have stopped it.`,
      "Values count as the knobs have them now. What only AWS knows is judged after an apply.",
    ],
    ...letStay(judgement, source.suppressions),
    ...openFindings("What does not hold", findings),
    ...openFindings("What could not be told", unknowns),
    ["## All controls"],
    ["*Holds*: on everything that it looks at. The number says on how many things it was judged."],
    ...Object.entries(CONTROLS_BY_SERVICE).flatMap(([service, controls]) => serviceSection(service, controls, states)),
    ...frameworks(states),
  ]);
}

interface Judged {
  readonly control: Control;
  readonly state: State;
  readonly count: number;
}

function statesOf({ evaluations, findings, unknowns, suppressed, accepted }: Guide["judgement"]): readonly Judged[] {
  const ids = (list: readonly Finding[]) => new Set(list.map(({ rule }) => rule.id));
  const [open, untold, stays] = [
    ids(findings),
    ids(unknowns),
    ids([...suppressed, ...accepted].map(({ finding }) => finding)),
  ];
  const byId = new Map<string, Evaluation[]>();
  for (const evaluation of evaluations) {
    byId.set(evaluation.control.id, [...(byId.get(evaluation.control.id) ?? []), evaluation]);
  }
  return Object.values(CONTROLS_BY_SERVICE)
    .flat()
    .map((control) => {
      const { id } = control;
      const count = byId.get(id)?.length ?? 0;
      const state = open.has(id)
        ? "open"
        : untold.has(id)
          ? "not told"
          : stays.has(id)
            ? "let stay"
            : count === 0
              ? "nothing to judge"
              : "holds";
      return { control, state, count };
    });
}

function letStay(
  { suppressed, accepted }: Guide["judgement"],
  suppressions: Guide["source"]["suppressions"],
): string[][] {
  const row = ({ rule, address, reason }: Finding, why: string) => [code(rule.id), code(address), plain(reason), why];
  const rows = [
    ...suppressed.map(({ finding }) => {
      const { rule, address } = finding;
      const own = suppressions.find(
        (suppression) =>
          suppression.control === rule.id && address.startsWith(suppression.address.replace(/^[\w-]+\//, "")),
      );
      return row(finding, own === undefined ? "" : `${plain(own.reason)} (${plain(own.owner)}, until ${own.expires})`);
    }),
    ...accepted.map(({ finding, choice }) => row(finding, `${code(choice.setting)}: ${plain(choice.reason)}`)),
  ];
  return rows.length === 0
    ? []
    : [
        ["## What was let stay"],
        table(["control", "where", "what was found", "why it stays, who said so, until when"], rows),
      ];
}

function openFindings(title: string, findings: readonly Finding[]): string[][] {
  const rows = findings.map(({ rule, severity, address, attribute, reason }) => [
    severity,
    code(rule.id),
    code(attribute === undefined ? address : `${address}.${attribute}`),
    plain(reason),
  ]);
  return rows.length === 0 ? [] : [[`## ${title}`], table(["severity", "control", "where", "why"], rows)];
}

function serviceSection(service: string, controls: readonly Control[], states: readonly Judged[]): string[][] {
  const rows = controls.flatMap((control) => {
    const judged = states.find((one) => one.control === control);
    return judged === undefined || judged.state === "nothing to judge"
      ? []
      : [[code(control.id), plain(control.title), control.severity, stateText(judged.state), `${judged.count}`]];
  });
  return rows.length === 0
    ? []
    : [[`### ${service}`], table(["control", "what it says", "severity", "", "-judged"], rows)];
}

const FRAMEWORKS: readonly {
  readonly title: string;
  readonly ids: (references: ControlReferences) => readonly string[];
}[] = [
  { title: "CIS AWS Foundations Benchmark v5.0", ids: ({ cis }) => cis?.v5 ?? [] },
  { title: "CIS AWS Foundations Benchmark v3.0", ids: ({ cis }) => cis?.v3 ?? [] },
  { title: "AWS Foundational Security Best Practices", ids: ({ fsbp }) => fsbp ?? [] },
  { title: "NIST SP 800-53 Rev. 5, families", ids: ({ nist }) => nist },
];

function frameworks(states: readonly Judged[]): string[][] {
  const judged = states.filter(({ state }) => state !== "nothing to judge");
  return [
    ["## By framework"],
    [
      "Which controls are about which requirement. That all of them hold is no certificate: frameworks ask for more than configuration.",
    ],
    ...FRAMEWORKS.flatMap(({ title, ids }) => {
      const byId = new Map<string, Judged[]>();
      for (const one of judged) {
        for (const id of ids(one.control.references)) {
          byId.set(id, [...(byId.get(id) ?? []), one]);
        }
      }
      const rows = [...byId]
        .sort(([a], [b]) => byNumbers(a, b))
        .map(([id, list]) => [
          id,
          overall(list),
          list.map(({ control, state }) => named(control.id, state)).join(", "),
        ]);
      return rows.length === 0 ? [] : [[`### ${title}`], table(["requirement", "", "controls"], rows)];
    }),
  ];
}

function named(id: string, state: State): string {
  return state === "holds" ? id : `*${id}*`;
}

function overall(list: readonly Judged[]): string {
  const states = list.map(({ state }) => state);
  return stateText(["open", "not told", "let stay", "holds"].find((state) => states.includes(state as State)) as State);
}

function stateText(state: State): string {
  return state === "holds" ? "holds" : `**${state}**`;
}

/** `2.2` before `2.10`, `KMS.4` before `S3.1`: part by part, numbers as numbers. */
function byNumbers(a: string, b: string): number {
  const parts = (id: string) => id.split(/[.-]/);
  const [left, right] = [parts(a), parts(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? "";
    const difference = /^\d+$/.test(part) && /^\d+$/.test(other) ? Number(part) - Number(other) : byText(part, other);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}
