import fc from "fast-check";
import { readHcl } from "../../../handoff/hcl/read";
import { escapeTemplate, onlyExpression, quoted, templateParts } from "../../../handoff/hcl/template";

it.each([
  ["", []],
  ["plain", ["text:plain"]],
  ["${a.b}", ["sequence:${a.b}"]],
  ["x${a}y${b}", ["text:x", "sequence:${a}", "text:y", "sequence:${b}"]],
  ["$${not} %%{not}", ["text:$${not} %%{not}"]],
  ["%{ if x }y%{ endif }", ["sequence:%{ if x }", "text:y", "sequence:%{ endif }"]],
  ['${jsonencode({"a" = "}"})}', ['sequence:${jsonencode({"a" = "}"})}']],
  ['${f("${g("}")}")}!', ['sequence:${f("${g("}")}")}', "text:!"]],
  ['${f("\\"}")}', ['sequence:${f("\\"}")}']],
  ['${f("$${")}', ['sequence:${f("$${")}']],
  ["costs 5 $ { not }", ["text:costs 5 $ { not }"]],
])("splits %s", (template, parts) => {
  expect(templateParts(template).map(({ kind, source }) => `${kind}:${source}`)).toEqual(parts);
});

it.each(["${a", '${f("a)}', "%{ if x"])("fails on %s, which has no end", (template) => {
  expect(() => templateParts(template)).toThrow(/has no end/);
});

it.each([
  ["${aws_kms_key.main.arn}", "aws_kms_key.main.arn"],
  ["${ a }", "a"],
  ["${a}${b}", undefined],
  ["${a} ", undefined],
  ["${~a}", undefined],
  ["a", undefined],
  ["$${a}", undefined],
])("takes the only expression of %s", (template, expression) => {
  expect(onlyExpression(template)).toBe(expression);
});

it("writes what cannot be seen as escapes", () => {
  expect(quoted('a"b\\c\n\t\r\u0007\u2028\ufeff é ${f("x")}')).toBe(
    '"a\\"b\\\\c\\n\\t\\r\\u0007\\u2028\\ufeff é ${f("x")}"',
  );
});

it("reads back every text that it writes in quotes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { minLength: 1, maxLength: 20 }),
      async (texts) => {
        // Terraform brings every text into this form, of JSON as of HCL.
        const whole = texts.map((text) => text.normalize("NFC"));
        const lines = whole.map((text, index) => `  v${index} = ${quoted(escapeTemplate(text))}\n`);
        const { locals } = await readHcl([["x.tf", `locals {\n${lines.join("")}}\n`]]);
        const [read] = locals as unknown as Record<string, string>[];
        expect(whole.map((_, index) => read?.[`v${index}`])).toEqual(whole.map(escapeTemplate));
      },
    ),
    { numRuns: 60 },
  );
});
