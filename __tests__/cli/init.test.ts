import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { unzipSync } from "fflate";
import { initCommand } from "../../cli/commands/init";
import { type LockFile, lockFileFor } from "../../cli/init/lock-file";
import { OURS_ONLY, type PackageJson } from "../../cli/init/packages";
import { parseEnvironment } from "../../config/load";
import { runCommand } from "../support/command";
import { PROJECT_ROOT } from "../support/environments";

const OWN_PACKAGE: PackageJson = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8"));
const OWN_LOCK: LockFile = JSON.parse(readFileSync(join(PROJECT_ROOT, "package-lock.json"), "utf8"));

/** Hundreds of files are written and compared. */
jest.setTimeout(60_000);

let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-init-"));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a command line, and tells how it ends and what it prints; the test's folder is written as `TMP`. */
async function run(...args: readonly string[]) {
  const { code, out, err } = await runCommand([initCommand], ["init", ...args]);
  return { code, out: out.replaceAll(root, "TMP"), err: err.replaceAll(root, "TMP") };
}

/** All files below a folder, with `/`. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

describe("a project of one's own", () => {
  let folder = "";
  let files: string[] = [];
  const read = (file: string) => readFileSync(join(folder, file), "utf8");

  beforeAll(async () => {
    folder = join(root, "My Project");
    const own = ["--from", "web-app", "--name", "production", "--account", "123456789012", "--prefix", "Acme"];
    const { code, out, err } = await run(folder, ...own);
    files = filesOf(folder);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`TMP/My Project written, ${files.length} files, with the environment production

Next:
  cd TMP/My Project
  npm ci && npm run synth    # Terraform of environments/production.yaml in cdktf.out
  npm ci && npm test         # what every environment has to hold
`);
  });

  it("has one environment, with what was said, and one test", () => {
    expect(files.filter((file) => file.startsWith("environments/"))).toEqual(["environments/production.yaml"]);
    expect(parseEnvironment(read("environments/production.yaml"))).toMatchObject({
      name: "production",
      account: "123456789012",
      naming: { prefix: "Acme" },
      edge: { domainName: expect.any(String) },
    });
    expect(files.filter((file) => file.includes("__tests__") || file.startsWith("benchmarks"))).toEqual([]);
    expect(files.filter((file) => file.startsWith("test/"))).toEqual(["test/environments.test.ts"]);
  });

  it("has all that its sources import", () => {
    const { dependencies = {}, devDependencies = {} }: PackageJson = JSON.parse(read("package.json"));
    const { packages: locked }: LockFile = JSON.parse(read("package-lock.json"));
    const types = Object.keys(locked).map((path) => path.replace(/^node_modules\/@types\//, ""));
    const packages = [...Object.keys(dependencies), ...Object.keys(devDependencies), ...types];
    const missing = files
      .filter((file) => /\.(?:ts|cjs)$/.test(file))
      .flatMap((file) =>
        importsOf(read(file))
          .filter((id) => !isThere(file, id, packages))
          .map((id) => `${file}: ${id}`),
      );
    expect(missing).toEqual([]);
  });

  function isThere(file: string, id: string, packages: readonly string[]): boolean {
    if (id.startsWith("node:")) {
      return true;
    }
    if (!id.startsWith(".")) {
      const [first = "", second = ""] = id.split("/");
      return packages.includes(first.startsWith("@") ? `${first}/${second}` : first);
    }
    const path = posix.join(posix.dirname(file), id);
    return ["", ".ts", "/index.ts"].some((ending) => files.includes(`${path}${ending}`));
  }

  it("has pages whose links lead somewhere", () => {
    const dead = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
          .map(([, target = ""]) => target)
          .filter((target) => !/^[a-z]+:/.test(target))
          .filter((target) => !existsSync(join(folder, dirname(file), target)))
          .map((target) => `${file}: ${target}`),
      );
    expect(dead).toEqual([]);
  });

  it("has pages that name only workflows that are there", () => {
    const named = files
      .filter((file) => file.endsWith(".md"))
      .flatMap((file) => read(file).match(/\.github\/workflows\/[\w.-]+/g) ?? []);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });

  it("locks what it needs in our versions, and nothing else", () => {
    const packageJson: PackageJson = JSON.parse(read("package.json"));
    const lock: LockFile = JSON.parse(read("package-lock.json"));
    const { dependencies, devDependencies } = lock.packages[""] ?? {};
    expect(packageJson.name).toBe("my-project");
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: packageJson.dependencies,
      devDependencies: packageJson.devDependencies,
    });
    expect(packageJson.dependencies).toEqual(OWN_PACKAGE.dependencies);
    expect(Object.keys(packageJson.scripts ?? {})).toEqual(["synth", "test", "types", "try", "cdktn"]);
    const locked = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(locked.map(([path, { version }]) => [path, version])).toEqual(
      locked.map(([path]) => [path, OWN_LOCK.packages[path]?.version]),
    );
    for (const name of OURS_ONLY) {
      expect(Object.keys(lock.packages)).not.toContain(`node_modules/${name}`);
      expect(Object.keys(OWN_PACKAGE.devDependencies ?? {})).toContain(name);
    }
  });

  it("is the same when it is made again, from wherever", async () => {
    const again = join(root, "again", "My Project");
    mkdirSync(dirname(again));
    const home = process.cwd();
    process.chdir(root);
    try {
      const own = ["--from", "web-app", "--name", "production", "--account", "123456789012", "--prefix", "Acme"];
      expect((await run("again/My Project", ...own)).code).toBe(0);
    } finally {
      process.chdir(home);
    }
    expect(filesOf(again)).toEqual(files);
    expect(files.filter((file) => !readFileSync(join(again, file)).equals(readFileSync(join(folder, file))))).toEqual(
      [],
    );
  });

  it("is not made over it", async () => {
    const before = filesOf(folder);
    expect(await run(folder)).toEqual({
      code: 2,
      out: "",
      err: expect.stringMatching(
        /^TMP\/My Project is not empty \(\.editorconfig and \d+ more\); nothing was written\. Name a folder that is empty or new\n$/,
      ),
    });
    expect(filesOf(folder)).toEqual(before);
  });
});

describe("the folder", () => {
  it("may be there, empty or with a Git repository in it", async () => {
    const folder = join(root, "cloned");
    mkdirSync(join(folder, ".git"), { recursive: true });
    writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
    expect((await run(folder)).code).toBe(0);
    expect(readFileSync(join(folder, ".git", "HEAD"), "utf8")).toBe("ref: refs/heads/main\n");
    expect(existsSync(join(folder, "environments", "seccfn.yaml"))).toBe(true);
  });

  it.each<[string, readonly string[], 1 | 2, string]>([
    ["a file", ["file"], 2, "TMP/file is no folder; nothing was written. Name a folder that is empty or new\n"],
    [
      "an unknown environment",
      ["x", "--from", "secfn"],
      1,
      'environments  has no environment "secfn"; did you mean "seccfn"?\n1 problem; nothing was written. See help/errors.md\n',
    ],
    [
      "values that are none",
      ["x", "--account", "12", "--name", "../x", "--region", "mars"],
      2,
      '--name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "../x"\n--account must be the 12 digits of an AWS account, in quotes, got "12"\n--region must be an AWS region, got "mars"\nnothing was written\n',
    ],
    [
      "values that are wrong together",
      ["x", "--name", "first", "--region", "ca-west-1"],
      2,
      'environments/first.yaml:49  database.instanceClass must be a class that ca-west-1 has, got "db.t4g.medium"; take db.t3.medium\n1 problem; nothing was written. See help/errors.md\n',
    ],
  ])("stays as it is for %s", async (_, [name = "", ...args], code, err) => {
    writeFileSync(join(root, "file"), "");
    const before = readdirSync(root);
    expect(await run(join(root, name), ...args)).toEqual({ code, out: "", err });
    expect(readdirSync(root)).toEqual(before);
  });
});

describe("a template for cdktf init", () => {
  it("is a folder and a zip of the same files, which are copied as they are but for the project's id", async () => {
    const folder = join(root, "template");
    expect(await run(folder, "--template")).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("npx cdktf init --template=https://example.com/template.zip"),
    });
    const files = filesOf(folder);
    expect(files).toContain(".hooks.sscaff.js");
    const zip = unzipSync(readFileSync(`${folder}.zip`));
    expect(Object.keys(zip).sort()).toEqual(files.map((file) => `template/${file}`));
    const { sscaff } = require("sscaff") as {
      sscaff(from: string, to: string, variables: Readonly<Record<string, string>>): Promise<void>;
    };
    const made = join(root, "My Infra");
    await sscaff(folder, made, { projectId: "an-id", Name: "any", silent: "true" });
    const different = files.filter(
      (file) =>
        !existsSync(join(made, file)) || !readFileSync(join(made, file)).equals(readFileSync(join(folder, file))),
    );
    expect(different).toEqual([".hooks.sscaff.js", "cdktf.json", "package-lock.json", "package.json"]);
    const named = (file: string) => JSON.parse(readFileSync(join(made, file), "utf8"));
    expect([
      named("cdktf.json").projectId,
      named("package.json").name,
      named("package-lock.json").packages[""].name,
    ]).toEqual(["an-id", "my-infra", "my-infra"]);
    writeFileSync(join(root, "other.zip"), "");
    expect(await run(join(root, "other"), "--template")).toMatchObject({
      code: 2,
      err: "TMP/other.zip is there already; nothing was written. Remove it, or name another folder\n",
    });
  });
});

describe("lock files", () => {
  it("are as npm writes them, where nothing is left out", () => {
    expect(lockFileFor(OWN_LOCK, OWN_LOCK.packages[""] ?? {})).toEqual(OWN_LOCK);
  });

  it("leave out what only something left out needs, and find what Node finds", () => {
    const lock: LockFile = {
      lockfileVersion: 3,
      packages: {
        "": {},
        "node_modules/a": { version: "1.0.0", dependencies: { b: "1", d: "1" }, optionalDependencies: { d: "1" } },
        "node_modules/a/node_modules/b": { version: "1.0.0", dependencies: { c: "*" } },
        "node_modules/b": { version: "2.0.0", dev: true },
        "node_modules/c": {
          version: "1.0.0",
          dev: true,
          peerDependencies: { e: "*", f: "*" },
          peerDependenciesMeta: { f: { optional: true } },
        },
        "node_modules/d": { version: "1.0.0", optional: true },
        "node_modules/e": { version: "1.0.0", dev: true },
        "node_modules/f": { version: "1.0.0", dev: true },
        "node_modules/g": { version: "1.0.0", dev: true, dependencies: { d: "1" } },
      },
    };
    const root = { name: "x", version: "1.0.0", dependencies: { a: "1" } };
    const own = lockFileFor(lock, root).packages;
    expect(Object.keys(own)).toEqual([
      "",
      ...["a", "a/node_modules/b", "c", "d", "e"].map((name) => `node_modules/${name}`),
    ]);
    expect([own["node_modules/c"]?.dev, own["node_modules/d"]?.optional]).toEqual([undefined, true]);
    const both = lockFileFor(lock, { ...root, devDependencies: { g: "1" } }).packages;
    expect([both["node_modules/g"]?.dev, both["node_modules/d"]]).toEqual([
      true,
      { version: "1.0.0", devOptional: true },
    ]);
  });
});

/** What stands in import statements and calls of import and require. */
function importsOf(text: string): string[] {
  return [
    ...text.matchAll(/^(?:import|export)\b[^"'=;]*?\bfrom "([^"]+)";$|\bimport\("([^"]+)"\)|\brequire\("([^"]+)"\)/gm),
  ]
    .map(([, statement, call, required]) => statement ?? call ?? required ?? "")
    .filter((id) => /^(?:node:|\.{1,2}\/|@?[a-z])[\w@./:-]*$/.test(id));
}
