import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_VARIANTS, PROJECT_ROOT, synthesized } from "../support/environments";
import { textsWithin } from "../support/json";
import type { Template } from "../support/template";

const RUNBOOKS = "help/runbooks.md";

const sections = sectionsOf(readFileSync(join(PROJECT_ROOT, RUNBOOKS), "utf8"));

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const templates = () => Object.values(synthesized(overrides, base).stacks);

  it("ALL-10: says in every alarm where to read on, and something is there", () => {
    const alarms = templates().flatMap((template) => template.blocksOf("aws_cloudwatch_metric_alarm"));
    expect(alarms.length).toBeGreaterThan(5);
    expect(templates().flatMap(silentAlarms)).toEqual([]);
    expect(templates().flatMap(lostReferences)).toEqual([]);
  });
});

it("ALL-10: names only resources and log buckets that there are", () => {
  const text = [...sections.values()].join("\n");
  const addresses = [...new Set(text.match(/\baws_\w+\.[a-z]\w*/g))];
  expect(addresses.length).toBeGreaterThan(5);
  const there = new Set(synthesized({}, "enterpriseapp").template.addresses());
  expect(addresses.filter((address) => !there.has(address))).toEqual([]);
  const table = sections.get("switching-a-feature-off") ?? "";
  const ends = [...table.matchAll(/the bucket `(\w+)`/g)].map(([, id = ""]) => `aws_s3_bucket.${id}`);
  expect(ends.length).toBe(4);
  expect(ends.filter((address) => !there.has(address))).toEqual([]);
});

describe("a runbook that is missing is found:", () => {
  const template = () => synthesized().template;
  const alarm = ["resource", "aws_cloudwatch_metric_alarm", "root_usage", "alarm_description"];

  it("an alarm that names none", () => {
    expect(silentAlarms(template().with(alarm, "Somebody used root."))).toEqual([
      "aws_cloudwatch_metric_alarm.root_usage",
    ]);
  });

  it("an anchor that no heading has, wherever it stands", () => {
    const lost = `Somebody used root. Runbook: ${RUNBOOKS}#nowhere`;
    expect(lostReferences(template().with(alarm, lost))).toEqual(["nowhere"]);
    const check = ["check", "master_key_usable", "assert", "0", "error_message"];
    expect(lostReferences(template().with(check, `See ${RUNBOOKS}#nowhere.`))).toEqual(["nowhere"]);
  });

  it("a heading with nothing below it, or one that is there twice", () => {
    expect([...sectionsOf("# A\n\n## B c: d (e)\n\ntext\n\n## F\n\n## G\ntext")]).toEqual([
      ["a", ""],
      ["b-c-d-e", "text"],
      ["f", ""],
      ["g", "text"],
    ]);
    expect(() => sectionsOf("## A\n\n## A")).toThrow("runbooks.md has the heading a twice");
    expect(sectionsOf("```\n# no heading\n```").size).toBe(0);
  });
});

function silentAlarms(template: Template): string[] {
  return template
    .blocksOf("aws_cloudwatch_metric_alarm")
    .filter(({ values }) => !/\. Runbook: help\/runbooks\.md#[a-z0-9-]+$/.test(String(values.alarm_description)))
    .map(({ address }) => address);
}

/** The anchors of {@link RUNBOOKS} that a file names, and that lead to no section with a text. */
function lostReferences({ json }: Template): string[] {
  const named = textsWithin(json).flatMap(({ text }) =>
    [...text.matchAll(/help\/runbooks\.md#([a-z0-9-]+)/g)].map(([, anchor = ""]) => anchor),
  );
  return [...new Set(named)].filter((anchor) => (sections.get(anchor) ?? "") === "");
}

/** The texts of all headings of a Markdown file by their anchors, as GitHub makes them. */
function sectionsOf(markdown: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let anchor: string | undefined;
  let isCode = false;
  for (const line of markdown.split("\n")) {
    isCode = line.startsWith("```") ? !isCode : isCode;
    const [, heading] = isCode ? [] : (/^#{1,6} (.+?)\s*$/.exec(line) ?? []);
    if (heading !== undefined) {
      anchor = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
      if (found.has(anchor)) {
        throw new Error(`runbooks.md has the heading ${anchor} twice`);
      }
      found.set(anchor, "");
    } else if (anchor !== undefined) {
      found.set(anchor, `${found.get(anchor)}\n${line}`.trim());
    }
  }
  return found;
}
