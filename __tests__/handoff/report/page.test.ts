import { reportFiles } from "../../../handoff/report/report";
import type { JsonObject } from "../../../model";
import { SHIPPED } from "../../support/environments";
import { synthGraph } from "../../support/graphs";
import { judgementOf } from "../../support/judged";
import { ASSETS, subjectOf, subjectOfGraph } from "../../support/reports";

const HOSTILE = `x"'><img src=x onerror=alert(1)></script><script>alert(1)</script>&`;

/** Every place of the page that shows what somebody wrote. */
const hostile: JsonObject = {
  variable: {
    [HOSTILE]: {
      type: "string",
      default: HOSTILE,
      description: HOSTILE,
      validation: [{ condition: "${true}", error_message: HOSTILE }],
    },
  },
  output: { [HOSTILE]: { value: HOSTILE, description: HOSTILE } },
  resource: {
    aws_iam_role: {
      role: {
        name: HOSTILE,
        description: HOSTILE,
        assume_role_policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: HOSTILE } }],
        }),
      },
    },
    aws_iam_role_policy: {
      policy: {
        role: "${aws_iam_role.role.id}",
        policy: JSON.stringify({
          Statement: [
            {
              Sid: HOSTILE,
              Effect: "Allow",
              Action: `s3:${HOSTILE}`,
              Resource: HOSTILE,
              Condition: { StringEquals: { [HOSTILE]: HOSTILE } },
            },
          ],
        }),
      },
    },
    aws_s3_bucket: { many: { for_each: { [HOSTILE]: HOSTILE }, bucket: "${each.value}", tags: { Name: HOSTILE } } },
    aws_cloudwatch_metric_alarm: {
      alarm: {
        alarm_name: HOSTILE,
        alarm_description: HOSTILE,
        metric_name: HOSTILE,
        comparison_operator: HOSTILE,
        threshold: HOSTILE,
        alarm_actions: [HOSTILE],
      },
    },
    aws_db_instance: {
      db: { identifier: HOSTILE, engine: HOSTILE, backup_window: HOSTILE, backup_retention_period: 1 },
    },
  },
};

it("shows what somebody wrote as text, wherever it stands", async () => {
  const { "report.html": page } = await reportFiles(subjectOfGraph(synthGraph(hostile), HOSTILE), {
    ...ASSETS,
    runbooks: `# ${HOSTILE}\n\n## ${HOSTILE}\n\n${HOSTILE} [${HOSTILE}](javascript:alert) [a](https://example.com/${HOSTILE})\n\n- ${HOSTILE}\n\n| ${HOSTILE} |\n|---|\n| ${HOSTILE} |\n\n\`\`\`\n${HOSTILE}\n\`\`\`\n`,
  });
  expect(page.match(/<img.{20}/g)).toBeNull();
  expect(page.match(/<script.{20}/gs)).toHaveLength(1);
  expect(page.match(/(?:href|src)="(?!#|https:\/\/).{20}/g)).toBeNull();
  expect(page.match(/&#60;img src=x onerror=alert\(1\)&#62;/g)?.length).toBeGreaterThan(20);
});

it("allows nothing to be loaded", async () => {
  const { "report.html": page } = await reportFiles(subjectOfGraph(synthGraph(hostile)), ASSETS);
  expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;`);
});

describe.each(SHIPPED)("the report of %s", (base) => {
  const files = reportFiles(subjectOf({ name: base, base, overrides: {} }), ASSETS);

  it("has all sections, is below 1.5 MB, and holds nothing of this machine", async () => {
    const { "report.html": page } = await files;
    expect([...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id)).toEqual([
      "summary",
      "diagram",
      "reachability",
      "controls",
      "data",
      "access",
      "alarms",
      "outputs",
      "knobs",
      "suppressions",
      "runbooks",
    ]);
    expect(page.length).toBeLessThan(1_500_000);
    expect(page.includes(process.cwd())).toBe(false);
    const [content = ""] = page.split("<script>");
    expect(content.match(/(?:undefined|\[object Object\]|NaN).{0,20}/g)).toBeNull();
  });

  it("says what to write into its YAML", async () => {
    const { "report.html": page } = await files;
    expect(page).toMatch(/Mend it:<\/strong> <code>[^/]*<\/code> in the environment\. /);
  });

  it("links every alarm to its runbook, within the page", async () => {
    const { "report.html": page } = await files;
    const [, alarms = ""] = /<section id="alarms"([\s\S]*?)<\/section>/.exec(page) ?? [];
    const rows = alarms.match(/<tr role="row" class="item"/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(15);
    const links = [...alarms.matchAll(/href="#(runbook-[^"]*)"/g)].map(([, id = ""]) => id);
    expect(links).toHaveLength(rows);
    expect(links.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });
});

it("tells what is accepted since the environment says so, in one line and where a control is told of", async () => {
  const overrides = { lifecycle: "ephemeral", stage: "development" } as const;
  const subject = { ...subjectOf({ name: "copy", overrides }), judgement: judgementOf({ overrides }) };
  const { "report.html": page } = await reportFiles(subject, ASSETS);
  expect(page.match(/Accepted, since the environment says so: lifecycle: ephemeral: a test copy, /g)).toHaveLength(1);
  expect(page).toContain("Accepted, lifecycle: ephemeral: a test copy, destroyed without a trace");
  expect(page).toContain("1 suppressed</a>, 17 accepted");
});

it("says of several addresses at once what was found of each alike", async () => {
  const { "report.html": page } = await reportFiles(
    subjectOfGraph(
      synthGraph({
        resource: {
          aws_kms_key: {
            a: { enable_key_rotation: true },
            b: { enable_key_rotation: false },
            c: { enable_key_rotation: true },
          },
        },
      }),
    ),
    ASSETS,
  );
  const [, control = ""] = /id="control-kms-key-rotates"([\s\S]*?)<\/details>/.exec(page) ?? [];
  expect(control).toContain("3 verdicts");
  const rows = control.split("<tbody")[1]?.match(/<tr.*<\/tr>/g) ?? [];
  expect(rows.map((row) => [row.match(/aws_kms_key\.\w/g), /badge-(\w+)/.exec(row)?.[1]])).toEqual([
    [["aws_kms_key.b"], "fail"],
    [["aws_kms_key.a", "aws_kms_key.c"], "pass"],
  ]);
});

it("leaves out what only an environment tells, for somebody else's Terraform", async () => {
  const { "report.html": page } = await reportFiles(
    subjectOfGraph(synthGraph({ resource: { aws_sns_topic: { a: {} } } })),
    ASSETS,
  );
  expect(page).not.toContain('id="runbooks"');
  expect(page).not.toContain("Key to set");
  expect(page).toContain("Mend it:</strong> Set <code>kms_<wbr>master_");
  expect(page).not.toContain("</code> in the environment. ");
  expect(page).toContain("It makes no roles.");
  expect(page).toContain("It makes no alarms.");
  expect(page).toContain("Nothing has a network interface in a VPC.");
});
