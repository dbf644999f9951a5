import { cycleIn, functionsIn, usesIn } from "./graph";
import type { JsonObject } from "./json";
import { Template } from "./template";

const KEY = { description: "a key" };

function problems(blocks: JsonObject): string[] {
  return usesIn(Template.ofFile(blocks)).flatMap(({ from, path, reference, problem }) =>
    problem === undefined ? [] : [`${from} ${path}: ${reference}: ${problem}`],
  );
}

function topic(values: JsonObject): JsonObject {
  return { resource: { aws_kms_key: { k: KEY }, aws_sns_topic: { t: values } } };
}

describe("usesIn", () => {
  it("resolves variables, locals, data, ephemeral values, resources and paths", () => {
    const template = Template.ofFile({
      variable: { a: { default: "a" } },
      locals: { b: "${var.a}" },
      data: { aws_availability_zones: { z: { state: "available" } } },
      ephemeral: { random_password: { p: { length: 32 } } },
      resource: {
        aws_kms_key: { k: KEY },
        aws_sns_topic: {
          t: {
            name: "${local.b}-${data.aws_availability_zones.z.names[0]}",
            kms_master_key_id: "${aws_kms_key.k.arn}",
            display_name: "${path.module}",
            depends_on: ["aws_kms_key.k"],
          },
        },
        aws_secretsmanager_secret_version: {
          v: { secret_id: "x", secret_string_wo: "${ephemeral.random_password.p.result}" },
        },
      },
    });
    expect(usesIn(template).filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(usesIn(template).map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      "aws_secretsmanager_secret_version.v -> ephemeral.random_password.p",
      "aws_sns_topic.t -> local.b",
      "aws_sns_topic.t -> data.aws_availability_zones.z",
      "aws_sns_topic.t -> aws_kms_key.k",
      "aws_sns_topic.t -> undefined",
      "aws_sns_topic.t -> aws_kms_key.k",
      "local.b -> var.a",
    ]);
  });

  it("lets a check refer to its own data source, and nothing else to it", () => {
    const check = {
      data: { aws_kms_key: { c: { key_id: "x" } } },
      assert: [{ condition: "${data.aws_kms_key.c.enabled}" }],
    };
    expect(problems({ check: { c: check } })).toEqual([]);
    expect(problems({ check: { c: check }, output: { o: { value: "${data.aws_kms_key.c.enabled}" } } })).toEqual([
      "output.o value: data.aws_kms_key.c.enabled: there is no data.aws_kms_key.c",
    ]);
  });

  it("lets a block with for_each refer to the item that it is made for, and to nothing else of it", () => {
    const each = { for_each: '${toset(["a"])}', name: "${each.key}" };
    expect(problems(topic({ ...each, display_name: "${each.value}" }))).toEqual([]);
    expect(problems(topic({ ...each, display_name: "${each.item}" }))).toEqual([
      "aws_sns_topic.t display_name: each.item: each is not used here",
    ]);
  });

  it("lets a resource be replaced with another, or with an attribute that it has", () => {
    const replacedBy = (reference: string) => topic({ lifecycle: { replace_triggered_by: [reference] } });
    expect(problems(replacedBy("aws_kms_key.k"))).toEqual([]);
    expect(problems(replacedBy("aws_kms_key.k.arn"))).toEqual([]);
    expect(problems(replacedBy("aws_kms_key.k.name"))).toEqual([
      "aws_sns_topic.t lifecycle.replace_triggered_by.0: aws_kms_key.k.name: aws_kms_key has no attribute name",
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ["a resource is not there", { name: "${aws_kms_key.x.arn}" }, "name: aws_kms_key.x.arn: there is no aws_kms_key.x"],
    ["a variable is not there", { name: "${var.x}" }, "name: var.x: there is no var.x"],
    [
      "an attribute is not there",
      { name: "${aws_kms_key.k.name}" },
      "name: aws_kms_key.k.name: aws_kms_key has no attribute name",
    ],
    ["an attribute is missing", { name: "${aws_kms_key.k}" }, "name: aws_kms_key.k: an attribute is missing"],
    ["there is no for_each", { name: "${each.key}" }, "name: each.key: each is not used here"],
    ["path has other words", { name: "${path.home}" }, "name: path.home: path has no home"],
    [
      "a dependency is not there",
      { depends_on: ["aws_kms_key.x"] },
      "depends_on.0: aws_kms_key.x: there is no aws_kms_key.x",
    ],
    [
      "a dependency is an attribute",
      { depends_on: ["aws_kms_key.k.arn"] },
      "depends_on.0: aws_kms_key.k.arn: only the address may stand here",
    ],
    ["a nested expression is wrong", { name: '${jsonencode({"a" = "${var.x}"})}' }, "name: var.x: there is no var.x"],
  ])("finds that %s", (_, values, problem) => {
    expect(problems(topic(values))).toEqual([`aws_sns_topic.t ${problem}`]);
  });
});

describe("cycleIn", () => {
  const cycleOf = (blocks: JsonObject) => cycleIn(usesIn(Template.ofFile(blocks)));

  it("finds the way from a resource back to itself, through depends_on too", () => {
    expect(
      cycleOf({
        resource: {
          aws_kms_key: { k: { description: "${aws_sns_topic.t.name}" } },
          aws_sns_topic: { t: { name: "t", depends_on: ["aws_sqs_queue.q"] } },
          aws_sqs_queue: { q: { kms_master_key_id: "${aws_kms_key.k.arn}" } },
        },
      }),
    ).toEqual(["aws_kms_key.k", "aws_sns_topic.t", "aws_sqs_queue.q", "aws_kms_key.k"]);
  });

  it("finds none where two ways lead to the same, nor in validations", () => {
    expect(
      cycleOf({
        variable: { a: { validation: [{ condition: "${var.a > var.b}" }] }, b: {} },
        resource: {
          aws_kms_key: { k: KEY },
          aws_sns_topic: { t: { kms_master_key_id: "${aws_kms_key.k.arn}", name: "${aws_sqs_queue.q.name}" } },
          aws_sqs_queue: { q: { kms_master_key_id: "${aws_kms_key.k.arn}" } },
        },
      }),
    ).toBeUndefined();
  });
});

it("functionsIn names each function once", () => {
  const name = "${upper(trimspace(upper(var.x)))}";
  expect(functionsIn(Template.ofFile(topic({ name, depends_on: ["aws_kms_key.k"] })))).toEqual(["trimspace", "upper"]);
});
