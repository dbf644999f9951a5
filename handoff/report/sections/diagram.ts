import type { Drawing } from "../../diagram/drawing";
import { section } from "../elements";
import { type Html, html, trusted } from "../html";
import type { ReportFacts } from "../subject";

/** The diagram, in a frame that scrolls; the script adds zoom and dragging. */
export function diagramSection({ environment }: ReportFacts, drawing: Drawing, svg: string): Html {
  const kinds = new Set(drawing.flows.map(({ kind }) => kind));
  return section(
    "diagram",
    "Architecture",
    html`What stands where, what encrypts it, and which connections are possible. Point at a box for its addresses in Terraform. The same in words: <a href="#reachability">flows</a>, <a href="#data">data</a>, <a href="#access">roles</a>.`,
    html`<div class="viewer" id="viewer"><div class="viewport" tabindex="0" role="group" aria-label="Architecture diagram, scrolls in both directions">${trusted(svg)}</div></div>
<ul class="legend" aria-label="Legend">
${environment === undefined ? undefined : html`<li><span class="line line-needed"></span> needed by the environment</li>`}
${kinds.has("possible") ? html`<li><span class="line line-possible"></span> ${environment === undefined ? "possible" : "possible, within the network, and not needed"}</li>` : undefined}
${kinds.has("unexpected") ? html`<li><span class="line line-unexpected"></span> from or to outside, and not needed</li>` : undefined}
<li><span class="key-sample">key …</span> what encrypts it</li>
</ul>`,
  );
}
