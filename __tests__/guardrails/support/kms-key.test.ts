import { judgeOwnKey, keyAt } from "../../../guardrails/support/kms-key";
import { graphsOf, type TerraformJson } from "../../support/control-cases";
import type { JsonObject } from "../../support/json";

const ARN = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";

const group = (kmsKeyId: string | undefined, more: JsonObject = {}): TerraformJson => ({
  ...more,
  resource: {
    aws_cloudwatch_log_group: { g: { name: "g", ...(kmsKeyId === undefined ? {} : { kms_key_id: kmsKeyId }) } },
    aws_kms_key: { a: {} },
    aws_kms_alias: { a: { name: "alias/a", target_key_id: "${aws_kms_key.a.key_id}" } },
    random_id: { r: { byte_length: 8 } },
    aws_ssm_parameter: { p: { name: "p", type: "String", value: "x" } },
  },
});
const data = {
  data: {
    aws_kms_alias: { own: { name: "alias/a" }, sns: { name: "alias/aws/sns" } },
    aws_kms_key: { byAlias: { key_id: "alias/aws/ebs" } },
    aws_ssm_parameter: { x: { name: "x" } },
  },
};

const ask = (terraform: TerraformJson) => {
  const { synth, plan } = graphsOf(terraform);
  return [synth, plan].map((graph) => {
    const [log] = graph.resources("aws_cloudwatch_log_group");
    if (log === undefined) {
      throw new Error("there is no log group");
    }
    const { kind, keys } = keyAt(graph, log, "kms_key_id");
    const { outcome } = judgeOwnKey(graph, log, "kms_key_id", "it is not yours");
    return { kind, keys: keys.map(({ address }) => address), outcome };
  });
};

describe("which key an attribute names, in a synthesized file and in a plan", () => {
  const key = ["aws_kms_key.a"];

  it.each<[string, string | undefined, string, readonly string[], string]>([
    ["a key", "${aws_kms_key.a.arn}", "own", key, "pass"],
    ["the id of a key", "${aws_kms_key.a.key_id}", "own", key, "pass"],
    ["an alias", "${aws_kms_alias.a.arn}", "own", key, "pass"],
    ["the name of an alias", "alias/a", "own", key, "pass"],
    ["an ARN of elsewhere", ARN, "own", [], "pass"],
    ["the alias of AWS", "alias/aws/logs", "aws", [], "fail"],
    ["the ARN of AWS's alias", "arn:aws:kms:eu-west-1:111122223333:alias/aws/logs", "aws", [], "fail"],
    ["an alias that is looked up", "${data.aws_kms_alias.own.target_key_arn}", "own", key, "pass"],
    ["AWS's alias that is looked up", "${data.aws_kms_alias.sns.target_key_arn}", "aws", [], "fail"],
    ["a key that is looked up by AWS's alias", "${data.aws_kms_key.byAlias.arn}", "aws", [], "fail"],
    ["nothing", undefined, "none", [], "fail"],
    ["an empty text", "", "none", [], "fail"],
    ["some text", "no-key-at-all", "wrong", [], "fail"],
    ["something random", "${random_id.r.hex}", "wrong", [], "fail"],
    ["a resource that is no key", "${aws_ssm_parameter.p.arn}", "wrong", [], "fail"],
    ["a value that may be anything", "${data.aws_ssm_parameter.x.value}", "unknown", [], "unknown"],
    ["a choice that is decided", '${"a" == "a" ? aws_kms_key.a.arn : null}', "own", key, "pass"],
  ])("%s", (_, given, kind, keys, outcome) => {
    expect(ask(group(given, data))).toEqual([
      { kind, keys, outcome },
      { kind, keys, outcome },
    ]);
  });

  it("a choice that is not decided yet may be no key at all", () => {
    const choice = '${data.aws_ssm_parameter.x.value == "" ? null : aws_kms_key.a.arn}';
    expect(ask(group(choice, data)).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
  });

  it("leads through modules, in and out", () => {
    const root = {
      module: { keys: { source: "./keys" }, logs: { source: "./logs", key: "${module.keys.arn}" } },
    };
    const modules = {
      "./keys": { resource: { aws_kms_key: { own: {} } }, output: { arn: { value: "${aws_kms_key.own.arn}" } } },
      "./logs": {
        variable: { key: {} },
        resource: { aws_cloudwatch_log_group: { g: { name: "g", kms_key_id: "${var.key}" } } },
      },
    };
    const { synth, plan } = graphsOf(root, { modules });
    for (const graph of [synth, plan]) {
      const [log] = graph.resources("aws_cloudwatch_log_group");
      expect(
        log === undefined ? undefined : keyAt(graph, log, "kms_key_id").keys.map(({ address }) => address),
      ).toEqual(["module.keys.aws_kms_key.own"]);
    }
  });
});
