import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html } from "../../../handoff/report/html";
import { anchorOf, blocksHtml, parseMarkdown } from "../../../handoff/report/markdown";
import { PROJECT_ROOT } from "../../support/environments";

const rendered = (markdown: string) => html`${blocksHtml(parseMarkdown(markdown), "p-")}`.text;

it("makes headings with anchors, paragraphs over several lines, lists, code and tables", () => {
  expect(
    rendered(
      "# A b: c (d)\n\nfirst\nsecond\n\n- one\n  more\n- two\n\n1. x\n2. y\n   z\n\n```sh\na < b\n```\n\n| h | i |\n|---|---|\n| a | b |\n\n### C",
    ),
  ).toBe(
    [
      '<h3 id="p-a-b-c-d">A b: c (d)</h3>',
      "<p>first second</p>",
      "<ul><li>one more</li><li>two</li></ul>",
      "<ol><li>x</li><li>y z</li></ol>",
      '<pre tabindex="0"><code>a &#60; b</code></pre>',
      '<div class="scroll"><table><thead><tr><th scope="col">h</th><th scope="col">i</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table></div>',
      '<h4 id="p-c">C</h4>',
      "",
    ].join("\n"),
  );
});

it("keeps code, emphasis and links; a link to another file is its text", () => {
  expect(rendered("`a*b` **c** *d* [e](#f) [g](https://example.com) [h](other.md) <i>")).toBe(
    '<p><code>a*b</code> <strong>c</strong> <em>d</em> <a href="#p-f">e</a> <a href="https://example.com">g</a> h &#60;i&#62;</p>\n',
  );
});

it("gives headings the anchors that GitHub gives them", () => {
  expect(anchorOf("A key is not enabled")).toBe("a-key-is-not-enabled");
  expect(anchorOf("Console sign-in without MFA: `x` (y)")).toBe("console-sign-in-without-mfa-x-y");
});

it("loses no word of the runbooks", () => {
  const markdown = readFileSync(join(PROJECT_ROOT, "help/runbooks.md"), "utf8");
  const words = (text: string) => text.match(/[A-Za-z]{4,}/g) ?? [];
  const shown = rendered(markdown)
    .replace(/<wbr>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#\d+;/g, " ");
  const source = markdown.replace(/\]\([^)]*\)/g, "]").replace(/^```\w*$/gm, "");
  expect(words(shown)).toEqual(words(source));
});
