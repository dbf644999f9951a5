import { SEVERITIES } from "../../../guardrails/control";
import type { Finding, Places } from "../../../guardrails/findings";
import type { JudgedInput, Judgement } from "../../../guardrails/judge";
import { addressText, counted, counts, countsText } from "../../../guardrails/report/report";
import { listed } from "../../text";
import { badge, code, list, NOTHING, type Row, section, table } from "../elements";
import { type Html, html, type Part } from "../html";
import type { ReportFacts } from "../subject";

/** What the environment is, and how it stands. */
export function summarySection(facts: ReportFacts): Html {
  return section("summary", "Summary", undefined, [
    verdict(facts),
    cards(facts),
    identity(facts),
    findingsTable(facts),
  ]);
}

/** One sentence on how it stands. */
function verdict({ judgement, environment }: ReportFacts): Html {
  const { findings, unknowns } = judgement;
  const unexpected = environment?.comparison.unexpected.length ?? 0;
  const missing = environment?.comparison.missing.length ?? 0;
  const status = findings.length + unexpected + missing > 0 ? "fail" : unknowns.length > 0 ? "unknown" : "pass";
  const words = [
    findings.length === 0 ? "no findings" : `${counted(findings.length, "finding")} (${countsText(judgement)})`,
    ...(unknowns.length === 0 ? [] : [`${counted(unknowns.length, "verdict")} that cannot be told`]),
    ...(unexpected === 0 ? [] : [`${counted(unexpected, "flow")} that nobody needs`]),
    ...(missing === 0 ? [] : [`${counted(missing, "needed flow")} that ${missing === 1 ? "is" : "are"} not possible`]),
  ];
  const head =
    status === "pass"
      ? "All controls that apply pass"
      : status === "unknown"
        ? "Some of it cannot be told"
        : "There is something to mend";
  return html`<p class="verdict verdict-${status}">${badge(status)} <strong>${head}:</strong> ${listed(words)}.</p>`;
}

function cards(facts: ReportFacts): Html {
  const { judgement, graph, stores, results, environment, flows } = facts;
  const byOwn = stores.filter(({ encryption }) => encryption?.kind === "own").length;
  const accepted = judgement.accepted.length;
  const found = counts(judgement);
  const ran = results.filter(({ status }) => status !== "none").length;
  const passed = results.filter(({ status }) => status === "pass").length;
  const outside = flows.filter(({ from }) => from === "internet").length;
  const values: readonly (readonly [string, Part, Part])[] = [
    ["Findings", judgement.findings.length, SEVERITIES.map((severity) => `${found[severity]} ${severity}`).join(", ")],
    [
      "Controls",
      `${passed} of ${ran}`,
      html`pass; <a href="#suppressions">${judgement.suppressed.length} suppressed</a>${accepted === 0 ? undefined : `, ${accepted} accepted`}`,
    ],
    [
      "Resources",
      graph.resources().length,
      counted(graph.stacks.length, graph.kind === "synth" ? "stack" : graph.kind),
    ],
    ["Stores with an own key", `${byOwn} of ${stores.length}`, html`<a href="#data">how data is protected</a>`],
    [
      "Flows from the internet",
      outside,
      outside === 0
        ? "nothing comes in"
        : environment === undefined
          ? "what is needed is not known"
          : environment.comparison.unexpected.length === 0
            ? "all of them needed"
            : `${environment.comparison.unexpected.length} not needed`,
    ],
  ];
  return html`<dl class="cards">${values.map(([name, value, note]) => html`<div class="card"><dt>${name}</dt><dd><span class="number">${value}</span> <span class="muted">${note}</span></dd></div>`)}</dl>`;
}

function identity({ graph, environment, judgement }: ReportFacts): Html {
  const facts = (name: "account" | "region") =>
    [...new Set(graph.stacks.flatMap(({ meta }) => meta[name] ?? []))].join(", ");
  const values = environment?.values;
  const rows: readonly (readonly [string, Part])[] = [
    ["Account", facts("account")],
    ["Region", facts("region")],
    ["Stage", values?.stage],
    ["Topology", values?.topology],
    ["Lifecycle", values?.lifecycle],
    ["Described by", environment === undefined ? undefined : code(environment.file)],
    ["Read from", html`${listed(judgement.inputs.map(inputText))}`],
  ];
  return html`<dl class="facts">${rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [html`<div><dt>${name}</dt><dd>${value}</dd></div>`]))}</dl>`;
}

/** `plan network (26 resources, 3 changes)`. */
function inputText({ kind, stack, resources, changes }: JudgedInput): string {
  const changed = kind === "plan" ? `, ${counted(changes, "change")}` : "";
  return `${kind === "synth" ? "stack" : kind} ${stack} (${counted(resources, "resource")}${changed})`;
}

/** What is wrong, the worst first; each leads to its control. The same found in several places stands in one row. */
function findingsTable({ judgement, environment }: ReportFacts): Html | undefined {
  const groups = new Map<string, Finding[]>();
  for (const finding of [...judgement.findings, ...judgement.unknowns]) {
    const key = `${finding.rule.id} ${finding.outcome} ${finding.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const rows = [...groups.values()].flatMap((group) => findingRow(group, judgement, environment !== undefined));
  return rows.length === 0
    ? undefined
    : table(
        "What is to be mended, the worst first",
        ["Finding", "Severity", "Where", "What was found", ...(environment === undefined ? [] : ["Key to set"])],
        rows,
      );
}

function findingRow(group: readonly Finding[], judgement: Judgement, isOurs: boolean): Row[] {
  const [first] = group;
  if (first === undefined) {
    return [];
  }
  const { rule, severity, outcome, reason, evaluation, places } = first;
  const where = group.map(
    (finding) =>
      html`${code(addressText(finding, judgement))}${finding.attribute === undefined ? undefined : html`<br><span class="muted">${finding.attribute}</span>`}`,
  );
  return [
    {
      status: outcome,
      cells: [
        evaluation === undefined ? rule.title : html`<a href="#control-${rule.id}">${rule.title}</a>`,
        outcome === "unknown" ? badge("unknown") : html`<span class="severity severity-${severity}">${severity}</span>`,
        list(where),
        reason,
        ...(isOurs ? [keyToSet(places)] : []),
      ],
    },
  ];
}

/** The key of the environment's YAML that leads there, and its line, or where it would stand. */
function keyToSet({ yaml }: Places): Part {
  return yaml === undefined
    ? NOTHING
    : html`${code(yaml.key)}<br><span class="muted">${yaml.isSet ? "line" : "not set yet, line"} ${yaml.line}</span>`;
}
