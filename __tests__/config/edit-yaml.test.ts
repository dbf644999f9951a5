import fc from "fast-check";
import { parse } from "yaml";
import { YamlText } from "../../config/edit-yaml";

const TEXT = `# A file.
name: old # the name
quoted: "a # b"
section: # of a kind
  first: 1
  list: # of two
    - one
    - two: "x"
  last: yes please

flow: { a: b }
empty: {}
`;

/** The text after one value was set. */
function set(path: readonly (string | number)[], value: string | boolean | readonly [], text = TEXT): string {
  const file = new YamlText(text);
  file.set(path, value);
  return file.text;
}

describe("a value that is set", () => {
  it.each<[string, readonly (string | number)[], string | boolean | readonly [], string, string]>([
    ["a plain text", ["name"], "new", "name: old # the name", "name: new # the name"],
    ["a quoted text", ["quoted"], "c", 'quoted: "a # b"', 'quoted: "c"'],
    ["a text that YAML would read otherwise", ["name"], "no", "name: old", 'name: "no"'],
    ["digits", ["name"], "0123", "name: old", 'name: "0123"'],
    ["an ARN", ["name"], "arn:aws:iam::1:role/x", "name: old", "name: arn:aws:iam::1:role/x"],
    ["a number", ["section", "first"], false, "first: 1", "first: false"],
    ["an item of a list", ["section", "list", 1, "two"], "y", '"x"', '"y"'],
    ["a list", ["section", "list"], [], '  list: # of two\n    - one\n    - two: "x"\n', "  list: []\n"],
    [
      "a section",
      ["section"],
      false,
      'section: # of a kind\n  first: 1\n  list: # of two\n    - one\n    - two: "x"\n  last: yes please\n',
      "section: false\n",
    ],
    ["a key that is missing", ["section", "more"], true, "  first: 1\n", "  more: true\n  first: 1\n"],
    ["a key of a map in one line", ["flow", "c"], "d", "{ a: b }", "{ c: d, a: b }"],
    ["a key of an empty map", ["empty", "c"], "d", "{}", "{ c: d }"],
    ["a key of a section that is missing", ["other", "c"], "d", "empty: {}\n", "empty: {}\n\nother:\n  c: d\n"],
    ["a key at the top that is missing", ["top"], "d", "empty: {}\n", "empty: {}\n\ntop: d\n"],
  ])("as %s changes nothing else", (_, path, value, before, after) => {
    expect(TEXT).toContain(before);
    expect(set(path, value)).toBe(TEXT.replace(before, after));
  });

  it("is read back as it was given, whatever text it is", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom<(string | number)[]>(["name"], ["quoted"], ["section", "last"], ["section", "new"], ["x"]),
        (value, path) => {
          const read = path.reduce<unknown>(
            (data, key) => (data as Record<string, unknown>)[key],
            parse(set(path, value)),
          );
          expect(read).toBe(value);
        },
      ),
    );
  });

  it("ends a file that has no line at its end", () => {
    expect(set(["b"], "c", "a: 1")).toBe("a: 1\n\nb: c\n");
  });

  it.each<[string, string, string | boolean | readonly [], string]>([
    ["in other quotes", "a: 'b'\nc: d\n", "e", 'a: "e"\nc: d\n'],
    ["a list in one line", "a: [1, 2]\nc: d\n", [], "a: []\nc: d\n"],
    ["a map in one line, with a comment", "a: { b: 1 } # why\nc: d\n", false, "a: false # why\nc: d\n"],
    ["a list at the end", "c: d\na:\n  - 1\n", "e", "c: d\na: e\n"],
    ["a word that begins like yes", "a: b\n", "yesterday", "a: yesterday\n"],
    ["a word that ends like no", "a: b\n", "casino", "a: casino\n"],
    ["a word in other letters", "a: b\n", "TRUE", 'a: "TRUE"\n'],
    ["what ends with a colon", "a: b\n", "c:", 'a: "c:"\n'],
    ["what begins with a digit", "a: b\n", "1a", 'a: "1a"\n'],
  ])("is written as it must be: %s", (_, text, value, expected) => {
    expect(set(["a"], value, text)).toBe(expected);
  });

  it("goes first into its section, as far in as the others", () => {
    expect(set(["a", "b"], "c", "a:\n    d: e\n    f: g\n")).toBe("a:\n    b: c\n    d: e\n    f: g\n");
    expect(set(["a", "b", "c"], "d", "a:\n  b:\n    e: f\n")).toBe("a:\n  b:\n    c: d\n    e: f\n");
  });

  it("is explained at the end of a file, too, and not where it is missing", () => {
    const file = new YamlText("a: 1");
    file.explain(["b"], "no");
    expect(file.text).toBe("a: 1");
    file.explain(["a"], "why");
    expect(file.text).toBe("a: 1 # why");
    file.explain(["a"], "since then");
    expect(file.text).toBe("a: 1 # since then");
  });

  it("is explained in place of the comment behind it", () => {
    const file = new YamlText(TEXT);
    file.explain(["name"], "why");
    file.explain(["section", "first"], "because");
    expect(file.text).toBe(TEXT.replace("# the name", "# why").replace("first: 1", "first: 1 # because"));
  });
});

it("comments are changed, and no value with a hash in it", () => {
  const file = new YamlText(TEXT);
  file.setInComments((comment) => comment.toUpperCase());
  expect(file.text).toBe(
    TEXT.replace("# A file.", "# A FILE.")
      .replace("# the name", "# THE NAME")
      .replace("# of a kind", "# OF A KIND")
      .replace("# of two", "# OF TWO"),
  );
});

it("a hash begins a comment at the start of a line or after a space only", () => {
  const file = new YamlText("#a\n  # b\nc: d#e # f\ng: h #i#j\nk: '# l' # m\n");
  file.setInComments((comment) => comment.toUpperCase());
  expect(file.text).toBe("#A\n  # B\nc: d#e # F\ng: h #I#J\nk: '# l' # M\n");
});

it("texts are found with their paths, keys are none", () => {
  expect(new YamlText(TEXT).texts()).toEqual([
    { path: ["name"], value: "old" },
    { path: ["quoted"], value: "a # b" },
    { path: ["section", "list", 0], value: "one" },
    { path: ["section", "list", 1, "two"], value: "x" },
    { path: ["section", "last"], value: "yes please" },
    { path: ["flow", "a"], value: "b" },
  ]);
});
