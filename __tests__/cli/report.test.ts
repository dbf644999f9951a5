import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { reportCommand } from "../../cli/commands/report";
import { runCommand } from "../support/command";
import { PROJECT_ROOT, type ShippedName, synthesized } from "../support/environments";

const ENVIRONMENTS = join(PROJECT_ROOT, "environments");
const PLANS = join(PROJECT_ROOT, "__tests__", "fixtures", "plans");

/** Long enough for a machine that has much else to do. */
jest.setTimeout(30_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seccfn-report-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A cdktf.out of shipped environments. */
function synthesizedFolder(...names: readonly ShippedName[]): string {
  const output = join(folder, "cdktf.out");
  const stacks = names.flatMap((name) => {
    const { files, manifest } = synthesized({}, name);
    for (const [path, content] of files) {
      mkdirSync(dirname(join(output, path)), { recursive: true });
      writeFileSync(join(output, path), content);
    }
    return Object.entries(manifest.stacks ?? {});
  });
  writeFileSync(
    join(output, "manifest.json"),
    JSON.stringify({ version: "0.21.0", stacks: Object.fromEntries(stacks) }),
  );
  return output;
}

/** Runs a command line, and tells how it ends and what it prints. */
async function run(...args: readonly string[]) {
  return await runCommand([reportCommand], ["report", ...args, "--environments", ENVIRONMENTS], {
    stdin: () => readFileSync(join(PLANS, "insecure/plan.json")),
  });
}

it("writes a folder for each environment, prints the paths, and leaves nothing else behind", async () => {
  const out = join(folder, "report");
  const result = await run("--synth", synthesizedFolder("seccfn", "web-app"), "--out", out);
  const files = ["report.html", "diagram.svg", "diagram.mmd"];
  expect(result).toEqual({
    code: 0,
    err: "",
    out: ["seccfn", "web-app"].flatMap((name) => files.map((file) => `${out}/${name}/${file}\n`)).join(""),
  });
  expect(readdirSync(out).toSorted()).toEqual(["seccfn", "web-app"]);
  expect(readdirSync(join(out, "seccfn")).toSorted()).toEqual(files.toSorted());
  const page = readFileSync(join(out, "seccfn/report.html"), "utf8");
  expect(page).toContain("<title>seccfn – environment report</title>");
  expect(page).toContain("The flow that it needs is possible, and nothing else goes to or comes from outside.");
});

it("writes the same bytes each time, over what was there, and leaves other files alone", async () => {
  const out = join(folder, "report");
  const synth = synthesizedFolder("seccfn");
  const page = join(out, "seccfn/report.html");
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, "old");
  writeFileSync(join(out, "seccfn/notes.txt"), "mine");
  await run("seccfn", "--synth", synth, "--out", out);
  const first = readFileSync(page, "utf8");
  await run("seccfn", "--synth", synth, "--out", out);
  expect(first.length).toBeGreaterThan(100_000);
  expect(readFileSync(page, "utf8")).toBe(first);
  expect(readFileSync(join(out, "seccfn/notes.txt"), "utf8")).toBe("mine");
  // Neither where it was made nor when.
  expect(first).not.toContain(folder);
  expect(first).not.toContain("2026-11-30");
});

it("writes only what is named", async () => {
  const out = join(folder, "report");
  const { code } = await run("web-app", "--synth", synthesizedFolder("seccfn", "web-app"), "--out", out);
  expect(code).toBe(0);
  expect(readdirSync(out)).toEqual(["web-app"]);
});

it("reports on somebody else's plan, from a file and from standard input, without what is sensitive", async () => {
  const out = join(folder, "report");
  expect((await run("--plan", join(PLANS, "insecure/plan.json"), "--out", out)).code).toBe(0);
  expect((await run("--plan", "-", "--out", out)).code).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual(["plan", "stdin"]);
  const page = readFileSync(join(out, "plan/report.html"), "utf8");
  expect(page).toContain("aws_db_instance.<wbr>main");
  expect(page).toContain("nothing says which flows are meant");
  const { resource_changes } = JSON.parse(readFileSync(join(PLANS, "insecure/plan.json"), "utf8")) as {
    readonly resource_changes: readonly {
      readonly change: { readonly after: Readonly<Record<string, unknown>> | null };
    }[];
  };
  const passwords = resource_changes.flatMap(({ change }) => change.after?.password ?? []);
  expect(passwords.length).toBeGreaterThan(0);
  for (const password of passwords) {
    expect(page).not.toContain(String(password));
  }
});

it("takes a folder of Terraform as what its name says", async () => {
  const out = join(folder, "report");
  const stack = join(synthesizedFolder("seccfn"), "stacks/seccfn");
  expect((await run("--synth", stack, "--out", out)).code).toBe(0);
  expect((await run("seccfn", "--synth", stack, "--out", join(out, "named"))).code).toBe(0);
  const page = (path: string) => readFileSync(join(out, path, "report.html"), "utf8");
  expect(page("seccfn")).toContain("nothing says which flows are meant");
  expect(page("named/seccfn")).toContain("The flow that it needs is possible");
});

describe("ends with 2 and writes nothing where", () => {
  it("inputs are of several kinds", async () => {
    const { code, err } = await run("--synth", "cdktf.out", "--plan", "plan.json", "--out", join(folder, "report"));
    expect(code).toBe(2);
    expect(err).toBe("a report is of one kind of input; give folders by --synth, or plans, or states\n");
  });

  it("an environment is not in the input", async () => {
    const synth = synthesizedFolder("seccfn");
    expect(await run("secfn", "--synth", synth, "--out", join(folder, "report"))).toEqual({
      code: 2,
      out: "",
      err: `there is nothing of secfn in ${synth}; run \`npm run synth secfn\` first, or did you mean "seccfn"?\n`,
    });
    expect(existsSync(join(folder, "report"))).toBe(false);
  });

  it.each([
    ["file", join(PLANS, "insecure/plan.json"), "--plan or --state"],
    ["folder", PLANS, "--synth"],
  ])("a %s is given as if it were an environment", async (kind, place, options) => {
    expect(await run(place, "--synth", synthesizedFolder("seccfn"), "--out", join(folder, "report"))).toEqual({
      code: 2,
      out: "",
      err: `${place} is a ${kind}, no environment; give it by ${options}\n`,
    });
  });

  it("there is no input", async () => {
    const missing = join(folder, "nowhere");
    const { code, err } = await run("--synth", missing, "--out", join(folder, "report"));
    expect(code).toBe(2);
    expect(err).toContain(missing);
    expect(existsSync(join(folder, "report"))).toBe(false);
  });

  it("plans of several environments are asked for", async () => {
    const { code, err } = await run("seccfn", "web-app", "--plan", join(PLANS, "insecure/plan.json"));
    expect(code).toBe(2);
    expect(err).toBe("plans and states of one call are those of one environment; name one, or none\n");
  });

  it("the folder cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { code, err } = await run("--plan", join(PLANS, "insecure/plan.json"), "--out", file);
    expect(code).toBe(2);
    expect(err).toBe(`${join(file, "plan")} cannot be written (ENOTDIR); name another folder by --out\n`);
  });
});
