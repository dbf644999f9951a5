import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runPermissions } from "../../cli/permissions/permissions";
import { listeningWorld } from "../support/command";
import { PROJECT_ROOT, synthesized } from "../support/environments";
import { listOf, objectOf, parseJson } from "../support/json";

const root = mkdtempSync(join(tmpdir(), "seccfn-permissions-"));
const synth = join(root, "cdktf.out");
const environments = join(root, "environments");

beforeAll(() => {
  for (const [path, content] of synthesized().files) {
    mkdirSync(dirname(join(synth, path)), { recursive: true });
    writeFileSync(join(synth, path), content);
  }
  mkdirSync(environments);
  copyFileSync(join(PROJECT_ROOT, "environments/seccfn.yaml"), join(environments, "seccfn.yaml"));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(more: Partial<Parameters<typeof runPermissions>[0]> = {}) {
  const { world, printed, complained } = listeningWorld();
  const code = await runPermissions(
    { environment: "seccfn", environments, synth, purposes: ["plan", "apply"], ...more },
    world,
  );
  return { code, out: printed().replaceAll(root, "ROOT"), err: complained().replaceAll(root, "ROOT") };
}

const ABOUT_STATE = "the state is kept on this machine: no policy is about it\n";

it("prints the policies of a role as JSON", async () => {
  const { code, out, err } = await run({ purposes: ["plan"] });
  expect({ code, err }).toEqual({ code: 0, err: ABOUT_STATE });
  const printed = objectOf(parseJson(out));
  expect(Object.keys(printed)).toEqual(["plan"]);
  const actions = listOf(printed.plan).flatMap((policy) =>
    listOf(objectOf(policy).Statement).flatMap((statement) => listOf(objectOf(statement).Action)),
  );
  expect(actions).toContain("rds:DescribeDBInstances");
  expect(actions).not.toContain("rds:CreateDBInstance");
});

it("writes a file for each managed policy, as AWS takes it", async () => {
  const out = join(root, "iam");
  const result = await run({ out });
  const files = readdirSync(out).sort();
  expect(result).toEqual({
    code: 0,
    err: ABOUT_STATE,
    out: ["plan", "apply"]
      .flatMap((purpose) => files.filter((file) => file.startsWith(purpose)).map((file) => `ROOT/iam/${file}\n`))
      .join(""),
  });
  expect(files).toEqual(expect.arrayContaining(["apply-1.json", "plan-1.json"]));
  for (const file of files) {
    const policy = objectOf(parseJson(readFileSync(join(out, file), "utf8")));
    expect(Object.keys(policy)).toEqual(["Version", "Statement"]);
  }
});

it("says that there is no such environment, or that it was not synthesized", async () => {
  expect(await run({ environment: "secfn" })).toMatchObject({ code: 2, out: "" });
  expect(await run({ synth: join(root, "nowhere") })).toEqual({
    code: 2,
    out: "",
    err: "there is no ROOT/nowhere/manifest.json; make it by: npm run synth\n",
  });
});
