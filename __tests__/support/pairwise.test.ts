import { pairwise, uncoveredPairs } from "./pairwise";

const FACTORS = {
  a: ["1", "2", "3"],
  b: ["1", "2", "3", "4"],
  c: ["off", "on"],
  d: ["off", "on"],
  e: ["off", "on"],
  f: ["x", "y", "z"],
} as const;

describe("pairwise", () => {
  it("covers all pairs, with far fewer rows than there are combinations", () => {
    const rows = pairwise(FACTORS);
    expect(uncoveredPairs(FACTORS, [], rows)).toEqual([]);
    // 12 are needed for a and b alone; there are 288 combinations.
    expect(rows.length).toBeGreaterThanOrEqual(12);
    expect(rows.length).toBeLessThan(20);
  });

  it("gives one value of each factor in every row, and the same rows again", () => {
    const rows = pairwise(FACTORS);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(Object.keys(FACTORS));
      expect(Object.entries(row).filter(([factor, value]) => !valuesOf(factor).includes(value))).toEqual([]);
    }
    expect(pairwise(FACTORS)).toEqual(rows);
  });

  it("leaves out what excludes each other, in every row, and still covers all else", () => {
    const exclusions = [
      { a: ["1"], c: ["on"] },
      { b: ["4"], f: ["x", "y"] },
      { c: ["on"], d: ["on"], e: ["on"] },
    ] as const;
    const rows = pairwise(FACTORS, exclusions);
    expect(rows.filter(({ a, c }) => a === "1" && c === "on")).toEqual([]);
    expect(rows.filter(({ b, f }) => b === "4" && f !== "z")).toEqual([]);
    expect(rows.filter(({ c, d, e }) => [c, d, e].every((value) => value === "on"))).toEqual([]);
    expect(uncoveredPairs(FACTORS, exclusions, rows)).toEqual([]);
  });

  it("sees what three exclude only together: where b is on for a and off for c, a and c exclude each other", () => {
    const factors = { a: ["off", "on"], b: ["off", "on"], c: ["off", "on"] } as const;
    const exclusions = [
      { a: ["on"], b: ["off"] },
      { b: ["on"], c: ["on"] },
    ] as const;
    const rows = pairwise(factors, exclusions);
    expect(uncoveredPairs(factors, exclusions, rows)).toEqual([]);
    expect(rows).toContainEqual({ a: "on", b: "on", c: "off" });
    expect(rows.filter(({ a, c }) => a === "on" && c === "on")).toEqual([]);
  });

  it("fails if nothing is left for a factor", () => {
    const factors = { a: ["1", "2"], b: ["1", "2"], c: ["1", "2"], d: ["1", "2"] } as const;
    // Whatever c is, d is left without a value once a and b are 1; only all four together show it.
    const exclusions = [
      { a: ["1"], b: ["1"], c: ["1"], d: ["1", "2"] },
      { a: ["1"], b: ["1"], c: ["2"], d: ["1", "2"] },
    ] as const;
    expect(() => pairwise(factors, exclusions)).toThrow('nothing is left for c with {"a":"1","b":"1"}');
  });
});

describe("uncoveredPairs", () => {
  it("names each pair that no row has", () => {
    const factors = { a: ["1", "2"], b: ["1", "2"] } as const;
    expect(uncoveredPairs(factors, [], [{ a: "1", b: "1" }])).toEqual(["a=1 b=2", "a=2 b=1", "a=2 b=2"]);
    expect(uncoveredPairs(factors, [{ a: ["2"], b: ["2"] }], [{ a: "1", b: "1" }])).toEqual(["a=1 b=2", "a=2 b=1"]);
  });
});

function valuesOf(factor: string): readonly string[] {
  return Object.entries(FACTORS).find(([name]) => name === factor)?.[1] ?? [];
}
