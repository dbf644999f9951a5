import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const REPOSITORY = join(__dirname, "..", "..");

/** As long as the launcher compares a file by content after it was written to. */
const CLOCK_TICK_MS = 2000;

const GREETING = "main.ts";
const FILES = {
  "package-lock.json": "{}",
  "main.ts": `import { greet } from "./greet";\nimport { punctuation } from "tiny";\nconsole.log(greet(process.argv[2] ?? "world") + punctuation);\n`,
  "greet.ts": `export function greet(name: string): string {\n  return "Hello " + name;\n}\n`,
  "node_modules/tiny/package.json": `{ "name": "tiny", "version": "1.0.0", "main": "index.js" }`,
  "node_modules/tiny/index.js": `"use strict";\nexports.punctuation = require("node:fs").readFileSync(__dirname + "/mark.txt", "utf8");\n`,
  "node_modules/tiny/mark.txt": "!",
  "node_modules/modern/package.json": `{ "name": "modern", "version": "1.0.0", "type": "module", "exports": "./index.js" }`,
  "node_modules/modern/index.js": `export const modern = await Promise.resolve("modern");\n`,
};

const projects: string[] = [];

afterAll(() => {
  for (const root of projects) {
    rmSync(root, { recursive: true, force: true });
  }
});

/** A project with the launcher, one package, and an entry that greets. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "seccfn-run-")));
  projects.push(root);
  for (const [file, content] of Object.entries({ ...FILES, ...files })) {
    write(root, file, content);
  }
  cpSync(join(REPOSITORY, "cli", "run.cjs"), join(root, "cli", "run.cjs"));
  cpSync(join(REPOSITORY, "cli", "launcher"), join(root, "cli", "launcher"), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules", "esbuild"), join(root, "node_modules", "esbuild"));
  return root;
}

/** A project that is run once, and what that told. Each test gets it as that run left it, in the same place. */
function ranOnce(files: Readonly<Record<string, string>> = {}) {
  let made: { readonly root: string; readonly first: ReturnType<typeof run> } | undefined;
  return () => {
    if (made === undefined) {
      const root = project(files);
      made = { root, first: run(root) };
      projects.push(leftOf(root));
      cpSync(root, leftOf(root), { recursive: true });
    } else {
      rmSync(made.root, { recursive: true });
      cpSync(leftOf(made.root), made.root, { recursive: true });
    }
    return made;
  };
}

function leftOf(root: string): string {
  return `${root}-left`;
}

function write(root: string, file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

/** From here on nothing can be bundled. */
function withoutBundler(root: string): void {
  rmSync(join(root, "node_modules", "esbuild"));
}

function run(root: string, args: readonly string[] = [GREETING], cwd = root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "cli", "run.cjs"), ...args], {
    cwd,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function output(stdout: string) {
  return { status: 0, stdout, stderr: "" };
}

function cacheFolder(root: string): string {
  return join(root, ".cache", "app");
}

function bundlesIn(root: string): string[] {
  return readdirSync(cacheFolder(root)).filter((file) => file.endsWith(".js"));
}

describe("an entry", () => {
  test("gets its arguments, its own path, and the folder of the caller", () => {
    const root = project({
      "tell.ts": "console.log(JSON.stringify([process.argv.slice(1), process.cwd()]));\nprocess.exitCode = 3;\n",
    });
    const elsewhere = dirname(root);
    const { status, stdout } = run(root, ["tell.ts", "seccfn", "--flag"], elsewhere);
    expect(JSON.parse(stdout)).toEqual([[join(root, "tell.ts"), "seccfn", "--flag"], elsewhere]);
    expect(status).toBe(3);
  });

  test("may import an ES module later, without a warning", () => {
    const root = project({ "later.ts": `import("modern").then(({ modern }) => console.log(modern));\n` });
    expect(run(root, ["later.ts"])).toEqual(output("modern\n"));
    expect(run(root, ["later.ts"])).toEqual(output("modern\n"));
  });

  test("is asked for when it is missing", () => {
    expect(run(project(), [])).toEqual({
      status: 1,
      stdout: "",
      stderr: "Usage: node cli/run.cjs <entry.ts> [argument…]\n",
    });
  });
});

describe("the cache", () => {
  const greeted = ranOnce();

  test("needs no bundler while nothing changes, whatever the arguments", () => {
    const { root, first } = greeted();
    expect(first).toEqual(output("Hello world!\n"));
    withoutBundler(root);
    expect(run(root)).toEqual(output("Hello world!\n"));
    expect(run(root, [GREETING, "you"])).toEqual(output("Hello you!\n"));
  });

  test("needs no bundler when only times change, as after a checkout", () => {
    const { root } = greeted();
    withoutBundler(root);
    const past = new Date(Date.now() - 86_400_000);
    utimesSync(join(root, "greet.ts"), past, past);
    expect(run(root)).toEqual(output("Hello world!\n"));
  });

  test("is made anew after an edit, and what it replaces is removed", () => {
    const { root } = greeted();
    const before = bundlesIn(root);
    write(root, "greet.ts", FILES["greet.ts"].replace("Hello", "Goodbye"));
    expect(run(root)).toEqual(output("Goodbye world!\n"));
    const after = bundlesIn(root);
    expect(after).toHaveLength(2);
    expect(after.filter((file) => before.includes(file))).toEqual([expect.stringMatching(/^vendor-/)]);
  });

  test.each([0, 1])("keeps compiled code of both bundles of a run that ends with exit code %s", (code) => {
    const root = project({ "end.ts": `import "tiny";\nprocess.exitCode = ${code};\n` });
    expect(run(root, ["end.ts"]).status).toBe(code);
    const compiled = readdirSync(cacheFolder(root)).filter((file) => file.endsWith(".v8"));
    expect(compiled.map((file) => file.split("-")[0]).sort()).toEqual(["app", "vendor"]);
  });

  test("takes packages anew when a lock file changes", () => {
    const { root } = greeted();
    write(root, "node_modules/tiny/index.js", `exports.punctuation = "?";\n`);
    write(root, "node_modules/.package-lock.json", `{ "packages": {} }`);
    expect(run(root)).toEqual(output("Hello world?\n"));
  });

  test.each([
    ["garbage", () => Buffer.from("garbage")],
    ["nothing", () => Buffer.alloc(0)],
    ["half of itself", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["one other byte", (bytes: Buffer) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte))],
  ])("is made anew where a file holds %s", (_, spoil) => {
    const { root } = greeted();
    for (const file of readdirSync(cacheFolder(root))) {
      const path = join(cacheFolder(root), file);
      writeFileSync(path, spoil(readFileSync(path)));
    }
    expect(run(root)).toEqual(output("Hello world!\n"));
    withoutBundler(root);
    expect(run(root)).toEqual(output("Hello world!\n"));
  });

  test("is made anew where another version of the launcher wrote it", () => {
    const { root } = greeted();
    const manifest = JSON.stringify({ app: "app-1", vendor: "vendor-1", inputs: [], calls: [] });
    const checksum = createHash("sha1").update(manifest).digest("hex");
    write(root, ".cache/app/main-ts.json", `${manifest}\n//${checksum}`);
    expect(run(root)).toEqual(output("Hello world!\n"));
  });

  test("may lose any one of its files", () => {
    const { root } = greeted();
    for (const file of readdirSync(cacheFolder(root))) {
      rmSync(join(cacheFolder(root), file));
      expect(run(root)).toEqual(output("Hello world!\n"));
    }
  });

  test("is not needed: where it cannot be written, all is made in memory", () => {
    const root = project({ ".cache": "a file" });
    expect(run(root)).toEqual(output("Hello world!\n"));
    expect(readFileSync(join(root, ".cache"), "utf8")).toBe("a file");
  });

  test("serves processes that start at the same time", async () => {
    const root = project();
    const greetings = await Promise.all(["a", "b", "c"].map((name) => runBeside(root, name)));
    expect(greetings).toEqual(["Hello a!\n", "Hello b!\n", "Hello c!\n"]);
    expect(readdirSync(cacheFolder(root)).filter((file) => file.endsWith(".tmp"))).toEqual([]);
    withoutBundler(root);
    expect(run(root)).toEqual(output("Hello world!\n"));
  });
});

test("what packages import at once and hardly use is there once it is used: cdktf's archiver, zod's locales", () => {
  const root = project({
    "cdktf.json": "{}",
    "asset/text.txt": "zipped",
    "main.ts": `
import { App, AssetType, TerraformAsset, TerraformStack } from "cdktf";
import { z } from "zod";
z.config(z.locales.de());
console.log(z.string().safeParse(1).error?.issues[0]?.message);
const stack = new TerraformStack(new App({ outdir: "out" }), "stack");
console.log(new TerraformAsset(stack, "asset", { path: "asset", type: AssetType.ARCHIVE }).fileName);
(stack.node.root as App).synth();
`,
  });
  for (const id of ["cdktf", "constructs", "zod"]) {
    symlinkSync(join(REPOSITORY, "node_modules", id), join(root, "node_modules", id));
  }
  expect(run(root)).toEqual(output("Ungültige Eingabe: erwartet string, erhalten Zahl\narchive.zip\n"));
  const zips = readdirSync(join(root, "out"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".zip"),
  );
  expect(zips).toHaveLength(1);
});

describe("folders", () => {
  const folders = {
    "main.ts": `import { name } from "./upper/name";\nimport list from "./lower/list.json";\nconsole.log(name(), list);\n`,
    "upper/name.ts": `import * as lower from "../lower";\nexport const name = (): string => "upper " + lower.name + lower.counted();\n`,
    "lower/index.ts": `export { counted } from "./count";\nexport const name = "lower ";\n`,
    "lower/count.ts": `console.log("evaluated once");\nlet count = 0;\nexport const counted = (): number => ++count;\n`,
    "lower/list.json": "[1, 2]",
  };
  const expected = output("evaluated once\nupper lower 1 [ 1, 2 ]\n");

  const ran = ranOnce(folders);

  test("are bundled apart, and modules of each are evaluated once", () => {
    const { root, first } = ran();
    expect(first).toEqual(expected);
    expect(bundlesIn(root)).toHaveLength(4);
    withoutBundler(root);
    expect(run(root)).toEqual(expected);
  });

  test.each([
    ["lower/index.ts", "lower ", "below ", "upper below 1"],
    ["upper/name.ts", "upper ", "above ", "above lower 1"],
    ["lower/list.json", "1, 2", "3", "[ 3 ]"],
  ])("stay as they are when another is edited: %s", (file, from, to, told) => {
    const { root } = ran();
    const before = bundlesIn(root);
    write(root, file, folders[file as keyof typeof folders].replace(from, to));
    expect(run(root).stdout).toContain(told);
    const after = bundlesIn(root);
    expect(after).toHaveLength(4);
    expect(after.filter((bundle) => before.includes(bundle))).toHaveLength(3);
  });

  test("give what an edit imports of them for the first time, packages too", () => {
    const { root } = ran();
    write(root, "lower/more.ts", `import { punctuation } from "tiny";\nexport const more = punctuation;\n`);
    write(root, "upper/name.ts", `export { more as name } from "../lower/more";\n`);
    write(root, "main.ts", `import { name } from "./upper/name";\nconsole.log(name);\n`);
    expect(run(root)).toEqual(output("!\n"));
    withoutBundler(root);
    expect(run(root)).toEqual(output("!\n"));
  });

  test("may import one another, also that of the entry", () => {
    const root = project({
      "a/main.ts": `import { tell } from "../b/tell";\nexport const name = (): string => "circle";\ntell();\n`,
      "a/punctuation.ts": `import { told } from "../b/tell";\nexport const punctuation = (): string => "!" + told;\n`,
      "b/tell.ts": `import { punctuation } from "../a/punctuation";\nexport let told = 0;\ntold = 1;\nexport const tell = (): void => console.log(punctuation());\n`,
    });
    expect(run(root, ["a/main.ts"])).toEqual(output("!1\n"));
    expect(run(root, ["a/main.ts"])).toEqual(output("!1\n"));
  });

  test("may be imported later", () => {
    const root = project({
      ...folders,
      "main.ts": `import("./upper/name").then(({ name }) => console.log(name()));\n`,
    });
    const later = output("evaluated once\nupper lower 1\n");
    expect([run(root), run(root)]).toEqual([later, later]);
  });

  test("of an error are told by their own files", () => {
    const root = project({
      ...folders,
      "lower/count.ts": `export const counted = (): number => {\n  throw new Error("uncounted");\n};\n`,
    });
    for (const { stderr } of [run(root), run(root)]) {
      expect(stderr).toContain(`${root}/lower/count.ts:2:9`);
      expect(stderr).toContain(`${root}/upper/name.ts:2:`);
      expect(stderr).toContain(`${root}/main.ts:3:`);
    }
  });
});

describe("an outline", () => {
  const later = {
    "main.ts": `import { greet } from "./greet";\nconsole.log("told", process.argv[2]);\nif (process.argv[2] === "more") {\n  import("./more").then(({ more }) => console.log(greet(more)));\n}\n`,
    "more.ts": `export const more: string = "more";\nconsole.log("loaded");\n`,
  };

  test("is made without what is imported later, and does not run it", () => {
    const root = project(later);
    expect(run(root, ["--outline", GREETING, "x"])).toEqual(output("told x\n"));
    const [app = ""] = bundlesIn(root).filter((file) => file.startsWith("app-"));
    const text = readFileSync(join(cacheFolder(root), app), "utf8");
    expect([text.includes("Hello"), text.includes("loaded")]).toEqual([true, false]);
    withoutBundler(root);
    expect(run(root, ["--outline", GREETING, "x"])).toEqual(output("told x\n"));
  });

  test("gives way to the whole program, with the same arguments, where that is needed", () => {
    const root = project(later);
    const expected = output("told more\ntold more\nloaded\nHello more\n");
    expect(run(root, ["--outline", GREETING, "more"])).toEqual(expected);
    withoutBundler(root);
    expect(run(root, ["--outline", GREETING, "more"])).toEqual(expected);
    expect(run(root, [GREETING, "more"])).toEqual(output("told more\nloaded\nHello more\n"));
  });

  test("leaves it to the whole program to tell of errors, once", () => {
    const root = project({ ...later, "more.ts": `throw new RangeError("late");\nexport const more = "";\n` });
    const { status, stderr } = run(root, ["--outline", GREETING, "more"]);
    expect(status).toBe(1);
    expect(stderr.match(/RangeError: late/g)).toHaveLength(1);
    expect(stderr).toContain(`${root}/more.ts:1:7`);
  });
});

describe("errors", () => {
  test("of syntax name file, line and place, and nothing runs", () => {
    const root = project({ "greet.ts": `export const greet = () => "x";\nexport const = 1;\n` });
    const { status, stdout, stderr } = run(root);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("greet.ts:2:13:");
    expect(stderr).toContain('Expected identifier but found "="');
  });

  test("that nobody catches name the TypeScript file and line, with and without cache", () => {
    const root = project({
      "main.ts": `import { greet } from "./greet";\n\ngreet("world");\n`,
      "greet.ts": `interface Unused {\n  name: string;\n}\n\nexport function greet(name: string): void {\n  throw new Error(name);\n}\n`,
    });
    for (const { status, stderr } of [run(root), run(root)]) {
      expect(status).toBe(1);
      expect(stderr).toContain(
        `Uncaught Error: world\n    at greet (${root}/greet.ts:6:9)\n    at Object.<anonymous> (${root}/main.ts:3:1)`,
      );
    }
  });

  test("of a promise are told like others", () => {
    const root = project({ "late.ts": `void Promise.resolve().then(() => {\n  throw new TypeError("late");\n});\n` });
    const { status, stderr } = run(root, ["late.ts"]);
    expect(status).toBe(1);
    expect(stderr).toContain(`Uncaught TypeError: late\n    at ${root}/late.ts:2:9`);
  });

  test("tell what to do when nothing is installed", () => {
    const root = project();
    withoutBundler(root);
    expect(run(root)).toEqual({ status: 1, stdout: "", stderr: "esbuild is not installed; run npm ci first\n" });
  });
});

describe("an edit that keeps size and modification time", () => {
  const root = project();
  const written = Date.now();

  test("is seen, since every write changes a file's ctime", async () => {
    const file = join(root, "greet.ts");
    await sleep(Math.max(0, written + CLOCK_TICK_MS - Date.now()));
    run(root);
    const { atime, mtime, size } = statSync(file);
    write(root, "greet.ts", FILES["greet.ts"].replace("Hello", "Howdy"));
    utimesSync(file, atime, mtime);
    expect(statSync(file)).toMatchObject({ size, mtime });
    expect(run(root)).toEqual(output("Howdy world!\n"));
  });
});

function runBeside(root: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "cli", "run.cjs"), GREETING, name]);
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
}
