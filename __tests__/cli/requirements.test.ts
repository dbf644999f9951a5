import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";
import { provenIds, type Requirement, readRequirements, requirementReport } from "../../cli/requirements";

const ids = (source: string) => provenIds(parseSync, source, ["ALL", "SEC"]);

describe("provenIds", () => {
  it.each<[string, string, string[]]>([
    ["a test", 'it("ALL-7: rotates", () => {});', ["ALL-7"]],
    [
      "a test with several ids",
      'test("ALL-7, SEC-KMS-1 and ALL-9: rotates", () => {});',
      ["ALL-7", "SEC-KMS-1", "ALL-9"],
    ],
    ["a template", "it(`ALL-7: ${name} rotates`, () => {});", ["ALL-7"]],
    ["a table", 'it.each([["a"], ["b"]])("ALL-7: %s rotates", () => {});', ["ALL-7"]],
    ["a table with types", 'it.each<[string]>([["a"]])("ALL-7: %s rotates", () => {});', ["ALL-7"]],
    ["a table in a template", "it.each`id\n${1}`('ALL-7: $id rotates', () => {});", ["ALL-7"]],
    [
      "rows that begin with ids",
      'it.each([["ALL-7: a", 1], ["SEC-KMS-1: b", 2]])("%s", () => {});',
      ["ALL-7", "SEC-KMS-1"],
    ],
    ["rows by name", 'it.each([{ title: "ALL-7: a" }])("$title", () => {});', ["ALL-7"]],
    [
      "the blocks around a test, each once",
      'describe("SEC-KMS-1: the key", () => { describe.each([1])("ALL-7: %i", () => { it("ALL-7: a", f); it("b", f); }); });',
      ["SEC-KMS-1", "ALL-7", "SEC-KMS-1", "ALL-7"],
    ],
    ["a condition around a test", 'if (x) { it.only("ALL-7: a", () => {}); }', ["ALL-7"]],
  ])("finds %s", (_, source, expected) => {
    expect(ids(source)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["a block without a test", 'describe("ALL-7: a", () => {});'],
    ["a skipped test", 'it.skip("ALL-7: a", () => {});'],
    ["a test that is to be written", 'it.todo("ALL-7: a");'],
    ["a test with an x", 'xit("ALL-7: a", () => {});'],
    ["a skipped block", 'describe.skip("a", () => { it("ALL-7: a", () => {}); });'],
    ["a skipped table", 'it.skip.each([1])("ALL-7: %i", () => {});'],
    ["an id within a title", 'it("rotates as ALL-7: says", () => {});'],
    ["an id without a colon", 'it("ALL-7 rotates", () => {});'],
    ["what only looks like an id", 'it("AES-256: encrypts", () => {});'],
    ["a comment", '// it("ALL-7: a", () => {});'],
    ["another function", 'expect("ALL-7: a"); page.it("ALL-7: a");'],
    ["a table under a title of its own", 'it.each([["ALL-7: a"]])("rotates %s", () => {});'],
  ])("finds nothing in %s", (_, source) => {
    expect(ids(source)).toEqual([]);
  });
});

describe("requirementReport", () => {
  const row = (id: string, built = true): Requirement => ({ id, groups: [built ? "done" : "later"], built });

  it("prints each id with its tests and their files, then what is open", () => {
    const files = [
      { file: "a.test.ts", ids: ["ALL-1", "ALL-1"] },
      { file: "b.test.ts", ids: ["ALL-1", "WEB-DB-1"] },
    ];
    const requirements = [row("ALL-1"), row("WEB-DB-1", false), row("WEB-DB-2", false)];
    expect(requirementReport(requirements, files)).toEqual({
      lines: [
        "id        tests  files",
        "ALL-1         3  a.test.ts, b.test.ts",
        "WEB-DB-1      1  b.test.ts",
        "",
        "open, 1 of later: WEB-DB-2",
      ],
      problems: [],
    });
  });

  it("fails if a row that is built has no test", () => {
    const { lines, problems } = requirementReport([row("ALL-1"), row("WEB-DB-1", false)], []);
    expect(lines).toContain("ALL-1         0  -");
    expect(problems).toEqual(['ALL-1 has no test; write one whose title begins with "ALL-1: "']);
  });

  it("fails if a title has an id that is not in the list", () => {
    const files = [{ file: "a.test.ts", ids: ["ALL-1", "ALL-99", "ALL-99"] }];
    expect(requirementReport([row("ALL-1")], files).problems).toEqual([
      "a.test.ts: ALL-99 is in a title, but not in help/requirements.yaml",
    ]);
  });
});

describe("readRequirements", () => {
  const list = (issue: string, more = "") =>
    `groups: { a: { built: true }, b: { built: false } }
requirements:
  - { id: ALL-1, environment: all, issue: ${issue}, text: Must hold. }
${more}`;

  it("takes a row for built when all of its groups are", () => {
    expect(readRequirements(list("a"))).toEqual([{ id: "ALL-1", groups: ["a"], built: true }]);
    expect(readRequirements(list("b"))).toEqual([{ id: "ALL-1", groups: ["b"], built: false }]);
    expect(readRequirements(list("[a, b]"))).toEqual([{ id: "ALL-1", groups: ["a", "b"], built: false }]);
  });

  it("fails if a group is not there, an id occurs twice, or a key is unknown", () => {
    const again = "  - { id: ALL-1, environment: all, issue: a, text: Again. }";
    expect(() => readRequirements(list("c"))).toThrow("ALL-1: issue must be one of a, b, got c");
    expect(() => readRequirements(list("a", again))).toThrow("each id must occur once, got ALL-1 again");
    expect(() => readRequirements(list("a, note: b"))).toThrow(/note/);
  });
});

describe("help/requirements.yaml", () => {
  const requirements = readRequirements(readFileSync(join(__dirname, "../../help/requirements.yaml"), "utf8"));

  it("has every row of the reference environments", () => {
    const counts: Record<string, number> = {};
    for (const { id } of requirements) {
      counts[id.slice(0, 3)] = (counts[id.slice(0, 3)] ?? 0) + 1;
    }
    expect(counts).toEqual({ ALL: 16, SEC: 22, WEB: 12, MAZ: 10, ENT: 13, LAM: 11 });
  });

  it("gives each row to the groups that build it", () => {
    for (const { id, groups } of requirements) {
      const expected =
        id === "LAM-OPS-1" ? ["environments", "guardrails"] : [/^(?:ALL|SEC)-/.test(id) ? "seccfn" : "environments"];
      expect([id, groups]).toEqual([id, expected]);
    }
  });
});
