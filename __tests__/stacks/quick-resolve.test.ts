import { DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, Testing, Token, Tokenization } from "cdktf";
import { withQuickResolve } from "../../stacks/quick-resolve";

const stack = new TerraformStack(Testing.app(), "stack");
const options = { scope: stack, preparing: false, resolver: new DefaultTokenResolver(new StringConcat()) };

const text = Token.asString(Lazy.stringValue({ produce: () => "found" }));
const number = Token.asNumber(Lazy.numberValue({ produce: () => 7 }));
const list = Token.asList(Lazy.listValue({ produce: () => ["a", "b"] }));
const numbers = Token.asNumberList(Lazy.anyValue({ produce: () => [1, 2] }));
const map = Token.asStringMap(Lazy.anyValue({ produce: () => ({ key: "value" }) }));
const nothing = Lazy.anyValue({ produce: () => undefined });

class Item {
  public readonly name = text;
}

describe("what it gives is what cdktf gives", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "${aws_kms_key.a.arn} and \\${more}"],
    ["texts like encoded numbers", ["1.5e+10", "-1e-e", "5e5c0e1"]],
    ["numbers", [0, -1, 1.5, -1e300, Number.NaN, Number.POSITIVE_INFINITY]],
    ["a map with nothing in it", { a: undefined, b: nothing, c: [], d: {}, e: [undefined, nothing, 1], f: false }],
    ["an object of a class", { item: new Item() }],
    ["a date", { at: new Date(0) }],
    ["a text with a token", { deep: [{ text: `a ${text} b` }] }],
    ["a text with braces and a token", `\${not} ${text} }`],
    ["a token", { deep: Lazy.anyValue({ produce: () => ({ inner: [text, undefined, { number }] }) }) }],
    ["an encoded number", { number, more: [number] }],
    ["a text with an encoded number", `up to ${number}`],
    ["an encoded list", { list, more: [list] }],
    ["an encoded list of numbers", { numbers }],
    ["an encoded map", { map }],
    ["a key that is a token", { [text]: { inner: text }, other: 1 }],
    ["a call", { names: Fn.join(",", [text, "b"]), upper: Fn.upper(text) }],
  ])("%s", (_name, value) => {
    expect(withQuickResolve(() => Tokenization.resolve(value, options))).toStrictEqual(
      Tokenization.resolve(value, options),
    );
  });
});

describe("fails as cdktf does", () => {
  test.each<[string, unknown]>([
    ["a function", () => 1],
    ["a construct", stack],
    ["an encoded list within a text", `a ${list[0]}`],
    ["an encoded list with more", [...list, "c"]],
    ["an encoded map as a text", Token.STRING_MAP_TOKEN_VALUE],
    ["an encoded map as a number", Token.NUMBER_MAP_TOKEN_VALUE],
    ["a key that is a token and no text", { [Token.asString(nothing)]: 1 }],
    [
      "a token that fails",
      Lazy.anyValue({
        produce: () => {
          throw new Error("broken");
        },
      }),
    ],
  ])("%s", (_name, value) => {
    const failure = (run: () => unknown) => {
      try {
        return run();
      } catch (error) {
        return String(error);
      }
    };
    const expected = failure(() => Tokenization.resolve(value, options));
    expect(expected).toContain("Error");
    expect(failure(() => withQuickResolve(() => Tokenization.resolve(value, options)))).toBe(expected);
  });
});

test("leaves cdktf as it was, also after a failure", () => {
  const { resolve } = Tokenization;
  expect(() =>
    withQuickResolve(() => {
      expect(Tokenization.resolve).not.toBe(resolve);
      throw new Error("broken");
    }),
  ).toThrow("broken");
  expect(Tokenization.resolve).toBe(resolve);
});
