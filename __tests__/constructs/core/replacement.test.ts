import fc from "fast-check";
import { replacementMark } from "../../../constructs/core/replacement";

describe("replacementMark", () => {
  it("ALL-12: is six hexadecimal digits that stay the same from release to release", () => {
    expect(replacementMark("PostgreSQL", "17")).toBe("8a85cf");
  });

  it("is the same for the same values and another for others", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(replacementMark(...a)).toMatch(/^[0-9a-f]{6}$/);
        expect(replacementMark(...a) === replacementMark(...b)).toBe(same);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test.each([
    { what: "where values end", a: ["ab", "c"], b: ["a", "bc"] },
    { what: "their order", a: ["a", "b"], b: ["b", "a"] },
    { what: "an empty value", a: ["a"], b: ["a", ""] },
  ])("tells $what apart", ({ a, b }) => {
    expect(replacementMark(...a)).not.toBe(replacementMark(...b));
  });
});
