import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentJsonSchema } from "../../config/json-schema";
import { valueAt } from "../../config/plain-data";
import { SEVERITIES } from "../../guardrails/control";
import { yamlKeyOf } from "../../guardrails/findings";
import { CONTROLS } from "../../guardrails/registry";
import { RULES } from "../../guardrails/rules";
import { PROJECT_ROOT } from "../support/environments";

const ROOT = join(PROJECT_ROOT, "guardrails", "controls");
const LOCKED = join(__dirname, "control-ids.txt");

const SCHEMA = environmentJsonSchema();

/** Every file of a control, relative to the folder of controls. */
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

describe("the controls", () => {
  it("have the ids that people wrote into suppressions: a new id is added to the list, none is taken out", () => {
    const ids = [...CONTROLS, ...Object.values(RULES)].map(({ id }) => id).sort();
    expect(ids).toEqual(readFileSync(LOCKED, "utf8").trimEnd().split("\n"));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are all registered, from the lists of their folders", () => {
    const defined = files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/^\s+id: "([a-z0-9-]+)",$/gm)].map(([, id = ""]) => id),
    );
    const registered = new Set(CONTROLS.map(({ id }) => id));
    const folders = readdirSync(ROOT).filter((folder) => existsSync(join(ROOT, folder, "index.ts")));
    const listed = folders.filter((folder) => /Controls\b/.test(readFileSync(join(ROOT, folder, "index.ts"), "utf8")));
    expect(listed).toEqual(folders);
    expect(defined.filter((id) => !registered.has(id))).toEqual([]);
    expect(defined.length).toBeGreaterThanOrEqual(CONTROLS.length);
  });

  it.each(CONTROLS.map((control) => [control.id, control] as const))("%s says what it is", (id, control) => {
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(SEVERITIES).toContain(control.severity);
    expect(control.types.length).toBeGreaterThan(0);
    expect(control.references.nist).toBeDefined();
    for (const text of [control.title, control.why, control.fix.terraform]) {
      expect(text.trim()).toBe(text);
      expect(text.length).toBeGreaterThan(10);
    }
    expect(control.title).not.toMatch(/\.$/);
  });

  it.each(CONTROLS.flatMap((control) => (control.fix.yaml === undefined ? [] : [[control.id, control.fix.yaml]])))(
    "%s leads to a key of an environment: %s",
    (_, yaml = "") => {
      expect(knownKey(yamlKeyOf(yaml) ?? [])).toBe(true);
    },
  );
});

/** Whether a path is a key of the schema; alternatives and items of lists are looked through. */
function knownKey(path: readonly string[]): boolean {
  const known = (schema: unknown, rest: readonly string[]): boolean => {
    const [key, ...further] = rest;
    if (key === undefined) {
      return true;
    }
    const inner = ["anyOf", "oneOf", "allOf"].flatMap((name) => {
      const list = valueAt(schema, [name]);
      return Array.isArray(list) ? list : [];
    });
    const items = valueAt(schema, ["items"]);
    const own = valueAt(schema, ["properties", key]) ?? valueAt(schema, ["additionalProperties"]);
    return (
      (own !== undefined && own !== false && known(own, further)) ||
      inner.some((alternative) => known(alternative, rest)) ||
      (items !== undefined && known(items, rest))
    );
  };
  return path.length > 0 && known(SCHEMA, path);
}
