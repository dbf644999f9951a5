import fc from "fast-check";
import { type Expression, expressionOf, referenceOf, referencesOf } from "../../model/expression";
import { parseTemplate } from "../../model/expression-parser";

/** An expression as a short text, so that a table can hold it. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "template":
      return `t(${expression.parts.map(show).join(" ")})`;
    case "traversal":
      return expression.root + expression.steps.map(step).join("");
    case "steps":
      return `(${show(expression.of)})${expression.steps.map(step).join("")}`;
    case "call":
      return `${expression.name}(${expression.arguments.map(show).join(", ")})`;
    case "list":
      return `[${expression.items.map(show).join(", ")}]`;
    case "object":
      return `{${expression.entries.map(([key, value]) => `${show(key)}: ${show(value)}`).join(", ")}}`;
    case "conditional":
      return `(${show(expression.if)} ? ${show(expression.yes)} : ${show(expression.no)})`;
    case "binary":
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case "unary":
      return `${expression.operator}${show(expression.of)}`;
    case "for": {
      const { names, collection, key, value, condition } = expression;
      const made = key === undefined ? show(value) : `${show(key)} => ${show(value)}`;
      return `for ${names.join(",")} in ${show(collection)}: ${made}${condition === undefined ? "" : ` if ${show(condition)}`}`;
    }
    case "unreadable":
      return `unreadable ${expression.text}`;
    default:
      return expression.kind;
  }
}

function step(given: Extract<Expression, { kind: "traversal" }>["steps"][number]): string {
  return given.kind === "attribute" ? `.${given.name}` : given.kind === "splat" ? "[*]" : `[${show(given.of)}]`;
}

describe("parseTemplate", () => {
  it.each([
    ["plain text", "logs", '"logs"'],
    ["an empty text", "", '""'],
    ["a reference", "${aws_vpc.main.id}", "aws_vpc.main.id"],
    ["a data source", "${data.aws_iam_policy_document.key.json}", "data.aws_iam_policy_document.key.json"],
    ["an index", "${aws_subnet.a[0].id}", "aws_subnet.a[0].id"],
    ["a key", '${aws_subnet.a["eu-west-1a"].id}', 'aws_subnet.a["eu-west-1a"].id'],
    ["a computed index", "${aws_subnet.a[count.index].id}", "aws_subnet.a[count.index].id"],
    ["an index of old", "${aws_subnet.a.0.id}", "aws_subnet.a[0].id"],
    ["a splat", "${aws_subnet.a[*].id}", "aws_subnet.a[*].id"],
    ["a splat of old", "${aws_subnet.a.*.id}", "aws_subnet.a[*].id"],
    ["names with dashes", "${module.my-net.vpc-id}", "module.my-net.vpc-id"],
    ["text around", "arn:${data.x.y.z}:s3:::${var.b}/*", 't("arn:" data.x.y.z ":s3:::" var.b "/*")'],
    ["an escape", "$${aws:username}", '"${aws:username}"'],
    ["an escape beside a reference", "$${a}${var.b}%%{c}", 't("${a}" var.b "%{c}")'],
    ["lone dollars", "$5 and 100%", '"$5 and 100%"'],
    ["backslashes and quotes of a JSON text", 'a\\n"b"', '"a\\\\n\\"b\\""'],
    ["a number", "${1.5e3}", "1500"],
    ["a text within", '${"a\\n\\"\\u00e4${var.b}"}', 't("a\\n\\"ä" var.b)'],
    ["constants", "${[true, false, null]}", "[true, false, null]"],
    ["a call", '${join(",", var.a, [var.b])}', 'join(",", var.a, [var.b])'],
    ["a spread", "${merge(local.list...)}", "merge(local.list)"],
    [
      "a provider's function",
      "${provider::aws::arn_parse(var.a).account}",
      "(provider::aws::arn_parse(var.a)).account",
    ],
    ["an object", '${{a = 1, "b" : var.b, (var.c) = 2}}', '{"a": 1, "b": var.b, var.c: 2}'],
    ["an object by lines", "${{\n a = 1\n b = {}\n}}", '{"a": 1, "b": {}}'],
    ["precedence", "${1 + 2 * 3 == 7 && !var.a || var.b}", "((((1 + (2 * 3)) == 7) && !var.a) || var.b)"],
    ["operators of the same rank", "${5 - 3 - 1}", "((5 - 3) - 1)"],
    ["a minus", "${-var.a + 1}", "(-var.a + 1)"],
    ["comparisons", "${var.a >= 1 && var.b != null}", "((var.a >= 1) && (var.b != null))"],
    ["a condition", '${var.a ? "x" : var.b ? "y" : "z"}', '(var.a ? "x" : (var.b ? "y" : "z"))'],
    ["parentheses", "${(var.a).b[0]}", "var.a.b[0]"],
    [
      "a list comprehension",
      "${[for s in aws_subnet.a : s.id if s.public]}",
      "for s in aws_subnet.a: s.id if s.public",
    ],
    ["an object comprehension", "${{for k, v in var.m : k => v...}}", "for k,v in var.m: k => v"],
    ["comments", "${var.a /* why */ + # end\n 1}", "(var.a + 1)"],
    ["stripped spaces", "a ${~ var.b ~} c", 't("a " var.b " c")'],
    ["a directive", "%{if var.a}x%{endif}", "unreadable %{if var.a}x%{endif}"],
    ["an open brace", "${var.a", "unreadable ${var.a"],
    ["an open text", '${"a}', 'unreadable ${"a}'],
    ["nonsense", "${a b}", "unreadable ${a b}"],
    ["a bad escape", '${"\\q"}', 'unreadable ${"\\q"}'],
  ])("reads %s", (_, text, expected) => {
    expect(show(parseTemplate(text))).toBe(expected);
  });

  it("gives up on nesting that nobody writes, without filling the stack", () => {
    const deep = `\${${"(".repeat(5000)}1${")".repeat(5000)}}`;
    expect(parseTemplate(deep).kind).toBe("unreadable");
  });

  it("never fails, whatever the text", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "${",
        "}",
        "$${",
        "%{",
        '"',
        "\\",
        "[",
        "]",
        "(",
        ")",
        ".",
        "a",
        "*",
        "for ",
        "in ",
        ":",
        "=",
        "?",
        "1",
        " ",
        "#",
        "//",
        "/*",
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(() => parseTemplate(parts.join(""))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it("reads any text without expressions as itself", () => {
    const text = fc.string({ unit: "binary" }).filter((given) => !given.includes("${") && !given.includes("%{"));
    fc.assert(
      fc.property(text, (given) => {
        expect(parseTemplate(given)).toEqual({ kind: "literal", value: given });
      }),
    );
  });

  it("reads any text whose expressions are escaped as itself", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const [left, right] = [before, after].map((part) => part.replace(/[$%{]/g, "_"));
        expect(parseTemplate(`${left}$\${x}${right}`)).toEqual({ kind: "literal", value: `${left}\${x}${right}` });
      }),
    );
  });
});

describe("expressionOf", () => {
  it("keeps numbers, booleans and null", () => {
    expect([1, true, null].map(expressionOf)).toEqual([1, true, null].map((value) => ({ kind: "literal", value })));
  });

  it("leaves lists and objects as they are until they are asked for", () => {
    const json = { a: ["${var.b}"] };
    expect(expressionOf(json)).toEqual({ kind: "json", json });
    expect(expressionOf(json)).toHaveProperty("json", json);
  });
});

describe("referencesOf", () => {
  const shown = (texts: readonly string[]) => referencesOf(texts).to.map(show);

  it("takes the whole references, without the beginnings that Terraform lists after each", () => {
    expect(
      shown([
        'module.net["blue"].ids[0].arn',
        'module.net["blue"].ids[0]',
        'module.net["blue"].ids',
        'module.net["blue"]',
        "module.net",
        "aws_vpc.main.id",
        "aws_vpc.main",
        "var.a",
      ]),
    ).toEqual(['module.net["blue"].ids[0].arn', "aws_vpc.main.id", "var.a"]);
  });

  it("does not take a name for the beginning of a longer name", () => {
    expect(shown(["aws_subnet.ab.id", "aws_subnet.ab", "aws_subnet.a"])).toEqual(["aws_subnet.ab.id", "aws_subnet.a"]);
  });

  it("says whether count or each are among them", () => {
    expect(referencesOf(["aws_subnet.a", "count.index"])).toMatchObject({ counted: true, each: false });
    expect(referencesOf(["aws_subnet.a", "each.key"])).toMatchObject({ counted: false, each: true });
    expect(referencesOf(["aws_subnet.a"])).toMatchObject({ counted: false, each: false });
  });

  it("reads plain references like any other", () => {
    for (const text of ["aws_vpc.main.id", "data.aws_region.here", "var.a-b"]) {
      expect(referenceOf(text)).toEqual(parseTemplate(`\${${text}}`));
    }
    expect(referenceOf("1 + 1")).toBeUndefined();
  });
});
