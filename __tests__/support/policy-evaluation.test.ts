import { isAllowed, type PolicyRequest, refusals } from "./policy-evaluation";
import type { Statement, StatementCondition } from "./template";

const REQUEST: PolicyRequest = { action: "s3:GetObject", resource: "arn:aws:s3:::data/a/b" };

function statement(changed: Partial<Statement> = {}): Statement {
  return {
    sid: "Example",
    effect: "Deny",
    principals: {},
    actions: ["s3:GetObject"],
    resources: ["*"],
    conditions: [],
    ...changed,
  };
}

describe("a statement is about a request", () => {
  it.each<[string, Partial<Statement>, boolean]>([
    ["by the action's name", {}, true],
    ["whatever its case", { actions: ["S3:getobject"] }, true],
    ["by a wildcard", { actions: ["s3:Get*"] }, true],
    ["not by another action", { actions: ["s3:GetObjectVersion"] }, false],
    ["not by the action's beginning", { actions: ["s3:Get"] }, false],
    ["by an action that it does not leave out", { actions: [], notActions: ["s3:PutObject"] }, true],
    ["not by one that it leaves out", { actions: [], notActions: ["s3:Get*"] }, false],
    ["by the resource", { resources: ["arn:aws:s3:::data/*"] }, true],
    ["by a resource with one character open", { resources: ["arn:aws:s3:::dat?/a/b"] }, true],
    ["not by another resource", { resources: ["arn:aws:s3:::data"] }, false],
    ["not by one that only a regular expression would match", { resources: ["arn:aws:s3:::dat./a/b"] }, false],
  ])("%s", (_, changed, expected) => {
    expect(refusals([statement(changed)], REQUEST)).toEqual(expected ? ["Example"] : []);
  });
});

describe("a condition holds", () => {
  const holds = (condition: Omit<StatementCondition, "variable">, value?: string) =>
    refusals([statement({ conditions: [{ ...condition, variable: "aws:Key" }] })], {
      ...REQUEST,
      ...(value === undefined ? {} : { context: { "aws:Key": value } }),
    }).length > 0;

  it.each<[string, readonly string[], string | undefined, boolean]>([
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", ["a"], "A", false],
    ["StringEquals", ["a"], undefined, false],
    ["StringEqualsIfExists", ["a"], undefined, true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", ["a"], "c", true],
    ["StringNotEquals", ["a"], undefined, true],
    ["StringNotEqualsIfExists", ["a"], undefined, true],
    ["StringLike", ["a*"], "abc", true],
    ["ArnLike", ["arn:aws:iam::1:role/*"], "arn:aws:iam::1:role/a", true],
    ["ArnNotLike", ["arn:aws:iam::1:role/a"], "arn:aws:iam::1:role/b", true],
    ["ArnNotLike", ["arn:aws:iam::1:role/a"], "arn:aws:iam::1:role/a", false],
    ["Bool", ["false"], "true", false],
    ["Bool", ["false"], undefined, false],
    ["BoolIfExists", ["false"], undefined, true],
    ["Null", ["false"], "anything", true],
    ["Null", ["false"], undefined, false],
    ["Null", ["true"], undefined, true],
  ])("%s %j of %j: %s", (test, values, value, expected) => {
    expect(holds({ test, values }, value)).toBe(expected);
  });

  it("not where another one of the statement does not", () => {
    const conditions = [
      { test: "Null", variable: "aws:Key", values: ["true"] },
      { test: "Null", variable: "aws:Key", values: ["false"] },
    ];
    expect(refusals([statement({ conditions })], REQUEST)).toEqual([]);
  });

  it("of no operator that this does not know", () => {
    expect(() => holds({ test: "DateLessThan", values: ["x"] }, "y")).toThrow(
      new Error("policy-evaluation.ts does not know the operator DateLessThan"),
    );
  });
});

it("a request is let through by an Allow, and by no Deny", () => {
  const allow = statement({ sid: "Allowed", effect: "Allow" });
  expect(isAllowed([allow], REQUEST)).toBe(true);
  expect(isAllowed([], REQUEST)).toBe(false);
  expect(isAllowed([allow, statement()], REQUEST)).toBe(false);
});
