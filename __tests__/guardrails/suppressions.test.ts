import { control, fail, pass, unknown } from "../../guardrails/control";
import { evaluate } from "../../guardrails/evaluate";
import { findingsOf } from "../../guardrails/findings";
import { mergedSuppressions, type Suppression, suppress } from "../../guardrails/suppressions";
import { graphOfSynth } from "../../model";
import { asText } from "../../model/values";

const TODAY = "2026-11-30";

const ABOUT = {
  severity: "high",
  why: "it is a test",
  fix: { terraform: "do nothing" },
  references: { nist: [] },
} as const;

/** Says what the resource's tag `says` tells it to say. */
const speaking = control({
  ...ABOUT,
  kind: "resource",
  id: "test-speaks",
  title: "speaks",
  types: ["aws_s3_bucket"],
  evaluate: (resource) => {
    const words = (asText(resource.get("bucket")) ?? "").split("-");
    return words.map((word, index) =>
      word === "pass"
        ? pass("fine", `a.${index}.b`)
        : word === "fail"
          ? fail("bad", `a.${index}.b`)
          : unknown("who knows"),
    );
  },
});

const critical = control({
  ...ABOUT,
  severity: "critical",
  kind: "change",
  id: "change-test",
  title: "changes",
  types: ["*"],
  evaluate: () => undefined,
});

const whole = control({
  ...ABOUT,
  kind: "environment",
  id: "test-whole",
  title: "is whole",
  types: ["*"],
  evaluate: () => [fail("it is not")],
});

const CONTROLS = [speaking, critical, whole];

const FINE: Suppression = {
  control: "test-speaks",
  address: "aws_s3_bucket.logs",
  reason: "The auditors keep these for ever.",
  owner: "platform",
  expires: "2027-03-31",
  file: "environments/prod.yaml",
  line: 7,
};

/** What becomes of suppressions where buckets say these words. */
function judged(suppressions: readonly Suppression[], buckets: Readonly<Record<string, string>>, isWhole = true) {
  const json = {
    resource: {
      aws_s3_bucket: Object.fromEntries(Object.entries(buckets).map(([name, bucket]) => [name, { bucket }])),
      aws_iam_role: { other: {} },
    },
  };
  const evaluations = evaluate(graphOfSynth([{ name: "prod", json }]), [speaking]);
  return suppress(findingsOf(evaluations), suppressions, { today: TODAY, controls: CONTROLS, evaluations, isWhole });
}

describe("a suppression", () => {
  it("silences what it names and nothing else", () => {
    const { remaining, silenced, judged: list } = judged([FINE], { logs: "fail", data: "fail" });
    expect(remaining.map(({ address }) => address)).toEqual(["aws_s3_bucket.data"]);
    expect(silenced.map(({ finding, suppression }) => [finding.address, suppression])).toEqual([
      ["aws_s3_bucket.logs", FINE],
    ]);
    expect(list).toEqual([{ ...FINE, state: "used", count: 1 }]);
  });

  it("silences what cannot be told, too", () => {
    expect(judged([FINE], { logs: "maybe" }).remaining).toEqual([]);
  });

  it("may name the stack", () => {
    expect(judged([{ ...FINE, address: "prod/aws_s3_bucket.logs" }], { logs: "fail" }).remaining).toEqual([]);
    expect(judged([{ ...FINE, address: "test/aws_s3_bucket.logs" }], { logs: "fail" }).remaining).toHaveLength(1);
  });

  it("of a block is one of all its instances", () => {
    const json = { resource: { aws_s3_bucket: { logs: { for_each: { a: "1", b: "2" }, bucket: "fail" } } } };
    const evaluations = evaluate(graphOfSynth([{ name: "prod", json }]), [speaking]);
    const context = { today: TODAY, controls: CONTROLS, evaluations, isWhole: true };
    const { remaining, judged: list } = suppress(findingsOf(evaluations), [FINE], context);
    expect(remaining).toEqual([]);
    expect(list).toEqual([{ ...FINE, state: "used", count: 2 }]);
    const one = suppress(findingsOf(evaluations), [{ ...FINE, address: 'aws_s3_bucket.logs["a"]' }], context);
    expect(one.remaining.map(({ address }) => address)).toEqual(['aws_s3_bucket.logs["b"]']);
  });

  it("of one finding leaves the others of the address", () => {
    const [first, second] = judged([], { logs: "fail-fail" }).remaining;
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
    const { remaining, judged: list } = judged([{ ...FINE, fingerprint: second?.fingerprint ?? "" }], {
      logs: "fail-fail",
    });
    expect(remaining.map(({ fingerprint }) => fingerprint)).toEqual([first?.fingerprint]);
    expect(list.map(({ state }) => state)).toEqual(["used"]);
  });

  it("of the environment as a whole names no resource", () => {
    const graph = graphOfSynth([{ name: "prod", json: { resource: { aws_iam_role: { a: {} } } } }]);
    const evaluations = evaluate(graph, [whole]);
    const context = { today: TODAY, controls: CONTROLS, evaluations, isWhole: true };
    const suppression = { ...FINE, control: "test-whole", address: "environment" };
    expect(suppress(findingsOf(evaluations), [suppression], context).remaining).toEqual([]);
  });
});

describe("what is wrong with a suppression", () => {
  const said = (changes: Partial<Suppression>, bucket = "fail", isWhole = true) => {
    const { judged: list, remaining } = judged([{ ...FINE, ...changes }], { logs: bucket }, isWhole);
    return list.map(({ state, objection }) => [state, objection?.rule.id, objection?.reason, remaining.length]);
  };

  it.each<[string, Partial<Suppression>, string, string, string, number]>([
    [
      "a control that is not there",
      { control: "test-speeks" },
      "malformed",
      "suppression-malformed",
      "there is no control test-speeks; help/controls.md lists them",
      1,
    ],
    [
      "a critical change",
      { control: "change-test" },
      "malformed",
      "suppression-malformed",
      "change-test cannot be suppressed: a plan that does it is approved by its digest, see help/check.md",
      1,
    ],
    [
      "a wildcard",
      { address: "aws_s3_bucket.*" },
      "too broad",
      "suppression-too-broad",
      "the suppression of test-speaks at aws_s3_bucket.* is not the address of one resource; write it as Terraform does, e.g. aws_s3_bucket.logs, without wildcards",
      1,
    ],
    [
      "a whole module",
      { address: "module.logs" },
      "too broad",
      "suppression-too-broad",
      "the suppression of test-speaks at module.logs is not the address of one resource; write it as Terraform does, e.g. aws_s3_bucket.logs, without wildcards",
      1,
    ],
    [
      "a day that was",
      { expires: "2026-11-29" },
      "expired",
      "suppression-expired",
      "the suppression of test-speaks at aws_s3_bucket.logs expired on 2026-11-29",
      1,
    ],
    [
      "a day too far away",
      { expires: "2027-12-02" },
      "malformed",
      "suppression-malformed",
      "the suppression of test-speaks at aws_s3_bucket.logs lasts until 2027-12-02, more than a year; choose a day within one",
      1,
    ],
    [
      "no day of the calendar",
      { expires: "2027-02-30" },
      "malformed",
      "suppression-malformed",
      "the suppression of test-speaks at aws_s3_bucket.logs expires on 2027-02-30, which is no day; write it as 2027-03-31",
      1,
    ],
    [
      "another fingerprint",
      { fingerprint: "f00000000000000" },
      "unused",
      "suppression-unused",
      "the suppression of test-speaks at aws_s3_bucket.logs silences nothing: no finding there has the fingerprint f00000000000000; remove it",
      1,
    ],
    [
      "a resource that is not there",
      { address: "aws_s3_bucket.old" },
      "unused",
      "suppression-unused",
      "the suppression of test-speaks at aws_s3_bucket.old silences nothing: there is no such resource; remove it",
      1,
    ],
  ])("%s", (_, changes, state, rule, reason, remaining) => {
    expect(said(changes)).toEqual([[state, rule, reason, remaining]]);
  });

  it("nothing on its last day, nor a year ahead", () => {
    expect(said({ expires: TODAY })).toEqual([["used", undefined, undefined, 0]]);
    expect(said({ expires: "2027-12-01" })).toEqual([["used", undefined, undefined, 0]]);
  });

  it("it is of no use where the control passes", () => {
    expect(said({}, "pass")).toEqual([
      [
        "unused",
        "suppression-unused",
        "the suppression of test-speaks at aws_s3_bucket.logs silences nothing: the control passes there; remove it",
        0,
      ],
    ]);
  });

  it("it silences several findings of a resource without saying which", () => {
    const prints = judged([], { logs: "fail-fail" }).remaining.map(({ fingerprint }) => fingerprint);
    expect(said({}, "fail-fail")).toEqual([
      [
        "too broad",
        "suppression-too-broad",
        `the suppression of test-speaks at aws_s3_bucket.logs silences 2 findings of aws_s3_bucket.logs; name the one that is meant by its fingerprint (${prints.join(", ")}), in an entry each`,
        0,
      ],
    ]);
  });

  it.each([
    ["aws_s3_bucket.of_another_plan", "test-speaks", false],
    ["aws_iam_role.other", "change-harmless", true],
  ])("it is not judged where another input shows it: %s", (address, id, isWhole) => {
    const harmless = { ...critical, severity: "high", id: "change-harmless" } as const;
    const evaluations = evaluate(graphOfSynth([{ name: "p", json: { resource: { aws_iam_role: { o: {} } } } }]), []);
    const { judged: list } = suppress([], [{ ...FINE, address, control: id }], {
      today: TODAY,
      controls: [...CONTROLS, harmless],
      evaluations,
      isWhole,
    });
    expect(list.map(({ state, objection }) => [state, objection])).toEqual([["not judged", undefined]]);
  });
});

describe("a suppression that is judged in several environments", () => {
  const state = (...states: readonly ("used" | "unused" | "not judged")[]) =>
    mergedSuppressions(states.map((each) => ({ ...FINE, state: each, count: 0 }))).map((merged) => merged.state);

  it("is used if it is used in one", () => {
    expect(state("unused", "used", "not judged")).toEqual(["used"]);
    expect(state("not judged", "unused")).toEqual(["unused"]);
    expect(state("not judged", "not judged")).toEqual(["not judged"]);
  });
});
