import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import { createColors } from "picocolors";
import { control, fail, pass, unknown } from "../../guardrails/control";
import { changeControls } from "../../guardrails/controls/change";
import { type Judgement, judge, type Subject } from "../../guardrails/judge";
import { githubReport } from "../../guardrails/report/github";
import { jsonFindings, jsonReport } from "../../guardrails/report/json";
import { findingsJsonSchema } from "../../guardrails/report/json-schema";
import { junitReport } from "../../guardrails/report/junit";
import { LONGEST_MARKDOWN, markdownReport } from "../../guardrails/report/markdown";
import type { Report } from "../../guardrails/report/report";
import { sarifReport } from "../../guardrails/report/sarif";
import { terminalReport } from "../../guardrails/report/terminal";
import { graphOfSynth } from "../../model";
import { asText } from "../../model/values";
import { PROJECT_ROOT } from "../support/environments";
import { type GivenChange, planOf } from "../support/plan-changes";

const PLAIN = createColors(false);
const ABOUT = {
  why: "Because <b>it</b> matters.",
  fix: { yaml: "kms.deletionWindowDays: 30", terraform: "Write `rotation = true`." },
  references: {
    cis: { v3: ["3.6"], v5: ["3.6"] },
    fsbp: ["KMS.4"],
    nist: ["SC"],
    checkov: ["CKV_AWS_7"],
    trivy: ["AWS-0065"],
  },
} as const;

const named = control({
  ...ABOUT,
  kind: "resource",
  id: "test-named",
  title: "Keys have | good names",
  severity: "high",
  types: ["aws_kms_key"],
  evaluate: (resource) => {
    const text = asText(resource.get("description")) ?? "";
    return text === "good"
      ? pass("it is")
      : text === ""
        ? unknown("nobody knows")
        : fail(`it is ${text}`, "description");
  },
});

const low = control({
  ...ABOUT,
  kind: "environment",
  id: "test-whole",
  title: "There is a key",
  severity: "low",
  types: ["*"],
  evaluate: () => [fail("there is too little")],
});

const EVERY = [named, low, ...changeControls].sort((a, b) => (a.id < b.id ? -1 : 1));

function subject(graph: Subject["graph"], more: Partial<Subject> = {}): Subject {
  return { graph, expectation: {}, suppressions: [], approvals: [], digests: new Map(), ...more };
}

function keys(descriptions: Readonly<Record<string, string>>): Subject["graph"] {
  const resources = Object.entries(descriptions).map(([name, description]) => [
    name,
    { description, "//": { metadata: { path: `prod/${name}/Default` } } },
  ]);
  return graphOfSynth([{ name: "prod", json: { resource: { aws_kms_key: Object.fromEntries(resources) } } }]);
}

function report(judgement: Judgement, changes: Partial<Report> = {}): Report {
  return { judgement, failOn: "low", all: false, version: "1.2.3", folder: "", ...changes };
}

function judged(...subjects: Subject[]): Judgement {
  return judge(subjects, { today: "2026-11-30", controls: EVERY, allControls: EVERY });
}

/** Finds something of everything: failed, unknown, suppressed, passed. */
const MIXED = judged(
  subject(keys({ a: "bad", b: "good", c: "", d: "worse" }), {
    suppressions: [
      {
        control: "test-named",
        address: "aws_kms_key.d",
        reason: "It goes away with the old system.",
        owner: "platform",
        expires: "2027-01-31",
        file: "environments/prod.yaml",
        line: 9,
      },
    ],
  }),
);

const DESTROYED: GivenChange = { before: { id: "a" }, reason: "delete_because_no_resource_config" };

/** A plan that destroys so many buckets and lets so many keys have bad names. */
function large(buckets: number, others: number): Judgement {
  const gone = Object.fromEntries(
    Array.from({ length: buckets }, (_, index) => [`aws_s3_bucket.bucket_with_a_rather_long_name_${index}`, DESTROYED]),
  );
  const bad = Object.fromEntries(
    Array.from({ length: others }, (_, index) => [
      `aws_kms_key.k${index}`,
      { after: { description: "bad ".repeat(30) } },
    ]),
  );
  return judged(subject(planOf({ ...gone, ...bad })));
}

describe("the terminal", () => {
  it("groups findings by control, the worst first, with the fix in one line and the counts at the end", () => {
    expect(terminalReport(report(MIXED), PLAIN)).toBe(`HIGH  test-named  Keys have | good names
  aws_kms_key.a  ${MIXED.findings[0]?.fingerprint}
    it is bad
    prod/a/Default
  fix  Write \`rotation = true\`.

LOW  test-whole  There is a key
  environment  ${MIXED.findings[1]?.fingerprint}
    there is too little
  fix  Write \`rotation = true\`.

Could not be told
  test-named
    aws_kms_key.c: nobody knows

Suppressed and approved
  suppressed until 2027-01-31 by platform (used, 1 finding): test-named at aws_kms_key.d: It goes away with the old system.

✗ 2 findings (1 high, 1 low), 1 could not be told, 1 suppressed, 1 passed; synth prod: 4 resources
`);
  });

  it("is short where nothing is wrong", () => {
    const clean = judge([subject(keys({ b: "good" }))], {
      today: "2026-11-30",
      controls: [named],
      allControls: [named],
    });
    expect(terminalReport(report(clean), PLAIN)).toBe("✓ no findings, 1 passed; synth prod: 1 resource\n");
    expect(terminalReport(report(clean, { all: true }), PLAIN)).toBe(
      "Passed\n  test-named 1\n\n✓ no findings, 1 passed; synth prod: 1 resource\n",
    );
  });

  it("colours where it may, and obeys no control characters of others", () => {
    const evil = judged(subject(keys({ a: "\u001b[2Jgone" })));
    expect(terminalReport(report(evil), createColors(true))).toContain("\u001b[");
    expect(terminalReport(report(evil), PLAIN)).toContain("it is \ufffd[2Jgone");
    expect(terminalReport(report(evil), PLAIN)).not.toContain("\u001b");
  });

  it("prints what an approval needs where something is to be approved", () => {
    const plan = judged(
      subject(planOf({ "aws_s3_bucket.a": DESTROYED }), { digests: new Map([["plan", "sha256:abc"]]) }),
    );
    expect(terminalReport(report(plan), PLAIN)).toContain("digest of plan for approvals: sha256:abc");
    const fine = judged(
      subject(planOf({ "aws_iam_role.a": { after: {} } }), { digests: new Map([["plan", "sha256:abc"]]) }),
    );
    expect(terminalReport(report(fine), PLAIN)).not.toContain("digest");
  });
});

describe("JSON", () => {
  const validate = new Ajv2020({ strict: false }).compile(findingsJsonSchema() as object);

  it.each([
    ["with everything", report(MIXED, { all: true })],
    ["of a clean check", report(judged(), {})],
    ["of a plan", report(large(3, 3))],
  ])("%s follows the schema that is in help/", (_, made) => {
    const json: unknown = JSON.parse(jsonReport(made));
    expect([validate(json), validate.errors]).toEqual([true, null]);
  });

  it("is another document than one without a version", () => {
    const { version: _, ...rest } = jsonFindings(report(MIXED));
    expect(validate(rest)).toBe(false);
  });

  it("counts all and tells aliases, places and fingerprints", () => {
    const json = jsonFindings(report(MIXED, { failOn: "high" }));
    expect(json.counts).toEqual({
      critical: 0,
      high: 1,
      medium: 0,
      low: 1,
      unknown: 1,
      suppressed: 1,
      accepted: 0,
      approved: 0,
      known: 0,
      passed: 1,
    });
    expect(json.failing).toBe(1);
    expect(json.evaluations).toBeUndefined();
    expect(json.findings[0]).toEqual({
      control: "test-named",
      title: "Keys have | good names",
      severity: "high",
      address: "aws_kms_key.a",
      stack: "prod",
      attribute: "description",
      reason: "it is bad",
      why: "Because <b>it</b> matters.",
      fix: { yaml: "kms.deletionWindowDays: 30", terraform: "Write `rotation = true`." },
      aliases: {
        cisV3: ["3.6"],
        cisV5: ["3.6"],
        fsbp: ["KMS.4"],
        nist: ["SC"],
        checkov: ["CKV_AWS_7"],
        trivy: ["AWS-0065"],
      },
      fingerprint: expect.stringMatching(/^f[0-9a-f]{15}$/),
      places: { constructPath: "prod/a/Default" },
    });
  });

  it("has every evaluation where they are asked for", () => {
    const { evaluations = [] } = jsonFindings(report(MIXED, { all: true }));
    expect(evaluations.map(({ address, verdict }) => `${verdict} ${address}`)).toEqual([
      "fail aws_kms_key.a",
      "pass aws_kms_key.b",
      "unknown aws_kms_key.c",
      "fail aws_kms_key.d",
      "fail environment",
    ]);
  });
});

describe("SARIF", () => {
  // Draft 4 as it is used there differs from draft 7 in these two keys only.
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(join(PROJECT_ROOT, "__tests__/fixtures/sarif/sarif-schema-2.1.0.json"), "utf8"));
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const sarif = (made: Report) => JSON.parse(sarifReport(made));

  it.each([
    ["with everything", report(MIXED, { all: true })],
    ["of a clean check", report(judged(subject(keys({ b: "good" }))))],
    ["of a plan", report(large(5, 5))],
  ])("%s follows the official schema", (_, made) => {
    expect([validate(sarif(made)), validate.errors]).toEqual([true, null]);
  });

  it("fails the schema where a result has no message", () => {
    const log = sarif(report(MIXED));
    delete log.runs[0].results[0].message;
    expect(validate(log)).toBe(false);
  });

  it("has a place in the repository and a fingerprint for every result", () => {
    const placed = {
      ...MIXED,
      findings: MIXED.findings.map((finding) => ({
        ...finding,
        places: {
          ...finding.places,
          source: { file: "constructs/encryption/key.ts", line: 80 },
          madeFor: { file: "stacks/keys.ts", line: 12 },
          yaml: { file: "environments/prod.yaml", line: 7, key: "kms.deletionWindowDays", isSet: true },
        },
      })),
    };
    const [run] = sarif(report(placed, { folder: "infra/prod/" })).runs;
    expect(run.results.map(({ locations }: { locations: unknown }) => locations)[0]).toEqual([
      {
        physicalLocation: {
          artifactLocation: {
            uri: "infra/prod/environments/prod.yaml",
            uriBaseId: "%SRCROOT%",
            index: expect.any(Number),
          },
          region: { startLine: 7 },
        },
        logicalLocations: [
          { fullyQualifiedName: "aws_kms_key.a", kind: "resource" },
          { fullyQualifiedName: "prod/a/Default", kind: "object" },
        ],
      },
    ]);
    expect(run.results[0].relatedLocations.map((related: { message: unknown }) => related.message)).toEqual([
      { text: "constructs/encryption/key.ts:80" },
      { text: "stacks/keys.ts:12" },
    ]);
    expect(run.results[0].partialFingerprints).toEqual({
      "seccfn/v1": MIXED.findings[0]?.fingerprint,
      primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/),
    });
  });

  it.each([
    ["cdktf.out/stacks/prod", "", "cdktf.out/stacks/prod"],
    ["plan.json", "infra/", "infra/plan.json"],
    ["../plan.json", "infra/", "plan.json"],
    ["../../plan.json", "infra/", "plan.json"],
    ["/tmp/a b.json", "infra/", "a%20b.json"],
    ["C:\\temp\\plan.json", "", "plan.json"],
  ])("names the input where nothing better is known: %s in %s", (file, folder, uri) => {
    const [input] = MIXED.inputs;
    const inputs = input === undefined ? [] : [{ ...input, file }];
    const [run] = sarif(report({ ...MIXED, inputs }, { folder })).runs;
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it("has what is unknown or suppressed as notifications, which are no alerts", () => {
    const [run] = sarif(report(MIXED)).runs;
    expect(run.results).toHaveLength(2);
    expect(
      run.invocations[0].toolExecutionNotifications.map((notice: { message: { text: string } }) => notice.message.text),
    ).toEqual([
      "unknown: test-named at aws_kms_key.c: nobody knows",
      "suppression (used): test-named at aws_kms_key.d by platform until 2027-01-31: It goes away with the old system.",
    ]);
  });

  it("differs between stacks that have the same finding", () => {
    const [first, second] = ["prod", "test"].map((name) => {
      const graph = graphOfSynth([{ name, json: { resource: { aws_kms_key: { a: { description: "bad" } } } } }]);
      return sarif(report(judged(subject(graph)))).runs[0].results[0].partialFingerprints;
    });
    expect(first["seccfn/v1"]).toBe(second["seccfn/v1"]);
    expect(first.primaryLocationLineHash).not.toBe(second.primaryLocationLineHash);
  });
});

describe("JUnit", () => {
  it("has a suite for each control, failures, and what is skipped with its reason", () => {
    const text = junitReport(report(MIXED));
    expect(text).toContain('<testsuites tests="4" failures="2" errors="0" skipped="2">');
    expect(text).toContain('<testcase classname="seccfn.test-named" name="aws_kms_key.a description">');
    expect(text).toContain('<failure message="it is bad" type="high">');
    expect(text).toContain("suppressed by platform until 2027-01-31: It goes away with the old system.");
    expect(text).toContain("unknown: nobody knows");
    expect(text).not.toContain("aws_kms_key.b");
  });

  it("has what passed where it is asked for", () => {
    expect(junitReport(report(MIXED, { all: true }))).toContain(
      '<testcase classname="seccfn.test-named" name="aws_kms_key.b"/>',
    );
  });

  it("stays XML whatever is in a name", () => {
    const text = junitReport(report(judged(subject(keys({ a: '\u0000<"&]]>\ud800' })))));
    expect([text.includes("\u0000"), text.includes("\ud800")]).toEqual([false, false]);
    expect(text).toContain("it is \ufffd&lt;&quot;&amp;]]");
  });
});

describe("GitHub's annotations", () => {
  it("are commands at files and lines", () => {
    const placed = {
      ...MIXED,
      findings: MIXED.findings.map((finding) => ({ ...finding, places: { terraform: { file: "a,b:c.tf", line: 3 } } })),
    };
    expect(githubReport(report(placed, { folder: "infra/" })).split("\n")).toEqual([
      `::error file=infra/a%2Cb%3Ac.tf,line=3,title=high%3A Keys have | good names::aws_kms_key.a: it is bad%0AWrite \`rotation = true\`.%0Atest-named ${MIXED.findings[0]?.fingerprint}`,
      `::notice file=infra/a%2Cb%3Ac.tf,line=3,title=low%3A There is a key::environment: there is too little%0AWrite \`rotation = true\`.%0Atest-whole ${MIXED.findings[1]?.fingerprint}`,
      "::notice title=could not be told%3A Keys have | good names::aws_kms_key.c: nobody knows",
      "::debug::suppression (used) of test-named at aws_kms_key.d by platform until 2027-01-31: It goes away with the old system.",
      "seccfn: 2 findings (1 high, 1 low)",
      "",
    ]);
  });

  it("cannot be made by what is found", () => {
    const evil = judged(subject(keys({ a: "x\n::add-mask::y\r\n%0A::set-output" })));
    const lines = githubReport(report(evil)).split("\n");
    expect(
      lines.filter((line) => line.startsWith("::") && !/^::(?:error|notice|warning|debug)[ :]/.test(line)),
    ).toEqual([]);
    expect(lines[0]).toContain("x%0A::add-mask::y%0D%0A%250A::set-output");
  });
});

describe("Markdown", () => {
  it("is for a pull request", () => {
    const plan = judged(
      subject(planOf({ "aws_s3_bucket.logs": DESTROYED, "aws_kms_key.k": { after: { description: "bad" } } }), {
        digests: new Map([["plan", "sha256:abc"]]),
      }),
    );
    const [bucket, key, whole] = plan.findings.map(({ fingerprint }) => fingerprint);
    expect(markdownReport(report(plan))).toBe(`## ❌ 3 findings in plan \`plan\`

| 🟥 critical | 🟧 high | 🟨 medium | 🟦 low | unknown | suppressed | accepted | approved | in the baseline | passed |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 2 |

Digest of \`plan\` for approvals: \`sha256:abc\`

### 💥 Destroyed
- \`aws_s3_bucket.logs\` the bucket is deleted, since its block is gone <sub>change-bucket-not-destroyed ${bucket}</sub>

### 🟧 test-named: Keys have \\| good names

Because &lt;b&gt;it&lt;/b&gt; matters.

- \`aws_kms_key.k\` it is bad <sub>test-named ${key}</sub>

**Fix:** Write \`rotation = true\`.

<details><summary>🟦 test-whole: There is a key (1)</summary>

Because &lt;b&gt;it&lt;/b&gt; matters.

- \`environment\` there is too little <sub>test-whole ${whole}</sub>

**Fix:** Write \`rotation = true\`.

</details>
`);
  });

  it("lets nothing that is found be markup, a mention or a link", () => {
    const text = markdownReport(report(judged(subject(keys({ a: "@team <img> `x` #12 http://evil | *b*" })))));
    expect(text).toContain("&#64;team &lt;img&gt; \\`x\\` &#35;12 http:&#47;&#47;evil \\| \\*b\\*");
  });

  it.each([
    [0, 2000],
    [40, 2000],
    [2000, 0],
    [5000, 3000],
  ])("stays short with %s destroyed and %s other findings, and says so", (buckets, others) => {
    const made = large(buckets, others);
    const text = markdownReport(report(made));
    expect(text.length).toBeLessThanOrEqual(LONGEST_MARKDOWN);
    expect(text).toMatch(/> \*\*Cut:\*\* \d+ sections? did not fit|- and \d+ more/);
    const shown = text.match(/`aws_s3_bucket\.bucket_with_a_rather_long_name_\d+`/g) ?? [];
    const more = Number(/- and (\d+) more/.exec(text)?.[1] ?? 0);
    expect(new Set(shown).size + more).toBe(buckets);
    expect(text.split("<details>")[0]).toContain(buckets === 0 ? "findings in plan" : "### 💥 Destroyed");
  });

  it("never folds what is destroyed", () => {
    const text = markdownReport(report(large(30, 100)));
    const unfolded = text.replace(/<details>[\s\S]*?<\/details>/g, "");
    expect(unfolded.match(/`aws_s3_bucket\.[^`]+`/g)).toHaveLength(30);
  });
});

describe("what an environment says on purpose", () => {
  const CHOICE = {
    setting: "kms.names: bad",
    reason: "names are nobody's business here",
    findings: [{ control: "test-named", attribute: "description" }],
  };
  const made = report(
    judge([subject(keys({ a: "bad", b: "good" }), { expectation: { environment: "prod", choices: [CHOICE] } })], {
      today: "2026-11-30",
      controls: [named],
      allControls: [named],
    }),
  );
  const line = "kms.names: bad: names are nobody's business here (1 finding in prod: test-named)";

  it("stands in every format, and is no finding", () => {
    expect(made.judgement.findings).toEqual([]);
    expect(terminalReport(made, PLAIN)).toContain(`Accepted, since the environment says so\n  ${line}\n`);
    expect(terminalReport(made, PLAIN)).toContain("no findings, 1 accepted, 1 passed");
    expect(jsonFindings(made).accepted).toEqual([
      {
        finding: expect.objectContaining({ control: "test-named", address: "aws_kms_key.a" }),
        choice: { setting: CHOICE.setting, reason: CHOICE.reason },
      },
    ]);
    expect(JSON.parse(sarifReport(made)).runs[0].results).toEqual([]);
    expect(sarifReport(made)).toContain(`accepted: ${line}`);
    expect(junitReport(made)).toContain("accepted, kms.names: bad");
    expect(githubReport(made)).toContain(`::debug::accepted: ${line}`);
    expect(markdownReport(made)).toContain("Accepted, since the environment says so (1)");
  });

  it("needs no suppression", () => {
    const suppression = {
      control: "test-named",
      address: "aws_kms_key.a",
      reason: "It was decided before.",
      owner: "platform",
      expires: "2027-01-31",
      file: "environments/prod.yaml",
    };
    const { findings } = judge(
      [
        subject(keys({ a: "bad" }), {
          expectation: { environment: "prod", choices: [CHOICE] },
          suppressions: [suppression],
        }),
      ],
      { today: "2026-11-30", controls: [named], allControls: [named] },
    );
    expect(findings.map(({ rule, reason }) => `${rule.id}: ${reason}`)).toEqual([
      "suppression-unused: the suppression of test-named at aws_kms_key.a silences nothing: kms.names: bad accepts what is found there; remove it",
    ]);
  });
});
