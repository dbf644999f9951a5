import { STACK_SUFFIXES } from "../../config/account-rules";
import { ALWAYS_CONFIG_RULES } from "../../config/aws-limits";
import { STATE_LOG_SUFFIX } from "../../config/backend-rules";
import { BASELINE_RULES } from "../../constructs/audit/config-recorder";
import { synthesized } from "../support/environments";

/** What `config/` states and what is made of it, which may not import each other. */
describe("facts that config/ shares with what is made of it", () => {
  const { stacks } = synthesized({
    topology: "layered",
    backend: { type: "s3", bucket: "example-state", region: "us-east-1", createBucket: true },
  });

  it("SEC-CFG-2: the rules that always exist are those of the recorder", () => {
    expect(BASELINE_RULES.map(({ identifier }) => identifier)).toEqual([...ALWAYS_CONFIG_RULES]);
  });

  it("ALL-1: the stack names that are kept for an environment are those that it can make", () => {
    expect(Object.keys(stacks).sort()).toEqual(STACK_SUFFIXES.map((suffix) => `seccfn-${suffix}`).sort());
  });

  it("ALL-1: the log bucket of the state is named as its length is reckoned", () => {
    expect(JSON.stringify(stacks["seccfn-state"]?.resources)).toContain(`"example-state${STATE_LOG_SUFFIX}"`);
  });
});
