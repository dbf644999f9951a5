import { Html, html, trusted } from "../../../handoff/report/html";

const HOSTILE = `"><script>alert('x')</script>&amp;`;

describe("what is put in", () => {
  it("is escaped in elements and in attributes, alone and in lists", () => {
    const safe = "&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#38;amp;";
    expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.text).toBe(`<p title="${safe}">${safe}</p>`);
    expect(html`<p>${[HOSTILE, [HOSTILE]]}</p>`.text).toBe(`<p>${safe}${safe}</p>`);
  });

  it("stays as it is where it is HTML already", () => {
    expect(html`<p>${html`<b>${"a<b"}</b>`}${trusted("<i>x</i>")}</p>`.text).toBe("<p><b>a&#60;b</b><i>x</i></p>");
    expect(String(new Html("<p>"))).toBe("<p>");
  });

  it("is nothing where it is undefined, and a number as it is written", () => {
    expect(html`<p>${undefined}${0}</p>`.text).toBe("<p>0</p>");
  });

  it("has no characters that HTML does not have", () => {
    expect(html`<p>${"a\u0000b\u001bc\ud800d😀é"}</p>`.text).toBe("<p>a\ufffdb\ufffdc\ufffdd😀é</p>");
  });

  it("may be whole attributes that were made by html", () => {
    const id = html` id="${HOSTILE}"`;
    expect(html`<p${id}>x</p>`.text).toMatch(/^<p id="&#34;&#62;.*">x<\/p>$/);
  });
});

describe("an error, not a hole:", () => {
  it.each<[string, () => unknown]>([
    ["an attribute without quotes", () => html`<p title=${HOSTILE}>`],
    ["the name of an attribute", () => html`<p ${"onclick"}="x">`],
    ["the name of a tag", () => html`<p${HOSTILE}>`],
    ["HTML that is no attribute in a tag", () => html`<p${html`<b>`}>`],
    ["a handler", () => html`<p onclick="${"x"}">`],
    ["a handler in a piece of a tag", () => html` onclick="${"x"}"`],
    ["a style", () => html`<p style="${"color: red"}">`],
    ["a document within a frame", () => html`<iframe srcdoc="${"x"}">`],
  ])("%s", (_, make) => {
    expect(make).toThrow("what is put into a tag stands within quotes, and in no handler or style");
  });

  it.each<[string, () => unknown]>([
    ["a script", () => html`<script>const a = ${"1"}</script>`],
    ["a style sheet", () => html`<style>p { color: ${"red"} }</style>`],
    ["a comment", () => html`<!-- ${"x"} -->`],
  ])("%s", (_, make) => {
    expect(make).toThrow("nothing is put into a script, a style or a comment");
  });

  it.each([
    "javascript:alert(1)",
    " javascript:alert(1)",
    "http://example.com",
    "//example.com",
    "data:text/html,x",
    "",
  ])("a link to %j", (target) => {
    expect(() => html`<a href="${target}">x</a>`).toThrow("a link leads to an anchor or by https:");
  });

  it("but an anchor and https: are links", () => {
    expect(html`<a href="${"#a"}">x</a><a href="${"https://example.com"}">y</a>`.text).toBe(
      '<a href="#a">x</a><a href="https://example.com">y</a>',
    );
    expect(html`<a href="#${"a b"}">x</a>`.text).toBe('<a href="#a b">x</a>');
  });
});
