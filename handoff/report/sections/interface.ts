import { counted } from "../../../guardrails/report/report";
import { display } from "../../../model";
import { knobsOf, outputsOf } from "../../facts/interface";
import { code, details, list, NOTHING, section, table } from "../elements";
import { type Html, html } from "../html";
import type { ReportFacts } from "../subject";

/** What other projects and people read of it. */
export function outputsSection({ graph }: ReportFacts): Html {
  const outputs = outputsOf(graph);
  return section(
    "outputs",
    "Outputs",
    undefined,
    outputs.length === 0
      ? html`<p>It has no outputs.</p>`
      : table(
          counted(outputs.length, "output"),
          ["Output", "What it is", "Value"],
          outputs.map(({ name, description, value, sensitive }) => ({
            cells: [
              code(name),
              description ?? NOTHING,
              sensitive ? html`<span class="muted">sensitive</span>` : code(display(value, 160)),
            ],
          })),
        ),
  );
}

/** What can be turned without changing the code; and the environment's file. */
export function knobsSection({ graph, environment }: ReportFacts): Html {
  const knobs = knobsOf(graph);
  return section(
    "knobs",
    "Knobs",
    html`Terraform variables: set in a <code>*.tfvars</code> file, by whoever operates it. Everything else is decided by the environment's file.`,
    [
      knobs.length === 0
        ? html`<p>It has no variables.</p>`
        : table(
            counted(knobs.length, "variable"),
            ["Variable", "What it is", "Type", "Value", "What is allowed"],
            knobs.map(({ name, description, type, value, sensitive, rules }) => ({
              cells: [
                code(name),
                description ?? NOTHING,
                type === undefined ? NOTHING : html`<span class="nowrap">${code(type)}</span>`,
                sensitive ? html`<span class="muted">sensitive</span>` : code(display(value)),
                list([...rules]) ?? NOTHING,
              ],
            })),
          ),
      environment === undefined
        ? undefined
        : details(
            html`The environment’s file, ${code(environment.file)}`,
            html`<pre tabindex="0" role="region" aria-label="${environment.file}"><code>${environment.yaml}</code></pre>`,
          ),
    ],
  );
}
