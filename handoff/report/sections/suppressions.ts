import { acceptedLines, counted } from "../../../guardrails/report/report";
import { badge, code, section, table } from "../elements";
import { type Html, html } from "../html";
import type { ReportFacts } from "../subject";

/** What stays although a control finds it: who decided so and until when, or which setting says so. */
export function suppressionsSection({ judgement, results }: ReportFacts): Html {
  const shown = new Set(results.map(({ control }) => control.id));
  const { suppressions, approved, known } = judgement;
  return section(
    "suppressions",
    "Suppressions",
    html`What a control finds and somebody decided to keep for a while. After its last day each is a finding again.`,
    [
      suppressions.length === 0
        ? html`<p>There are none.</p>`
        : table(
            counted(suppressions.length, "suppression"),
            ["Control", "Where", "Reason", "Owner", "Until", "State"],
            suppressions.map(({ control, address, reason, owner, expires, state, count, file, line }) => ({
              cells: [
                shown.has(control) ? html`<a href="#control-${control}">${control}</a>` : code(control),
                html`${code(address)}<br><span class="muted">${file}${line === undefined ? undefined : `:${line}`}</span>`,
                reason,
                owner,
                html`<span class="nowrap">${expires}</span>`,
                html`${badge(state === "used" || state === "not judged" ? "suppressed" : "fail")} ${state}, ${counted(count, "finding")}`,
              ],
            })),
          ),
      approved.length === 0
        ? undefined
        : table(
            counted(approved.length, "approval"),
            ["Control", "Where", "Reason", "Owner"],
            approved.map(({ finding, approval }) => ({
              cells: [finding.rule.id, code(finding.address), approval.reason, approval.owner],
            })),
          ),
      ...acceptedLines(judgement).map((line) => html`<p>Accepted, since the environment says so: ${line}.</p>`),
      known.length === 0 ? undefined : html`<p>${counted(known.length, "finding")} of the baseline.</p>`,
    ],
  );
}
