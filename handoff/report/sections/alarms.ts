import { counted } from "../../../guardrails/report/report";
import { alarmsOf } from "../../facts/alarms";
import { code, list, NOTHING, section, table } from "../elements";
import { type Html, html } from "../html";
import { type Runbooks, runbookLink } from "../runbooks";
import type { ReportFacts } from "../subject";

/** What raises an alarm, whom it tells, and what to do then. */
export function alarmsSection({ graph }: ReportFacts, runbooks: Runbooks): Html {
  const alarms = alarmsOf(graph);
  return section(
    "alarms",
    "Alarms",
    undefined,
    alarms.length === 0
      ? html`<p>It makes no alarms.</p>`
      : table(
          counted(alarms.length, "alarm"),
          ["Alarm", "What it means", "Raised when", "Tells", "What to do"],
          alarms.map(({ resource, name, meaning, raised, tells, runbook }) => ({
            cells: [
              html`${code(resource.label)}${name === undefined ? undefined : html`<br><span class="muted">${name}</span>`}`,
              meaning === "" ? NOTHING : meaning,
              raised,
              list(tells.map(code)) ?? html`<span class="muted">nobody</span>`,
              runbook === undefined ? NOTHING : runbookLink(runbook, runbooks),
            ],
          })),
        ),
  );
}
