import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { version } from "../../package.json";
import { PROJECT_ROOT } from "../support/environments";

const PLANS = join(PROJECT_ROOT, "__tests__", "fixtures", "plans");

function seccfn(...args: readonly string[]) {
  return seccfnWith({}, ...args);
}

function seccfnWith(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, "cli", "seccfn.cjs"), ...args], {
    cwd: PLANS,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  return { status, stdout, stderr };
}

describe("the command", () => {
  it("tells its version and its subcommands", () => {
    expect(seccfn("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    const { status, stdout, stderr } = seccfn("--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/\n {2}synth {2,}make[\s\S]*\n {2}check {2,}judge[\s\S]*\n {2}redact {2,}make/);
    expect(seccfn("help", "check")).toEqual(seccfn("check", "--help"));
  });

  it("ends with 1 where something is wrong, without colours where they are not wanted", () => {
    const { status, stdout, stderr } = seccfn("check", "--plan", "lifecycle/plan.json");
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("CRITICAL  change-db-not-destroyed");
    expect(stdout).not.toContain("\u001b[");
  });

  it("ends with 2 where it cannot judge, or does not understand", () => {
    expect(seccfn("check", "--plan", "lifecycle/main.tf")).toMatchObject({ status: 2, stdout: "" });
    expect(seccfn("check", "--plna", "x")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("Did you mean --plan?"),
    });
    expect(seccfn()).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("Usage: seccfn") });
    for (const words of [
      ["guard", "--help"],
      ["guard", "-h"],
      ["help", "guard"],
    ]) {
      expect(seccfn(...words)).toMatchObject({
        status: 2,
        stdout: "",
        stderr: expect.stringContaining("unknown command 'guard'"),
      });
    }
    expect(seccfn("chekc")).toMatchObject({ status: 2, stderr: expect.stringContaining("Did you mean check?") });
  });

  it("colours where that is asked for, help and reports alike", () => {
    const env = { NO_COLOR: undefined, FORCE_COLOR: "1" };
    expect(seccfnWith(env, "--help").stdout).toContain("\u001b[1mOptions:\u001b[22m");
    expect(seccfnWith(env, "check", "--plan", "lifecycle/plan.json").stdout).toContain("\u001b[");
    expect(seccfn("--help").stdout).not.toContain("\u001b[");
  });

  it("keeps quiet where its reader has read enough", () => {
    const command = `node ${join(PROJECT_ROOT, "cli", "seccfn.cjs")} check --all --json --plan lifecycle/plan.json | head -c 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: PLANS, encoding: "utf8" });
    expect([stdout, stderr]).toEqual(["{", ""]);
  });
});
