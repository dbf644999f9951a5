import { INTERNET, NETWORKS, type PossibleFlow } from "../../../guardrails/reachability/matrix";
import { addressesText, portsText } from "../../../guardrails/reachability/text";
import { kindOf } from "../../diagram/flows";
import { badge, code, list, section, table } from "../elements";
import { type Html, html, type Part } from "../html";
import type { ReportFacts } from "../subject";

/** Which flows are possible: in one table as a matrix, in another with all that there is to say. */
export function reachabilitySection(facts: ReportFacts): Html {
  const { flows, network } = facts;
  return section(
    "reachability",
    "Reachability",
    html`Which connections can be opened, by routes, network ACLs in both directions, and security groups: IPv4, TCP and UDP. <code>npx seccfn reach --from … --to … --port …</code> shows the path of one.`,
    network.hosts.size === 0
      ? html`<p>Nothing has a network interface in a VPC.</p>`
      : [verdict(facts), matrix(flows), flowTable(facts), unread(facts)],
  );
}

function verdict({ environment }: ReportFacts): Html {
  if (environment === undefined) {
    return html`<p>No environment is known of it, so nothing says which flows are meant.</p>`;
  }
  const { missing, unexpected } = environment.comparison;
  return missing.length + unexpected.length === 0
    ? html`<p>${badge("pass")} ${environment.needed.length === 1 ? "The flow that it needs is" : `All ${environment.needed.length} flows that it needs are`} possible, and nothing else goes to or comes from outside.</p>`
    : html`<p>${badge("fail")} Not as the environment needs it:</p>${list([
        ...missing.map(
          ({ from, to, transport, port }) =>
            html`needed, and not possible: ${code(from)} to ${code(to)}, ${transport} ${port}`,
        ),
        ...unexpected.map(
          ({ from, to, transport, ports }) =>
            html`possible, and not needed: ${code(from)} to ${code(to)}, ${transport} ${portsText(ports)}`,
        ),
      ])}`;
}

/** Who opens a connection down the side, where it goes along the top. */
function matrix(flows: readonly PossibleFlow[]): Html {
  const ends = (side: "from" | "to") => {
    const names = new Set(flows.map((flow) => flow[side]));
    const outside = [INTERNET, NETWORKS].filter((name) => names.has(name));
    return [...outside, ...[...names].filter((name) => !outside.includes(name)).sort()];
  };
  const columns = ends("to");
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of flows"><table class="matrix">
<caption>From (rows) to (columns): ports</caption>
<thead><tr><td></td>${columns.map((to) => html`<th scope="col">${endText(to)}</th>`)}</tr></thead>
<tbody>${ends("from").map(
    (from) => html`<tr><th scope="row">${endText(from)}</th>${columns.map((to) => {
      const own = flows.filter((flow) => flow.from === from && flow.to === to);
      return html`<td class="${own.length === 0 ? "closed" : "open"}">${own.length === 0 ? "–" : own.map(shortText).join("; ")}</td>`;
    })}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** `application`, with its type below. */
function endText(address: string): Part {
  const [, type, name] = /^(?:.*\.)?(aws_\w+)\.(.+)$/.exec(address) ?? [];
  return type === undefined || name === undefined
    ? address
    : html`${name.replaceAll("_", " ")}<br><span class="muted">${type}</span>`;
}

function shortText({ transport, ports }: PossibleFlow): string {
  return `${transport} ${portsText(ports)}`;
}

const WORDS = {
  needed: ["pass", "needed"],
  possible: ["none", "possible only"],
  unexpected: ["fail", "not needed"],
} as const;

function flowTable({ flows, environment }: ReportFacts): Html {
  return table(
    "Possible flows",
    ["From", "To", "Ports", "Addresses outside", "Needed"],
    flows.map((flow) => {
      const [status, word] = WORDS[kindOf(flow, environment?.needed, environment?.comparison)];
      return {
        status,
        cells: [
          code(flow.from),
          code(flow.to),
          shortText(flow),
          flow.addresses === undefined ? (isOutside(flow) ? "all" : "–") : addressesText(flow.addresses),
          environment === undefined ? "not known" : html`<span class="badge badge-${status}">${word}</span>`,
        ],
      };
    }),
  );
}

function isOutside({ from, to }: PossibleFlow): boolean {
  return [from, to].some((end) => end === INTERNET || end === NETWORKS);
}

function unread({ network }: ReportFacts): Html | undefined {
  return network.unknown.length === 0
    ? undefined
    : html`<p>${badge("unknown")} Could not be read, so there may be more:</p>${list([...network.unknown])}`;
}
