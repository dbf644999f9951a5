import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STACK_SUFFIXES } from "../../config/account-rules";
import {
  ALWAYS_CONFIG_RULES,
  LIMITS,
  MANAGED_RULE_GROUP_CAPACITY,
  MANAGED_RULE_GROUP_NAMES,
  POSTGRES_VERSIONS,
  RATE_LIMIT_CAPACITY,
} from "../../config/aws-limits";
import { STATE_LOG_SUFFIX } from "../../config/backend-rules";
import { NAME_RULES, UNIQUE_SUFFIX_DIGITS } from "../../config/name-rules";
import { MAX_SCRIPT_BYTES, SCRIPT_END } from "../../config/sections/fields";
import { BASELINE_RULES } from "../../constructs/audit/config-recorder";
import { tagProblems } from "../../constructs/compute/instance-tags";
import { userData } from "../../constructs/compute/user-data";
import { bootstrapScript } from "../../constructs/compute/user-data-steps";
import { replacementMark } from "../../constructs/core/replacement";
import { webAclCapacity } from "../../constructs/edge/managed-rule-groups";
import { WEB_ACL_LIMITS } from "../../constructs/edge/web-acl";
import { readEnvironment } from "../../functions/compliance/environment";
import { PROJECT_ROOT, synthesized } from "../support/environments";

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

  it("ALL-12: what is added to names is as long as is reckoned", () => {
    const endings = Object.fromEntries(
      Object.entries(NAME_RULES).flatMap(([type, { ending }]) => (ending === undefined ? [] : [[type, ending.sample]])),
    );
    const mark = `-${replacementMark("x")}`.length;
    const lengths = Object.fromEntries(Object.entries(endings).map(([type, sample]) => [type, sample.length]));
    expect(lengths).toEqual({
      "db-parameter-group": `-${POSTGRES_VERSIONS["17"].family}`.length,
      "key-pair": mark,
      "s3-bucket": 1 + UNIQUE_SUFFIX_DIGITS,
      "security-group": mark,
      "target-group": mark,
    });
  });

  it("SEC-MON-2: the function that counts watches as many rules as a file may ask for, and no more", () => {
    const read = (count: number) =>
      readEnvironment({
        METRIC_NAMESPACE: "x",
        METRIC_NAME: "x",
        DIMENSION_ENVIRONMENT: "x",
        WATCHED_RULES: Array.from({ length: count }, (_, index) => `RULE_${index}`).join(),
      });
    const { max } = LIMITS.watchedConfigRules;
    expect(read(max).watchedRules).toHaveLength(max);
    expect(() => read(max + 1)).toThrow("WATCHED_RULES");
  });

  it("WEB-WAF-1: rule groups cost what they are reckoned to cost", () => {
    for (const group of MANAGED_RULE_GROUP_NAMES) {
      expect(webAclCapacity([group])).toBe(MANAGED_RULE_GROUP_CAPACITY[group] + RATE_LIMIT_CAPACITY);
    }
    expect(WEB_ACL_LIMITS.capacity.max).toBe(LIMITS.webAclCapacity.max);
  });

  it("ALL-2: as many tags as a file may have fit on instances, with Backup", () => {
    const tagsOf = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`K${index}`, "x"]));
    expect(tagProblems({ instanceName: "x", tags: tagsOf(LIMITS.tagsPerResource.max + 1) })).toEqual([]);
    expect(tagProblems({ instanceName: "x", tags: tagsOf(LIMITS.tagsPerResource.max + 2) })).not.toEqual([]);
  });

  it("MAZ-EC2-1: the longest script that a file may have fits into user data, and the line that ends it is known", () => {
    const script = "x".repeat(MAX_SCRIPT_BYTES);
    const agent = { parameterName: "x", contentHash: "x" };
    expect(userData({ architecture: "x86_64", agent, after: [bootstrapScript(script)] })).toContain(script);
    expect(() => bootstrapScript(SCRIPT_END)).toThrow(SCRIPT_END);
  });

  it("ALL-12: what adds a mark to a name is known", () => {
    const folder = join(PROJECT_ROOT, "constructs");
    const marking = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && readFileSync(join(folder, file), "utf8").includes("replacementMark("))
      .map((file) => file.replaceAll("\\", "/"));
    expect(marking.sort()).toEqual([
      "compute/key-pair.ts",
      "core/replacement.ts",
      "edge/load-balancer.ts",
      "network/security-group.ts",
    ]);
  });
});
