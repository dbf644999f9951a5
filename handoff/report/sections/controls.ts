import type { Control } from "../../../guardrails/control";
import { yamlFixOf } from "../../../guardrails/findings";
import { counted } from "../../../guardrails/report/report";
import {
  type ControlResult,
  type Evidence,
  FRAMEWORKS,
  requirementsOf,
  STATUSES,
  type Status,
} from "../../facts/control-results";
import { badge, code, details, list, section, statusWord, table } from "../elements";
import { type Html, html, type Part } from "../html";
import { inline } from "../markdown";
import type { ReportFacts } from "../subject";

/** Controls by framework, and each with its evidence. */
export function controlsSection({ results, environment }: ReportFacts): Html {
  const ran = results.filter(({ status }) => status !== "none");
  const nothing = results.filter(({ status }) => status === "none");
  const counts = STATUSES.map((status) => ({
    status,
    count: results.filter((result) => result.status === status).length,
  }));
  return section(
    "controls",
    "Controls",
    html`${counted(results.length, "control")} ran; ${nothing.length} of them found nothing that they are about. What cannot be told counts as neither passed nor failed. A mapping to a framework says that a control is about a requirement, not that the requirement is met as a whole.`,
    [
      html`<ul class="tally">${counts.map(({ status, count }) => html`<li>${badge(status)} ${count}</li>`)}</ul>`,
      html`<h3>By framework</h3>`,
      FRAMEWORKS.map((framework) => frameworkDetails(framework, results)),
      html`<h3>All controls, with evidence</h3>`,
      ran
        .toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status))
        .map((result) => controlDetails(result, environment !== undefined)),
      details(
        html`${badge("none")} ${counted(nothing.length, "control")} with nothing to judge here`,
        html`<ul class="columns">${nothing.map(({ control }) => html`<li id="control-${control.id}">${control.title} ${code(control.id)}</li>`)}</ul>`,
        { status: "none" },
      ),
    ],
  );
}

function frameworkDetails(framework: (typeof FRAMEWORKS)[number], results: readonly ControlResult[]): Html {
  const requirements = requirementsOf(framework, results);
  const tally = STATUSES.flatMap((status) => {
    const count = requirements.filter((requirement) => requirement.status === status).length;
    return count === 0 ? [] : [`${count} ${statusWord(status).toLowerCase()}`];
  });
  return html`<details id="framework-${framework.id}"><summary>${framework.name} <span class="muted">${tally.join(", ")}</span></summary><div class="inside">${table(
    `${framework.name}: what is checked of it`,
    ["Requirement", "Status", "Controls"],
    requirements.map(({ id, status, results: own }) => ({
      status,
      cells: [
        id,
        badge(status),
        html`<ul class="plain">${own.map((result) => html`<li>${badge(result.status)} <a href="#control-${result.control.id}">${result.control.title}</a></li>`)}</ul>`,
      ],
    })),
  )}</div></details>
`;
}

/** In colour only where something is to be mended. */
function severityOf({ severity }: Control, status: Status): Html {
  return status === "fail" || status === "unknown"
    ? html`<span class="severity severity-${severity}">${severity}</span>`
    : html`<span class="muted">${severity} ·</span>`;
}

/** The keys that mend what does not pass. */
function keysFor({ control, evidence }: Pick<ControlResult, "control" | "evidence">): readonly string[] {
  const fixes = evidence
    .filter(({ status }) => status !== "pass")
    .map(({ address, attribute }) =>
      yamlFixOf({
        rule: control,
        address: address.replace(/^[\w-]+\//, ""),
        ...(attribute === undefined ? {} : { attribute }),
      }),
    );
  return [...new Set(fixes)].filter((fix) => fix !== undefined);
}

/** What would be written in an environment's YAML is of use only where there is one. */
function controlDetails({ control, status, evidence }: ControlResult, hasYaml: boolean): Html {
  const { id, title, why, fix } = control;
  const keys = hasYaml ? keysFor({ control, evidence }) : [];
  const content: Part = [
    html`<p>${inline(why, "")}</p>`,
    status === "pass"
      ? undefined
      : html`<p><strong>Mend it:</strong> ${keys.length === 0 ? undefined : html`${keys.map((key, index) => html`${index === 0 ? "" : ", "}${code(key)}`)} in the environment. `}${inline(fix.terraform, "")}</p>`,
    html`<p class="muted">${references(control)}</p>`,
    evidenceTable(title, evidence),
  ];
  return details(
    html`${badge(status)} <span class="title">${title}</span> ${severityOf(control, status)} <span class="muted">${id} · ${counted(evidence.length, "verdict")}</span>`,
    content,
    { id: `control-${id}`, status, open: status === "fail" || status === "unknown" },
  );
}

function references({ references: { cis, fsbp, nist, checkov, trivy } }: ControlResult["control"]): string {
  const named = [
    ["CIS v5", cis?.v5],
    ["CIS v3", cis?.v3],
    ["FSBP", fsbp],
    ["NIST 800-53", nist],
    ["Checkov", checkov],
    ["Trivy", trivy],
  ] as const;
  return named
    .flatMap(([name, ids]) => (ids === undefined || ids.length === 0 ? [] : [`${name} ${ids.join(", ")}`]))
    .join(" · ");
}

function evidenceTable(title: string, evidence: readonly Evidence[]): Html {
  return table(
    `Evidence: ${title}`,
    ["Address", "Status", "Attribute and value", "What was found"],
    alike(evidence).map(({ addresses, status, attribute: path, value, reason, exception }) => ({
      status,
      cells: [
        list(addresses.map(code)),
        badge(status),
        path === undefined
          ? "–"
          : html`${code(path)}${value === undefined ? undefined : html`<br><code class="value">${value}</code>`}`,
        html`${reason}${exception === undefined ? undefined : html`<br><span class="muted">${exception}</span>`}`,
      ],
    })),
  );
}

/** Evidence that differs by nothing but the address, as one with all addresses, where the first of it stood. */
function alike(evidence: readonly Evidence[]): (Evidence & { readonly addresses: readonly string[] })[] {
  const groups = new Map<string, Evidence & { readonly addresses: string[] }>();
  for (const one of evidence) {
    const { status, attribute: path, value, reason, exception } = one;
    const key = JSON.stringify([status, path, value, reason, exception]);
    const group = groups.get(key) ?? { ...one, addresses: [] };
    group.addresses.push(one.address);
    groups.set(key, group);
  }
  return [...groups.values()];
}
