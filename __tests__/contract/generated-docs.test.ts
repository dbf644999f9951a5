import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docsCommand, GENERATED_FILES, staleFiles } from "../../cli/generated-docs";

describe("generated files in help/", () => {
  it("ALL-1: are what the schema says now (npm run docs writes them)", () => {
    expect(Object.keys(GENERATED_FILES)).toEqual(
      expect.arrayContaining(["help/configuration.md", "help/environment.schema.json"]),
    );
    expect(staleFiles()).toEqual([]);
  });
});

describe("npm run docs", () => {
  const home = process.cwd();
  let folder = "";
  const out = jest.spyOn(console, "log").mockImplementation();
  const err = jest.spyOn(console, "error").mockImplementation();
  const said = (spy: jest.SpyInstance) => spy.mock.calls.flat();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seccfn-docs-"));
    mkdirSync(join(folder, "help"));
    process.chdir(folder);
    out.mockClear();
    err.mockClear();
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  const files = { "help/a.md": () => "a\n", "help/b.json": () => "{}\n" };

  it("writes what is stale, and then has nothing to do", () => {
    writeFileSync("help/a.md", "old");
    expect(docsCommand([], files)).toBe(0);
    expect(said(out)).toEqual(["help/a.md written", "help/b.json written"]);
    expect(readFileSync("help/a.md", "utf8")).toBe("a\n");
    expect(readFileSync("help/b.json", "utf8")).toBe("{}\n");
    out.mockClear();
    expect(docsCommand([], files)).toBe(0);
    expect(said(out)).toEqual(["nothing changed"]);
    expect(docsCommand(["--check"], files)).toBe(0);
    expect(said(err)).toEqual([]);
  });

  it("--check names what is stale, writes nothing and fails", () => {
    writeFileSync("help/a.md", "a\n");
    writeFileSync("help/b.json", "old");
    expect(docsCommand(["--check"], files)).toBe(1);
    expect(said(err)).toEqual(["help/b.json is stale; run npm run docs"]);
    expect(readFileSync("help/b.json", "utf8")).toBe("old");
  });

  test.each([[["--chekc"]], [["--check", "x"]]])("fails if called with %j", (args) => {
    expect(docsCommand(args, files)).toBe(1);
    expect(said(err)).toEqual(["Usage: npm run docs [-- --check]"]);
  });
});
