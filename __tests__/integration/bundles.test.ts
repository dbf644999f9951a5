import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeBundle } from "../../handoff/bundle/bundle";
import type { Format, Use } from "../../handoff/bundle/source";
import { BLOCKS, bundleSourceOf } from "../support/bundles";
import { SHIPPED, type ShippedName } from "../support/environments";

/**
 * Bundles, judged by Terraform and the real providers. Needs Terraform and a way to its providers; on a machine without them
 * these tests are skipped, and say why.
 */

const folder = mkdtempSync(join(tmpdir(), "seccfn-bundles-"));
/** One download of the providers serves all bundles. */
const plugins = join(folder, "plugins");
mkdirSync(plugins);

function terraform(cwd: string, ...args: string[]) {
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
  return spawnSync("terraform", args, {
    cwd,
    encoding: "utf8",
    env: { ...inherited, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_PLUGIN_CACHE_DIR: plugins },
    timeout: 240_000,
  });
}

/** Writes the bundle of a shipped environment; tells its folder and the README's example of a module. */
async function written(name: ShippedName, format: Format, use: Use) {
  const { name: bundle, files } = await makeBundle(bundleSourceOf({}, name), { format, use, blocks: BLOCKS });
  const root = join(folder, `${name}-${format}-${use}`);
  for (const [path, bytes] of files) {
    const target = join(root, bundle, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  const readme = Buffer.from(files.get("README.md") ?? "").toString("utf8");
  const [, example = ""] = /```hcl\n([\s\S]*?)```/.exec(readme) ?? [];
  return { root, bundle: join(root, bundle), example };
}

/** Why Terraform cannot run here; undefined where it can. */
function obstacle(): string | undefined {
  const probe = join(folder, "probe");
  mkdirSync(probe);
  const required = { aws: { source: "hashicorp/aws", version: "~> 6.25" } };
  writeFileSync(join(probe, "main.tf.json"), JSON.stringify({ terraform: { required_providers: required } }));
  const { status, stderr, error } = terraform(probe, "init", "-backend=false", "-input=false", "-no-color");
  const [reason = "no reason given"] = (stderr ?? "").split("\n").filter((line) => line.includes("Error:"));
  return error !== undefined
    ? "terraform is not installed"
    : status === 0
      ? undefined
      : `terraform init cannot fetch the providers (${reason.replace(/^\W*Error: /, "")})`;
}

const reason = obstacle();
if (reason !== undefined) {
  process.stdout.write(`SKIPPED: terraform validate of bundles: ${reason}\n`);
}
const whenPossible = reason === undefined ? test : test.skip;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function expectValid(cwd: string): void {
  const { stderr } = terraform(cwd, "init", "-backend=false", "-input=false", "-no-color");
  const { stdout } = terraform(cwd, "validate", "-json");
  expect({ stderr, ...JSON.parse(stdout) }).toMatchObject({ stderr: "", valid: true, diagnostics: [] });
}

whenPossible.each(SHIPPED.flatMap((name) => (["json", "hcl"] as const).map((format) => [name, format] as const)))(
  "the bundle of %s as %s is valid",
  async (name, format) => expectValid((await written(name, format, "root")).bundle),
);

whenPossible("the example of a module calls it", async () => {
  const { root, example } = await written("seccfn", "hcl", "module");
  writeFileSync(join(root, "main.tf"), example);
  expectValid(root);
  expect(terraform(root, "fmt", "-check", "main.tf").status).toBe(0);
});
