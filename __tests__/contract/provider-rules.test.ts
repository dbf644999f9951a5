import { readdirSync } from "node:fs";
import { join } from "node:path";
import { argumentProblems, isArgument, problemsWithin, providerArguments, typeOf } from "../support/bindings";
import { ALL_VARIANTS, synthesized } from "../support/environments";
import { scopedData } from "../support/graph";
import { type JsonObject, listOf, objectOf } from "../support/json";
import { type ProviderRules, pathsOf, ruleProblems, rulesOf } from "../support/provider-rules";
import type { Block, Template } from "../support/template";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  it("holds every resource, data source and ephemeral resource to the provider's own rules and bindings", () => {
    const problems = Object.values(synthesized(overrides, base).stacks).flatMap((template) =>
      everything(template).flatMap((block) =>
        blockProblems(block, template.variables).map((problem) => `${block.address}: ${problem}`),
      ),
    );
    expect(problems).toEqual([]);
  });

  it("gives providers only arguments that the bindings know", () => {
    const unknown = Object.values(synthesized(overrides, base).stacks).flatMap(({ json }) =>
      (["aws", "random"] as const).flatMap((provider) =>
        listOf(objectOf(json.provider)[provider]).flatMap((values) =>
          problemsWithin(providerArguments(provider), objectOf(values), `provider.${provider}.`),
        ),
      ),
    );
    expect(unknown).toEqual([]);
  });
});

describe("the rules", () => {
  const files = readdirSync(join(__dirname, "provider-rules"));

  it.each(files)("%s is about the type in its name and names only arguments that the bindings know", (file) => {
    const type = file.replace(/\.json$/, "");
    const rules = rulesOf(type);
    expect(rules.type).toBe(type);
    expect(pathsOf(rules).filter((path) => !isArgument(type, path))).toEqual([]);
  });

  it("are there for every type that is synthesized, else the run says which file is missing", () => {
    expect(() => rulesOf("aws_nothing")).toThrow(
      "aws_nothing is synthesized, but __tests__/contract/provider-rules/aws_nothing.json cannot be read",
    );
  });
});

describe("a rule that is broken is found:", () => {
  const broken = (rules: Partial<ProviderRules>, values: JsonObject, variables = {}) =>
    ruleProblems({ type: "aws_example", source: { path: "example.go" }, ...rules }, values, variables);

  it.each<[string, Partial<ProviderRules>, JsonObject, string[]]>([
    ["required", { required: ["a"] }, { b: 1 }, ["a is required"]],
    ["required, given null", { required: ["a"] }, { a: null }, ["a is required"]],
    ["required in each block", { required: ["a.b"] }, { a: [{ b: 1 }, {}] }, ["a.b is required"]],
    [
      "conflicts",
      { conflicts: [["a", "b", "c"]] },
      { a: 1, c: false },
      ["at most one of a, b, c must be there, got a, c"],
    ],
    [
      "conflicts within a block",
      { conflicts: [["r.a", "r.f.b"]] },
      { r: [{ a: 1 }, { a: 1, f: { b: 2 } }] },
      ["at most one of r.a, r.f.b must be there, got r.a, r.f.b"],
    ],
    ["exactlyOneOf, none", { exactlyOneOf: [["a", "b"]] }, {}, ["exactly one of a, b must be there, got none"]],
    [
      "exactlyOneOf, both",
      { exactlyOneOf: [["a", "b"]] },
      { a: 1, b: 1 },
      ["exactly one of a, b must be there, got a, b"],
    ],
    ["atLeastOneOf", { atLeastOneOf: [["a", "b"]] }, { c: 1 }, ["at least one of a, b must be there, got none"]],
    ["requiredWith", { requiredWith: { a: ["b", "c"] } }, { a: 1, b: 1 }, ["a asks for c"]],
    ["values", { values: { a: ["x", "y"] } }, { a: "z" }, ['a must be one of x, y, got "z"']],
    ["values of a list", { values: { a: [1, 2] } }, { a: [1, 3] }, ['a must be one of 1, 2, got "3"']],
    ["patterns", { patterns: { "a.b": "^x+$" } }, { a: { b: "xy" } }, ['a.b must match ^x+$, got "xy"']],
    ["lengths, too short", { lengths: { a: [2, 3] } }, { a: "x" }, ["a must have 2 to 3 characters, got 1"]],
    ["lengths, too long", { lengths: { a: [2, 3] } }, { a: "xxxx" }, ["a must have 2 to 3 characters, got 4"]],
    ["ranges, too small", { ranges: { a: [2, 3] } }, { a: 1 }, ["a must be between 2 and 3, got 1"]],
    ["ranges, too large", { ranges: { a: [2, 3] } }, { a: "4" }, ['a must be between 2 and 3, got "4"']],
    ["ranges, no number", { ranges: { a: [2, 3] } }, { a: "x" }, ['a must be between 2 and 3, got "x"']],
    [
      "maxItems",
      { maxItems: { "a.b": 1 } },
      { a: [{ b: [{}, {}] }, { b: {} }] },
      ["a.b must have at most 1 items, got 2"],
    ],
  ])("%s", (_, rules, values, expected) => {
    expect(broken(rules, values)).toEqual(expected);
  });

  it.each<[string, Partial<ProviderRules>, JsonObject]>([
    ["required in a block that is not there", { required: ["a.b"] }, {}],
    ["conflicts", { conflicts: [["a", "b"]] }, { a: 1 }],
    ["conflicts in different blocks", { conflicts: [["r.a", "r.b"]] }, { r: [{ a: 1 }, { b: 1 }] }],
    ["exactlyOneOf", { exactlyOneOf: [["a", "b"]] }, { b: 0 }],
    ["exactlyOneOf in a block that is not there", { exactlyOneOf: [["r.a", "r.b"]] }, {}],
    ["atLeastOneOf", { atLeastOneOf: [["a", "b"]] }, { a: 1, b: 1 }],
    ["requiredWith", { requiredWith: { a: ["b"] } }, { b: 1 }],
    ["values", { values: { a: [1, 2] } }, { a: 2 }],
    ["patterns, after Terraform's escapes", { patterns: { a: "^\\$\\{x\\}$" } }, { a: "$${x}" }],
    ["what is not known", { patterns: { a: "^x$" }, lengths: { a: [1, 1] }, ranges: { a: [1, 2] } }, { a: "${b.c.d}" }],
    ["maxItems", { maxItems: { a: 2 } }, { a: [1, 2] }],
  ])("nothing where it holds: %s", (_, rules, values) => {
    expect(broken(rules, values)).toEqual([]);
  });

  it("a variable counts by its default", () => {
    const rules = { ranges: { a: [1, 2] as const } };
    expect(broken(rules, { a: "${var.n}" }, { n: { default: 2 } })).toEqual([]);
    expect(broken(rules, { a: "${var.n}" }, { n: { default: 3 } })).toEqual(["a must be between 1 and 2, got 3"]);
  });
});

describe("an argument that does not fit the bindings is found:", () => {
  it.each<[string, string, JsonObject, string[]]>([
    ["unknown", "aws_kms_key", { descripton: "a" }, ["descripton is no argument"]],
    [
      "unknown in a block",
      "aws_lambda_function",
      { ...lambda(), vpc_config: { ...vpc(), vpc: "a" } },
      ["vpc_config.vpc is no argument"],
    ],
    ["required", "aws_kms_alias", {}, ["target_key_id is required"]],
    [
      "required in a block",
      "aws_lambda_function",
      { ...lambda(), tracing_config: {} },
      ["tracing_config.mode is required"],
    ],
    [
      "a text for a number",
      "aws_kms_key",
      { deletion_window_in_days: "10" },
      ['deletion_window_in_days must be a number, got "10"'],
    ],
    ["a text for a truth value", "aws_kms_key", { is_enabled: "true" }, ['is_enabled must be a boolean, got "true"']],
    ["a number for a text", "aws_kms_key", { description: 1 }, ["description must be a string, got 1"]],
    ["a text for a list", "aws_db_subnet_group", { subnet_ids: "a" }, ['subnet_ids must be a list, got "a"']],
    ["a text for a map", "aws_kms_key", { tags: "a" }, ['tags must be a map, got "a"']],
    [
      "a text for a block",
      "aws_lambda_function",
      { ...lambda(), vpc_config: "${a.b.c}" },
      ["vpc_config must be a block"],
    ],
    ["count", "aws_kms_key", { count: 2 }, ["count is no argument"]],
    [
      "ignored changes of nothing",
      "aws_kms_key",
      { lifecycle: { ignore_changes: ["policy", "polices"] } },
      ["lifecycle.ignore_changes names polices, which is no argument"],
    ],
    [
      "a condition that says nothing",
      "aws_kms_key",
      { lifecycle: { precondition: [{ condition: "${true}", message: "a" }] } },
      ["lifecycle.precondition.error_message is required", "lifecycle.precondition.message is no argument"],
    ],
  ])("%s", (_, type, values, expected) => {
    expect(argumentProblems(type, values)).toEqual(expected);
  });

  it("nothing in what fits, expressions included", () => {
    const values = {
      deletion_window_in_days: "${var.days}",
      lifecycle: { prevent_destroy: true },
      depends_on: ["a.b"],
    };
    expect(argumentProblems("aws_kms_key", values)).toEqual([]);
    expect(argumentProblems("aws_lambda_function", { ...lambda(), vpc_config: [vpc()] })).toEqual([]);
  });
});

const judged = new Map<string, readonly string[]>();

/** What is wrong with a block; most occur again in other variants, with the same values. */
function blockProblems(block: Block, variables: Template["variables"]): readonly string[] {
  const type = typeOf(block);
  const text = JSON.stringify(block.values);
  const defaults = [...text.matchAll(/\$\{var\.(\w+)\}/g)].map(([, name = ""]) => variables[name]?.default);
  const key = `${type} ${text} ${JSON.stringify(defaults)}`;
  const problems = judged.get(key) ?? [
    ...ruleProblems(rulesOf(type), block.values, variables),
    ...argumentProblems(type, block.values),
  ];
  judged.set(key, problems);
  return problems;
}

function everything(template: Template): Block[] {
  return [
    ...template.resources,
    ...template.dataSources,
    ...template.ephemerals,
    ...template.checks.flatMap(scopedData),
  ];
}

function lambda(): JsonObject {
  return { function_name: "a", role: "arn:aws:iam::111111111111:role/a" };
}

function vpc(): JsonObject {
  return { subnet_ids: [], security_group_ids: [] };
}
