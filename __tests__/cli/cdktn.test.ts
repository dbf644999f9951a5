import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { differencesOf } from "../../cli/cdktn/compare";
import { MOVED } from "../../cli/cdktn/packages";
import { filesIn, isFree, moveProject } from "../../cli/cdktn/project";
import { REWRITTEN, rewritePackage, rewriteSource, withoutTests } from "../../cli/cdktn/rewrite";
import { cdktnCommand } from "../../cli/cdktn/run";
import { PROJECT_ROOT } from "../support/environments";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seccfn-cdktn-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe("a source", () => {
  it.each([
    ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
    ['import type { A } from "cdktf";', 'import type { A } from "cdktn";'],
    ['import { Vpc } from "@cdktf/provider-aws/lib/vpc";', 'import { Vpc } from "@cdktn/provider-aws/lib/vpc";'],
    ["await import('@cdktf/hcl2json')", "await import('@cdktn/hcl2json')"],
    ['"node_modules/@cdktf/provider-random/lib"', '"node_modules/@cdktn/provider-random/lib"'],
    ['["cdktf", "cdktf-cli"]', '["cdktn", "cdktn-cli"]'],
    ["`npx cdktf diff ${name}`", "`npx cdktn diff ${name}`"],
  ])("%s", (before, after) => {
    expect(rewriteSource(before)).toBe(after);
    expect(rewriteSource(after)).toBe(after);
  });

  it.each([
    '"cdktf.json"',
    '"cdktf.out/stacks"',
    "// cdktf writes it",
    "const { cdktf } = json;",
    '"cdktfish"',
    '"@cdktf/other"',
  ])("keeps %s", (text) => {
    expect(rewriteSource(text)).toBe(text);
  });

  it("names no package of cdktf afterwards, wherever in the project it is", () => {
    const folders = ["cli", "config", "constructs", "functions", "guardrails", "handoff", "model", "stacks"];
    const left = folders.flatMap((name) =>
      filesIn(join(PROJECT_ROOT, name))
        .map((file) => join(name, file))
        .filter((file) => REWRITTEN.test(file))
        .flatMap((file) =>
          rewriteSource(readFileSync(join(PROJECT_ROOT, file), "utf8"))
            .split("\n")
            .filter((line) => /@cdktf\/|from "cdktf/.test(line) && !/^\s*(?:\/\/|\*|\/\*\*)/.test(line))
            .map((line) => `${file}: ${line.trim()}`),
        ),
    );
    expect(left).toEqual([]);
  });
});

it("package.json asks for the packages of CDK Terrain, exactly, and for no tests", () => {
  const moved = rewritePackage({
    name: "a",
    dependencies: { "@cdktf/provider-aws": "21.22.1", cdktf: "0.21.0", yaml: "2.9.1", constructs: "10.7.2" },
    devDependencies: { "cdktf-cli": "0.21.0", "@types/node": "20.0.0", jest: "30.0.0" },
  });
  expect(moved).toEqual({
    name: "a",
    dependencies: {
      "@cdktn/provider-aws": MOVED["@cdktf/provider-aws"]?.version,
      cdktn: MOVED.cdktf?.version,
      constructs: "10.7.2",
      yaml: "2.9.1",
    },
    devDependencies: { "@types/node": "20.0.0", "cdktn-cli": MOVED["cdktf-cli"]?.version, jest: "30.0.0" },
  });
  expect(withoutTests(moved, /^@types\//)).toMatchObject({ devDependencies: { "@types/node": "20.0.0" } });
});

it("every package of cdktf that the project asks for has its name there, and an exact version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8"));
  const ours = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => /^@?cdktf(?:-|\/|$)/.test(name));
  expect(ours.filter((name) => MOVED[name] === undefined)).toEqual([]);
  for (const { name, version } of Object.values(MOVED)) {
    expect(name).toMatch(/^(?:@cdktn\/|cdktn)/);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

describe("the project that is moved", () => {
  it("has all sources, rewritten, and no state, no tests, nothing that is made", () => {
    write("from/package.json", '{ "dependencies": { "cdktf": "0.21.0" }, "devDependencies": { "jest": "1.0.0" } }');
    write("from/package-lock.json", '{ "packages": { "cdktf": {} } }');
    write("from/main.ts", 'import { App } from "cdktf";\n');
    write("from/cdktf.json", '{ "app": "node cli/run.cjs main.ts" }');
    write("from/help/a.md", 'import "cdktf"');
    write("from/stacks/binary.zip", "\u0000\u0001");
    for (const path of [
      "__tests__/a.ts",
      "node_modules/x/a.js",
      ".git/HEAD",
      "cdktf.out/manifest.json",
      "terraform.a.tfstate",
      "stacks/a.tfstate.backup",
      "plan.tfplan",
    ]) {
      write(`from/${path}`, "x");
    }
    const into = join(folder, "into");
    moveProject(join(folder, "from"), into);
    const text = (file: string) => readFileSync(join(into, file), "utf8");
    expect(filesIn(into)).toEqual([
      "cdktf.json",
      "help/a.md",
      "main.ts",
      "package-lock.json",
      "package.json",
      "stacks/binary.zip",
    ]);
    expect(text("main.ts")).toBe('import { App } from "cdktn";\n');
    expect(text("help/a.md")).toBe('import "cdktf"');
    expect(text("package-lock.json")).toBe('{ "packages": { "cdktf": {} } }');
    expect(JSON.parse(text("package.json"))).toEqual({
      dependencies: { cdktn: MOVED.cdktf?.version },
      devDependencies: {},
    });
  });

  it("goes only to where nothing is", () => {
    write("full/a", "x");
    mkdirSync(join(folder, "empty"));
    const free = (name: string) => isFree(join(folder, name));
    expect([free("new"), free("empty"), free("full"), free("full/a"), free("no/such/parent")]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("two outputs", () => {
  const output = (files: Readonly<Record<string, unknown>>) =>
    new Map(
      Object.entries(files).map(([name, content]) => [
        name,
        Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
      ]),
    );
  const stack = (version: string, more: object = {}) => ({
    "//": { metadata: { version, stackName: "a" } },
    resource: { a: [] },
    ...more,
  });

  it("are the same but for versions and white space", () => {
    const cdktf = output({
      "manifest.json": { version: "1", stacks: {} },
      "stacks/a/cdk.tf.json": '{"a": [\n]}',
      "b.zip": "x",
    });
    const cdktn = output({
      "manifest.json": { version: "2", stacks: {} },
      "stacks/a/cdk.tf.json": '{"a":[]}',
      "b.zip": "x",
    });
    expect(differencesOf(cdktf, cdktn)).toEqual([]);
    expect(differencesOf(output({ "a/cdk.tf.json": stack("1") }), output({ "a/cdk.tf.json": stack("2") }))).toEqual([]);
  });

  it("differ by anything else, and it is told where", () => {
    const of = (before: object, after: object) =>
      differencesOf(output({ "cdk.tf.json": stack("1", before) }), output({ "cdk.tf.json": stack("2", after) }));
    expect(of({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toEqual(["cdk.tf.json: a.b.1: 2 → 3"]);
    expect(of({ a: 1 }, {})).toEqual(["cdk.tf.json: a: 1 → (not there)"]);
    expect(of({}, { a: null })).toEqual(["cdk.tf.json: a: (not there) → null"]);
    expect(of({ a: "1" }, { a: 1 })).toEqual(['cdk.tf.json: a: "1" → 1']);
    expect(of({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([
      'cdk.tf.json: (order): ["//","resource","a","b"] → ["//","resource","b","a"]',
    ]);
    const many = (value: number) => Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`k${index}`, value]));
    expect(of(many(1), many(2)).slice(-2)).toEqual(["cdk.tf.json: k9: 1 → 2", "cdk.tf.json: and 3 more"]);
  });

  it("differ by a version that is somewhere else, or is none", () => {
    const of = (file: string, before: object, after: object) =>
      differencesOf(output({ [file]: before }), output({ [file]: after }));
    expect(of("cdk.tf.json", { version: "1" }, { version: "2" })).toEqual(['cdk.tf.json: version: "1" → "2"']);
    expect(of("manifest.json", { version: "1" }, { version: 2 })).toEqual(['manifest.json: version: "1" → 2']);
  });

  it("differ by files", () => {
    expect(differencesOf(output({ a: "1", "b.zip": "1" }), output({ c: "1", "b.zip": "2" }))).toEqual([
      "a: cdktn does not write it",
      "b.zip: its bytes differ",
      "c: only cdktn writes it",
    ]);
  });
});

describe("npm run cdktn", () => {
  const out = jest.spyOn(console, "log").mockImplementation();
  const err = jest.spyOn(console, "error").mockImplementation();
  const said = (spy: jest.SpyInstance) => spy.mock.calls.flat().join("\n");

  beforeEach(() => {
    out.mockClear();
    err.mockClear();
  });

  it("says how it is used", () => {
    expect(cdktnCommand(["--help"])).toBe(0);
    expect(said(out)).toMatch(/^Usage: npm run cdktn /);
    expect(cdktnCommand(["--kepe", "x"])).toBe(2);
    expect(said(err)).toMatch(/--kepe[\s\S]*Usage: npm run cdktn /);
  });

  it("overwrites nothing", () => {
    write("full/a", "x");
    expect(cdktnCommand(["--keep", join(folder, "full")])).toBe(2);
    expect(said(err)).toBe(
      `${join(folder, "full")}: there is something already, or nothing that it could be in; name a new folder`,
    );
    expect(filesIn(join(folder, "full"))).toEqual(["a"]);
  });
});
