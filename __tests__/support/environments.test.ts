import { environmentOf, synthesized, VARIANTS } from "./environments";

describe("synthesized", () => {
  it.each(VARIANTS)("makes $name", ({ overrides }) => {
    const made = synthesized(overrides);
    expect(Object.keys(made.stacks)).toEqual(
      made.environment.topology === "single"
        ? ["seccfn"]
        : ["seccfn-security", "seccfn-network", "seccfn-data", "seccfn-application"],
    );
    for (const template of Object.values(made.stacks)) {
      expect(template.resources.length).toBeGreaterThan(5);
    }
  });
});
