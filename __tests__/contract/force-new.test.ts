import { readdirSync } from "node:fs";
import { join } from "node:path";
import { forceNewOf, forceNewTypes } from "../../handoff/diff/force-new";
import { isArgument } from "../support/bindings";

describe("what replaces a resource", () => {
  it("is told of every type that is synthesized", () => {
    const types = readdirSync(join(__dirname, "provider-rules"))
      .map((file) => file.replace(/\.json$/, ""))
      .filter((type) => !/^(?:data|ephemeral)\./.test(type));
    expect(types.filter((type) => forceNewOf(type) === undefined)).toEqual([]);
  });

  it.each(forceNewTypes())("of %s are only arguments that the bindings know, sorted, each once", (type) => {
    const { forceNew = [], keptWhenUnset = [], sets = [], sometimes = [] } = forceNewOf(type) ?? {};
    const conditional = sometimes.flatMap(({ attribute, where, unlessWhere }) => [
      attribute,
      ...Object.keys({ ...where, ...unlessWhere }),
    ]);
    expect([...forceNew, ...sets, ...conditional].filter((path) => !isArgument(type, path))).toEqual([]);
    expect(keptWhenUnset.filter((path) => !forceNew.includes(path))).toEqual([]);
    for (const paths of [forceNew, keptWhenUnset, sets]) {
      expect(paths).toEqual([...new Set(paths)].sort());
    }
  });

  it.each(forceNewTypes())("of %s has one meaning: an attribute replaces always or sometimes", (type) => {
    const { forceNew = [], sometimes = [] } = forceNewOf(type) ?? {};
    expect(sometimes.filter(({ attribute }) => forceNew.includes(attribute))).toEqual([]);
    for (const { attribute, from, to, presence, where, unlessWhere, when } of sometimes) {
      const conditions = [from ?? to, presence, where, unlessWhere].filter((condition) => condition !== undefined);
      expect([attribute, conditions.length, when.length > 10]).toEqual([attribute, 1, true]);
    }
  });

  it("knows nothing of types that it does not list, and of nothing that objects have anyway", () => {
    expect(forceNewOf("aws_nothing")).toBeUndefined();
    expect(forceNewOf("constructor")).toBeUndefined();
  });
});
