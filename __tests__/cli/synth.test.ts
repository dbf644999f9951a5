import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthCommand as seccfnSynth } from "../../cli/commands/synth";
import { synthCommand } from "../../cli/synth";
import { PROJECT_ROOT } from "../support/environments";
import { objectOf, parseJson } from "../support/json";

const SHIPPED = join(PROJECT_ROOT, "environments", "seccfn.yaml");
const LONG_AGO = new Date("2020-01-01T00:00:00Z");
const CWD = process.cwd();
const TMPDIR = process.env.TMPDIR;
const FIRST_OUTPUTS = mkdtempSync(join(tmpdir(), "seccfn-first-"));

let project: string;
let temporary: string;

/** A project of its own, with one environment; the command runs in it and has a folder of its own for temporary files. */
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "seccfn-cli-"));
  [project, temporary] = ["project", "tmp"].map((name) => join(root, name)) as [string, string];
  mkdirSync(join(project, "environments"), { recursive: true });
  mkdirSync(temporary);
  copyFileSync(SHIPPED, join(project, "environments", "seccfn.yaml"));
  process.chdir(project);
  process.env.TMPDIR = temporary;
});

afterEach(() => {
  process.chdir(CWD);
  if (TMPDIR === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = TMPDIR;
  }
  rmSync(join(project, ".."), { recursive: true, force: true });
});

afterAll(() => rmSync(FIRST_OUTPUTS, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const [printed, complained]: [string[], string[]] = [[], []];
  const code = synthCommand(args, {
    print: (text) => printed.push(text),
    complain: (text) => complained.push(text),
    stdin: () => Buffer.from(""),
    today: "2026-11-30",
    colours: false,
  });
  const text = (texts: readonly string[]) => texts.join("").replace(/\n$/, "");
  return { code, out: text(printed), err: text(complained) };
}

/** A first run over all environments. It is made once for environments of these names: no test changes one before. */
function firstRun(): void {
  const output = join(FIRST_OUTPUTS, readdirSync("environments").join());
  if (!existsSync(output)) {
    expect(run()).toMatchObject({ code: 0, err: "" });
    cpSync("cdktf.out", output, { recursive: true });
  } else {
    cpSync(output, "cdktf.out", { recursive: true });
  }
}

/** Another environment, in an account of its own. */
function addEnvironment(name: string, account = "222222222222"): void {
  const text = readFileSync(SHIPPED, "utf8");
  const changed = text.replace("name: seccfn", `name: ${name}`).replace("111111111111", account);
  writeFileSync(join("environments", `${name}.yaml`), changed);
}

/** The files below a folder with their bytes. */
function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "base64")]));
}

function setBack(folder: string): void {
  for (const path of Object.keys(filesOf(folder))) {
    utimesSync(join(folder, path), LONG_AGO, LONG_AGO);
  }
}

function rewritten(folder: string): string[] {
  return Object.keys(filesOf(folder)).filter((path) => statSync(join(folder, path)).mtime > LONG_AGO);
}

function stacksOfManifest(): string[] {
  return Object.keys(objectOf(objectOf(parseJson(readFileSync("cdktf.out/manifest.json", "utf8"))).stacks));
}

describe("synth", () => {
  it("writes every environment's Terraform, says so, and exits with 0", () => {
    addEnvironment("other");
    const { code, out, err } = run();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/seccfn .*\n.*other |other .*\n.*seccfn /);
    expect(Object.keys(filesOf("cdktf.out"))).toEqual(
      expect.arrayContaining(["manifest.json", "stacks/other/cdk.tf.json", "stacks/seccfn/cdk.tf.json"]),
    );
    expect(stacksOfManifest()).toEqual(["other", "seccfn"]);
  });

  it("tells the same as data", () => {
    const first = JSON.parse(String(run("--json").out));
    expect(first).toMatchObject({
      stacks: [{ name: "seccfn", environment: "seccfn", account: "111111111111", region: "us-east-1" }],
      written: expect.arrayContaining(["manifest.json", "stacks/seccfn/cdk.tf.json"]),
      removed: [],
    });
    const again = JSON.parse(String(run("--json").out));
    expect(again).toEqual({ ...first, written: [] });
  });

  it("changes nothing when it runs again: the same bytes, no file written", () => {
    firstRun();
    const before = filesOf("cdktf.out");
    setBack("cdktf.out");
    expect(run()).toMatchObject({ code: 0, out: expect.stringContaining("nothing changed") });
    expect(filesOf("cdktf.out")).toEqual(before);
    expect(rewritten("cdktf.out")).toEqual([]);
  });

  it("writes just what a change of the YAML changes", () => {
    firstRun();
    setBack("cdktf.out");
    const file = join("environments", "seccfn.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("trailLogRetentionDays: 90", "trailLogRetentionDays: 365"));
    expect(run().code).toBe(0);
    expect(rewritten("cdktf.out")).toEqual(["stacks/seccfn/cdk.tf.json"]);
  });

  it("of one environment leaves the others as they are, in the manifest too", () => {
    addEnvironment("other");
    firstRun();
    const before = filesOf("cdktf.out");
    setBack("cdktf.out");
    expect(run("other").code).toBe(0);
    expect(filesOf("cdktf.out")).toEqual(before);
    expect(rewritten("cdktf.out")).toEqual([]);
  });

  it("of one environment writes that one, and the other when it is asked for", () => {
    addEnvironment("other");
    expect(run("other").code).toBe(0);
    expect(readdirSync("cdktf.out/stacks")).toEqual(["other"]);
    expect(stacksOfManifest()).toEqual(["other"]);
    expect(run("seccfn").code).toBe(0);
    expect(readdirSync("cdktf.out/stacks")).toEqual(["other", "seccfn"]);
    expect(stacksOfManifest()).toEqual(["other", "seccfn"]);
  });

  it("removes the stack of an environment that is gone", () => {
    addEnvironment("other");
    firstRun();
    rmSync("environments/other.yaml");
    expect(run()).toMatchObject({ code: 0, out: expect.stringContaining("1 removed") });
    expect(readdirSync("cdktf.out/stacks")).toEqual(["seccfn"]);
    expect(stacksOfManifest()).toEqual(["seccfn"]);
  });

  it("removes it also where its name begins with that of another environment, which is not asked for", () => {
    addEnvironment("other");
    addEnvironment("seccfn-two", "333333333333");
    run();
    rmSync("environments/seccfn-two.yaml");
    expect(run("other").code).toBe(0);
    expect(readdirSync("cdktf.out/stacks")).toEqual(["other", "seccfn"]);
    expect(stacksOfManifest()).toEqual(["other", "seccfn"]);
  });

  it("leaves no temporary file, whether it works or not", () => {
    run();
    rmSync("cdktf.out", { recursive: true });
    mkdirSync("cdktf.out/stacks/old", { recursive: true });
    writeFileSync("cdktf.out/stacks/old/terraform.tfstate", "{}");
    expect(run().code).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("exits with 1 and writes nothing", () => {
  it("for an environment that is not there, with the nearest name", () => {
    expect(run("secfn")).toEqual({
      code: 1,
      out: "",
      err: 'environments  has no environment "secfn"; did you mean "seccfn"?\n1 problem; nothing was written. See help/errors.md',
    });
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it("for one that is like none, with all names", () => {
    addEnvironment("other");
    expect(run("production", "seccfn").err).toBe(
      'environments  has no environment "production"; allowed are other, seccfn\n1 problem; nothing was written. See help/errors.md',
    );
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it("for a project without environments", () => {
    rmSync("environments", { recursive: true });
    expect(run()).toMatchObject({ code: 1, err: expect.stringContaining("environments  must be a folder") });
    mkdirSync("environments");
    expect(run()).toMatchObject({ code: 1, err: expect.stringContaining("must hold at least one environment") });
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it.each([
    {
      what: "is no YAML",
      from: "region: us-east-1",
      to: "region: [us-east-1",
      message: /^environments\/seccfn\.yaml:\d+ {2}/,
    },
    {
      what: "has a value that is not allowed",
      from: "deletionWindowDays: 10",
      to: "deletionWindowDays: 5",
      message: /seccfn\.yaml:\d+ {2}kms\.deletionWindowDays must be a whole number between 7 and 30 days, got 5/,
    },
    {
      what: "has a key that is not known",
      from: "multiAz: true",
      to: "multiAZ: true",
      message: /seccfn\.yaml:\d+ {2}database\.multiAZ is not known; did you mean "multiAz"\?/,
    },
  ])("and leaves the output folder byte for byte where the YAML $what", ({ from, to, message }) => {
    firstRun();
    const before = filesOf("cdktf.out");
    setBack("cdktf.out");
    const file = join("environments", "seccfn.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    const { code, out, err } = run();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(message);
    expect(err).toMatch(/problems?; nothing was written\. See help\/errors\.md$/);
    expect(filesOf("cdktf.out")).toEqual(before);
    expect(rewritten("cdktf.out")).toEqual([]);
  });

  it("where another environment than the one asked for is broken: two may claim one account", () => {
    writeFileSync("environments/other.yaml", "name: other\n");
    expect(run("seccfn")).toMatchObject({ code: 1, err: expect.stringContaining("environments/other.yaml") });
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it("where state lies in a folder that would be removed", () => {
    addEnvironment("other");
    firstRun();
    writeFileSync("cdktf.out/stacks/other/terraform.tfstate", "{}");
    rmSync("environments/other.yaml");
    const before = filesOf("cdktf.out");
    setBack("cdktf.out");
    expect(run()).toEqual({
      code: 1,
      out: "",
      err:
        "these folders belong to stacks that are no longer made, but hold Terraform state:\n" +
        "  cdktf.out/stacks/other/terraform.tfstate\n" +
        "destroy what they describe (terraform destroy) or move the state away, then run again; nothing was written",
    });
    expect(filesOf("cdktf.out")).toEqual(before);
    expect(rewritten("cdktf.out")).toEqual([]);
  });
});

describe("seccfn synth", () => {
  it("is npm run synth: the same files, the same words, the same exit codes", async () => {
    const printed: string[] = [];
    const world = {
      print: (text: string) => printed.push(text),
      complain: (text: string) => printed.push(text),
      stdin: () => Buffer.from(""),
      today: "2026-11-30",
      colours: false,
    };
    const asCommand = async (...args: readonly string[]) => {
      let ended: number | undefined;
      const command = seccfnSynth((code) => {
        ended = code;
      }, world);
      await command.parseAsync([...args], { from: "user" });
      const said = printed.splice(0).join("").replace(/\n$/, "");
      return { code: ended, said, files: existsSync("cdktf.out") ? filesOf("cdktf.out") : {} };
    };
    const asScript = (...args: readonly string[]) => {
      const { code, out, err } = run(...args);
      return { code, said: out + err, files: existsSync("cdktf.out") ? filesOf("cdktf.out") : {} };
    };
    const timeless = ({ said, ...others }: { readonly said: string }) => ({
      ...others,
      said: said.replace(/in \d+ ms/, ""),
    });
    for (const args of [["secfn"], ["seccfn"], ["--json"]]) {
      rmSync("cdktf.out", { recursive: true, force: true });
      const script = asScript(...args);
      rmSync("cdktf.out", { recursive: true, force: true });
      expect(timeless(await asCommand(...args))).toEqual(timeless(script));
    }
  });
});

describe("the command line", () => {
  /** As a user runs it; only here does an error of Node's own come from where the code expects it. */
  function npmRunSynth(...args: readonly string[]) {
    const program = join(PROJECT_ROOT, "cli", "run.cjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "cli/main.ts", ...args], {
      cwd: project,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it("leaves the folders of stacks that are gone to cdktf-cli, which removes them and fails where they are not there", () => {
    const old = join(project, "cdktf.out", "stacks", "old");
    mkdirSync(old, { recursive: true });
    const program = join(PROJECT_ROOT, "cli", "run.cjs");
    const { CDKTF_OUTDIR, ...others } = process.env;
    const main = (env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [program, "main.ts"], { cwd: project, encoding: "utf8", env }).status;
    expect([main({ ...others, CDKTF_OUTDIR: "cdktf.out" }), existsSync(old)]).toEqual([0, true]);
    expect([main(others), existsSync(old)]).toEqual([0, false]);
  });

  test.each(["--help", "-h"])("%s says how it is used and does nothing", (option) => {
    const { code, out, err } = run(option, "no-such-environment");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Usage: npm run synth \[-- ENVIRONMENT… --json\]\n/);
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it("refuses an option that it does not know, by exit code 1 and without a stack trace", () => {
    const { status, stdout, stderr } = npmRunSynth("--frobnicate");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^Unknown option '--frobnicate'/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(project)).toEqual(["environments"]);
  });

  it("hands the exit code on to the shell", () => {
    expect(npmRunSynth("secfn")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('did you mean "seccfn"?'),
    });
    expect(npmRunSynth("seccfn")).toMatchObject({ status: 0, stderr: "" });
  });

  it("does not hide an error that nobody expected", () => {
    writeFileSync("cdktf.out", "a file where a folder should be");
    expect(() => run()).toThrow(/ENOTDIR|EEXIST/);
  });
});
