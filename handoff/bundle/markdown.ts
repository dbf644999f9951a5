/** A table; nothing where it has no rows. `-` on the left of a heading puts its column to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) {
    return [];
  }
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(headings.map((heading) => heading.replace(/^-/, ""))),
    `|${headings.map((heading) => (heading.startsWith("-") ? "--:" : "---")).join("|")}|`,
    ...rows.map((cells) => line(cells.map(cell))),
  ];
}

/** Text of others within Markdown: it stays text. */
export function plain(text: string): string {
  // Within a word an underscore means nothing.
  return text.replace(/[\\`*[\]<>]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}

/** Text as code, whatever is in it. */
export function code(text: string): string {
  const fence = "`".repeat(1 + Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length)));
  const edge = /^`|`$/.test(text) ? " " : "";
  return `${fence}${edge}${text}${edge}${fence}`;
}

/** A block of commands or of other text. */
export function fenced(language: string, lines: readonly string[]): string[] {
  return [`\`\`\`${language}`, ...lines, "```"];
}

/** A whole text of sections: lines, with an empty one between sections. */
export function documentOf(sections: readonly (readonly string[])[]): string {
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}
