import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { App } from "cdktf";
import { SecureStack } from "../../constructs/core/secure-stack";
import { ALL_VARIANTS, synthesized } from "../support/environments";
import { usesIn } from "../support/graph";
import { objectOf, textsOf } from "../support/json";
import type { Template } from "../support/template";

/** What each layer stands on, in the order in which they are deployed. */
const UPSTREAM: Readonly<Record<string, readonly string[]>> = {
  security: [],
  network: ["security"],
  data: ["security", "network"],
  application: ["security", "network", "data"],
};

const LAYERED = ALL_VARIANTS.filter(({ overrides }) => overrides.topology === "layered");

describe.each(LAYERED)("$name", ({ overrides, base = "seccfn" }) => {
  const made = () => synthesized(overrides, base);
  const layers = () =>
    Object.entries(made().stacks).map(([stack, template]) => ({ layer: stack.slice(base.length + 1), template }));

  it("has one stack a layer, each with the others' that it stands on deployed first", () => {
    const stacks = objectOf(made().manifest.stacks);
    expect(Object.keys(made().stacks)).toEqual(Object.keys(UPSTREAM).map((layer) => `${base}-${layer}`));
    for (const [layer, upstream] of Object.entries(UPSTREAM)) {
      expect(objectOf(stacks[`${base}-${layer}`]).dependencies).toEqual(upstream.map((other) => `${base}-${other}`));
    }
  });

  it("reads the state of each of those, and of no other", () => {
    for (const { layer, template } of layers()) {
      expect(
        template.dataSources
          .filter(({ type }) => type === "terraform_remote_state")
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...(UPSTREAM[layer] ?? [])].sort());
    }
  });

  it("reads it where that stack keeps it", () => {
    for (const { template } of layers()) {
      for (const { name, values } of template.dataSources.filter(({ type }) => type === "terraform_remote_state")) {
        expect(locationRead(values.config, template)).toEqual(locationKept(made().stacks[`${base}-${name}`]));
      }
    }
  });

  it("ALL-13: reads only outputs that the other stack has and describes", () => {
    expect(layers().flatMap(({ template }) => missingOutputs(template, made().stacks, base))).toEqual([]);
    const read = layers().flatMap(({ template }) => outputsRead(template, base));
    expect(read.length).toBeGreaterThan(8);
    expect(read.filter(({ output }) => /cross-stack|^_/.test(output))).toEqual([]);
  });

  it("reads nothing that cdktf carries between stacks by itself", () => {
    const texts = [...made().files].filter(([path]) => path.endsWith(".json")).map(([, bytes]) => bytes.toString());
    expect(texts.filter((text) => text.includes("cross-stack-output"))).toEqual([]);
  });

  it("ALL-4: has a security-group rule between two layers in the later one", () => {
    const found = layers().flatMap(({ layer, template }) =>
      template.blocks.map(({ address }) => `${layer} ${address}`),
    );
    expect(found.filter((text) => text.includes("_rule.functions_to_database"))).toEqual([
      "application aws_vpc_security_group_egress_rule.functions_to_database",
      "application aws_vpc_security_group_ingress_rule.functions_to_database",
    ]);
    expect(found).toContain("data aws_security_group.database");
    const rule = made().stacks[`${base}-application`]?.at("aws_vpc_security_group_ingress_rule.functions_to_database");
    expect(rule).toMatchObject({
      security_group_id: expect.stringMatching(
        /^\$\{data\.terraform_remote_state\.data\.outputs\.(?:database_security_group_id|DatabaseSecurityGroupId)\}$/,
      ),
      referenced_security_group_id: "${aws_security_group.functions.id}",
    });
  });

  it("ALL-4: names no group of a later layer in a rule, so that no two layers wait for each other", () => {
    const order = Object.keys(UPSTREAM);
    const later = layers().flatMap(({ layer, template }) =>
      template.dataSources
        .filter(({ type, name }) => type === "terraform_remote_state" && order.indexOf(name) >= order.indexOf(layer))
        .map(({ address }) => `${layer} ${address}`),
    );
    expect(later).toEqual([]);
  });

  it("ALL-12: makes the random end of bucket names once", () => {
    const ids = layers().flatMap(({ layer, template }) =>
      template.addresses("random_id").map((id) => `${layer} ${id}`),
    );
    expect(ids.filter((id) => id.endsWith("bucket_suffix"))).toEqual(["security random_id.bucket_suffix"]);
  });
});

it("an output that the other stack does not have is found", () => {
  const { stacks } = synthesized({ topology: "layered" });
  const security = stacks["seccfn-security"]?.with(["output", "master_key_arn"], undefined);
  expect(security).toBeDefined();
  const changed = security === undefined ? stacks : { ...stacks, "seccfn-security": security };
  const data = stacks["seccfn-data"];
  expect(data === undefined ? [] : missingOutputs(data, changed, "seccfn")).toContain(
    "seccfn-security has no output master_key_arn",
  );
});

it("fails if a stack uses a value of another without a named output", () => {
  const app = new App({ outdir: "/nonexistent", stackTraces: false });
  const [first, second] = ["first", "second"].map((name) => {
    const stack = new SecureStack(app, name);
    new AwsProvider(stack, "aws", { region: "us-east-1" });
    return stack;
  });
  if (first === undefined || second === undefined) {
    throw new Error("there are two stacks");
  }
  const topic = new SnsTopic(first, "topic", { name: "topic" });
  new SsmParameter(second, "parameter", { name: "topic", type: "String", value: topic.arn });
  expect(() => app.synth()).toThrow(
    "uses a value of another stack without a named output (cross-stack-output-aws_sns_topic.topic.arn); publish it in the stack's exports",
  );
});

function outputsRead(template: Template, base: string): { stack: string; output: string }[] {
  return usesIn(template).flatMap(({ reference }) => {
    const [, layer, output] = /^data\.terraform_remote_state\.(\w+)\.outputs\.?(.*)$/.exec(reference) ?? [];
    return layer === undefined ? [] : [{ stack: `${base}-${layer}`, output: output ?? "" }];
  });
}

function missingOutputs(template: Template, stacks: Readonly<Record<string, Template>>, base: string): string[] {
  return outputsRead(template, base).flatMap(({ stack, output }) =>
    (stacks[stack]?.outputs[output]?.description ?? "") === "" ? [`${stack} has no output ${output}`] : [],
  );
}

/** The path of a local state, or bucket, region and key; the variables' defaults stand for them. */
function locationRead(config: Template["json"][string] | undefined, template: Template): string[] {
  return Object.entries(objectOf(config))
    .filter(([key]) => ["bucket", "key", "path", "region"].includes(key))
    .sort()
    .flatMap(([, value]) => textsOf(value))
    .map((text) => text.replace(/^\$\{var\.(\w+)\}$/, (_, name: string) => String(template.variables[name]?.default)));
}

function locationKept(template: Template | undefined): string[] {
  const backend = objectOf(objectOf(template?.json.terraform).backend);
  const config = objectOf(backend.local ?? backend.s3);
  return ["bucket", "key", "path", "region"].flatMap((key) => textsOf(config[key]));
}
