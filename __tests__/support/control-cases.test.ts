import { readFileSync } from "node:fs";
import { join } from "node:path";
import { control, fail, pass, unknown, type Verdict } from "../../guardrails/control";
import { asBoolean, type Graph, isUnset, type Resource } from "../../model";
import { graphsOf, messagesOf, outcomesOf } from "./control-cases";
import { type JsonObject, listOf, objectOf } from "./json";
import { planJsonOf } from "./plan-from-blocks";

const rotates = control({
  kind: "resource",
  id: "test-rotates",
  title: "Keys rotate",
  severity: "medium",
  why: "A test needs a control.",
  fix: { terraform: "enable_key_rotation = true" },
  references: { nist: ["SC"] },
  types: ["aws_kms_key"],
  evaluate: (key) => {
    const rotation = key.get("enable_key_rotation");
    if (asBoolean(rotation) === true) {
      return pass("it rotates");
    }
    return rotation.kind === "unknown" && !isUnset(rotation)
      ? unknown(rotation.reason, "enable_key_rotation")
      : fail("it does not rotate", "enable_key_rotation");
  },
});

const keys = (keys: JsonObject) => ({ resource: { aws_kms_key: keys } });

/** A part of __tests__/fixtures/plans/modules/main.tf, in JSON. */
const REAL: JsonObject = {
  data: { aws_caller_identity: { me: {} } },
  resource: {
    aws_s3_bucket: { data: { count: 2, bucket_prefix: "data-${count.index}-" } },
    aws_s3_bucket_server_side_encryption_configuration: {
      data: {
        count: 2,
        bucket: "${aws_s3_bucket.data[count.index].id}",
        rule: {
          apply_server_side_encryption_by_default: {
            sse_algorithm: "aws:kms",
            kms_master_key_id: "${aws_kms_key.data.arn}",
          },
          bucket_key_enabled: true,
        },
      },
    },
    aws_s3_bucket_public_access_block: {
      data: {
        bucket: "${aws_s3_bucket.data[0].id}",
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      },
    },
    aws_kms_key: { data: { enable_key_rotation: true } },
  },
};

const realPlan: JsonObject = JSON.parse(readFileSync(join(__dirname, "../fixtures/plans/modules/plan.json"), "utf8"));

const byAddress = (items: unknown, address: string): JsonObject =>
  objectOf(listOf(items as JsonObject["x"]).find((item) => objectOf(item).address === address));

const PLAN = planJsonOf({ root: REAL }, graphsOf(REAL).synth);

describe("the plan of a case is as Terraform writes it", () => {
  const configured = (plan: JsonObject, address: string) =>
    byAddress(objectOf(objectOf(plan.configuration).root_module).resources, address);
  const changed = (plan: JsonObject, address: string) => objectOf(byAddress(plan.resource_changes, address).change);

  it.each([
    "aws_s3_bucket.data",
    "aws_s3_bucket_server_side_encryption_configuration.data",
    "aws_s3_bucket_public_access_block.data",
  ])("configuration of %s", (address) => {
    const { schema_version: _, ...real } = configured(realPlan, address);
    expect(configured(PLAN, address)).toEqual(real);
  });

  it.each(["aws_s3_bucket.data[0]", "aws_s3_bucket.data[1]", "aws_s3_bucket_public_access_block.data"])(
    "values of %s",
    (address) => {
      const real = changed(realPlan, address);
      const set = Object.entries(objectOf(real.after)).filter(([, value]) => value !== null);
      expect(changed(PLAN, address).after).toEqual(Object.fromEntries(set));
      expect(changed(PLAN, address).after_unknown).toEqual({ ...objectOf(real.after_unknown) });
    },
  );

  it("values of nested blocks are lists of blocks, unknown parts in a tree of their own", () => {
    const address = "aws_s3_bucket_server_side_encryption_configuration.data[1]";
    const [mine, real] = [PLAN, realPlan].map((plan) => changed(plan, address));
    const rule = (change: JsonObject | undefined, tree: string) =>
      objectOf(listOf(objectOf(objectOf(change)[tree]).rule)[0]).apply_server_side_encryption_by_default;
    expect(rule(mine, "after")).toEqual([{ sse_algorithm: "aws:kms" }]);
    expect(rule(mine, "after")).toEqual(rule(real, "after"));
    expect(rule(mine, "after_unknown")).toEqual([{ kms_master_key_id: true }]);
    expect(rule(mine, "after_unknown")).toEqual(rule(real, "after_unknown"));
  });
});

describe("cases", () => {
  it("says what a control says, by address", () => {
    const cases = keys({ a: { enable_key_rotation: true }, b: {}, c: { count: 2, enable_key_rotation: false } });
    expect(outcomesOf(rotates, cases)).toEqual({
      "aws_kms_key.a": "pass",
      "aws_kms_key.b": "fail",
      "aws_kms_key.c[0]": "fail",
      "aws_kms_key.c[1]": "fail",
    });
  });

  it("says in whole what is wrong or cannot be told", () => {
    const cases = {
      ...keys({ a: { enable_key_rotation: '${data.aws_ssm_parameter.x.value == "yes"}' }, b: {} }),
      data: { aws_ssm_parameter: { x: { name: "rotation" } } },
    };
    expect(messagesOf(rotates, cases)).toEqual([
      "unknown aws_kms_key.a enable_key_rotation: known after apply: data.aws_ssm_parameter.x.value",
      "fail aws_kms_key.b enable_key_rotation: it does not rotate",
    ]);
  });

  it("leads through modules", () => {
    const root = { module: { keys: { source: "./keys", for_each: { x: true, y: false }, rotate: "${each.value}" } } };
    const modules = {
      "./keys": {
        variable: { rotate: {} },
        resource: { aws_kms_key: { own: { enable_key_rotation: "${var.rotate}" } } },
      },
    };
    expect(outcomesOf(rotates, root, { modules })).toEqual({
      'module.keys["x"].aws_kms_key.own': "pass",
      'module.keys["y"].aws_kms_key.own': "fail",
    });
  });

  it("fails where the front ends disagree", () => {
    const kinds = control({
      ...rotates,
      evaluate: (_: Resource, graph: Graph): Verdict => (graph.kind === "synth" ? pass("a") : fail("b")),
    });
    expect(() => outcomesOf(kinds, keys({ a: {} }))).toThrow(
      "test-rotates says of the synthesized file\n  pass aws_kms_key.a: a\nbut of its plan\n  fail aws_kms_key.a: b",
    );
  });

  it("lets a plan know less where a case says so, and only there", () => {
    const less = control({
      ...rotates,
      evaluate: (_: Resource, graph: Graph): Verdict => (graph.kind === "synth" ? pass("a") : unknown("b")),
    });
    expect(outcomesOf(less, keys({ a: {} }), { unknownInPlan: true })).toEqual({ "aws_kms_key.a": "pass" });
    expect(() => outcomesOf(less, keys({ a: {} }))).toThrow("but of its plan");
    expect(() => outcomesOf(rotates, keys({ a: {} }), { unknownInPlan: true })).toThrow("but of its plan");
  });

  it("fails where a control breaks", () => {
    const breaks = control({
      ...rotates,
      evaluate: () => {
        throw new Error("oh");
      },
    });
    expect(() => outcomesOf(breaks, keys({ a: {} }))).toThrow("the control test-rotates broke (Error: oh)");
  });

  it("fails where the case is no Terraform, unless it is said to be older", () => {
    const cases = { resource: { aws_s3_bucket: { a: { versoning: { enabled: true } } } } };
    expect(() => graphsOf(cases)).toThrow("the case is no Terraform: aws_s3_bucket.a: versoning is no argument");
    expect(() => graphsOf(cases, { older: ["aws_s3_bucket.versoning"] })).not.toThrow();
  });

  it("fails where no plan could be made", () => {
    const cases = {
      ...keys({ a: { count: "${data.aws_ssm_parameter.x.value}" } }),
      data: { aws_ssm_parameter: { x: { name: "count" } } },
    };
    expect(() => graphsOf(cases)).toThrow("no plan can be made: count or for_each is not known of aws_kms_key.a");
  });
});
