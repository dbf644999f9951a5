import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import { EbsEncryptionByDefault } from "@cdktf/provider-aws/lib/ebs-encryption-by-default";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { Layer } from "../../../constructs/core/layer";
import { noteLowering, SecureStack } from "../../../constructs/core/secure-stack";
import { Check, EphemeralResource } from "../../../constructs/core/terraform-blocks";
import { Template } from "../../support/template";

function nested(scope: Construct, ids: readonly string[]): Construct {
  return ids.reduce<Construct>((parent, id) => new Construct(parent, id), scope);
}

describe("addresses", () => {
  test.each([
    { ids: ["master", "Default"], address: "aws_kms_key.master" },
    { ids: ["master", "Default-spare"], address: "aws_kms_key.master" },
    { ids: ["private", "a", "Default"], address: "aws_kms_key.private_a" },
    { ids: ["Default-group", "master"], address: "aws_kms_key.master" },
    { ids: ["a", "Defaulting"], address: "aws_kms_key.a_defaulting" },
    { ids: ["Default_a"], address: "aws_kms_key.default_a" },
    { ids: ["My Key", "of-2026.v1"], address: "aws_kms_key.my_key_of_2026_v1" },
    { ids: ["_hidden"], address: "aws_kms_key._hidden" },
  ])("are made of the ids $ids, without Default: $address", ({ ids, address }) => {
    const template = Template.of((stack) => {
      new KmsKey(nested(stack, ids.slice(0, -1)), ids.at(-1) ?? "", {});
    });
    expect(template.addresses()).toEqual([address]);
  });

  test.each([
    { where: "in the stack", scope: (stack: SecureStack) => stack },
    { where: "in a layer", scope: (stack: SecureStack) => new Layer(stack, "security") },
    {
      where: "in a layer within another",
      scope: (stack: SecureStack) => new Layer(new Layer(stack, "outer"), "inner"),
    },
    { where: "in a layer below a construct", scope: (stack: SecureStack) => new Layer(nested(stack, ["app"]), "data") },
  ])("are the same $where", ({ scope }) => {
    const template = Template.of((stack) => {
      new KmsKey(nested(scope(stack), ["master"]), "Default", {});
    });
    expect(template.addresses()).toEqual(["aws_kms_key.master"]);
  });

  it("are kept apart by the kind of block, so that one name serves a thing and its companions", () => {
    const template = Template.of((stack) => {
      const data = nested(stack, ["data"]);
      new KmsKey(data, "Default", {});
      new KmsAlias(data, "Default-alias", { name: "alias/data", targetKeyId: "k" });
      new DataAwsKmsKey(data, "Default-lookup", { keyId: "k" });
      new EphemeralResource(data, "Default-ephemeral", "random_password", { length: 32 });
      new Check(data, "Default-check", { dataType: "aws_kms_key", arguments: {}, dependsOn: [], assertions: () => [] });
      new TerraformOutput(data, "Default-output", { value: "v" });
      new TerraformVariable(data, "Default-variable", { type: "string" });
    });
    expect(template.blocks.map(({ address }) => address)).toEqual([
      "aws_kms_alias.data",
      "aws_kms_key.data",
      "check.data",
      "data.aws_kms_key.data",
      "ephemeral.random_password.data",
      "output.data",
      "var.data",
    ]);
  });

  it("are what references say", () => {
    const template = Template.of((stack) => {
      const key = new KmsKey(nested(new Layer(stack, "security"), ["master"]), "Default", {});
      new CloudwatchLogGroup(nested(stack, ["logs"]), "Default", { kmsKeyId: key.arn, dependsOn: [key] });
    });
    expect(template.at("aws_cloudwatch_log_group.logs")).toEqual({
      kms_key_id: "${aws_kms_key.master.arn}",
      depends_on: ["aws_kms_key.master"],
    });
  });

  it("are the same each time they are made for one element", () => {
    const key = new KmsKey(new SecureStack(Testing.app(), "test"), "master", {});
    const first = key.friendlyUniqueId;
    key.overrideLogicalId("other");
    key.resetOverrideLogicalId();
    expect([first, key.friendlyUniqueId]).toEqual(["master", "master"]);
  });

  test.each<{ kind: string; address: string; define: (scope: Construct, id: string) => void }>([
    { kind: "resources", address: "aws_kms_key.a_b", define: (scope, id) => new KmsKey(scope, id, {}) },
    {
      kind: "data sources",
      address: "data.aws_kms_key.a_b",
      define: (scope, id) => new DataAwsKmsKey(scope, id, { keyId: "k" }),
    },
    {
      kind: "ephemeral resources",
      address: "ephemeral.random_password.a_b",
      define: (scope, id) => new EphemeralResource(scope, id, "random_password", {}),
    },
    {
      kind: "checks",
      address: "check.a_b",
      define: (scope, id) =>
        new Check(scope, id, { dataType: "aws_kms_key", arguments: {}, dependsOn: [], assertions: () => [] }),
    },
    { kind: "outputs", address: "output.a_b", define: (scope, id) => new TerraformOutput(scope, id, { value: "v" }) },
    { kind: "variables", address: "var.a_b", define: (scope, id) => new TerraformVariable(scope, id, {}) },
  ])("fail if two $kind would have the same one", ({ address, define }) => {
    const make = () =>
      Template.of((stack) => {
        define(stack, "a_b");
        define(nested(new Layer(stack, "layer"), ["a"]), "b");
      });
    expect(make).toThrow(
      new Error(`"test/layer/a/b" and "test/a_b" would both be ${address}; give one of them another id`),
    );
  });

  test.each([
    { id: "1st", why: "begins with a digit" },
    { id: "Default", why: "shows no id at all" },
  ])("fail if the id $id $why", ({ id }) => {
    expect(() => Template.of((stack) => new EbsEncryptionByDefault(stack, id, {}))).toThrow(
      new Error(`"test/${id}" makes no Terraform name; its ids must have letters, digits and underscores`),
    );
  });
});

describe("lowerings", () => {
  function withLowerings(): SecureStack {
    const stack = new SecureStack(Testing.app(), "test");
    const data = new Layer(stack, "data");
    noteLowering(nested(data, ["database"]), "The password lies in the state.");
    noteLowering(data, "The database is small.");
    return stack;
  }

  it("are listed in the order of the tree, each with the construct it belongs to", () => {
    expect(withLowerings().lowerings).toEqual([
      { path: "test/data", message: "The database is small." },
      { path: "test/data/database", message: "The password lies in the state." },
    ]);
  });

  it("stand in a described output", () => {
    expect(Template.ofStack(withLowerings()).outputs).toEqual({
      security_lowerings: {
        description: "Settings of this environment that lower its security, each with its reason.",
        value: ["The database is small.", "The password lies in the state."],
      },
    });
  });

  it("stand in the output once, however often the stack is prepared", () => {
    const stack = withLowerings();
    stack.prepareStack();
    expect(Object.keys(Template.ofStack(stack).outputs)).toEqual(["security_lowerings"]);
  });

  it("are warnings of cdktf, too", () => {
    const warnings = withLowerings()
      .node.findAll()
      .flatMap(({ node }) => node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => data));
    expect(warnings).toEqual(["The database is small.", "The password lies in the state."]);
  });

  it("make no output where there are none, nor of other annotations", () => {
    const stack = new SecureStack(Testing.app(), "test");
    stack.node.addMetadata("somebody-elses", "A note.");
    expect(stack.lowerings).toEqual([]);
    expect(Template.ofStack(stack).outputs).toEqual({});
  });
});

describe("references between stacks", () => {
  function twoStacks(make: (stack: SecureStack, keyArn: string) => void): App {
    const app = Testing.app();
    const stackOf = (id: string) => {
      const stack = new SecureStack(app, id);
      new AwsProvider(stack, "aws", { region: "us-east-1" });
      return stack;
    };
    const { arn } = new KmsKey(stackOf("security"), "master", {});
    make(stackOf("data"), arn);
    return app;
  }

  it("fail at synth where cdktf would carry the value by itself", () => {
    const app = twoStacks((stack, kmsKeyId) => new CloudwatchLogGroup(stack, "logs", { kmsKeyId }));
    expect(() => app.synth()).toThrow(
      new Error(
        "Validation failed with the following errors:\n" +
          "  [security] uses a value of another stack without a named output (cross-stack-output-aws_kms_key.master.arn); publish it in the stack's exports\n\n" +
          "If you wish to ignore these validations, pass 'skipValidation: true' to your App configuration.\n",
      ),
    );
  });

  it("pass where the stacks share nothing", () => {
    const app = twoStacks((stack) => new CloudwatchLogGroup(stack, "logs", { name: "logs" }));
    expect(() => app.synth()).not.toThrow();
  });
});
