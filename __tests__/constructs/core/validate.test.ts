import { TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import fc from "fast-check";
import { overlaps, parseCidr } from "../../../config/cidr";
import { LIMITS } from "../../../constructs/core/limits";
import { SecureStack } from "../../../constructs/core/secure-stack";
import {
  assertValid,
  cidrProblems,
  numberProblems,
  PropsError,
  repetitionProblems,
  textProblems,
} from "../../../constructs/core/validate";

const DAYS = { min: 7, max: 30, unit: "days" };

function unknown() {
  const variable = new TerraformVariable(new SecureStack(Testing.app(), "test"), "v", { type: "string" });
  return { text: variable.stringValue, number: variable.numberValue };
}

describe("assertValid", () => {
  const scope = () => new Construct(new SecureStack(Testing.app(), "test"), "data");

  it("is silent where nothing is wrong", () => {
    expect(() => assertValid(scope(), "bucket", [])).not.toThrow();
  });

  it("throws one problem in one line, with the construct's path", () => {
    expect(() => assertValid(scope(), "bucket", ["days must be more"])).toThrow(
      new PropsError("test/data/bucket", ["days must be more"]),
    );
    expect(new PropsError("test/data/bucket", ["days must be more"])).toMatchObject({
      name: "PropsError",
      message: "test/data/bucket: days must be more",
    });
  });

  it("throws several problems together, one a line", () => {
    expect(() => assertValid(scope(), "bucket", ["days must be more", "name must be less"])).toThrow(
      new Error("test/data/bucket: 2 problems\n  - days must be more\n  - name must be less"),
    );
  });
});

describe("numberProblems", () => {
  test.each([7, 8, 30])("takes %d", (value) => {
    expect(numberProblems("days", value, DAYS)).toEqual([]);
  });

  test.each([6, 31, -7, 7.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (value) => {
    expect(numberProblems("days", value, DAYS)).toEqual([
      `days must be a whole number between 7 and 30 days, got ${value}`,
    ]);
  });

  it("is silent about what only Terraform will know", () => {
    expect(numberProblems("days", unknown().number, DAYS)).toEqual([]);
  });
});

describe("textProblems", () => {
  it("takes a text that matches, refuses another as JSON", () => {
    expect(textProblems("name", "ab", /^[a-z]+$/, "be letters")).toEqual([]);
    expect(textProblems("name", 'a"1', /^[a-z]+$/, "be letters")).toEqual(['name must be letters, got "a\\"1"']);
  });

  it("is silent about what only Terraform will know, whole or in part", () => {
    const { text } = unknown();
    expect(textProblems("name", text, /^[a-z]+$/, "be letters")).toEqual([]);
    expect(textProblems("name", `A-${text}`, /^[a-z]+$/, "be letters")).toEqual([]);
  });
});

describe("cidrProblems", () => {
  test.each(["10.0.0.0/16", "10.0.0.0/28", "172.16.0.0/20"])("takes %s", (cidr) => {
    expect(cidrProblems("cidr", cidr, LIMITS.vpcPrefixLength)).toEqual([]);
  });

  test.each([
    "",
    "10.0.0.0",
    "10.0.0/16",
    "10.0.0.0/33",
    "10.0.0.256/24",
    "010.0.0.0/16",
    "fd00::/16",
    "10.0.0.0/16 ",
    "10.0.0.0/-1",
    "0xa.0.0.0/16",
  ])("refuses %j, which is no block", (cidr) => {
    expect(cidrProblems("cidr", cidr, LIMITS.vpcPrefixLength)).toEqual([
      `cidr must be an IPv4 CIDR block such as "10.0.0.0/16", got ${JSON.stringify(cidr)}`,
    ]);
  });

  it("refuses host bits and says which block was probably meant", () => {
    expect(cidrProblems("cidr", "10.0.1.7/16", LIMITS.vpcPrefixLength)).toEqual([
      'cidr "10.0.1.7/16" has host bits set; did you mean "10.0.0.0/16"?',
    ]);
  });

  test.each(["10.0.0.0/15", "10.0.0.0/29"])("refuses the size of %s", (cidr) => {
    expect(cidrProblems("cidr", cidr, LIMITS.vpcPrefixLength)).toEqual([
      `cidr must be a block between /16 and /28, got "${cidr}"`,
    ]);
  });

  test.each(["0.0.0.0/0", "203.0.113.7/32"])("takes %s where any block will do", (cidr) => {
    expect(cidrProblems("cidr", cidr, LIMITS.prefixLength)).toEqual([]);
  });

  it("is silent about what only Terraform will know", () => {
    expect(cidrProblems("cidr", unknown().text, LIMITS.vpcPrefixLength)).toEqual([]);
  });

  it("takes the same blocks as the YAML does", () => {
    const octet = fc.nat({ max: 299 });
    const cidr = fc
      .tuple(octet, octet, octet, octet, fc.nat({ max: 36 }))
      .map(([a, b, c, d, length]) => `${a}.${b}.${c}.${d}/${length}`);
    const isBlock = (text: string) => {
      try {
        return overlaps(parseCidr(text), parseCidr(text));
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(
        fc.oneof(
          cidr,
          cidr.map((text) => text.replace(/\.\d+\.\d+\//, ".0.0/")),
        ),
        (text) => {
          expect(cidrProblems("cidr", text, LIMITS.prefixLength).length === 0).toBe(isBlock(text));
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("repetitionProblems", () => {
  it("names each value that occurs again", () => {
    expect(repetitionProblems((index) => `keys[${index}]`, ["a", "b", "a", "a"])).toEqual([
      'keys[2] must differ from the others, got "a" again',
      'keys[3] must differ from the others, got "a" again',
    ]);
  });

  it("is silent about what only Terraform will know", () => {
    const { text } = unknown();
    expect(repetitionProblems((index) => `zones[${index}]`, [text, text])).toEqual([]);
  });
});
