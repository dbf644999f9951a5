import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { handoffCommand } from "../../../cli/commands/handoff";
import { readVersion } from "../../../cli/diff/version-reader";
import { diffOf, isEmpty } from "../../../handoff/diff";
import { runCommand } from "../../support/command";
import { PROJECT_ROOT } from "../../support/environments";

const ENVIRONMENTS = join(PROJECT_ROOT, "environments");

async function run(...args: readonly string[]) {
  return await runCommand([handoffCommand], ["handoff", ...args]);
}

/** Each of these makes an environment several times. */
const TIMEOUT_MS = 60_000;
jest.setTimeout(TIMEOUT_MS);

describe("seccfn handoff", () => {
  let out: string;
  /** What the first test made. */
  let folder = "";
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), "seccfn-handoff-test-"));
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  const handoff = (...args: readonly string[]) =>
    run("seccfn", "--no-lock", "--environments", ENVIRONMENTS, "--out", out, ...args);
  const made = async (...args: readonly string[]): Promise<{ folder: string; archive: string; name: string }> =>
    JSON.parse((await handoff("--json", ...args)).out);

  it("writes a folder and its archive, says where, and gives the same bytes again in place of what it made", async () => {
    const { code, out: printed, err } = await handoff();
    expect([code, err]).toEqual([0, ""]);
    const [, written = "", sum] =
      /^(.*\/seccfn-0\.1\.0-[0-9a-f]{8}) {2}\d+ files, \d+ kB\n.*\.tar\.gz {2}\d+ kB, sha256 ([0-9a-f]{64})\n$/.exec(
        printed,
      ) ?? [];
    folder = written;
    writeFileSync(join(folder, "left over"), "");
    const again = JSON.parse((await handoff("--json")).out);
    expect(again).toMatchObject({ folder, archive: `${folder}.tar.gz`, sha256: sum });
    expect(readdirSync(folder, { recursive: true }).map(String)).toEqual(expect.arrayContaining(again.files));
    expect(existsSync(join(folder, "left over"))).toBe(false);
    expect(readdirSync(out).filter((name) => /\.(?:new|old)-/.test(name))).toEqual([]);
  });

  it("is the same as HCL as it was as JSON, read back from folders and archives; CHANGES.md says so", async () => {
    const before = `${folder}.tar.gz`;
    const hcl = await made("--format", "hcl", "--previous", before);
    const changes = readFileSync(join(hcl.folder, "CHANGES.md"), "utf8");
    expect(changes.split("\n")[0]).toBe(`# Changes from ${basename(folder)} to ${hcl.name}`);
    expect(changes).toContain("no difference");
    expect(readFileSync(join(hcl.folder, "README.md"), "utf8")).toContain("[CHANGES.md](CHANGES.md)");
    const [old] = await readVersion(before);
    const [now] = await readVersion(hcl.folder);
    const diff = old === undefined || now === undefined ? undefined : diffOf(old.graph, now.graph);
    expect([diff?.resources, diff !== undefined && isEmpty(diff)]).toEqual([[], true]);
  });

  it("makes a module with an example that calls it", async () => {
    const { folder: module } = await made("--as", "module");
    expect(existsSync(join(module, "providers.tf.json"))).toBe(false);
    expect(readdirSync(module).filter((name) => name.includes("tfbackend"))).toEqual([]);
    expect(readFileSync(join(module, "README.md"), "utf8")).toContain('allowed_account_ids = ["111111111111"]');
  });

  it("fails on an earlier bundle of another environment, and on none", async () => {
    const other = mkdtempSync(join(tmpdir(), "seccfn-handoff-test-"));
    try {
      writeFileSync(
        join(other, "MANIFEST.json"),
        JSON.stringify({ environment: "other", stacks: [{ name: "other", folder: "." }] }),
      );
      writeFileSync(join(other, "main.tf.json"), JSON.stringify({ resource: { aws_vpc: { v: {} } } }));
      expect(await handoff("--previous", other)).toEqual({
        code: 2,
        out: "",
        err: `${other} is of other, not of seccfn; name an earlier bundle of seccfn\n`,
      });
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
    expect(await handoff("--previous", "nowhere")).toEqual({
      code: 2,
      out: "",
      err: expect.stringContaining("nowhere: there is no such file or folder"),
    });
  });

  it("says what is wrong with the environment's name", async () => {
    const { code, out: printed, err } = await run("secfn", "--environments", ENVIRONMENTS, "--out", out);
    expect([code, printed]).toEqual([1, ""]);
    expect(err).toContain("secfn");
    expect(err).toContain('did you mean "seccfn"');
  });

  it("says what a format may be", async () => {
    const { code, err } = await handoff("--format", "yaml");
    expect([code, err]).toEqual([
      2,
      "error: option '--format <format>' argument 'yaml' is invalid. Allowed choices are json, hcl.\n",
    ]);
  });
});
