import { execFile } from "node:child_process";
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
} from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ALL_VARIANTS, PROJECT_ROOT, SHIPPED, synthesized } from "../support/environments";

const run = promisify(execFile);

/** What a copy of the project goes without; packages are linked. */
const NOT_COPIED = ["__tests__", "benchmarks", "cdktf.out", "coverage", "dist", "help", "node_modules", "reports"];

/** Another machine, as far as a process can see one. */
const ELSEWHERE = {
  TZ: "Pacific/Kiritimati",
  LANG: "tr_TR.UTF-8",
  LC_ALL: "tr_TR.UTF-8",
  USER: "somebody-else",
  HOSTNAME: "another-machine",
  CI: "true",
  COLUMNS: "40",
};

/** Where things lie on the instances that are made, whatever machine writes of them. */
const ON_INSTANCES =
  /\/(?:opt\/aws\/amazon-cloudwatch-agent|usr\/bin\/python3|usr\/local\/lib\/(?:bootstrap|placeholder)|var\/log)\b/g;

const TIMEOUT_MS = 120_000;

type Files = ReadonlyMap<string, Buffer>;

describe("the same environments give the same bytes", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "seccfn-portable-")));
  let elsewhere: Files = new Map();
  let copied: Files = new Map();

  beforeAll(async () => {
    [elsewhere, copied] = await Promise.all([
      runElsewhere(join(folder, "elsewhere")),
      runCopy(join(folder, "a copy (2)")),
    ]);
  }, TIMEOUT_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("in another process, folder, time zone, language and home as in this one", () => {
    const here = new Map(SHIPPED.flatMap((name) => [...stackFiles(synthesized({}, name).files)]));
    expect(differing(stackFiles(elsewhere), here)).toEqual([]);
    expect([...elsewhere.keys()].filter((path) => path.endsWith("cdk.tf.json"))).toEqual(
      [...SHIPPED].sort().map((name) => `stacks/${name}/cdk.tf.json`),
    );
  });

  it("in a copy of the project, with nothing built before", () => {
    expect(differing(copied, elsewhere)).toEqual([]);
    expect([...copied.keys()]).toContain("manifest.json");
  });

  it("with nothing in them of the machine, the folder or the day", () => {
    expect(
      [...copied, ...elsewhere].flatMap(([path, bytes]) => (isText(path) ? localTraces(bytes.toString()) : [])),
    ).toEqual([]);
  });
});

it.each(ALL_VARIANTS)("$name has nothing in it of the machine, the folder or the day", ({ overrides, base }) => {
  const texts = [...synthesized(overrides, base).files]
    .filter(([path]) => isText(path))
    .map(([, bytes]) => bytes.toString());
  expect(texts.flatMap(localTraces)).toEqual([]);
});

describe("a trace of the machine or the day is found", () => {
  it.each([
    ["the project's folder", `"filename": "${PROJECT_ROOT}/x.zip"`],
    ["a temporary folder", `"${join(tmpdir(), "seccfn-a1b2c3", "x")}"`],
    ["somebody's home", '"/home/somebody/x"'],
    ["a program of this machine", '"/usr/bin/node"'],
    ["a Mac's home", '"/Users/somebody/x"'],
    ["a Windows path", '"C:\\\\Users\\\\x"'],
    ["a file's URL", '"file:///x"'],
    ["today", `"made": "${new Date().toISOString().slice(0, 10)}"`],
    ["a time", '"made": "2031-02-03T04:05:06Z"'],
    ["a time in milliseconds", '"made": 1795380000000'],
  ])("%s", (_, text) => {
    expect(localTraces(text)).not.toEqual([]);
  });

  it("but not names of AWS that look like one, nor paths on instances", () => {
    expect(localTraces('"/var/log/dnf.log" >/usr/local/lib/placeholder/server.py')).toEqual([]);
    expect(
      localTraces('"/aws/lambda/x" "arn:aws:iam::111111111111:root" "../../../x" "2012-10-17" "2026/01/01"'),
    ).toEqual([]);
  });
});

/** Runs the project's own command from another folder. */
async function runElsewhere(folder: string): Promise<Files> {
  cpSync(join(PROJECT_ROOT, "environments"), join(folder, "environments"), { recursive: true });
  return synthesizeIn(folder, PROJECT_ROOT);
}

async function runCopy(folder: string): Promise<Files> {
  const entries = readdirSync(PROJECT_ROOT).filter((name) => !/^\.|tfstate/.test(name) && !NOT_COPIED.includes(name));
  for (const entry of entries) {
    cpSync(join(PROJECT_ROOT, entry), join(folder, entry), { recursive: true });
  }
  symlinkSync(realpathSync(join(PROJECT_ROOT, "node_modules")), join(folder, "node_modules"));
  return synthesizeIn(folder, folder);
}

async function synthesizeIn(folder: string, project: string): Promise<Files> {
  const home = join(folder, "home");
  mkdirSync(home);
  const env = { PATH: process.env.PATH, ...ELSEWHERE, HOME: home };
  await run(process.execPath, [join(project, "cli", "run.cjs"), "cli/main.ts"], { cwd: folder, env });
  return filesIn(join(folder, "cdktf.out"));
}

function filesIn(folder: string): Files {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(folder, path))]),
  );
}

/** The command writes the manifest itself; stacks and assets are as synthesized. */
function stackFiles(files: Files): Files {
  return new Map([...files].filter(([path]) => path !== "manifest.json"));
}

function differing(some: Files, others: Files): string[] {
  const paths = new Set([...some.keys(), ...others.keys()]);
  return [...paths].filter((path) => !some.get(path)?.equals(others.get(path) ?? Buffer.from("missing")));
}

function isText(path: string): boolean {
  return !path.endsWith(".zip");
}

function localTraces(text: string): string[] {
  const today = new Date().toISOString().slice(0, 10);
  const folders = [PROJECT_ROOT, tmpdir(), homedir()].map((folder) => `${folder}/`);
  const words = [...folders, hostname(), today, today.replaceAll("-", "")];
  const patterns = [
    /(?<![\w.])\/(?:home|Users|root|tmp|var|private|usr|opt|mnt|workspace)\/[^"\s]*/,
    /\b[A-Z]:\\[^"\s]*/,
    /\bfile:\/\/[^"\s]*/,
    /\b\d{4}-\d\d-\d\dT\d\d:\d\d[^"\s]*/,
    /\b1[6-9]\d{11}\b/,
  ];
  const ours = text.replace(ON_INSTANCES, "");
  return [
    ...words.filter((word) => word.length > 3 && text.includes(word)),
    ...patterns.flatMap((pattern) => pattern.exec(ours)?.[0] ?? []),
  ];
}
