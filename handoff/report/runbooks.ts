import { section } from "./elements";
import { type Html, html } from "./html";
import { type Block, blocksHtml, parseMarkdown } from "./markdown";

/** The runbooks: by the anchor of a section its title. */
export interface Runbooks {
  readonly blocks: readonly Block[];
  readonly titles: ReadonlyMap<string, string>;
}

const PREFIX = "runbook-";

/** Reads the runbooks. */
export function readRunbooks(markdown: string): Runbooks {
  const blocks = parseMarkdown(markdown);
  return {
    blocks,
    titles: new Map(
      blocks.flatMap((block) => (block.kind === "heading" ? [[block.anchor, block.title] as const] : [])),
    ),
  };
}

/** A link to a section of the runbooks; its anchor in words where they have none. */
export function runbookLink(anchor: string, { titles }: Runbooks): Html {
  const title = titles.get(anchor);
  return title === undefined ? html`${anchor}` : html`<a href="#${PREFIX}${anchor}">${title}</a>`;
}

/** The runbooks as the last part of the page; nothing where there are none. */
export function runbooksSection({ blocks }: Runbooks): Html | undefined {
  const [first, ...others] = blocks;
  const content = first?.kind === "heading" && first.level === 1 ? others : blocks;
  return content.length === 0
    ? undefined
    : section("runbooks", "Runbooks", undefined, html`<div class="prose">${blocksHtml(content, PREFIX)}</div>`);
}
