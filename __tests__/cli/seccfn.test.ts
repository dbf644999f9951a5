import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { version } from "../../package.json";
import { PROJECT_ROOT } from "../support/environments";

const PLANS = join(PROJECT_ROOT, "__tests__", "fixtures", "plans");

function seccfn(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, "cli", "seccfn.cjs"), ...args], {
    cwd: PLANS,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

describe("the command", () => {
  it("tells its version and its subcommands", () => {
    expect(seccfn("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    const { status, stdout } = seccfn("--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n {2}check \[options\][\s\S]*\n {2}verify \[options\][\s\S]*\n {2}redact \[options\]/);
  });

  it("ends with 1 where something is wrong, without colours where they are not wanted", () => {
    const { status, stdout, stderr } = seccfn("check", "--plan", "lifecycle/plan.json");
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("CRITICAL  change-db-not-destroyed");
    expect(stdout).not.toContain("\u001b[");
  });

  it("ends with 2 where it cannot judge, or does not understand", () => {
    expect(seccfn("check", "--plan", "lifecycle/main.tf")).toMatchObject({ status: 2, stdout: "" });
    expect(seccfn("chekc")).toMatchObject({ status: 2, stderr: expect.stringContaining("Did you mean check?") });
  });
});
