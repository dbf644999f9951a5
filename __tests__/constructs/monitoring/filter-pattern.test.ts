import { compile, filterMatches } from "./filter-pattern";

// The documented examples: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
const EVENT = {
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  bandwidth: 75,
};

it.each([
  ['{ $.eventType = "UpdateTrail" }', true],
  ['{ $.eventType = "Updatetrail" }', false], // case sensitive
  ["{ $.eventType = Update* }", true],
  ['{ $.eventType = "*Trail" }', true],
  ['{ $.eventType = "Update" }', false],
  ["{ $.sourceIPAddress != 123.123.* }", true],
  ["{ $.sourceIPAddress = 111.111.* }", true],
  ['{ $.arrayKey[0] = "value" }', true],
  ["{ $.objectList[1].id = 2 }", true],
  ["{ $.SomeObject IS NULL }", true],
  ["{ $.SomeOtherObject NOT EXISTS }", true],
  ["{ $.eventType NOT EXISTS }", false],
  ["{ $.ThisFlag IS TRUE }", true],
  ["{ $.bandwidth > 75 }", false],
  ["{ $.bandwidth >= 75 && $.bandwidth <= 75 }", true],
  ["{ ($.bandwidth < 10) || ($.eventType = UpdateTrail) }", true],
  ['{($.eventType="UpdateTrail") && (($.bandwidth=1) || ($.bandwidth=75))}', true],
])("%s", (pattern, matches) => {
  expect(filterMatches(pattern, EVENT)).toBe(matches);
});

it.each([
  ["$.a = 1", "{ expected, got $.a in $.a = 1"],
  ["{ $.a = 1", "} expected, got the end in { $.a = 1"],
  ["{ ($.a = 1 }", ") expected, got } in { ($.a = 1 }"],
  ["{ a = 1 }", "a selector expected, got a in { a = 1 }"],
  ["{ $.a EXISTS }", "= or != or < or > or <= or >= or IS or NOT expected, got EXISTS in { $.a EXISTS }"],
  ["{ $.a = 1 } x", "the end expected, got x in { $.a = 1 } x"],
  ["{ $.a = 1 && $.b = 1 || $.c = 1 }", "&& and || need brackets between them in { $.a = 1 && $.b = 1 || $.c = 1 }"],
])("%s is no pattern", (pattern, message) => {
  expect(() => compile(pattern)).toThrow(new Error(message));
});

it("does not guess what != does where the field is missing", () => {
  expect(() => filterMatches('{ $.nothing != "x" }', EVENT)).toThrow(
    new Error("AWS does not say what != does where there is no $.nothing"),
  );
});
