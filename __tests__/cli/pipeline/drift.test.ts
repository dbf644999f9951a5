import { driftOf } from "../../../cli/pipeline/drift";
import type { JsonObject } from "../../support/json";

/** What is found of one change outside of Terraform. */
function drift(before: JsonObject | null, after: JsonObject | null, expressions: JsonObject) {
  return driftOf({
    resource_drift: [
      { address: "aws_sqs_queue.a", change: { actions: after === null ? ["delete"] : ["update"], before, after } },
    ],
    configuration: { root_module: { resources: [{ address: "aws_sqs_queue.a", expressions }] } },
  });
}

const SET = { constant_value: 1 };

it.each<[string, JsonObject | null, JsonObject | null, JsonObject, readonly string[] | undefined]>([
  ["an argument that is set", { delay: 1 }, { delay: 2 }, { delay: SET }, ["delay"]],
  ["no argument that nobody set", { arn: "", policy: "" }, { arn: "a", policy: "{}" }, { delay: SET }, undefined],
  [
    "no emptiness instead of nothing",
    { tags: null, a: [], b: false },
    { tags: {}, a: null, b: null },
    { tags: SET, a: SET, b: SET },
    undefined,
  ],
  [
    "a value that is gone",
    { description: "why" },
    { description: null },
    { description: { references: ["var.a"] } },
    ["description"],
  ],
  [
    "what is set within a block",
    { rule: [{ size: 1, id: "" }] },
    { rule: [{ size: 2, id: "x" }] },
    { rule: [{ size: SET }] },
    ["rule"],
  ],
  [
    "nothing that AWS fills into a block",
    { rule: [{ size: 1, id: "" }] },
    { rule: [{ size: 1, id: "x" }] },
    { rule: [{ size: SET }] },
    undefined,
  ],
  ["a block that is gone", { rule: [{ size: 1 }] }, { rule: [] }, { rule: [{ size: SET }] }, ["rule"]],
  ["a block in an object", { auth: [{ on: true }] }, { auth: [{ on: false }] }, { auth: { on: SET } }, ["auth"]],
  [
    "blocks that are made alike",
    { rule: [{ n: 1 }, { n: 2 }] },
    { rule: [{ n: 1 }, { n: 3 }] },
    { rule: [{ n: SET }] },
    ["rule"],
  ],
  ["lists with the same in them", { ids: ["a", "b"] }, { ids: ["a", "b"] }, { ids: SET }, undefined],
  ["objects, whatever the order", { tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" } }, { tags: SET }, undefined],
])("finds %s", (_, before, after, expressions, attributes) => {
  expect(drift(before, after, expressions)).toEqual(
    attributes === undefined ? [] : [{ address: "aws_sqs_queue.a", attributes }],
  );
});

it("finds what is gone", () => {
  expect(drift({ delay: 1 }, null, {})).toEqual([{ address: "aws_sqs_queue.a", attributes: [] }]);
});

it("knows instances and modules by their blocks", () => {
  const address = 'module.m["x"].aws_sqs_queue.a[0]';
  const inModule = driftOf({
    resource_drift: [{ address, change: { actions: ["update"], before: { a: 1, b: 1 }, after: { a: 2, b: 2 } } }],
    configuration: {
      root_module: {
        module_calls: { m: { module: { resources: [{ address: "aws_sqs_queue.a", expressions: { a: SET } }] } } },
      },
    },
  });
  expect(inModule).toEqual([{ address, attributes: ["a"] }]);
});

it("takes every difference seriously where there is no configuration", () => {
  const found = driftOf({
    resource_drift: [
      { address: "aws_sqs_queue.b", change: { actions: ["update"], before: { x: 1 }, after: { x: 2 } } },
    ],
  });
  expect(found).toEqual([{ address: "aws_sqs_queue.b", attributes: ["x"] }]);
});
