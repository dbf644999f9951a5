import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionArchives } from "../../cli/function-archives";
import { synthesizeEnvironments } from "../../stacks/synthesize";
import { environmentOf, PROJECT_ROOT, SHIPPED } from "../support/environments";

/**
 * The synthesized Terraform, judged by Terraform and the real providers. Needs Terraform and a way to its providers; on a machine
 * without them these tests are skipped, and say why.
 */

const folder = mkdtempSync(join(tmpdir(), "seccfn-terraform-"));
/** One download of the providers serves all stacks. */
const plugins = join(folder, "plugins");
mkdirSync(plugins);
const made = synthesizeEnvironments(
  [
    ...SHIPPED.map((name) => environmentOf({}, name)),
    { ...environmentOf({ topology: "layered" }, "seccfn"), name: "layered" },
  ],
  functionArchives(PROJECT_ROOT),
  folder,
);

function terraform(stack: string, ...args: string[]) {
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
  const { status, stdout, stderr, error } = spawnSync("terraform", args, {
    cwd: join(folder, "stacks", stack),
    encoding: "utf8",
    env: { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_PLUGIN_CACHE_DIR: plugins },
    timeout: 240_000,
  });
  return { status, stdout, stderr, error };
}

/** Why Terraform cannot run here; undefined where it can. */
function obstacle(): string | undefined {
  if (terraform("seccfn", "version").error !== undefined) {
    return "terraform is not installed";
  }
  const { status, stderr } = terraform("seccfn", "init", "-backend=false", "-input=false", "-no-color");
  const [reason = "no reason given"] = stderr.split("\n").filter((line) => line.includes("Error:"));
  return status === 0 ? undefined : `terraform init cannot fetch the providers (${reason.replace(/^\W*Error: /, "")})`;
}

const reason = obstacle();
if (reason !== undefined) {
  process.stdout.write(`SKIPPED: terraform validate of the synthesized stacks: ${reason}\n`);
}
const whenPossible = reason === undefined ? test : test.skip;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stacks = made.map(({ name }) => [name === "lambda-app" ? "LAM-TEST-1" : "ALL-11", name] as const);

whenPossible.each(stacks)("%s: terraform validate accepts the stack %s", (_, stack) => {
  terraform(stack, "init", "-backend=false", "-input=false", "-no-color");
  const { stdout } = terraform(stack, "validate", "-json");
  expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
});

const { error: missing } = terraform("seccfn", "version");
if (missing !== undefined) {
  process.stdout.write("SKIPPED: terraform fmt of versions.tf: terraform is not installed\n");
}

(missing === undefined ? test : test.skip)("versions.tf is as terraform fmt writes it", () => {
  expect(terraform("seccfn", "fmt", "-check", "-diff", "versions.tf")).toMatchObject({ status: 0, stdout: "" });
});
