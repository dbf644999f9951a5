import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import { Layer, outputsOf, variablesOf } from "../../../constructs/core/layer";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { Template } from "../../support/template";

describe("Layer", () => {
  it("is known as one, and other constructs are not", () => {
    const stack = new SecureStack(Testing.app(), "test");
    expect([new Layer(stack, "security"), new Construct(stack, "network"), stack].map(Layer.isLayer)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is known as one by another copy of the module", () => {
    const marked = new Construct(new SecureStack(Testing.app(), "test"), "network");
    Object.defineProperty(marked, Symbol.for("seccfn/Layer"), { value: true });
    expect(Layer.isLayer(marked)).toBe(true);
  });
});

describe.each([
  { name: "outputsOf", scopeOf: outputsOf },
  { name: "variablesOf", scopeOf: variablesOf },
])("$name", ({ scopeOf }) => {
  it("gives the same scope each time, and each layer its own", () => {
    const stack = new SecureStack(Testing.app(), "test");
    const [security, network] = [new Layer(stack, "security"), new Layer(stack, "network")];
    expect(scopeOf(security)).toBe(scopeOf(security));
    expect(scopeOf(network)).not.toBe(scopeOf(security));
  });
});

it("the scopes do not show in the names of what is in them", () => {
  const template = Template.of((stack) => {
    const layer = new Layer(stack, "security");
    new TerraformOutput(outputsOf(layer), "key_arn", { value: "v" });
    new TerraformVariable(variablesOf(layer), "days", { type: "number" });
  });
  expect(template.blocks.map(({ address }) => address)).toEqual(["output.key_arn", "var.days"]);
});
