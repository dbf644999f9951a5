import { type Control, control, fail, pass } from "../../guardrails/control";
import { evaluate } from "../../guardrails/evaluate";
import { Fingerprints, findingsOf, yamlKeyOf } from "../../guardrails/findings";
import { graphOfSynth } from "../../model";
import { planOf } from "../support/plan-changes";

const ABOUT = {
  title: "is a test",
  severity: "medium",
  why: "it is a test",
  fix: { terraform: "do nothing" },
  references: { nist: [] },
} as const;

const onBuckets = (
  evaluateOne: (address: string) => ReturnType<typeof pass> | undefined | readonly ReturnType<typeof pass>[],
) =>
  control({
    ...ABOUT,
    kind: "resource",
    id: "test-buckets",
    types: ["aws_s3_bucket", "data.aws_s3_bucket"],
    evaluate: ({ address }) => evaluateOne(address),
  });

const GRAPH = graphOfSynth([
  {
    name: "one",
    json: {
      resource: { aws_s3_bucket: { b: {}, a: {} }, aws_kms_key: { k: {} } },
      data: { aws_s3_bucket: { d: { bucket: "d" } } },
    },
  },
  { name: "two", json: { resource: { aws_s3_bucket: { a: {} } } } },
]);

function said(controls: readonly Control[], graph = GRAPH): string[] {
  return evaluate(graph, controls).map(
    ({ outcome, stack, address, reason, broken }) =>
      `${outcome} ${stack?.name ?? "-"} ${address}: ${reason}${broken ? " (broken)" : ""}`,
  );
}

describe("an evaluation", () => {
  it("looks at every resource and data source of the types, in the order of the input", () => {
    expect(said([onBuckets(() => pass("fine"))])).toEqual([
      "pass one aws_s3_bucket.b: fine",
      "pass one aws_s3_bucket.a: fine",
      "pass two aws_s3_bucket.a: fine",
      "pass one data.aws_s3_bucket.d: fine",
    ]);
  });

  it("takes none, one or several verdicts", () => {
    const several = onBuckets((address) =>
      address === "aws_s3_bucket.b"
        ? [pass("first"), fail("second", "acl")]
        : address.endsWith(".d")
          ? fail("third")
          : undefined,
    );
    expect(said([several])).toEqual([
      "pass one aws_s3_bucket.b: first",
      "fail one aws_s3_bucket.b: second",
      "fail one data.aws_s3_bucket.d: third",
    ]);
  });

  it("says so where a control breaks, and goes on", () => {
    const broken = onBuckets((address) => {
      if (address === "aws_s3_bucket.a") {
        throw new TypeError("cannot read postgres://app:hunter22@db/");
      }
      return pass("fine");
    });
    expect(said([broken])).toEqual([
      "pass one aws_s3_bucket.b: fine",
      "unknown one aws_s3_bucket.a: the control test-buckets broke (TypeError: cannot read postgres://app:(sensitive)@db/); please report it (broken)",
      "unknown two aws_s3_bucket.a: the control test-buckets broke (TypeError: cannot read postgres://app:(sensitive)@db/); please report it (broken)",
      "pass one data.aws_s3_bucket.d: fine",
    ]);
  });

  it.each<[string, Control]>([
    [
      "environment",
      control({
        ...ABOUT,
        kind: "environment",
        id: "test-broken",
        types: ["*"],
        evaluate: () => {
          throw new Error("no");
        },
      }),
    ],
    [
      "change",
      control({
        ...ABOUT,
        kind: "change",
        id: "test-broken",
        types: ["*"],
        evaluate: () => {
          throw new Error("no");
        },
      }),
    ],
  ])("says so where a control on an %s breaks", (kind, broken) => {
    const plan = planOf({ "aws_s3_bucket.a": { before: { id: "a" } } });
    const address = kind === "environment" ? "environment" : "aws_s3_bucket.a";
    expect(said([broken], plan)).toEqual([
      `unknown plan ${address}: the control test-broken broke (Error: no); please report it (broken)`,
    ]);
  });

  it("asks a control on an environment only where it has to do with its types", () => {
    const about = (types: readonly string[]) =>
      said([control({ ...ABOUT, kind: "environment", id: "test-whole", types, evaluate: () => [fail("missing")] })]);
    expect(about(["aws_kms_key"])).toEqual(["fail - environment: missing"]);
    expect(about(["aws_db_instance", "data.aws_s3_bucket"])).toEqual(["fail - environment: missing"]);
    expect(about(["*"])).toEqual(["fail - environment: missing"]);
    expect(about(["aws_db_instance", "data.aws_kms_key"])).toEqual([]);
  });

  it("names the resource that a control on an environment means", () => {
    const naming = control({
      ...ABOUT,
      kind: "environment",
      id: "test-whole",
      types: ["*"],
      evaluate: (graph) => graph.resources("aws_kms_key").map((resource) => ({ ...fail("alone"), resource })),
    });
    expect(said([naming])).toEqual(["fail one aws_kms_key.k: alone"]);
  });

  it("looks at changes by their types, and at what replacements left behind", () => {
    const plan = planOf({
      "aws_s3_bucket.a": { before: { id: "a" }, deposed: "1a2b3c4d" },
      "aws_kms_key.k": { before: { id: "k" } },
    });
    const changes = (...types: string[]) =>
      said([control({ ...ABOUT, kind: "change", id: "change-test", types, evaluate: () => fail("gone") })], plan);
    expect(changes("aws_s3_bucket")).toEqual(["fail plan aws_s3_bucket.a (deposed 1a2b3c4d): gone"]);
    expect(changes("aws_kms_key", "aws_s3_bucket")).toHaveLength(2);
    expect(changes("*")).toHaveLength(2);
    expect(changes("aws_db_instance")).toEqual([]);
  });
});

describe("a fingerprint", () => {
  const prints = (...given: readonly [rule: string, stack: string, address: string, attribute?: string][]) => {
    const fingerprints = new Fingerprints();
    return given.map(([rule, stack, address, attribute]) => fingerprints.next(rule, stack, address, attribute));
  };

  it("is the same in every stack and every run", () => {
    const [first, second] = prints(["r", "one", "a.b", "c"], ["r", "two", "a.b", "c"]);
    expect(first).toBe(second);
    expect(first).toBe("fb45b9bd1be60836");
  });

  it("differs by rule, address and attribute", () => {
    const all = prints(
      ["r", "", "a.b", "c"],
      ["s", "", "a.b", "c"],
      ["r", "", "a.d", "c"],
      ["r", "", "a.b", "e"],
      ["r", "", "a.b"],
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it("does not depend on where in a list it is; the second one is another", () => {
    const [first, second] = prints(
      ["r", "", "a.b", "ingress.0.cidr_blocks.1"],
      ["r", "", "a.b", "ingress.3.cidr_blocks.0"],
    );
    expect(first).not.toBe(second);
    expect(prints(["r", "", "a.b", "ingress.7.cidr_blocks.2"])).toEqual([first]);
  });

  it("is never a number for YAML", () => {
    for (let index = 0; index < 200; index += 1) {
      expect(prints(["r", "", `a.b${index}`])[0]).toMatch(/^f[0-9a-f]{15}$/);
    }
  });
});

describe("findings", () => {
  it("are what did not pass, with the construct that it was", () => {
    const graph = graphOfSynth([
      {
        name: "one",
        json: { resource: { aws_s3_bucket: { a: { "//": { metadata: { path: "one/data/Default" } } }, b: {} } } },
      },
    ]);
    const failing = onBuckets((address) => (address.endsWith(".a") ? fail("bad", "acl") : pass("fine")));
    expect(findingsOf(evaluate(graph, [failing]))).toEqual([
      expect.objectContaining({
        rule: failing,
        severity: "medium",
        outcome: "fail",
        stack: "one",
        address: "aws_s3_bucket.a",
        attribute: "acl",
        reason: "bad",
        places: { constructPath: "one/data/Default" },
      }),
    ]);
  });
});

describe("the key that a fix names", () => {
  it.each([
    ["kms.deletionWindowDays: 10", ["kms", "deletionWindowDays"]],
    ["`database.multiAz: true`", ["database", "multiAz"]],
    ["backend", ["backend"]],
    ['account: "111111111111"', ["account"]],
    ["Write kms.mode", undefined],
    ["", undefined],
  ])("%s", (fix, expected) => {
    expect(yamlKeyOf(fix)).toEqual(expected);
  });
});
