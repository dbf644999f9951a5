import { code } from "./elements";
import { type Html, html, type Part } from "./html";

/** A block of Markdown. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly title: string; readonly anchor: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

const HEADING = /^(#{1,6})\s+(.+?)\s*$/;
const ITEM = /^(?:[-*]|(\d+)\.)\s+(.*)$/;

/** Reads as much of Markdown as our own guides use: headings, paragraphs, lists of one level, code, tables. */
export function parseMarkdown(markdown: string): readonly Block[] {
  const lines = markdown.replace(/<!--[\s\S]*?-->/g, "").split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const [block, next] = blockAt(lines, at);
    if (block !== undefined) {
      blocks.push(block);
    }
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number): [Block | undefined, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") {
    return [undefined, at + 1];
  }
  if (line.startsWith("```")) {
    const end = endOf(lines, at + 1, (other) => other.startsWith("```"));
    return [{ kind: "code", text: lines.slice(at + 1, end).join("\n") }, end + 1];
  }
  const [, hashes, title = ""] = HEADING.exec(line) ?? [];
  if (hashes !== undefined) {
    return [{ kind: "heading", level: hashes.length, title: plain(title), anchor: anchorOf(title) }, at + 1];
  }
  if (line.startsWith("|")) {
    const end = endOf(lines, at, (other) => !other.startsWith("|"));
    const [head = [], , ...rows] = lines.slice(at, end).map(cellsOf);
    return [{ kind: "table", head, rows }, end];
  }
  if (ITEM.test(line)) {
    const end = endOf(
      lines,
      at,
      (other, index) => index > at && other.trim() === "" && !/^\s/.test(lines[index + 1] ?? ""),
    );
    return [listOf(lines.slice(at, end)), end];
  }
  const end = endOf(
    lines,
    at,
    (other) => other.trim() === "" || HEADING.test(other) || other.startsWith("```") || other.startsWith("|"),
  );
  return [{ kind: "paragraph", text: lines.slice(at, end).join(" ") }, Math.max(end, at + 1)];
}

function endOf(lines: readonly string[], from: number, isEnd: (line: string, index: number) => boolean): number {
  const found = lines.findIndex((line, index) => index >= from && isEnd(line, index));
  return found === -1 ? lines.length : found;
}

function listOf(lines: readonly string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    const [, , text] = ITEM.exec(line) ?? [];
    if (text !== undefined) {
      items.push(text);
    } else {
      items.push(`${items.pop() ?? ""} ${line.trim()}`.trim());
    }
  }
  return { kind: "list", ordered: /^\d/.test(lines[0] ?? ""), items };
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\|/, "")
    .replace(/\|\s*$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(heading: string): string {
  return plain(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function plain(text: string): string {
  return text.replace(/[`*]/g, "");
}

/** Blocks as HTML. Anchors get a prefix, so that they do not meet others of the page. */
export function blocksHtml(blocks: readonly Block[], prefix: string): Part {
  return blocks.map((block) => blockHtml(block, prefix));
}

function blockHtml(block: Block, prefix: string): Html {
  switch (block.kind) {
    case "heading":
      return block.level <= 2
        ? html`<h3 id="${prefix}${block.anchor}">${block.title}</h3>
`
        : html`<h4 id="${prefix}${block.anchor}">${block.title}</h4>
`;
    case "code":
      return html`<pre tabindex="0"><code>${block.text}</code></pre>
`;
    case "list":
      return block.ordered
        ? html`<ol>${block.items.map((item) => html`<li>${inline(item, prefix)}</li>`)}</ol>
`
        : html`<ul>${block.items.map((item) => html`<li>${inline(item, prefix)}</li>`)}</ul>
`;
    case "table":
      return html`<div class="scroll"><table><thead><tr>${block.head.map((cell) => html`<th scope="col">${inline(cell, prefix)}</th>`)}</tr></thead><tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell, prefix)}</td>`)}</tr>`)}</tbody></table></div>
`;
    case "paragraph":
      return html`<p>${inline(block.text, prefix)}</p>
`;
  }
}

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Code, emphasis and links; a link to another file of ours is its text only, since the page stands alone. */
export function inline(text: string, prefix: string): Part {
  const parts: Part[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, , codeText, strong, emphasis, label, target] = match;
    parts.push(text.slice(last, match.index));
    last = match.index + whole.length;
    if (codeText !== undefined) {
      parts.push(code(codeText));
    } else if (strong !== undefined) {
      parts.push(html`<strong>${strong}</strong>`);
    } else if (emphasis !== undefined) {
      parts.push(html`<em>${emphasis}</em>`);
    } else if (target?.startsWith("#") === true) {
      parts.push(html`<a href="#${prefix}${target.slice(1)}">${inline(label ?? "", prefix)}</a>`);
    } else if (target?.startsWith("https://") === true) {
      parts.push(html`<a href="${target}">${inline(label ?? "", prefix)}</a>`);
    } else {
      parts.push(label);
    }
  }
  return [...parts, text.slice(last)];
}
