import { diffOf } from "../../../handoff/diff";
import type { JsonObject } from "../../../model";
import { attributeLines, diff, graphOf, only } from "./support";

/** What differs of a type of which nothing else is asked here: the place, and both sides. */
function places(before: JsonObject, after: JsonObject, address = "aws_lb_listener.a"): string[] {
  const { resources } = diff({ [address]: before }, { [address]: after });
  return resources.flatMap(({ attributes }) =>
    attributeLines(attributes).map((line) => line.replace(/ \(update\)$/, "")),
  );
}

describe("what is no difference", () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      "an only block as an object or in a list",
      { default_action: { type: "forward" } },
      { default_action: [{ type: "forward" }] },
    ],
    ["null and nothing", { port: null, tags: { a: "b", c: null } }, { tags: { a: "b" } }],
    ["no blocks and none written", { default_action: [] }, {}],
    ["a number and its text", { port: 443, on: true }, { port: "443", on: "true" }],
    ["metadata of cdktf", { "//": { metadata: { path: "a" } }, b: { "//": "x", c: 1 } }, { b: { c: 1 } }],
    ["the order of arguments", { a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }],
    ["JSON that is written otherwise", { policy: '{"a":1,"b":["c"]}' }, { policy: '{ "b": ["c"],\n "a": 1 }' }],
    [
      "JSON as a text or by jsonencode",
      { policy: '{"a":"${aws_vpc.x.id}"}' },
      { policy: "${jsonencode({ a = aws_vpc.x.id })}" },
    ],
  ])("%s", (_, before, after) => {
    expect(places(before, after)).toEqual([]);
  });

  it("is a value that a variable has anyway", () => {
    const variables = { variable: { size: { default: 20 } } };
    expect(
      diff({ "aws_lb_listener.a": { port: 20 } }, { "aws_lb_listener.a": { port: "${var.size}" } }, variables),
    ).toMatchObject({
      resources: [],
      variables: [{ kind: "added", name: "size", after: "20" }],
    });
  });
});

describe("a difference", () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["of a value", { port: 80 }, { port: 443 }, ["port: 80 → 443"]],
    [
      "of a value that comes or goes",
      { port: 80 },
      { protocol: "TLS" },
      ["port: 80 → (not set)", 'protocol: (not set) → "TLS"'],
    ],
    [
      "of a reference",
      { arn: "${aws_lb.a.arn}" },
      { arn: "${aws_lb.b.arn}-x" },
      ['arn: aws_lb.a.arn → "${aws_lb.b.arn}-x"'],
    ],
    [
      "of a map, by its key",
      { tags: { Owner: "a", Name: "n" } },
      { tags: { Owner: "b", Name: "n" } },
      ['tags.Owner: "a" → "b"'],
    ],
    ["within an only block", { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }, ["a.b.c: 1 → 2"]],
    ["of elements of a list", { subnets: ["a", "b", "c"] }, { subnets: ["a", "c", "d"] }, ['subnets: - "b" + "d"']],
    ["of elements that stand there twice", { subnets: ["a", "a"] }, { subnets: ["a"] }, ['subnets: - "a" + ']],
    [
      "of blocks by their names, whatever their order",
      {
        rule: [
          { name: "x", days: 1 },
          { name: "y", days: 2 },
          { name: "z", days: 3 },
        ],
      },
      {
        rule: [
          { name: "z", days: 3 },
          { name: "y", days: 5 },
          { name: "w", days: 1 },
        ],
      },
      [
        'rule["x"]: { days = 1, name = "x" } → (not set)',
        'rule["y"].days: 2 → 5',
        'rule["w"]: (not set) → { days = 1, name = "w" }',
      ],
    ],
    [
      "of blocks without names, one after the other",
      { rule: [{ days: 1 }, { days: 2 }] },
      { rule: [{ days: 1 }, { days: 3 }, { days: 4 }] },
      ["rule[1].days: 2 → 3", "rule[2]: (not set) → { days = 4 }"],
    ],
    [
      "of one block that becomes two",
      { rule: { name: "x", days: 1 } },
      {
        rule: [
          { name: "x", days: 1 },
          { name: "y", days: 2 },
        ],
      },
      ['rule["y"]: (not set) → { days = 2, name = "y" }'],
    ],
    [
      "of a statement of a policy, by its Sid",
      {
        policy: JSON.stringify({
          Statement: [
            { Sid: "A", Action: ["s3:GetObject", "s3:PutObject"] },
            { Sid: "B", Effect: "Allow" },
          ],
        }),
      },
      {
        policy: JSON.stringify({
          Statement: [
            { Sid: "B", Effect: "Deny" },
            { Sid: "A", Action: ["s3:GetObject", "s3:*"] },
          ],
        }),
      },
      ['policy.Statement["A"].Action: - "s3:PutObject" + "s3:*"', 'policy.Statement["B"].Effect: "Allow" → "Deny"'],
    ],
    [
      "of the unknown parts of a policy",
      { policy: '{"Resource":"${aws_s3_bucket.a.arn}/*"}' },
      { policy: '{"Resource":"${aws_s3_bucket.b.arn}/*"}' },
      ['policy.Resource: "${aws_s3_bucket.a.arn}/*" → "${aws_s3_bucket.b.arn}/*"'],
    ],
    ["of a text that only looks like JSON", { name: "{a" }, { name: "{b" }, ['name: "{a" → "{b"']],
    ["of a list that becomes a value", { a: ["b"] }, { a: "b" }, ['a: ["b"] → "b"']],
  ])("%s", (_, before, after, lines) => {
    expect(places(before, after)).toEqual(lines);
  });

  it("of blocks that dynamic makes", () => {
    const rules = (...days: number[]) => ({
      dynamic: { rule: { for_each: days, content: { days: "${rule.value}" } } },
    });
    expect(places(rules(1, 2), rules(1, 3))).toEqual(["rule[1].days: 2 → 3"]);
    expect(places(rules(1), { rule: { days: 1 } })).toEqual([]);
  });
});

describe("what is secret", () => {
  it("is never told, and its change is", () => {
    const secret = (value: string) => ({
      master_password: value,
      nested: { password: value },
      url: `postgres://app:${value}@host/db`,
      policy: JSON.stringify({ secret_key: value }),
    });
    const before = { "aws_rds_cluster.a": secret("correct-horse") };
    const after = { "aws_rds_cluster.a": secret("battery-staple") };
    const found = diff(before, after);
    expect(attributeLines(only(found).attributes).map((line) => line.split(" (may-replace")[0])).toEqual([
      "master_password: (sensitive) → (sensitive)",
      "nested.password: (sensitive) → (sensitive)",
      "policy.secret_key: (sensitive) → (sensitive)",
      'url: "postgres://app:(sensitive)@host/db" → "postgres://app:(sensitive)@host/db"',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/correct-horse|battery-staple/);
  });

  it("is also what a sensitive variable gives, and the variable itself", () => {
    const version = (value: string) => ({ variable: { key: { default: value, sensitive: true } } });
    const blocks = { "aws_lb_listener.a": { alpn: "${var.key}", list: ["${var.key}"] } };
    const found = diffOf(graphOf(blocks, version("correct-horse")), graphOf(blocks, version("battery-staple")));
    expect(JSON.stringify(found)).not.toMatch(/correct-horse|battery-staple/);
    expect(only(found).attributes).toHaveLength(2);
    expect(found.variables).toMatchObject([{ kind: "changed", name: "key" }]);
  });
});
