import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { PROJECT_ROOT } from "../support/environments";
import { type Json, listOf, objectOf, parseJson } from "../support/json";

// The scripts of the workflows that run nothing of the project, run as GitHub does, with a `gh` that notes what it is asked.

const missing = ["bash", "jq"].filter((program) => spawnSync(program, ["--version"]).error !== undefined);
if (missing.length > 0) {
  process.stdout.write(`SKIPPED: the scripts of the workflows: ${missing.join(" and ")} not installed\n`);
}
const where = missing.length === 0 ? describe : describe.skip;

/** A `gh` that answers from files, and notes its arguments and what it is to send. */
const GH = `#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$HOME/asked"
for argument in "$@"; do
  case "$argument" in
    body=@*) cat "\${argument#body=@}" >> "$HOME/sent" ;;
    body.md) cat body.md >> "$HOME/sent" ;;
  esac
done
case "$1 $2" in
  "api --paginate") jq -r "$5" "$HOME/comments.json" ;;
  "issue list") cat "$HOME/issues.json" ;;
esac
`;

const made: string[] = [];

afterAll(() => {
  for (const folder of made) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs the script of a workflow's job in a folder with these files. */
function run(
  workflow: string,
  job: string,
  files: Readonly<Record<string, Json | string>>,
  env: Readonly<Record<string, string>>,
) {
  const home = mkdtempSync(join(tmpdir(), "seccfn-workflow-"));
  made.push(home);
  for (const [path, content] of Object.entries({ ...files, "bin/gh": GH })) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  chmodSync(join(home, "bin/gh"), 0o755);
  const yaml = objectOf(parse(readFileSync(join(PROJECT_ROOT, ".github/workflows", workflow), "utf8")) as Json);
  const steps = listOf(objectOf(objectOf(yaml.jobs)[job]).steps).map(objectOf);
  const script = String(steps.find(({ run: text }) => text !== undefined)?.run);
  const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: home,
    env: { PATH: `${join(home, "bin")}:${process.env.PATH}`, HOME: home, GITHUB_OUTPUT: join(home, "output"), ...env },
    encoding: "utf8",
  });
  const read = (file: string) => (existsSync(join(home, file)) ? readFileSync(join(home, file), "utf8") : "");
  return { status, stderr, asked: read("asked").trimEnd().split("\n"), sent: read("sent"), output: read("output") };
}

const NOTHING = { create: 0, update: 0, replace: 0, delete: 0, drift: 0 };

/** What `seccfn plan` keeps of an environment, as an artifact. */
function plans(environment: string, changes: Partial<typeof NOTHING>, status = "0") {
  const folder = `plans/plans-${environment}`;
  const planned = { stack: environment, status: "planned", changes: { ...NOTHING, ...changes } };
  return {
    [`${folder}/summary.json`]: { environment, stacks: [planned, { stack: "later", status: "waiting", for: [] }] },
    [`${folder}/changes.md`]: `# ${environment}\n`,
    [`${folder}/report.md`]: "findings\n",
    [`${folder}/status`]: `${status}\n`,
  };
}

where("plan: comment", () => {
  const env = {
    COMMENTS: "repos/o/r/issues/7/comments",
    COMMENT: "repos/o/r/issues/comments",
    COMMIT: "0123456789abcdef",
    RUN: "https://run",
  };
  const body = (name: string) =>
    `<!-- seccfn plan ${name} -->\n# ${name}\nfindings\n\n[Plan](https://run) of 0123456789\n`;

  it("writes a comment for each environment", () => {
    const files = { ...plans("prod", {}), ...plans("staging", {}), "comments.json": [] };
    const { status, stderr, asked, sent } = run("plan.yml", "comment", files, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(asked.filter((line) => !line.startsWith("api --paginate"))).toEqual([
      "api --silent repos/o/r/issues/7/comments -F body=@body.md",
      "api --silent repos/o/r/issues/7/comments -F body=@body.md",
    ]);
    expect(sent).toBe(body("prod") + body("staging"));
  });

  it("brings its own comment up to date, and nobody else's", () => {
    const comments = [
      { id: 1, user: { type: "User" }, body: body("prod") },
      { id: 2, user: { type: "Bot" }, body: body("production") },
      { id: 3, user: { type: "Bot" }, body: body("prod") },
    ];
    const { status, asked, sent } = run(
      "plan.yml",
      "comment",
      { ...plans("prod", {}), "comments.json": comments },
      env,
    );
    expect(status).toBe(0);
    expect(asked[1]).toBe("api --silent -X PATCH repos/o/r/issues/comments/3 -F body=@body.md");
    expect(sent).toBe(body("prod"));
  });

  it("has nothing to say where no plan was made", () => {
    expect(run("plan.yml", "comment", { "comments.json": [] }, env)).toMatchObject({ status: 0, sent: "" });
  });
});

where("apply: changes", () => {
  it("asks for approval only where something changes", () => {
    const environments = ["prod", "staging", "test"].map((environment) => ({ environment, account: "1" }));
    const files = {
      ...plans("prod", { delete: 1 }),
      ...plans("staging", { drift: 3 }),
      ...plans("test", { update: 2 }),
    };
    const { status, output } = run("apply.yml", "changes", files, { ENVIRONMENTS: JSON.stringify(environments) });
    expect(status).toBe(0);
    expect(parseJson(output.replace("environments=", ""))).toEqual([environments[0], environments[2]]);
  });

  it("asks for none where nothing does", () => {
    const { output } = run("apply.yml", "changes", plans("prod", {}), { ENVIRONMENTS: '[{"environment":"prod"}]' });
    expect(output).toBe("environments=[]\n");
  });
});

where("drift: tell", () => {
  const env = { RUN: "https://run" };
  const issues = [
    { number: 4, title: "Drift in production" },
    { number: 5, title: "Drift in prod" },
  ];
  const told = (files: Readonly<Record<string, Json | string>>) => {
    const { status, stderr, asked, sent } = run("drift.yml", "tell", files, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return { asked: asked.filter((line) => !/^(?:label|issue list) /.test(line)), sent };
  };

  it("opens an issue where something drifted, or is judged otherwise", () => {
    const body = "# prod\nfindings\n\nhttps://run\n";
    const opened = { asked: ["issue create --title Drift in prod --label drift --body-file body.md"], sent: body };
    expect(told({ ...plans("prod", { drift: 1 }), "issues.json": [] })).toEqual(opened);
    expect(told({ ...plans("prod", {}, "1"), "issues.json": [] })).toEqual(opened);
  });

  it("brings the issue up to date", () => {
    expect(told({ ...plans("prod", { drift: 1 }), "issues.json": issues }).asked).toEqual([
      "issue edit 5 --body-file body.md",
    ]);
  });

  it("closes it when nothing differs any more, and opens none", () => {
    expect(told({ ...plans("prod", {}), "issues.json": issues }).asked).toEqual([
      "issue close 5 --comment Nothing differs any more: https://run",
    ]);
    expect(told({ ...plans("prod", {}), "issues.json": [] }).asked).toEqual([]);
  });
});
