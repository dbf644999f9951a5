import { Node } from "constructs";
import { functionArchives } from "../../cli/function-archives";
import { traceEnvironment } from "../../stacks/source-places";
import type { FunctionArchives } from "../../stacks/topology";
import { environmentOf, PROJECT_ROOT } from "../support/environments";

const OWN = (file: string) => /\/(?:constructs|stacks)\/[\w/-]+\.ts$/.test(file);

/** What is changed while calls are noted. */
function hooks() {
  return [Error.prepareStackTrace, Error.stackTraceLimit, Node.prototype.addMetadata];
}

describe("what made each resource", () => {
  it("is told by the places in sources, of wanted files only", () => {
    const before = hooks();
    const elements = traceEnvironment(environmentOf(), functionArchives(PROJECT_ROOT), OWN);
    expect(hooks()).toEqual(before);

    const key = elements.find(({ address }) => address === "aws_kms_key.master");
    const places = key?.calls.map((call) => /([\w-]+\.ts):\d+:\d+\)?$/.exec(call)?.[1]);
    expect(places).toContain("customer-managed-key.ts");
    expect(elements.flatMap(({ calls }) => calls).filter((call) => !/\.ts:\d+:\d+\)?$/.test(call))).toEqual([]);
  });

  it("fails as construction does, and leaves nothing changed", () => {
    const before = hooks();
    const broken = new Proxy({} as FunctionArchives, {
      get: () => {
        throw new Error("no archive");
      },
    });
    expect(() => traceEnvironment(environmentOf({}, "lambda-app"), broken, OWN)).toThrow("no archive");
    expect(hooks()).toEqual(before);
  });
});
