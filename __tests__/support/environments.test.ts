import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ALL_VARIANTS, environmentOf, PROJECT_ROOT, SHIPPED, synthesized, VARIANTS, variants } from "./environments";

describe("the variants", () => {
  it.each(ALL_VARIANTS)("$name is an environment that configuration accepts", ({ overrides, base = "seccfn" }) => {
    expect(environmentOf(overrides, base)).toMatchObject({ name: base });
  });

  it("begin with seccfn as shipped and have names of their own", () => {
    const names = ALL_VARIANTS.map(({ name }) => name);
    expect(VARIANTS[0]).toEqual({ name: "seccfn", overrides: {} });
    expect(new Set(names).size).toBe(names.length);
  });

  it("are every shipped environment, in both topologies and in both lifecycles", () => {
    const files = readdirSync(join(PROJECT_ROOT, "environments")).map((file) => file.replace(/\.yaml$/, ""));
    expect([...SHIPPED].sort()).toEqual(files.sort());
    for (const base of SHIPPED) {
      const own = ALL_VARIANTS.filter((variant) => (variant.base ?? "seccfn") === base).map(
        ({ overrides }) => overrides,
      );
      expect(own).toEqual(
        expect.arrayContaining([{}, { topology: "layered" }, { lifecycle: "ephemeral", stage: "development" }]),
      );
    }
  });
});

describe("variants", () => {
  it("finds by name, and says what there is", () => {
    expect(variants("layered", "seccfn").map(({ name }) => name)).toEqual(["layered", "seccfn"]);
    expect(() => variants("layerd")).toThrow("there is no variant layerd, only seccfn; layered; ");
  });
});

describe("environmentOf", () => {
  it("merges sections, replaces lists and takes out what is undefined", () => {
    const { database, audit, network } = environmentOf({
      database: { port: 6543, multiAz: undefined },
      audit: { configRules: [] },
    });
    expect(database).toMatchObject({ port: 6543, instanceClass: "db.t4g.medium", multiAz: true });
    expect(audit.configRules).toEqual([]);
    expect(network).toEqual(environmentOf().network);
  });

  it("fails if configuration refuses the overrides", () => {
    expect(() => environmentOf({ database: { backupRetentionDays: 99 } })).toThrow(/backupRetentionDays must be/);
  });
});

describe("synthesized", () => {
  it("has one stack, or one a layer in the order of their deployment", () => {
    expect(Object.keys(synthesized().stacks)).toEqual(["seccfn"]);
    const layered = synthesized({ topology: "layered" });
    expect(Object.keys(layered.stacks)).toEqual([
      "seccfn-security",
      "seccfn-network",
      "seccfn-data",
      "seccfn-application",
    ]);
    expect(() => layered.template).toThrow(
      "there is no single stack but seccfn-security, seccfn-network, seccfn-data, seccfn-application; use stacks",
    );
  });

  it("is made once of the same overrides", () => {
    expect(synthesized()).toBe(synthesized({}));
    expect(synthesized({ topology: "layered" })).toBe(synthesized({ topology: "layered" }));
    expect(synthesized({ topology: "layered" })).not.toBe(synthesized());
  });

  it("has every file that was written, assets included", () => {
    expect([...synthesized().files.keys()]).toEqual([
      "manifest.json",
      expect.stringMatching(/^stacks\/seccfn\/assets\/compliance\/[\w-]+\/[\w-]+\.zip$/),
      "stacks/seccfn/cdk.tf.json",
      "stacks/seccfn/versions.tf",
    ]);
  });
});
