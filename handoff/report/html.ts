/** HTML that is safe to put into a page: made by {@link html}, which escapes, or by {@link trusted}. */
export class Html {
  public constructor(public readonly text: string) {}

  public toString(): string {
    return this.text;
  }
}

/** What may stand in a template. Texts and numbers are escaped; nothing is put in for `undefined`. */
export type Part = Html | string | number | undefined | readonly Part[];

/**
 * Makes HTML of a template: ``html`<b title="${text}">${text}</b>` ``. Everything that is put in is escaped, whatever it
 * is and wherever it comes from. Places where escaping is not enough are errors of the template: attributes without quotes,
 * handlers and styles, `<script>`, `<style>` and comments; and links to anything but an anchor or `https:` are refused.
 *
 * @throws Error if something is put in where it would not be safe
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? "";
  for (const [index, part] of parts.entries()) {
    assertSafePlace(text, part);
    text += written(part) + (strings[index + 1] ?? "");
  }
  return new Html(text);
}

/** Text of ours that is HTML already: a style sheet, a script, a rendered diagram. Never anything that somebody wrote. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A text as it stands in HTML, in an element as in an attribute. What XML does not have is replaced. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function written(part: Part): string {
  if (part === undefined) {
    return "";
  }
  if (part instanceof Html) {
    return part.text;
  }
  return typeof part === "string" || typeof part === "number" ? escaped(String(part)) : part.map(written).join("");
}

const IN_TAG = /^<[a-zA-Z][^<>]*$/;
const IN_ATTRIBUTE = /\s([a-zA-Z:-]+)="([^"]*)$/;
/** A piece of a tag: attributes without the tag around them. */
const ATTRIBUTES = /^\s+[a-zA-Z:-]+="/;
const RAW_TEXT = /^<(?:script|style)\b/i;
const HANDLER = /^(?:on|style$|srcdoc$)/i;
const LINK = /^(?:href|src|action|xlink:href)$/i;
const SAFE_LINK = /^(?:#|https:\/\/)/;

/** What is put in must stand in an element's content, or within the quotes of a harmless attribute. */
function assertSafePlace(before: string, part: Part): void {
  const start = before.lastIndexOf("<");
  const tail = start < 0 ? before : before.slice(start);
  const isMade = part instanceof Html;
  if (tail.startsWith("<!--") || (RAW_TEXT.test(tail) && !isMade)) {
    throw new Error(`nothing is put into a script, a style or a comment: …${tail.slice(-40)}`);
  }
  if (part === undefined || !(IN_TAG.test(tail) || (start < 0 && ATTRIBUTES.test(tail)))) {
    return;
  }
  const [, name, value = ""] = IN_ATTRIBUTE.exec(tail) ?? [];
  // Whole attributes that `html` itself made may stand in a tag.
  if (name === undefined && isMade && ATTRIBUTES.test(part.text)) {
    return;
  }
  if (name === undefined || HANDLER.test(name)) {
    throw new Error(`what is put into a tag stands within quotes, and in no handler or style: …${tail.slice(-40)}`);
  }
  if (LINK.test(name) && value === "" && !SAFE_LINK.test(written(part))) {
    throw new Error(`a link leads to an anchor or by https:, not to ${JSON.stringify(written(part).slice(0, 40))}`);
  }
}
