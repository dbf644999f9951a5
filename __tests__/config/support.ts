import type { Environment } from "../../config/environment";
import { parseEnvironment } from "../../config/load";
import { ConfigurationError } from "../../config/problems";

/** A public key in OpenSSH's form, with fields of so many bytes. */
export function publicKey(type: "ssh-ed25519" | "ssh-rsa", ...lengths: readonly number[]): string {
  const fields = [Buffer.from(type), ...lengths.map((length) => Buffer.alloc(length, 1))];
  const data = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(data).toString("base64")}`;
}

/** Values by their dotted path, as YAML writes them; `undefined` takes a key out. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** The smallest environment there is: what has no default. 14 lines. */
export const MINIMAL: Changes = {
  name: "example",
  account: '"111111111111"',
  region: "us-east-1",
  stage: "development",
  "naming.prefix": "Example",
  "tags.Environment": "Test",
  "tags.Project": "Example",
  "tags.Owner": "Team",
  "network.cidr": "10.0.0.0/16",
  "database.instanceClass": "db.t4g.medium",
};

/** The smallest environment as a file, with changes; a new key stands at the end of its map, a new map at the end. */
export function yamlOf(changes: Changes = {}): string {
  return render(tree({ ...MINIMAL, ...changes }), "")
    .join("\n")
    .concat("\n");
}

/** The smallest environment with changes, checked. */
export function environmentOf(changes: Changes = {}): Environment {
  return parseEnvironment(yamlOf(changes));
}

/** The whole text of the error that a file's text gives; "" where it is taken. */
export function refusalOf(text: string, file?: string): string {
  return messageOf(() => parseEnvironment(text, file));
}

/** The whole text of the configuration error that a call throws; "" where it throws none. */
export function messageOf(call: () => unknown): string {
  try {
    call();
    return "";
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.message;
    }
    throw error;
  }
}

/** The text of an error with these problems, each `<line>  <message>`, in a file. */
export function refusal(problems: readonly string[], file = "environment.yaml"): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [...problems.map((problem) => `${file}:${problem}`), `${count}; nothing was written. See help/errors.md`].join(
    "\n",
  );
}

/** Changes to the smallest environment, and what is said of them, each `<line>  <message>`; nothing where they are taken. */
export type RuleCase = readonly [title: string, changes: Changes, ...problems: string[]];

/** Cases of rules between values, for `test.each`. */
export function ruleCases(rows: readonly RuleCase[]) {
  return rows.map(([title, changes, ...problems]) => ({ title, changes, problems }));
}

/** Expects just these problems of the smallest environment with changes. */
export function expectProblems({ changes, problems }: { changes: Changes; problems: readonly string[] }): void {
  expect(refusalOf(yamlOf(changes))).toBe(problems.length === 0 ? "" : refusal(problems));
}

type Tree = Map<string, string | Tree>;

function tree(values: Changes): Tree {
  const root: Tree = new Map();
  for (const [path, value] of Object.entries(values)) {
    if (value !== undefined) {
      put(root, path.split("."), value);
    }
  }
  return root;
}

function put(map: Tree, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    map.set(key, value);
    return;
  }
  const known = map.get(key);
  const inner: Tree = known instanceof Map ? known : new Map();
  map.set(key, inner);
  put(inner, rest, value);
}

function render(map: Tree, indent: string): string[] {
  return [...map].flatMap(([key, value]) =>
    typeof value === "string"
      ? [`${indent}${key}: ${value}`.trimEnd()]
      : [`${indent}${key}:`, ...render(value, `${indent}  `)],
  );
}
