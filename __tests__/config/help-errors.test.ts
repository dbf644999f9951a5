import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEnvironments } from "../../config/load";
import { messageOf } from "./support";

const TEXT = readFileSync(join(__dirname, "../../help/errors.md"), "utf8");

interface Example {
  readonly title: string;
  readonly yaml: string;
  readonly message: string;
}

/** Every block of YAML with the message below it; the first block is the file that the others change. */
function examples(): { readonly base: string; readonly rest: readonly Example[] } {
  const [base] = /(?<=```yaml\n)name: example\n[^`]*/.exec(TEXT) ?? [""];
  const rest = [...TEXT.matchAll(/```yaml\n([^`]*)```\n\n```\n([^`]*)\n```/g)].map(
    ({ 1: yaml = "", 2: message = "", index }) => ({
      title: `${/(?<=^## ).*$/gm.exec(TEXT.slice(TEXT.lastIndexOf("\n## ", index)))}: ${yaml.split("\n").join(" ⏎ ")}`,
      yaml,
      message,
    }),
  );
  return { base, rest };
}

/** A file's parts by their key: each with the lines that are indented below it. */
function parts(yaml: string): Map<string, string> {
  return new Map([...yaml.matchAll(/^(\w+):.*\n(?:[ \t].*\n)*/gm)].map(([part, key = ""]) => [key, part]));
}

/** Puts an example in place of the lines of its keys, or at the end; one that names another file comes beside it. */
function files(base: string, yaml: string): Record<string, string> {
  const [, other] = /^# environments\/(\S+)\n/.exec(yaml) ?? [];
  const changed = [...new Map([...parts(base), ...parts(yaml)]).values()].join("");
  return other === undefined
    ? { "example.yaml": changed }
    : { "example.yaml": base, [other]: yaml.trim().includes("\n") ? changed : yaml };
}

describe("help/errors.md", () => {
  const { base, rest } = examples();

  it("has examples", () => {
    expect(base.split("\n")).toHaveLength(15);
    expect(rest).toHaveLength([...TEXT.matchAll(/```yaml/g)].length - 1);
    expect(rest.length).toBeGreaterThan(25);
  });

  test.each(rest)("ALL-1: tells the truth of $title", ({ yaml, message }) => {
    const folder = mkdtempSync(join(tmpdir(), "seccfn-errors-"));
    try {
      for (const [file, text] of Object.entries(files(base, yaml))) {
        writeFileSync(join(folder, file), text);
      }
      expect(messageOf(() => loadEnvironments(folder)).replaceAll(folder, "environments")).toBe(message);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
