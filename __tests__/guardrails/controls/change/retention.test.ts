import { changeNoProtectionWeakened } from "../../../../guardrails/controls/change/change-no-protection-weakened";
import { planDriftOnGuarded } from "../../../../guardrails/controls/change/plan-drift-on-guarded";
import type { JsonObject } from "../../../support/json";
import { type PlanParts, saidOfPlan } from "../../../support/plan-changes";

const rule = (id: string, prefix: string, days: number | null, more: JsonObject = {}): JsonObject => ({
  id,
  status: "Enabled",
  filter: [{ prefix }],
  expiration: [{ days, date: null }],
  ...more,
});
const tagged = (days: number, tags: JsonObject): JsonObject =>
  rule("a", "", days, { filter: [{ and: [{ prefix: "", tags }] }] });
const sized = (days: number, object_size_greater_than: number): JsonObject =>
  rule("a", "", days, { filter: [{ object_size_greater_than }] });
const byDate = (date: string): JsonObject => rule("a", "", null, { expiration: [{ days: null, date }] });
const earlier = (noncurrent_days: number, newer_noncurrent_versions: number): JsonObject => ({
  id: "a",
  status: "Enabled",
  noncurrent_version_expiration: [{ noncurrent_days, newer_noncurrent_versions }],
});
const OFF: JsonObject = { status: "Disabled" };

const TYPE = "aws_s3_bucket_lifecycle_configuration";
const lifecycle = (...rules: JsonObject[]): JsonObject => ({ bucket: "data", rule: rules });

function said(before: JsonObject[], after: JsonObject[]): string[] {
  return saidOfPlan(changeNoProtectionWeakened, {
    [`${TYPE}.a`]: { before: lifecycle(...before), after: lifecycle(...after) },
  }).map((line) => line.replace(`fail ${TYPE}.a: `, "").replace(/\((?:expiration|noncurrent).*?\) /, ""));
}

describe("a bucket's lifecycle", () => {
  const objects = (was: string, is: string) => [`how long objects are kept is weakened: ${was} → ${is}`];

  it.each<[string, JsonObject[], JsonObject[], string[]]>([
    [
      "a second rule is shorter",
      [rule("tmp", "tmp/", 1), rule("all", "", 365)],
      [rule("tmp", "tmp/", 1), rule("all", "", 2)],
      objects("365", "2"),
    ],
    ["a rule is switched on", [rule("a", "", 1, OFF)], [rule("a", "", 1)], objects("never", "1")],
    ["a rule that is off is new", [rule("a", "", 365)], [rule("a", "", 365), rule("b", "", 1, OFF)], []],
    ["a rule is switched off", [rule("a", "", 1)], [rule("a", "", 1, OFF)], []],
    ["more objects", [rule("a", "tmp/", 1)], [rule("a", "", 1)], objects("1 of tmp/", "1")],
    ["fewer objects", [rule("a", "", 1)], [rule("a", "tmp/", 1)], []],
    ["a part sooner", [rule("a", "", 365)], [rule("a", "", 365), rule("b", "tmp/", 1)], objects("365", "1 of tmp/")],
    ["a part later", [rule("a", "", 30)], [rule("a", "", 30), rule("b", "tmp/", 60)], []],
    ["another name", [rule("a", "", 30)], [rule("b", "", 30)], []],
    ["other objects", [rule("a", "a/", 30)], [rule("a", "b/", 30)], objects("30 of a/", "30 of b/")],
    ["a tag less", [tagged(9, { a: "1", b: "2" })], [tagged(9, { a: "1" })], objects("9 of a=1, b=2", "9 of a=1")],
    ["a tag more", [tagged(9, { a: "1" })], [tagged(9, { a: "1", b: "2" })], []],
    [
      "smaller objects",
      [sized(9, 500)],
      [sized(9, 100)],
      objects("9 of more than 500 bytes", "9 of more than 100 bytes"),
    ],
    ["only larger objects", [sized(9, 100)], [sized(9, 500)], []],
    ["a date", [rule("a", "", 365)], [byDate("2026-01-01T00:00:00Z")], objects("365", "at 2026-01-01T00:00:00Z")],
    [
      "an earlier date",
      [byDate("2027-01-01T00:00:00Z")],
      [byDate("2026-01-01T00:00:00Z")],
      objects("at 2027-01-01T00:00:00Z", "at 2026-01-01T00:00:00Z"),
    ],
    ["a later date", [byDate("2026-01-01T00:00:00Z")], [byDate("2027-01-01T00:00:00Z")], []],
    ["no days", [rule("a", "", 30)], [rule("a", "", 0)], []],
  ])("%s", (_, before, after, expected) => {
    expect(said(before, after)).toEqual(expected);
  });

  const versions = (was: string, is: string) => [`how long earlier versions are kept is weakened: ${was} → ${is}`];

  it.each<[JsonObject, JsonObject, string[]]>([
    [earlier(30, 5), earlier(30, 5), []],
    [earlier(30, 5), earlier(60, 6), []],
    [earlier(30, 5), earlier(30, 2), versions("30 but 5 versions", "30 but 2 versions")],
    [earlier(30, 5), earlier(10, 5), versions("30 but 5 versions", "10 but 5 versions")],
  ])("keeps earlier versions", (before, after, expected) => {
    expect(said([before], [after])).toEqual(expected);
  });

  it("is unknown where the days, or which objects, are", () => {
    const open = (afterUnknown: JsonObject, expressions: JsonObject = {}, more: JsonObject = {}) =>
      saidOfPlan(
        changeNoProtectionWeakened,
        {
          [`${TYPE}.a`]: {
            before: lifecycle(rule("a", "tmp/", 365)),
            after: lifecycle(rule("a", "tmp/", 365, more)),
            afterUnknown: { rule: [afterUnknown] },
          },
        },
        { expressions: { [`${TYPE}.a`]: expressions } },
      );
    expect(open({ expiration: [{ days: true }] })).toEqual([
      `unknown ${TYPE}.a: how long objects are kept (expiration.days) may be weakened: 365 of tmp/ → (known after apply)`,
    ]);
    const tags = { rule: [{ filter: [{ and: [{ tags: { references: ["random_id.a.hex"] } }] }] }] };
    expect(open({ filter: [{ and: [{ tags: true }] }] }, tags, { filter: [{ and: [{ prefix: "tmp/" }] }] })).toEqual([
      `unknown ${TYPE}.a: how long objects are kept (expiration.days) may be weakened: 365 of tmp/ → (known after apply: random_id.a.hex)`,
    ]);
    const prefix = { rule: [{ filter: [{ prefix: { references: ["random_id.a.hex"] } }] }] };
    expect(open({ filter: [{ prefix: true }] }, prefix)).toEqual([
      `unknown ${TYPE}.a: how long objects are kept (expiration.days) may be weakened: 365 of tmp/ → (known after apply: random_id.a.hex)`,
    ]);
  });
});

describe("a new lifecycle", () => {
  const made = { [`${TYPE}.a`]: { after: lifecycle(rule("a", "", 1)) } };
  const kept = (values: JsonObject) => ({
    "aws_s3_bucket.a": { before: { id: "data", ...values }, after: { id: "data", ...values }, actions: ["no-op"] },
  });

  it("is a weakening of a bucket that was there", () => {
    expect(saidOfPlan(changeNoProtectionWeakened, { ...kept({}), ...made })).toEqual([
      `fail ${TYPE}.a: how long objects are kept (expiration.days) is weakened: never → 1`,
    ]);
  });

  it("is none where the bucket deleted the same before", () => {
    const own = { lifecycle_rule: [{ enabled: true, prefix: "", expiration: [{ days: 1 }] }] };
    expect(saidOfPlan(changeNoProtectionWeakened, { ...kept(own), ...made })).toEqual([]);
  });

  it("is none of a bucket that is new, too", () => {
    const bucket = { "aws_s3_bucket.a": { after: { bucket: "data" } } };
    expect(saidOfPlan(changeNoProtectionWeakened, { ...bucket, ...made })).toEqual([]);
  });
});

describe("the rules that a bucket shows", () => {
  const shown = (days: number) => ({ lifecycle_rule: [{ enabled: true, expiration: [{ days }] }] });
  const change = { "aws_s3_bucket.a": { before: shown(365), after: shown(1) } };

  it("count where they are written in it", () => {
    const parts: PlanParts = { expressions: { "aws_s3_bucket.a": { lifecycle_rule: [{}] } } };
    expect(saidOfPlan(changeNoProtectionWeakened, change, parts)).toEqual([
      "fail aws_s3_bucket.a: how long objects are kept (expiration.days) is weakened: 365 → 1",
    ]);
  });

  it("are no news, and no drift, where a resource of its own has them", () => {
    expect(saidOfPlan(changeNoProtectionWeakened, change)).toEqual([]);
    expect(saidOfPlan(planDriftOnGuarded, change, { drift: change })).toEqual([]);
  });
});

describe("a backup plan", () => {
  const plan = (days: Readonly<Record<string, number | null>>): JsonObject => ({
    rule: Object.entries(days).map(([rule_name, delete_after]) => ({ rule_name, lifecycle: [{ delete_after }] })),
  });
  const saidOf = (before: JsonObject, after: JsonObject) =>
    saidOfPlan(changeNoProtectionWeakened, { "aws_backup_plan.a": { before, after } }).filter((line) =>
      line.includes("how long backups are kept"),
    );
  const weakened = (was: string, is: string) => [
    `fail aws_backup_plan.a: how long backups are kept (lifecycle.delete_after) is weakened: ${was} → ${is}`,
  ];

  it.each<[string, Readonly<Record<string, number | null>>, Readonly<Record<string, number | null>>, string[]]>([
    ["a rule behind a shorter one", { daily: 7, monthly: 365 }, { daily: 7, monthly: 8 }, weakened("365", "8")],
    ["a rule that kept for ever", { daily: 7, yearly: null }, { daily: 7, yearly: 365 }, weakened("never", "365")],
    ["a short rule more", { monthly: 365 }, { monthly: 365, daily: 7 }, []],
    ["a rule of another name, shorter", { monthly: 365 }, { archive: 30 }, weakened("365", "30")],
    ["a rule of another name, as long", { daily: 7, monthly: 365 }, { daily: 7, archive: 365 }, []],
    ["another order", { daily: 7, monthly: 365 }, { monthly: 365, daily: 7 }, []],
  ])("%s", (_, before, after, expected) => {
    expect(saidOf(plan(before), plan(after))).toEqual(expected);
  });
});
