import Ajv2020 from "ajv/dist/2020";
import { createColors } from "picocolors";
import { type Diff, diffMarkdown, diffOf, diffsMarkdown } from "../../../handoff/diff";
import { diffJson, jsonDiff } from "../../../handoff/diff/report/json";
import { diffJsonSchema, diffSchema } from "../../../handoff/diff/report/json-schema";
import { LONGEST_MARKDOWN } from "../../../handoff/diff/report/markdown";
import { diffTerminal } from "../../../handoff/diff/report/terminal";
import { graphOf } from "./support";

const PLAIN = createColors(false);
const HEAD = { before: "v1", after: "v2", version: "1.2.3" };

const BEFORE = {
  "aws_vpc.main": { cidr_block: "10.0.0.0/16" },
  "aws_subnet.a": { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.0.0/24" },
  "aws_db_instance.main": {
    username: "app",
    skip_final_snapshot: true,
    password: "correct-horse",
  },
  "aws_kms_key.main": { enable_key_rotation: true },
  "aws_lb_listener.web": {
    port: 80,
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  },
  "aws_sqs_queue.old_name": {
    name: "jobs",
    kms_master_key_id: "k",
    delay_seconds: 1,
  },
  "aws_eip.gone": { domain: "vpc", address: "192.0.2.1" },
  "aws_sns_topic.a": { name: "a", depends_on: ["aws_vpc.main"] },
};

const AFTER = {
  "aws_vpc.main": { cidr_block: "10.1.0.0/16" },
  "aws_subnet.a": { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.0.0/24" },
  "aws_db_instance.main": {
    username: "admin2",
    skip_final_snapshot: true,
    password: "battery-staple",
  },
  "aws_kms_key.main": { enable_key_rotation: false },
  "aws_lb_listener.web": {
    port: 80,
    ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    tags: { Owner: "a|b" },
  },
  "aws_sqs_queue.jobs": {
    name: "jobs",
    kms_master_key_id: "k",
    delay_seconds: 1,
  },
  "aws_cloudwatch_dashboard.a": { dashboard_name: "a" },
  "aws_sns_topic.a": { name: "a" },
};

const MOVED = {
  moved: [{ from: "aws_sqs_queue.old_name", to: "aws_sqs_queue.jobs" }],
};

function rich(): Diff {
  const before = {
    variable: { size: { default: 1 } },
    output: { id: { value: "${aws_vpc.main.id}" } },
  };
  const after = {
    variable: { size: { default: 2 }, more: {} },
    terraform: { required_version: ">= 1.11" },
    ...MOVED,
  };
  return diffOf(graphOf(BEFORE, before), graphOf(AFTER, after));
}

/** Without what the controls say of what these few resources lack. */
function quiet(diff: Diff): Diff {
  return {
    ...diff,
    controls: diff.controls.filter(({ kind, control }) => kind === "weakened" || control === "kms-rotation-enabled"),
  };
}

describe("Markdown", () => {
  it("has the summary first, what would be lost in the open, and the rest folded", () => {
    expect(diffMarkdown(quiet(rich()), { title: "prod" })).toMatchInlineSnapshot(`
      "## ❌ prod: something stateful would be lost: 3 replaced

      **1 added, 2 changed, 3 replaced, 1 removed, 1 moved** · 1 setting weakened · 2 variables differ · 1 output differs · 1 setting of Terraform differs

      ### What would be lost (3)

      - **replaced** \`aws_db_instance.main\` the data store is replaced, since username "app" → "admin2"; no final snapshot is made (\`skip_final_snapshot\`) <sub>change-db-not-destroyed, critical</sub>
      - **replaced** \`aws_subnet.a\` the subnet is replaced, since \`aws_vpc.main\` is replaced (\`vpc_id\`) <sub>change-network-not-replaced, high</sub>
      - **replaced** \`aws_vpc.main\` the vpc is replaced, since \`cidr_block\` "10.0.0.0/16" → "10.1.0.0/16" <sub>change-network-not-replaced, high</sub>

      ### What is weaker than before (1)

      - \`aws_kms_key.main\` critical: No protection becomes weaker than it is. \`enable_key_rotation\` is weakened: true → false <sub>change-no-protection-weakened</sub>

      <details><summary>Replaced (3)</summary>

      - \`aws_db_instance.main\`
        - \`username\` \`"app"\` → \`"admin2"\` (forces the replacement)
        - \`password\` \`(sensitive)\` → \`(sensitive), another value\`
      - \`aws_subnet.a\`: \`vpc_id\` forces the replacement, since \`aws_vpc.main\` is replaced
      - \`aws_vpc.main\`: \`cidr_block\` \`"10.0.0.0/16"\` → \`"10.1.0.0/16"\` (forces the replacement)

      </details>

      <details><summary>Removed (1)</summary>

      - \`aws_eip.gone\`

      </details>

      <details><summary>Added (1)</summary>

      - \`aws_cloudwatch_dashboard.a\`

      </details>

      <details><summary>Changed (2)</summary>

      - \`aws_kms_key.main\`: \`enable_key_rotation\` \`true\` → \`false\`
      - \`aws_lb_listener.web\`: \`tags\` \`(not set)\` → \`{ Owner = "a∣b" }\`

      </details>

      <details><summary>Moved (1)</summary>

      - \`aws_sqs_queue.jobs\`: was \`aws_sqs_queue.old_name\`

      </details>

      <details><summary>Variables (2)</summary>

      - \`more\`: added, \`(no default)\`
      - \`size\`: \`1\` → \`2\`

      </details>

      <details><summary>Outputs (1)</summary>

      - \`id\`: removed, was \`aws_vpc.main.id\`

      </details>

      <details><summary>Versions, backend, providers, checks (1)</summary>

      - \`terraform.required_version\`: added, \`">= 1.11"\`

      </details>

      <details><summary>Nothing happens in the account (1)</summary>

      - \`aws_sns_topic.a\`: \`depends_on\` \`aws_vpc.main\` → \`(not set)\` (nothing happens: only Terraform heeds it)

      </details>
      "
    `);
  });

  it("is one line where nothing differs", () => {
    expect(
      diffMarkdown(diffOf(graphOf(BEFORE), graphOf(BEFORE)), {
        title: "prod",
        level: 3,
      }),
    ).toBe("### ✅ prod: no difference\n");
  });

  it("holds no markup, mention or link of what it is about", () => {
    const evil = "<img src=x> @team `code` [a](https://example.com) | *b*";
    const diff = diffOf(
      graphOf({ "aws_sns_topic.a": { display_name: "a" } }),
      graphOf({ "aws_sns_topic.a": { display_name: evil } }),
    );
    const text = diffMarkdown({ ...diff, notes: [evil] }, { title: evil });
    expect(text.split("\n")[0]).toBe(
      "## ✅ &lt;img src=x&gt; &#64;team \\`code\\` \\[a\\](https:&#47;&#47;example.com) \\| \\*b\\*: nothing stateful would be lost",
    );
    expect(text.replace(/`[^\n]*`/g, "")).not.toMatch(/<img|@team|https:\/\//);
  });

  it("fits into a comment, says what is cut, and names what would be lost to the last", () => {
    const buckets = Object.fromEntries(
      Array.from({ length: 700 }, (_, index) => [`aws_s3_bucket.bucket_number_${index}`, { bucket: `b-${index}` }]),
    );
    const diff = diffOf(graphOf(buckets), graphOf({ "aws_vpc.main": {} }));
    const text = diffMarkdown(diff);
    expect(text.length).toBeLessThanOrEqual(LONGEST_MARKDOWN);
    expect(text).toContain(
      `> **Cut:** not all of it fits into ${LONGEST_MARKDOWN} characters; \`--format json\` has all.`,
    );
    const [, rest] = /### What would be lost \(700\)[\s\S]*\n- and (\d+) more\n/.exec(text) ?? [];
    expect(Number(rest) + (text.match(/^- \*\*deleted\*\*/gm) ?? []).length).toBe(700);
    expect(text).toContain("<details><summary>Removed (700)</summary>\n\n- 700 not shown\n\n</details>");
    expect((text.match(/<details>/g) ?? []).length).toBe((text.match(/<\/details>/g) ?? []).length);
    const both = diffsMarkdown([
      { name: "a", diff },
      { name: "b", diff },
    ]);
    expect(both.length).toBeLessThanOrEqual(LONGEST_MARKDOWN);
    expect(both.match(/^## /gm)).toHaveLength(2);
  });
});

describe("the terminal", () => {
  it("has everything, environment by environment, and the verdicts last", () => {
    const same = diffOf(graphOf(BEFORE), graphOf(BEFORE));
    const named = [
      { name: "prod", diff: quiet(rich()) },
      { name: "test", diff: same },
    ];
    expect(diffTerminal(named, PLAIN)).toMatchInlineSnapshot(`
      "prod

        What would be lost (3)
          replaced  aws_db_instance.main  change-db-not-destroyed, critical
            the data store is replaced, since username "app" → "admin2"; no final snapshot is made (skip_final_snapshot)
          replaced  aws_subnet.a  change-network-not-replaced, high
            the subnet is replaced, since aws_vpc.main is replaced (vpc_id)
          replaced  aws_vpc.main  change-network-not-replaced, high
            the vpc is replaced, since cidr_block "10.0.0.0/16" → "10.1.0.0/16"

        What is weaker than before (1)
          aws_kms_key.main  change-no-protection-weakened, critical
            No protection becomes weaker than it is: enable_key_rotation is weakened: true → false

        Replaced (3)
          ± aws_db_instance.main
              username  "app" → "admin2"  forces the replacement
              password  (sensitive) → (sensitive), another value
          ± aws_subnet.a
              vpc_id  forces the replacement, since aws_vpc.main is replaced
          ± aws_vpc.main
              cidr_block  "10.0.0.0/16" → "10.1.0.0/16"  forces the replacement

        Removed (1)
          - aws_eip.gone

        Added (1)
          + aws_cloudwatch_dashboard.a

        Changed (2)
          ~ aws_kms_key.main
              enable_key_rotation  true → false
          ~ aws_lb_listener.web
              tags  (not set) → { Owner = "a|b" }

        Moved (1)
          → aws_sqs_queue.jobs  was aws_sqs_queue.old_name

        Variables (2)
          + more  (no default)
          ~ size  1 → 2

        Outputs (1)
          - id  was aws_vpc.main.id

        Versions, backend, providers, checks (1)
          + terraform.required_version  ">= 1.11"

        Nothing happens in the account (1)
          · aws_sns_topic.a
              depends_on  aws_vpc.main → (not set)  nothing happens: only Terraform heeds it

      ✗ prod: something stateful would be lost: 3 replaced; 1 added, 2 changed, 3 replaced, 1 removed, 1 moved; 1 setting weakened; 2 variables differ; 1 output differs; 1 setting of Terraform differs
      ✓ test: no difference
      "
    `);
  });

  it("gets no control characters of what it is about", () => {
    const clear = "\u001b[2J";
    const diff = diffOf(graphOf(BEFORE), graphOf({ ...BEFORE, [`aws_eip.${clear}`]: {} }));
    expect(diffTerminal([{ name: clear, diff }], PLAIN)).not.toContain("\u001b");
  });
});

describe("JSON", () => {
  it("has the shape of its schema, and no secret", () => {
    const text = diffJson([{ name: "prod", diff: rich() }], HEAD);
    const json: unknown = JSON.parse(text);
    expect(diffSchema.parse(json)).toEqual(json);
    const validate = new Ajv2020({ strict: true }).compile(diffJsonSchema() as object);
    expect([validate(json), validate.errors]).toEqual([true, null]);
    expect(text).not.toMatch(/correct-horse|battery-staple/);
    expect(json).toMatchObject({
      version: 1,
      tool: { version: "1.2.3" },
      before: "v1",
      after: "v2",
      losses: 3,
    });
  });

  it("writes addresses of flows as blocks", () => {
    const diff: Diff = {
      ...diffOf(graphOf(BEFORE), graphOf(BEFORE)),
      flows: [
        {
          kind: "opened",
          from: "internet",
          to: "aws_instance.a",
          transport: "tcp",
          ports: [{ first: 22, last: 22 }],
          addresses: [{ first: 0x0a000000, last: 0x0a0001ff }],
          ends: ["aws_instance.a"],
        },
      ],
    };
    const made = jsonDiff([{ name: "prod", diff }], HEAD);
    expect(diffSchema.parse(made)).toEqual(made);
    expect(made.environments[0]?.flows[0]?.addresses).toEqual(["10.0.0.0/23"]);
    expect(diffTerminal([{ name: "prod", diff }], PLAIN)).toContain("internet → aws_instance.a  tcp 22 (10.0.0.0/23)");
  });
});
