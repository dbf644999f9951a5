import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { program } from "../../cli/commands/program";
import { PROJECT_ROOT } from "../support/environments";
import { isObject, type Json, type JsonObject, listOf, objectOf } from "../support/json";

const FOLDER = join(PROJECT_ROOT, ".github/workflows");
const RECIPES = join(PROJECT_ROOT, "help/ci");

/** Workflows that a project of one's own has, too. The others are about developing SecCFN itself. */
const SHARED = ["apply.yml", "check.yml", "drift.yml", "plan.yml"];

const files = readdirSync(FOLDER).sort();
const recipes = readdirSync(RECIPES).sort();

interface Job {
  readonly id: string;
  readonly body: JsonObject;
  readonly steps: readonly JsonObject[];
}

function read(folder: string, file: string): { readonly text: string; readonly json: JsonObject } {
  const text = readFileSync(join(folder, file), "utf8");
  return { text, json: objectOf(parse(text, { merge: true }) as Json) };
}

function jobsOf(file: string): Job[] {
  return Object.entries(objectOf(read(FOLDER, file).json.jobs)).map(([id, job]) => ({
    id: `${file}: ${id}`,
    body: objectOf(job),
    steps: listOf(objectOf(job).steps).map(objectOf),
  }));
}

function rightsOf({ body }: Job): readonly string[] {
  return Object.entries(objectOf(body.permissions)).flatMap(([right, level]) => (level === "write" ? [right] : []));
}

/** Whether code of the project, or of what it installs, runs. */
function runsProject({ steps }: Job): boolean {
  return steps.some(({ run }) => /\b(?:npm|npx|node)\b/.test(String(run ?? "")));
}

const jobs = files.flatMap(jobsOf);

it("has the workflows that help/ci.md tells of", () => {
  expect(files).toEqual(expect.arrayContaining(SHARED));
  const guide = readFileSync(join(PROJECT_ROOT, "help/ci.md"), "utf8");
  expect(SHARED.filter((file) => !guide.includes(`\`${file.replace(".yml", "")}\``))).toEqual([]);
  expect(recipes.filter((file) => !guide.includes(`(ci/${file})`))).toEqual([]);
});

describe.each(files)("%s", (file) => {
  const { text, json } = read(FOLDER, file);

  it("pins each action by its commit, with its version beside it", () => {
    const used = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, what = ""]) => what);
    expect(used.length).toBeGreaterThan(0);
    const pinned = /^(?:\.\/\.github\/workflows\/[a-z-]+\.yml|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(used.filter((what) => !pinned.test(what))).toEqual([]);
  });

  it("gives no right to all of its jobs, and says what each job may do", () => {
    expect(json.permissions).toEqual({});
    expect(jobsOf(file).filter(({ body }) => !isObject(body.permissions))).toEqual([]);
  });

  it("is not started by what strangers write", () => {
    const events = Object.keys(objectOf(json.on));
    expect(events.length).toBeGreaterThan(0);
    expect(
      events.filter((event) =>
        /^(?:pull_request_target|issue|workflow_run|repository_dispatch|discussion)/.test(event),
      ),
    ).toEqual([]);
  });

  it("puts nothing of an event into a script: values come by the environment", () => {
    const scripts = jobsOf(file).flatMap(({ id, steps }) => steps.map(({ run }) => ({ id, run: String(run ?? "") })));
    expect(scripts.filter(({ run }) => run.includes("${{"))).toEqual([]);
  });

  it("ends jobs that hang, and does not start two at once that would meet", () => {
    const endless = jobsOf(file).filter(
      ({ body, steps }) => steps.length > 0 && typeof body["timeout-minutes"] !== "number",
    );
    expect(endless.map(({ id }) => id)).toEqual([]);
    expect(objectOf(json.concurrency).group).toEqual(expect.any(String));
  });

  it("leaves no credentials of GitHub behind after a checkout, and runs no scripts of packages", () => {
    const checkouts = jobsOf(file).flatMap(({ steps }) =>
      steps.filter(({ uses }) => String(uses).startsWith("actions/checkout@")),
    );
    expect(checkouts.filter((step) => objectOf(step.with)["persist-credentials"] !== false)).toEqual([]);
    const installs = [...text.matchAll(/npm (?:ci|install|i)\b.*/g)].map(([line]) => line);
    expect(installs.filter((line) => !line.includes("--ignore-scripts"))).toEqual([]);
  });
});

it("has one version of each action", () => {
  const used = files.flatMap((file) => [...read(FOLDER, file).text.matchAll(/uses: ([\w./-]+)@(.*)$/gm)]);
  const versions = new Map<string, Set<string>>();
  for (const [, action = "", version = ""] of used) {
    versions.set(action, (versions.get(action) ?? new Set()).add(version));
  }
  expect([...versions].filter(([, found]) => found.size > 1).map(([action, found]) => [action, ...found])).toEqual([]);
});

it("gives the right to write to no job that runs code of the project", () => {
  const wrong = jobs.filter((job) => runsProject(job) && rightsOf(job).some((right) => right !== "id-token"));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it("gives tokens for AWS only to jobs that use them, and to those that they call", () => {
  const wrong = jobs.filter((job) => {
    const uses = job.steps.some((step) => String(step.uses).startsWith("aws-actions/configure-aws-credentials@"));
    const calls = job.body.uses === "./.github/workflows/plan.yml";
    return rightsOf(job).includes("id-token") !== (uses || calls);
  });
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it("runs nothing of a fork with AWS credentials, and applies only in an environment that GitHub protects", () => {
  const withRole = (name: string) =>
    jobs.filter(({ steps }) => steps.some((step) => String(objectOf(step.with)["role-to-assume"]).includes(name)));
  expect(withRole("PLAN_ROLE").map(({ id, body }) => [id, body.if])).toEqual([
    [
      "plan.yml: plan",
      "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository",
    ],
  ]);
  expect(withRole("APPLY_ROLE").map(({ id, body }) => [id, body.environment])).toEqual([
    ["apply.yml: apply", "${{ matrix.environment }}"],
  ]);
  expect(Object.keys(objectOf(read(FOLDER, "apply.yml").json.on)).sort()).toEqual(["push", "workflow_dispatch"]);
});

it("stores no plan file of Terraform's, which holds secrets in the clear", () => {
  const stored = jobs.flatMap(({ steps }) =>
    steps
      .filter(({ uses }) => String(uses).startsWith("actions/upload-artifact@"))
      .map((step) => objectOf(step.with).path),
  );
  expect([...new Set(stored)].sort()).toEqual(["cdktf.out", "findings.sarif", "plans/${{ matrix.environment }}"]);
});

describe("the commands", () => {
  const commands = new Map(program(() => {}).commands.map((command) => [command.name(), command]));
  const texts = [
    ...SHARED.map((file) => ({ file, text: read(FOLDER, file).text })),
    ...recipes.map((file) => ({ file, text: read(RECIPES, file).text })),
    { file: "ci.md", text: readFileSync(join(PROJECT_ROOT, "help/ci.md"), "utf8") },
  ];

  it("of seccfn are there, with their options", () => {
    const asked = texts.flatMap(({ file, text }) =>
      [...text.matchAll(/npx seccfn ([a-z]+)((?:[^\n|&;`)]|\n {12}--)*)/g)].map(([, name = "", rest = ""]) => ({
        file,
        name,
        options: [...rest.matchAll(/--[a-z-]+/g)].map(([option]) => option),
      })),
    );
    expect(asked.length).toBeGreaterThan(20);
    const wrong = asked.filter(({ name, options }) => {
      const known = commands.get(name)?.options.map(({ long }) => long);
      return known === undefined || options.some((option) => !known.includes(option));
    });
    expect(wrong).toEqual([]);
  });

  it("have the options that are collected before them", () => {
    const collected = texts.flatMap(({ text }) =>
      [...text.matchAll(/options\+?=[("]([^)\n]*)[)"]/g)].flatMap(([, list = ""]) =>
        [...list.matchAll(/--[a-z-]+/g)].map(([option]) => option),
      ),
    );
    expect([...new Set(collected)].sort()).toEqual(["--approve", "--environment", "--fail-on", "--format", "--out"]);
    for (const name of ["check", "verify"]) {
      const known = commands.get(name)?.options.map(({ long }) => long) ?? [];
      expect(collected.filter((option) => !known.includes(option))).toEqual([]);
    }
  });

  it("of npm are those that a project of one's own has, too", () => {
    const scripts = texts.flatMap(({ text }) =>
      [...text.matchAll(/npm (?:run (?:--silent )?([a-z:]+)|(test|ci))/g)].map(([, script, own]) => script ?? own),
    );
    expect([...new Set(scripts)].sort()).toEqual(["ci", "synth", "test"]);
  });
});

describe("the recipe for GitLab", () => {
  const { json } = read(RECIPES, "gitlab-ci.yml");
  const GLOBAL = ["default", "stages", "variables", "workflow"];
  const own = Object.entries(json).filter(([name]) => !GLOBAL.includes(name) && !name.startsWith("."));

  it("has jobs in stages that there are, which need and extend what there is", () => {
    const names = Object.keys(json);
    const wrong = own.filter(([, job]) => {
      const { stage, needs, extends: base } = objectOf(job);
      const needed = listOf(needs).map((need) => String(objectOf(need).job));
      return (
        !listOf(json.stages).includes(stage as Json) ||
        needed.some((name) => !names.includes(name)) ||
        (base !== undefined && !names.includes(String(base)))
      );
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
    expect(own.map(([name]) => name)).toEqual(["check", "plan", "comment", "apply", "drift"]);
  });

  it("applies by hand, on the main branch, one at a time", () => {
    const { rules, resource_group: group } = objectOf(json.apply);
    expect(listOf(rules).map((rule) => objectOf(rule).when)).toEqual(["manual"]);
    expect(String(objectOf(listOf(rules)[0]).if)).toContain("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH");
    expect(group).toBe("$ENVIRONMENT");
  });
});

const actionlint = spawnSync("actionlint", ["--version"]);
const hasActionlint = actionlint.error === undefined && actionlint.status === 0;
if (!hasActionlint) {
  process.stdout.write("SKIPPED: actionlint of the workflows: actionlint is not installed\n");
}

(hasActionlint ? it : it.skip)("has no word of actionlint against it", () => {
  const { stdout, status } = spawnSync("actionlint", ["-no-color", ...files.map((file) => join(FOLDER, file))], {
    encoding: "utf8",
  });
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});
