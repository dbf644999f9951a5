import { nearestWord, quoted, sentence, suggestion, violationOfSection } from "../../config/sentences";

describe("a sentence about a value", () => {
  test.each([
    ["must be even", { got: "3", hint: "add one" }, "network.zones[1] must be even, got 3; add one"],
    ["must be even", { got: "3" }, "network.zones[1] must be even, got 3"],
    ["must be even", {}, "network.zones[1] must be even"],
    ["has a remainder", { got: "3", hint: "add one" }, "network.zones[1] 3 has a remainder; add one"],
    ["has a remainder", {}, "network.zones[1] has a remainder"],
    ["must be what it has ", { got: "3" }, "network.zones[1] must be what it has , got 3"],
  ])("ALL-1: %s, %j", (rule, remark, text) => {
    expect(sentence(["network", "zones", 1], rule, remark)).toBe(text);
  });

  it("ALL-1: about a whole section shows nothing of it", () => {
    expect(violationOfSection(["edge"], "must not be there", "remove it")).toEqual({
      path: ["edge"],
      message: "edge must not be there; remove it",
    });
  });
});

describe("a value in a message", () => {
  test.each([
    ["nothing", undefined, "nothing"],
    ["null", null, "null"],
    ["no number", Number.NaN, "NaN"],
    ["a number without end", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a text", 'a "b"', '"a \\"b\\""'],
    ["a text of 100 characters with its quotes", "x".repeat(98), `"${"x".repeat(98)}"`],
    ["a longer one", "x".repeat(99), `"${"x".repeat(99)}… (101 characters)`],
  ])("%s", (_, value, text) => {
    expect(quoted(value)).toBe(text);
  });
});

describe("the word that was probably meant", () => {
  test.each([
    ["is the only one that begins so", "net", ["kms", "network"], "network"],
    ["is not one that begins with two letters", "ne", ["network"], undefined],
    ["is none of two that begin so", "net", ["network", "netmask"], undefined],
    ["is the nearest, where it is the first", "bata", ["beta", "delta", "gamma"], "beta"],
    ["is the nearest, where it is between others", "bata", ["gamma", "beta", "delta"], "beta"],
    ["is the nearest, where it is the last", "bata", ["delta", "gamma", "beta"], "beta"],
    ["is one in other letters", "VPCID", ["vpcIds"], "vpcIds"],
    ["is none of which nothing is left", "ab", ["cd"], undefined],
    ["is no longer one, either", "ab", ["xay"], undefined],
    ["is one with two other letters of three", "abc", ["axy"], "axy"],
    ["is one with a third of other letters", "abcdefghi", ["abcdefxyz"], "abcdefxyz"],
    ["is not one with more of them", "abcdefghi", ["abcdewxyz"], undefined],
    ["is found for 64 letters", `${"a".repeat(63)}b`, ["a".repeat(64)], "a".repeat(64)],
    ["is not looked for beyond", `${"a".repeat(64)}b`, ["a".repeat(65)], undefined],
    ["is none where there are none", "word", [], undefined],
  ])("%s", (_, word, known, meant) => {
    expect(nearestWord(word, known)).toBe(meant);
  });

  test.each([
    ["natwork", ["kms", "network"], 'did you mean "network"?'],
    ["other", ["network", "kms"], "allowed are kms, network"],
    ["other", [], "remove it"],
  ])("ALL-1: of %s and %j it is said: %s", (word, known, text) => {
    expect(suggestion(word, known)).toBe(text);
  });
});
