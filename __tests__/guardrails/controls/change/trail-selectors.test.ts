import { changeNoProtectionWeakened } from "../../../../guardrails/controls/change/change-no-protection-weakened";
import type { JsonObject } from "../../../support/json";
import { saidOfPlan } from "../../../support/plan-changes";

const older = (...event_selector: JsonObject[]): JsonObject => ({ event_selector, advanced_event_selector: [] });
const advanced = (...selectors: Readonly<Record<string, JsonObject>>[]): JsonObject => ({
  event_selector: [],
  advanced_event_selector: selectors.map((fields) => ({
    field_selector: Object.entries(fields).map(([field, operators]) => ({ field, ...operators })),
  })),
});

const DEFAULT = older();
const ALL: JsonObject = { read_write_type: "All", include_management_events: true };
const NOTHING: JsonObject = { read_write_type: "ReadOnly", include_management_events: false };
const OBJECTS: JsonObject = { data_resource: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] };
const records = (...buckets: string[]): JsonObject => ({
  data_resource: [{ type: "AWS::S3::Object", values: buckets.map((bucket) => `arn:aws:s3:::${bucket}/`) }],
});

const MANAGEMENT = { eventCategory: { equals: ["Management"] } };
const DATA = { eventCategory: { equals: ["Data"] }, "resources.type": { equals: ["AWS::S3::Object"] } };

function said(before: JsonObject, after: JsonObject, afterUnknown: JsonObject = {}): string[] {
  return saidOfPlan(changeNoProtectionWeakened, { "aws_cloudtrail.a": { before, after, afterUnknown } }).map((line) =>
    line.replace(/ aws_cloudtrail\.a: what is recorded \(\w+\) (?:is|may be) weakened/, ""),
  );
}

describe("a trail's selectors", () => {
  const both = (what: string) => `read of ${what}, write of ${what}`;

  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["the default, written out", DEFAULT, older(ALL), []],
    ["the default, in the other way", DEFAULT, advanced(MANAGEMENT), []],
    ["the same in the other way", older({ ...ALL, ...OBJECTS }), advanced(MANAGEMENT, DATA), []],
    ["the same back", advanced(MANAGEMENT, DATA), older({ ...ALL, ...OBJECTS }), []],
    ["more", older(ALL), older({ ...ALL, ...OBJECTS }), []],
    [
      "reads and writes apart",
      advanced(MANAGEMENT),
      advanced({ ...MANAGEMENT, readOnly: { equals: ["true"] } }, { ...MANAGEMENT, readOnly: { equals: ["false"] } }),
      [],
    ],
    ["one bucket of all", older({ ...ALL, ...records("a") }), older({ ...ALL, ...OBJECTS }), []],
    [
      "the same buckets",
      older({ ...ALL, ...records("a", "b") }),
      advanced(MANAGEMENT, { ...DATA, "resources.ARN": { starts_with: ["arn:aws:s3:::b/", "arn:aws:s3:::a/"] } }),
      [],
    ],
    [
      "the same exception",
      older({ ...ALL, exclude_management_event_sources: ["kms.amazonaws.com"] }),
      advanced({ ...MANAGEMENT, eventSource: { not_equals: ["kms.amazonaws.com"] } }),
      [],
    ],
    ["weaker ones, but more", older(ALL), older(NOTHING, NOTHING), [`fail: ${both("Management")} → (not recorded)`]],
    ["data only", DEFAULT, advanced(DATA), [`fail: ${both("Management")} → (not recorded)`]],
    [
      "reads only",
      older(ALL),
      older({ ...ALL, read_write_type: "ReadOnly" }),
      ["fail: write of Management → (not recorded)"],
    ],
    [
      "an exception",
      older(ALL),
      older({ ...ALL, exclude_management_event_sources: ["kms.amazonaws.com"] }),
      [`fail: ${both("Management")} → ${both("Management where eventSource not_equals kms.amazonaws.com")}`],
    ],
    [
      "a bucket less",
      older({ ...ALL, ...records("a", "b") }),
      older({ ...ALL, ...records("a") }),
      [
        `fail: ${both("Data AWS::S3::Object where resources.ARN starts_with arn:aws:s3:::b/")} → ${both("Data AWS::S3::Object where resources.ARN starts_with arn:aws:s3:::a/")}`,
      ],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(said(before, after)).toEqual(expected);
  });

  it("are unknown where the new ones are", () => {
    const unknown = { event_selector: [{ read_write_type: true }] };
    expect(said(older(ALL), older({ include_management_events: true, read_write_type: null }), unknown)).toEqual([
      `unknown: ${both("Management")} → (not known)`,
    ]);
  });
});
