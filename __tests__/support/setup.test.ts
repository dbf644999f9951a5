import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { TerraformStack, Testing } from "cdktf";

const made = (name: string) => {
  const stack = new TerraformStack(Testing.app(), "stack");
  new SnsTopic(stack, "topic", { name });
  return Testing.synth(stack);
};

describe("cdktf's matchers", () => {
  it("are there at the first call, and say the same at the second", () => {
    expect(made("a")).toHaveResourceWithProperties(SnsTopic, { name: "a" });
    expect(made("a")).toHaveResource(SnsTopic);
    expect(made("a")).not.toHaveResourceWithProperties(SnsTopic, { name: "b" });
  });

  it("fail with cdktf's own words", () => {
    expect(() => expect(made("a")).toHaveResourceWithProperties(SnsTopic, { name: "b" })).toThrow(
      /Expected aws_sns_topic with properties \{"name":"b"\} to be present in synthesized stack/,
    );
  });
});

describe("what tests run in", () => {
  it("has the classes of Node's own modules", () => {
    expect(() => readFileSync("/there/is/no/such/file")).toThrow(Error);
    expect(readdirSync(__dirname)).toBeInstanceOf(Array);
  });

  it("has a folder of its own for what is temporary", () => {
    expect(basename(tmpdir())).toMatch(/^seccfn-jest-/);
  });
});
