import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { preventDestroy } from "../../../constructs/core/protection";
import { Template } from "../../support/template";

describe("preventDestroy", () => {
  test.each([
    { protect: true, made: { lifecycle: { prevent_destroy: true } } },
    { protect: false, made: {} },
  ])("ALL-14: is a literal or nothing, protect: $protect", ({ protect, made }) => {
    const template = Template.of((stack) => new KmsKey(stack, "master", preventDestroy(protect)));
    expect(template.only("aws_kms_key")).toEqual(made);
  });
});
