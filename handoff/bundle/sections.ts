/** A chapter of a Markdown text, or a section of one. */
export interface TextSection {
  readonly title: string;
  /** What stands before its first section. */
  readonly text: string;
  readonly sections: readonly Omit<TextSection, "sections">[];
}

/** The chapters (`##`) of a Markdown text with their sections (`###`). */
export function sectionsOf(markdown: string): TextSection[] {
  return split(markdown, "## ").map(({ title, text }) => {
    const [before = ""] = text.split(/^### /m);
    return { title, text: before.trim(), sections: split(text, "### ") };
  });
}

/** The anchor that GitHub, GitLab and others make of a heading. */
export function headingAnchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function split(markdown: string, mark: string): { readonly title: string; readonly text: string }[] {
  return markdown
    .split(new RegExp(`^${mark}`, "m"))
    .slice(1)
    .map((part) => {
      const [title = "", ...lines] = part.split("\n");
      return { title: title.trim(), text: lines.join("\n").trim() };
    });
}
