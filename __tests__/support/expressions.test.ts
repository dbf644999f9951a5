import { isExpression, unescaped, usesOf } from "./expressions";

const references = (text: string) => usesOf(text).references.map((path) => path.join("."));

describe("usesOf", () => {
  it.each<[string, string[]]>([
    ["no expression", []],
    ["${aws_vpc.vpc.id}", ["aws_vpc.vpc.id"]],
    ["a-${random_id.a.hex}-${var.b}", ["random_id.a.hex", "var.b"]],
    ["$${aws:username} $$${literal} %%{if}", []],
    ["$${literal} ${var.real}", ["var.real"]],
    ["${data.aws_availability_zones.available.names[0]}", ["data.aws_availability_zones.available.names"]],
    ["${aws_db_instance.a.master_user_secret[0].secret_arn}", ["aws_db_instance.a.master_user_secret"]],
    ["${aws_subnet.a[*].id}", ["aws_subnet.a"]],
    ["${aws_subnet.a.*.id}", ["aws_subnet.a"]],
    ["${var.map[var.key].name}", ["var.key", "var.map"]],
    ['${jsonencode({"user" = var.user, host : aws_db_instance.a.address})}', ["var.user", "aws_db_instance.a.address"]],
    ["${jsonencode({(var.key) = 1})}", ["var.key"]],
    ['${var.a ? "x}" : "y-${var.b}"}', ["var.a", "var.b"]],
    ['${!can(regex("^db\\\\.t\\\\d+", var.size)) && -var.n >= 1.5 * floor(var.m)}', ["var.size", "var.n", "var.m"]],
    ["${[for s in var.list : s.Effect if s.on == true]}", ["var.list"]],
    ["${{for k, v in var.map : k => [v, var.x]...}}", ["var.map", "var.x"]],
    ["${[for s in [for t in s.inner : t] : s]}", ["s.inner"]],
    ["${max(var.list...)}", ["var.list"]],
    ["${provider::aws::arn_parse(var.arn).region}", ["var.arn"]],
    ['${"quoted \\" and \\\\"}${var.after}', ["var.after"]],
    ["${a.b == null ? [] : [1, -2,]}", ["a.b"]],
  ])("finds in %s exactly %j", (text, expected) => {
    expect(references(text)).toEqual(expected);
  });

  it("names the functions", () => {
    expect(usesOf("${anytrue([for s in jsondecode(var.p) : try(s.X, null)])}").functions).toEqual([
      "anytrue",
      "jsondecode",
      "try",
    ]);
  });

  it.each([
    ["${var.a", '"}" is missing'],
    ["${var.a +}", "a value is missing"],
    ["${[for a of var.b : a]}", '"in" is missing'],
    ['${"open}', "a quote is not closed"],
    ["%{if var.a}b%{endif}", "template directives are not read"],
    ["${f(var.a var.b)}", '")" is missing'],
  ])("fails if it cannot read %s", (text, problem) => {
    expect(() => usesOf(text)).toThrow(problem);
  });
});

it.each<[string, boolean]>([
  ["${var.a}", true],
  ["a${var.a}", true],
  ["$${var.a}", false],
  ["$${a}${var.b}", true],
  ["plain $ {", false],
])("isExpression(%j) is %s", (text, expected) => {
  expect(isExpression(text)).toBe(expected);
});

it("unescapes what Terraform unescapes", () => {
  expect(unescaped("$${aws:username} and %%{x} cost $5")).toBe("${aws:username} and %{x} cost $5");
});
