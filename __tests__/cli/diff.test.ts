import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diffCommand } from "../../cli/commands/diff";
import { commitOf, readRevision } from "../../cli/diff/revision";
import { tarGz } from "../../handoff/bundle/archive";
import type { JsonObject } from "../../model";
import { stackJson } from "../handoff/diff/support";
import { runCommand } from "../support/command";

const VPC = { "aws_vpc.main": { cidr_block: "10.0.0.0/16" } };
const OTHER_VPC = { "aws_vpc.main": { cidr_block: "10.1.0.0/16" } };
const HCL = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n';

let folder = "";
const home = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seccfn-diff-"));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: JsonObject | string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const isText = typeof content === "string" || content instanceof Uint8Array;
  writeFileSync(path, isText ? content : JSON.stringify(content));
}

/** A cdktf.out with these stacks, none of which depends on another unless it is said. */
function writeSynth(
  into: string,
  stacks: Readonly<Record<string, JsonObject>>,
  dependencies: readonly string[] = [],
): void {
  for (const [name, json] of Object.entries(stacks)) {
    write(`${into}/stacks/${name}/cdk.tf.json`, json);
  }
  const entries = Object.keys(stacks).map((name, index) => [
    name,
    { name, dependencies: index === 0 ? dependencies : [] },
  ]);
  write(`${into}/manifest.json`, { version: "0.21.0", stacks: Object.fromEntries(entries) });
}

/** A bundle's files, in the form in which `seccfn handoff` lists them. */
function bundle(
  stacks: readonly { readonly name: string; readonly folder: string; readonly files: JsonObject }[],
): Map<string, Uint8Array> {
  const manifest = {
    formatVersion: 1,
    environment: "prod",
    stacks: stacks.map(({ name, folder: at }) => ({ name, folder: at })),
  };
  const bytes = (content: unknown) => Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  return new Map([
    ["MANIFEST.json", bytes(manifest)],
    ...stacks.flatMap(({ folder: at, files }) =>
      Object.entries(files).map(([file, content]) => [at === "." ? file : `${at}/${file}`, bytes(content)] as const),
    ),
  ]);
}

async function run(...args: readonly string[]) {
  return await runCommand([diffCommand], ["diff", ...args]);
}

const last = (text: string) => text.trimEnd().split("\n").at(-1);

describe("two folders", () => {
  it("of one stack each belong together; exit code 3 where something would be lost, 0 otherwise", async () => {
    write("old/main.tf.json", stackJson(VPC));
    write("new/main.tf.json", stackJson(OTHER_VPC));
    expect(await run("old", "new")).toMatchObject({ code: 3, err: "" });
    expect(last((await run("old", "new")).out)).toBe("✗ new: something stateful would be lost: 1 replaced; 1 replaced");
    expect(await run("old", "old")).toEqual({ code: 0, out: "✓ old: no difference\n", err: "" });
  });

  it("with environments are compared environment by environment, or one of them", async () => {
    writeSynth("old", { prod: stackJson(VPC), test: stackJson(VPC) });
    writeSynth("new", { prod: stackJson(OTHER_VPC), test: stackJson(VPC), more: stackJson(VPC) });
    const { code, out } = await run("old", "new");
    expect([code, out.trimEnd().split("\n").slice(-3)]).toEqual([
      3,
      [
        "✓ more: nothing stateful would be lost; 1 added; 3 controls fail now",
        "✗ prod: something stateful would be lost: 1 replaced; 1 replaced",
        "✓ test: no difference",
      ],
    ]);
    expect(await run("old", "new", "--environment", "test")).toMatchObject({ code: 0, out: "✓ test: no difference\n" });
    expect(last((await run("new", "old", "--environment", "more")).out)).toBe(
      "✗ more: something stateful would be lost: 1 deleted; 1 removed; 3 findings mended",
    );
    expect(await run("old", "new", "--environment", "tset")).toEqual({
      code: 2,
      out: "",
      err: 'tset: neither side has an environment of this name; did you mean "test"?\n',
    });
  });

  it("with the stacks of one environment are one; the new one is cdktf.out where none is named", async () => {
    const layers = (vpc: typeof VPC) => ({
      "prod-data": stackJson({ "aws_s3_bucket.data": { bucket: "data" } }),
      "prod-network": stackJson(vpc),
    });
    writeSynth("old", layers(VPC), ["prod-network"]);
    writeSynth("cdktf.out", layers(OTHER_VPC), ["prod-network"]);
    const { code, out } = await run("old");
    expect([code, last(out)]).toEqual([3, "✗ prod: something stateful would be lost: 1 replaced; 1 replaced"]);
  });

  it("of HCL and JSON say the same", async () => {
    write("json/main.tf.json", stackJson(VPC));
    write("hcl/main.tf", HCL);
    write("hcl/more.tf", "moved {\n  from = aws_vpc.old\n  to   = aws_vpc.main\n}\n");
    write("old/main.tf.json", stackJson({ "aws_vpc.old": VPC["aws_vpc.main"] }));
    expect(await run("json", "hcl")).toEqual({ code: 0, out: "✓ hcl: no difference\n", err: "" });
    expect(last((await run("old", "hcl")).out)).toBe("✓ hcl: nothing stateful would be lost; 1 moved");
    write("broken/main.tf", 'resource "aws_vpc" {');
    expect(await run("json", "broken")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^broken: its HCL cannot be read: /),
    });
  });
});

describe("bundles", () => {
  const stack = (name: string, at: string, vpc: typeof VPC) => ({
    name,
    folder: at,
    files: { "network.tf.json": stackJson(vpc) },
  });

  it("are read as folders and as archives, and are called after their environment", async () => {
    for (const [path, content] of bundle([stack("prod", ".", VPC)])) {
      write(`prod-1.0/${path}`, content);
    }
    write("prod-1.1.tar.gz", await tarGz("prod-1.1", bundle([stack("prod", ".", OTHER_VPC)])));
    const { code, out } = await run("prod-1.0", "prod-1.1.tar.gz");
    expect([code, last(out)]).toEqual([3, "✗ prod: something stateful would be lost: 1 replaced; 1 replaced"]);
  });

  it("of several stacks have them by the names in their manifest", async () => {
    writeSynth("cdktf.out", { "prod-network": stackJson(VPC), "prod-data": stackJson(VPC) }, ["prod-data"]);
    const stacks = [stack("prod-network", "1-network", VPC), stack("prod-data", "2-data", VPC)];
    write("prod.tar.gz", await tarGz("prod-1.0", bundle(stacks)));
    expect(await run("prod.tar.gz")).toEqual({ code: 0, out: "✓ prod: no difference\n", err: "" });
  });

  it("that are broken are said to be", async () => {
    write("old/main.tf.json", stackJson(VPC));
    const errorOf = async (name: string) => {
      const { code, out, err } = await run(name, "old");
      expect([code, out]).toEqual([2, ""]);
      return err;
    };
    write("text.tar.gz", "hello");
    expect(await errorOf("text.tar.gz")).toBe(
      "text.tar.gz: it is no .tar.gz; name a bundle as `seccfn handoff` makes it, or a folder; plans are judged by `seccfn check`\n",
    );
    write("cut.tar.gz", (await tarGz("a", bundle([stack("prod", ".", VPC)]))).slice(0, 100));
    expect(await errorOf("cut.tar.gz")).toMatch(
      /^cut\.tar\.gz: it cannot be unpacked \(.+\); make it or fetch it again\n$/,
    );
    write("evil.tar.gz", await tarGz("a", new Map([["../../evil.tf.json", Buffer.from("{}")]])));
    expect(await errorOf("evil.tar.gz")).toBe(
      "evil.tar.gz: ../../evil.tf.json would lie outside of the archive's folder; it is no bundle of ours: do not use it\n",
    );
    write("lacking/MANIFEST.json", { environment: "prod", stacks: [{ name: "prod", folder: "1-gone" }] });
    expect(await errorOf("lacking")).toBe(
      "lacking/MANIFEST.json: it names a folder that is not there: lacking/1-gone; make the bundle again by `seccfn handoff`\n",
    );
    write("empty/MANIFEST.json", {});
    expect(await errorOf("empty")).toBe(
      "empty/MANIFEST.json: it names no environment or no stacks; make the bundle again by `seccfn handoff`\n",
    );
  });
});

describe("reports", () => {
  beforeEach(() => {
    write("old/main.tf.json", stackJson(VPC));
    write("new/main.tf.json", stackJson(OTHER_VPC));
  });

  it("are JSON or Markdown where it is asked for", async () => {
    const { out } = await run("old", "new", "--json");
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      before: "old",
      after: "new",
      losses: 1,
      environments: [{ name: "new" }],
    });
    expect((await run("old", "new", "--format", "json")).out).toBe(out);
    expect((await run("old", "new", "--format", "markdown")).out).toMatch(
      /^## ❌ new: something stateful would be lost: 1 replaced\n/,
    );
  });

  it("go to a file, and the verdict to the terminal", async () => {
    expect(await run("old", "new", "--format", "markdown", "--out", "diff.md")).toEqual({
      code: 3,
      out: "",
      err: "✗ new: something stateful would be lost: 1 replaced; 1 replaced\ndiff.md written\n",
    });
    expect(readFileSync("diff.md", "utf8")).toMatch(/^## ❌ new/);
  });

  it("cannot go to where nothing can be written", async () => {
    expect(await run("old", "new", "--out", "nowhere/diff.md")).toEqual({
      code: 2,
      out: "",
      err: "nowhere/diff.md: it cannot be written (ENOENT); check that its folder is there, and its permissions\n",
    });
  });
});

describe("revisions", () => {
  it("are looked for where there is no such file, and are said not to be there", async () => {
    write("old/main.tf.json", stackJson(VPC));
    expect(await run("no-such-thing", "old")).toEqual({
      code: 2,
      out: "",
      err: "no-such-thing: there is no such file or folder, and no such revision of Git here; name a bundle (folder or .tar.gz), a synthesized folder, or a commit, branch or tag\n",
    });
    expect((await run("git:--help", "old")).code).toBe(2);
  });

  /** A repository with one commit of these files. */
  function repository(files: Readonly<Record<string, JsonObject | string>>): string {
    const root = join(folder, "project");
    for (const [path, content] of Object.entries(files)) {
      write(join(root, path), content);
    }
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { encoding: "utf8" });
    git("init", "--quiet");
    git("add", "--all");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--no-gpg-sign", "-m", "first");
    git("tag", "v1");
    return root;
  }

  /** A project as small as can be: its launcher writes what the environment's file says. */
  const PROJECT = {
    "package.json": { dependencies: { zod: "1.2.3" } },
    "environments/prod.yaml": "cidr: 10.0.0.0/16",
    "cli/main.ts": "",
    "cli/run.cjs": `const fs = require("node:fs");
      const text = fs.readFileSync("environments/prod.yaml", "utf8");
      if (!text.startsWith("cidr: ")) { console.error(process.cwd() + "/environments/prod.yaml: no cidr"); process.exit(1); }
      fs.mkdirSync("cdktf.out/stacks/prod", { recursive: true });
      fs.writeFileSync("cdktf.out/stacks/prod/cdk.tf.json",
        JSON.stringify({ resource: { aws_vpc: { main: { cidr_block: text.slice(6), tags: require("zod") } } } }));
      fs.writeFileSync("cdktf.out/manifest.json", JSON.stringify({ stacks: { prod: {} } }));`,
  };

  /** What is installed: not part of the commit. */
  function install(root: string, version: string): void {
    write(join(root, "node_modules/zod/package.json"), { name: "zod", version, main: "index.js" });
    write(join(root, "node_modules/zod/index.js"), "module.exports = { Installed: 'yes' };");
  }

  it("are synthesized by their own code with what is installed here, and nothing of the working tree changes", async () => {
    const root = repository(PROJECT);
    install(root, "1.2.3");
    write(join(root, "environments/prod.yaml"), "cidr: 10.99.0.0/16");
    const status = () => execFileSync("git", ["-C", root, "status", "--porcelain"], { encoding: "utf8" });
    const before = status();
    const [prod, ...others] = await readRevision("v1", commitOf("v1", root) ?? "", root);
    expect([prod?.name, others]).toEqual(["prod", []]);
    const vpc = prod?.graph.find("aws_vpc.main");
    expect(vpc?.get("cidr_block")).toMatchObject({ value: "10.0.0.0/16" });
    expect(vpc?.get("tags.Installed")).toMatchObject({ value: "yes" });
    expect(status()).toBe(before);
  });

  it("that need other packages say which, and what to do", async () => {
    const root = repository(PROJECT);
    install(root, "2.0.0");
    await expect(readRevision("v1", commitOf("v1", root) ?? "", root)).rejects.toThrow(
      "v1: that revision needs other packages than are installed here: zod 1.2.3 (here: 2.0.0); check it out (`git worktree add ../other v1`), run `npm ci` and `npm run synth` there, and give its cdktf.out",
    );
  });

  it("that cannot be synthesized say what their synthesis says, without the folder aside", async () => {
    const root = repository({ ...PROJECT, "environments/prod.yaml": "nothing" });
    install(root, "1.2.3");
    await expect(readRevision("v1", commitOf("v1", root) ?? "", root)).rejects.toThrow(
      "v1: its synthesis fails:\n./environments/prod.yaml: no cidr\n; check it out and mend it there, or compare another revision",
    );
  });

  it("that are no such project are said to be none", async () => {
    const root = repository({ "package.json": {} });
    await expect(readRevision("v1", commitOf("v1", root) ?? "", root)).rejects.toThrow(
      "v1: that revision cannot be synthesized here: it has no cli/run.cjs, cli/main.ts, environments; check it out in a folder of its own, synthesize it there by its own command, and give its cdktf.out",
    );
  });

  it("are commits, branches and tags, and nothing that Git would take for an option", () => {
    const root = repository({ "package.json": {} });
    expect(commitOf("v1", root)).toMatch(/^[0-9a-f]{40}$/);
    expect(commitOf("HEAD", root)).toBe(commitOf("v1", root));
    expect([commitOf("v2", root), commitOf("--help", root), commitOf("", root)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(commitOf("v1", folder)).toBeUndefined();
  });
});
