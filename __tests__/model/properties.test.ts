import fc from "fast-check";
import { type JsonObject, type PolicyDocument, parsePolicy } from "../../model";
import { at, synthGraph } from "../support/graphs";

/** One way in which a value is handed on, from the root module inwards: it makes an expression of another one. */
type Link = (expression: string, name: string, sections: Sections) => string;

interface Sections {
  readonly variable: Record<string, JsonObject>;
  readonly locals: Record<string, JsonObject | string | readonly string[]>;
  readonly resource: Record<string, Record<string, JsonObject>>;
}

const LINKS: Readonly<Record<string, Link>> = {
  local: (expression, name, { locals }) => {
    locals[name] = `\${${expression}}`;
    return `local.${name}`;
  },
  list: (expression, name, { locals }) => {
    locals[name] = ["other", `\${${expression}}`];
    return `local.${name}[1]`;
  },
  object: (expression, name, { locals }) => {
    locals[name] = { "a key": `\${${expression}}`, other: "x" };
    return `local.${name}["a key"]`;
  },
  conditional: (expression, name, { variable }) => {
    variable[name] = { default: true };
    return `var.${name} ? ${expression} : null`;
  },
  function: (expression) => `tostring(nonsensitive(${expression}))`,
  parentheses: (expression) => `(${expression})`,
  resource: (expression, name, { resource }) => {
    resource.aws_alias = { ...resource.aws_alias, [name]: { target: `\${${expression}}` } };
    return `aws_alias.${name}.target`;
  },
  counted: (expression, name, { resource }) => {
    resource.aws_alias = { ...resource.aws_alias, [name]: { count: 2, target: `\${${expression}}` } };
    return `aws_alias.${name}[1].target`;
  },
  splat: (expression, name, { resource }) => {
    resource.aws_alias = { ...resource.aws_alias, [name]: { count: 1, target: `\${${expression}}` } };
    return `element(aws_alias.${name}[*].target, 0)`;
  },
  each: (expression, name, { resource }) => {
    resource.aws_alias = {
      ...resource.aws_alias,
      [name]: { for_each: { k: { v: `\${${expression}}` } }, target: "${each.value.v}" },
    };
    return `aws_alias.${name}["k"].target`;
  },
};

describe("settle", () => {
  it("finds the key however its ARN is handed on", () => {
    const links = fc.array(fc.constantFrom(...Object.keys(LINKS)), { maxLength: 8 });
    fc.assert(
      fc.property(links, (names) => {
        const sections: Sections = { variable: {}, locals: {}, resource: { aws_kms_key: { k: {} } } };
        const expression = names.reduce(
          (made, link, index) => LINKS[link]?.(made, `n${index}`, sections) ?? made,
          "aws_kms_key.k.arn",
        );
        const resource = { ...sections.resource, aws_cloudwatch_log_group: { g: { kms_key_id: `\${${expression}}` } } };
        const graph = synthGraph({ variable: sections.variable, locals: sections.locals, resource });
        const { ends, exact, open } = graph.settle(at(graph, "aws_cloudwatch_log_group.g"), "kms_key_id");
        expect([ends.map((end) => `${end.resource.address} ${end.attribute}`), exact, open]).toEqual([
          ["aws_kms_key.k arn"],
          true,
          [],
        ]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("parsePolicy", () => {
  const word = fc.constantFrom("s3:GetObject", "kms:*", "iam:PassRole", "arn:aws:s3:::b/*", "*", "111122223333");
  const list = fc.array(word, { minLength: 1, maxLength: 3 });
  const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: list,
    Resource: list,
    Principal: fc.record({ AWS: list }),
  });

  it("reads the same from every way to write the same", () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
        const single = <T>(values: readonly T[]) => (values.length === 1 ? values[0] : values);
        const otherwise = statements.map(({ Effect, Action, Resource, Principal }) => ({
          Resource: single(Resource),
          Principal: Principal.AWS.length === 1 && Principal.AWS[0] === "*" ? "*" : { AWS: single(Principal.AWS) },
          Action: single(Action.map((action) => action.toUpperCase())),
          Effect,
        }));
        const read = (json: unknown): PolicyDocument => parsePolicy(JSON.stringify({ Statement: json }));
        expect(read(single(otherwise))).toEqual(read(statements));
      }),
    );
  });
});
