import { LIMITS as CONFIG_LIMITS, REGIONS } from "../../../config/aws-limits";
import { NAME_RULES } from "../../../config/name-rules";
import { Arns } from "../../../constructs/core/account";
import { LIMITS, NAME_PATTERNS } from "../../../constructs/core/limits";

/** Limits that no YAML key has, so that `config/` knows nothing of them. */
const CONSTRUCTS_ONLY = ["port", "prefixLength"];

describe("what constructs/ and config/ both state is the same", () => {
  const shared = Object.entries(LIMITS).filter(([name]) => !CONSTRUCTS_ONLY.includes(name));

  test.each(shared)("the limit %s", (name, limit) => {
    const { min, max, unit } = CONFIG_LIMITS[name as keyof typeof CONFIG_LIMITS];
    expect(limit).toEqual({ min, max, unit });
  });

  test.each([
    { name: "kmsAlias", type: "kms-alias" },
    { name: "s3Bucket", type: "s3-bucket" },
    { name: "securityGroup", type: "security-group" },
  ] as const)("the names of $type", ({ name, type }) => {
    const source = (pattern: RegExp) => pattern.source.replaceAll("\\[", "[");
    expect(source(NAME_PATTERNS[name])).toBe(source(new RegExp(NAME_RULES[type].pattern)));
    expect(NAME_PATTERNS[name].flags).toBe("");
  });

  it("the regions: constructs take each one that the YAML may name", () => {
    for (const region of REGIONS) {
      expect(() => new Arns({ accountId: "111111111111", region })).not.toThrow();
    }
  });
});
