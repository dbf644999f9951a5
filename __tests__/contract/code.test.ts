import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../support/environments";

const FOLDERS = [
  "benchmarks",
  "cli",
  "config",
  "constructs",
  "functions",
  "guardrails",
  "handoff",
  "model",
  "stacks",
  "__tests__",
];

/** What costs two seconds to load, or may go with the next release of cdktf. */
const FORBIDDEN = /^(?:@cdktf\/provider-\w+(?:\/lib(?:\/index)?)?|cdktf\/lib(?:\/.*)?)$/;

/** Has forbidden imports as examples. */
const THIS_FILE = "__tests__/contract/code.test.ts";

const REFERENCE = "help/constructs.md";

const sources = new Map(
  ["main.ts", ...FOLDERS.flatMap(sourcesIn)].map((file) => [file, readFileSync(join(PROJECT_ROOT, file), "utf8")]),
);

describe("the sources", () => {
  it("import no provider's index and no private module of cdktf", () => {
    const forbidden = [...sources].flatMap(([file, text]) =>
      importsOf(text)
        .filter((specifier) => FORBIDDEN.test(specifier))
        .map((specifier) => `${file}: ${specifier}`),
    );
    expect(forbidden).toEqual([]);
  });

  it("export nothing that may be assigned again: the launcher hands a copy to other folders", () => {
    const changeable = [...sources].flatMap(([file, text]) =>
      exportedVariables(text).map((name) => `${file}: ${name}`),
    );
    expect(changeable).toEqual([]);
  });

  it.each([
    ["export let count = 0;", ["count"]],
    ["export var count: number;", ["count"]],
    ["let count = 0;\nexport { count };", ["count"]],
    ["let count = 0, total = 1;\nexport {\n  other,\n  count as counted,\n};", ["count"]],
    ["export const count = 0;\nfunction f() {\n  let count = 1;\n}", []],
    ["let count = 0;\nexport const counted = () => count;", []],
  ])("%j exports what may be assigned again: %j", (text, expected) => {
    expect(exportedVariables(text)).toEqual(expected);
  });

  it.each([
    ['import { SnsTopic } from "@cdktf/provider-aws";', true],
    ['import * as aws from "@cdktf/provider-aws/lib";', true],
    ["const { Password } = require('@cdktf/provider-random');", true],
    ['await import("cdktf/lib/terraform-stack")', true],
    ['export { x } from "cdktf/lib/index";', true],
    ['import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";', false],
    ['import { App } from "cdktf";', false],
  ])("%s is forbidden: %s", (line, expected) => {
    expect(importsOf(line).some((specifier) => FORBIDDEN.test(specifier))).toBe(expected);
  });
});

describe("the constructs", () => {
  const constructs = [...sources]
    .filter(([file]) => file.startsWith("constructs/"))
    .flatMap(([, text]) => classesIn(text));
  const tests = [...sources]
    .filter(([file]) => /^__tests__\/constructs\/.*\.test\.ts$/.test(file))
    .map(([, text]) => text);
  const reference = existsSync(join(PROJECT_ROOT, REFERENCE))
    ? readFileSync(join(PROJECT_ROOT, REFERENCE), "utf8")
    : undefined;

  it("are found by this test", () => {
    expect(constructs.length).toBeGreaterThan(30);
    expect(constructs).toEqual(expect.arrayContaining(["SecureBucket", "Layer", "SecureStack", "Check"]));
    expect(classesIn("export class PropsError extends Error {}\nclass Hidden extends Construct {}")).toEqual([]);
  });

  it("each have a test", () => {
    expect(constructs.filter((name) => !tests.some((text) => mentions(text, name)))).toEqual([]);
  });

  (reference === undefined ? it.skip : it)(`each have an entry in ${REFERENCE}`, () => {
    expect(constructs.filter((name) => !mentions(reference ?? "", name))).toEqual([]);
  });
});

describe("the requirements of every environment", () => {
  const list: { readonly requirements: readonly { readonly id: string; readonly environment: string }[] } = parse(
    readFileSync(join(PROJECT_ROOT, "help", "requirements.yaml"), "utf8"),
  );
  const overAll = [...sources]
    .filter(
      ([file, text]) =>
        /^__tests__\/contract\/[\w-]+\.test\.ts$/.test(file) &&
        /\.each\(\w*(?:ALL_VARIANTS|SHIPPED|DURABLE)/.test(text),
    )
    .map(([, text]) => text);

  it.each(list.requirements.filter(({ environment }) => environment === "all"))(
    "$id has a test here, which runs over all environments",
    ({ id }) => {
      expect(
        overAll.filter((text) => new RegExp(`\\bit\\("[A-Z0-9, -]*\\b${id}\\b[A-Z0-9, -]*: `).test(text)).length,
      ).toBeGreaterThan(0);
    },
  );
});

function sourcesIn(folder: string): string[] {
  const root = join(PROJECT_ROOT, folder);
  return (existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [])
    .filter((file) => /\.(?:ts|cjs|mjs|js)$/.test(file))
    .map((file) => relative(PROJECT_ROOT, join(root, file)).replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("__tests__/fixtures/") && !file.includes("node_modules/") && file !== THIS_FILE);
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"']+)["']/g)].map(
    ([, specifier = ""]) => specifier,
  );
}

/** Variables of a module, by `let` or `var`, that it exports, at once or by a list. */
function exportedVariables(text: string): string[] {
  const names = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  const listed = names(/^export \{([^}]*)\}(?!\s*from)/gm).flatMap((list) =>
    list.split(",").map((item) => item.trim().split(/\s/)[0]),
  );
  return [
    ...names(/^export (?:let|var) (\w+)/gm),
    ...names(/^(?:let|var) (\w+)/gm).filter((name) => listed.includes(name)),
  ];
}

/** The classes that somebody can put into a construct tree. */
function classesIn(text: string): string[] {
  return [...text.matchAll(/^export (?:abstract )?class (\w+) extends (?!Error\b)\w+/gm)].map(([, name = ""]) => name);
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}
