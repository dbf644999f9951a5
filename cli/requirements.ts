import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { CallExpression, parseSync } from "@swc/core";
import { parse } from "yaml";
import { z } from "zod";

const LIST = "help/requirements.yaml";
const TESTS = "__tests__";

const listSchema = z.strictObject({
  groups: z.record(z.string(), z.strictObject({ built: z.boolean() })),
  requirements: z.array(
    z.strictObject({
      id: z.string().regex(/^[A-Z]{3}(?:-[A-Z0-9]+)?-\d+$/),
      environment: z.string(),
      issue: z.union([z.string(), z.array(z.string()).min(1)]),
      text: z.string().min(1),
    }),
  ),
});

/** A row of `help/requirements.yaml`. */
export interface Requirement {
  readonly id: string;
  /** The groups that build it. */
  readonly groups: readonly string[];
  /** Whether all of those groups are built. */
  readonly built: boolean;
}

/** The ids that a file's tests prove: one entry a test and id. */
export interface ProvingFile {
  readonly file: string;
  readonly ids: readonly string[];
}

/** What is printed, and what is wrong. */
export interface RequirementReport {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Reads the list of requirements; an error where an id occurs twice or a group is not there. */
export function readRequirements(text: string): Requirement[] {
  const { groups, requirements } = listSchema.parse(parse(text));
  const ids = requirements.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) {
    throw new Error(`each id must occur once, got ${twice.join(", ")} again`);
  }
  return requirements.map(({ id, issue }) => {
    const own = [issue].flat();
    const unknown = own.filter((group) => !(group in groups));
    if (unknown.length > 0) {
      throw new Error(`${id}: issue must be one of ${Object.keys(groups).join(", ")}, got ${unknown.join(", ")}`);
    }
    return { id, groups: own, built: own.every((group) => groups[group]?.built === true) };
  });
}

/**
 * The ids that a test file proves. A test proves the ids that its own title begins with (`SEC-KMS-1: …`, or
 * `ALL-7, SEC-KMS-1: …`), and those of the `describe` around it; where a title is all of a table, those in its rows.
 * Skipped tests prove nothing.
 *
 * @param prefixes what ids begin with, so that `AES-256: …` is none
 */
export function provenIds(parse: typeof parseSync, source: string, prefixes: readonly string[]): string[] {
  const id = `(?:${prefixes.join("|")})-[A-Z0-9-]*\\d`;
  const beginning = new RegExp(`^${id}(?:(?:, | and )${id})*(?=:)`);
  const idsOf = (title: string): string[] => beginning.exec(title)?.[0].split(/, | and /) ?? [];
  const found: string[] = [];
  const visit = (node: Part, around: readonly string[]): void => {
    const block = isCall(node) ? testBlock(node) : undefined;
    if (block === undefined) {
      for (const child of childrenOf(node)) {
        visit(child, around);
      }
      return;
    }
    if (block.skipped) {
      return;
    }
    const own = /^[%$]/.test(block.title) ? block.table.flatMap(idsOf) : idsOf(block.title);
    if (block.isTest) {
      found.push(...new Set([...around, ...own]));
    } else {
      block.body.forEach((child) => {
        visit(child, [...around, ...own]);
      });
    }
  };
  visit(parse(source, { syntax: "typescript", target: "es2022" }), []);
  return found;
}

/** The table of ids with their tests, what is open, and what is wrong. */
export function requirementReport(
  requirements: readonly Requirement[],
  files: readonly ProvingFile[],
): RequirementReport {
  const rows = requirements.map((requirement) => {
    const proving = files.filter(({ ids }) => ids.includes(requirement.id));
    const tests = proving.flatMap(({ ids }) => ids.filter((id) => id === requirement.id)).length;
    return { ...requirement, tests, files: proving.map(({ file }) => file) };
  });
  const built = rows.filter((row) => row.built || row.tests > 0);
  const open = rows.filter((row) => !row.built && row.tests === 0);
  const known = requirements.map(({ id }) => id);
  const width = Math.max(...known.map((id) => id.length), "id".length);
  const line = (id: string, tests: string, where: string) => `${id.padEnd(width)}  ${tests.padStart(5)}  ${where}`;
  return {
    lines: [
      line("id", "tests", "files"),
      ...built.map(({ id, tests, files: where }) => line(id, `${tests}`, where.join(", ") || "-")),
      ...openByGroup(open),
    ],
    problems: [
      ...built
        .filter(({ tests }) => tests === 0)
        .map(({ id }) => `${id} has no test; write one whose title begins with "${id}: "`),
      ...files.flatMap(({ file, ids }) =>
        [...new Set(ids)]
          .filter((id) => !known.includes(id))
          .map((id) => `${file}: ${id} is in a title, but not in ${LIST}`),
      ),
    ],
  };
}

/** The `requirements` command, run in the project's folder. Returns the exit code: 1 where a row is not proved. */
export async function requirementsCommand(): Promise<number> {
  const { parseSync } = await import("@swc/core");
  const requirements = readRequirements(readFileSync(LIST, "utf8"));
  const prefixes = [...new Set(requirements.map(({ id }) => id.slice(0, 3)))];
  const files = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => ({ file, ids: provenIds(parseSync, readFileSync(join(TESTS, file), "utf8"), prefixes) }));
  const { lines, problems } = requirementReport(requirements, files);
  console.log(lines.join("\n"));
  if (problems.length > 0) {
    console.error(["", ...problems, `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`].join("\n"));
  }
  return problems.length > 0 ? 1 : 0;
}

interface TestBlock {
  readonly isTest: boolean;
  readonly skipped: boolean;
  /** The title, up to its first placeholder. */
  readonly title: string;
  /** The texts of an `each` table. */
  readonly table: readonly string[];
  readonly body: readonly Part[];
}

/** A node of the syntax tree, a list of nodes, or what a node has beside nodes. */
type Part = unknown;

/** `it("…", …)`, `describe.each(table)("…", …)`, `` test.each`table`("…", …) `` and the like. */
function testBlock({ callee, arguments: given }: CallExpression): TestBlock | undefined {
  const each = callee.type === "CallExpression" ? callee : undefined;
  const template = callee.type === "TaggedTemplateExpression" ? callee : undefined;
  const [root = "", ...modifiers] = namesOf(each?.callee ?? template?.tag ?? callee);
  const [first, ...body] = given.map(({ expression }) => expression);
  const title = textOf(first);
  if (!/^[fx]?(?:it|test|describe)$/.test(root) || title === undefined) {
    return undefined;
  }
  return {
    isTest: !root.endsWith("describe"),
    skipped: root.startsWith("x") || modifiers.some((word) => word === "skip" || word === "todo"),
    title,
    table: textsWithin([each?.arguments, template?.template]),
    body,
  };
}

/** `it.each` as `["it", "each"]`; empty for what is no chain of names. */
function namesOf(callee: CallExpression["callee"]): string[] {
  if (callee.type === "Identifier") {
    return [callee.value];
  }
  return callee.type === "MemberExpression" && callee.property.type === "Identifier"
    ? [...namesOf(callee.object), callee.property.value]
    : [];
}

/** A text, or what stands before the first placeholder of a template. */
function textOf(part: Part): string | undefined {
  if (!isNode(part)) {
    return undefined;
  }
  const { type, value, quasis } = part;
  if (type === "TemplateLiteral" && Array.isArray(quasis)) {
    return String(quasis[0]?.cooked ?? "");
  }
  return type === "StringLiteral" ? String(value) : undefined;
}

function textsWithin(part: Part): string[] {
  const text = textOf(part);
  return [...(text === undefined ? [] : [text]), ...childrenOf(part).flatMap(textsWithin)];
}

function childrenOf(part: Part): readonly Part[] {
  return typeof part === "object" && part !== null ? Object.values(part) : [];
}

function isCall(part: Part): part is CallExpression {
  return isNode(part) && part.type === "CallExpression";
}

function isNode(part: Part): part is { readonly type: string; readonly value?: Part; readonly quasis?: Part } {
  return typeof part === "object" && part !== null && "type" in part && typeof part.type === "string";
}

function openByGroup(rows: readonly Requirement[]): string[] {
  const groups = [...new Set(rows.map((row) => row.groups.join(" and ")))];
  return groups.flatMap((group) => {
    const ids = rows.filter((row) => row.groups.join(" and ") === group).map(({ id }) => id);
    return ["", `open, ${ids.length} of ${group}: ${ids.join(", ")}`];
  });
}

if (basename(process.argv[1] ?? "") === "requirements.ts") {
  void requirementsCommand().then((code) => {
    process.exitCode = code;
  });
}
