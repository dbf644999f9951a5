import type { Status } from "../facts/control-results";
import { type Html, html, type Part } from "./html";

/** A row of a table. */
export interface Row {
  readonly cells: readonly Part[];
  readonly id?: string;
  /** What the filter by status asks for. */
  readonly status?: Status;
}

/**
 * A table with a caption. Its roles are written out, since narrow screens show rows as blocks, and a table whose rows are blocks is
 * none for screen readers. The first cell of a row is its heading.
 */
export function table(caption: string, columns: readonly string[], rows: readonly Row[]): Html {
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => rowOf(row, columns))}</tbody>
</table>
`;
}

function rowOf({ cells, id, status }: Row, columns: readonly string[]): Html {
  return html`<tr role="row" class="item"${attribute("id", id)}${attribute("data-status", status)}>${cells.map(
    (cell, index) =>
      index === 0
        ? html`<th role="rowheader" scope="row" data-label="${columns[index] ?? ""}">${cell}</th>`
        : html`<td role="cell" data-label="${columns[index] ?? ""}">${cell}</td>`,
  )}</tr>
`;
}

/** An attribute with a space before it, or nothing where there is no value. */
function attribute(name: "id" | "data-status", value: string | undefined): Part {
  return value === undefined ? undefined : name === "id" ? html` id="${value}"` : html` data-status="${value}"`;
}

/** A part of the page, with a heading that its region is named after. */
export function section(id: string, title: string, intro: Part, content: Part): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${intro === undefined ? undefined : html`<p class="intro">${intro}</p>`}
${content}
</section>
`;
}

/** What can be opened and closed, also without scripts. */
export function details(
  summary: Part,
  content: Part,
  options: { readonly open?: boolean; readonly id?: string; readonly status?: Status } = {},
): Html {
  const { open = false, id, status } = options;
  return open
    ? html`<details open class="item"${attribute("id", id)}${attribute("data-status", status)}><summary>${summary}</summary><div class="inside">${content}</div></details>
`
    : html`<details class="item"${attribute("id", id)}${attribute("data-status", status)}><summary>${summary}</summary><div class="inside">${content}</div></details>
`;
}

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  fail: "Fail",
  unknown: "Not known",
  suppressed: "Suppressed",
  pass: "Pass",
  none: "Nothing there",
};

/** What a status is called. */
export function statusWord(status: Status): string {
  return STATUS_WORDS[status];
}

/** A status as a word in its colour. */
export function badge(status: Status): Html {
  return html`<span class="badge badge-${status}">${STATUS_WORDS[status]}</span>`;
}

/** One thing as it is, several as a list; nothing where there is none. */
export function list(items: readonly Part[]): Part {
  const [first] = items;
  return items.length < 2 ? first : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** What is longer than this, in characters, may be broken; a piece of it that is longer, behind `_` too. */
const LONG = 18;

/** Something in Terraform's or AWS's own words. Where a line has no room for it, it is broken where words end. */
export function code(text: string): Html {
  if (text.length <= LONG) {
    return html`<code>${text}</code>`;
  }
  const pieces = text
    .split(/(?<=[./])(?=[^./])/)
    .flatMap((piece) => (piece.length > LONG ? piece.split(/(?<=_)/) : [piece]));
  return html`<code>${pieces.map((piece, index) => (index === 0 ? piece : html`<wbr>${piece}`))}</code>`;
}

/** What is not there, for a cell that would be empty. */
export const NOTHING = html`<span class="muted">–</span>`;
