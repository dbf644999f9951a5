import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Debian 12 has this one; Lambda runs a newer one. */
const LEAST_PYTHON = "3.11";

/** Runs the function's own tests, in Python, and gives how each ended. */
function runPython():
  | { readonly reason: string }
  | { readonly results: readonly (readonly [string, string])[]; readonly output: string } {
  const atLeast = `import sys; sys.exit(sys.version_info < (${LEAST_PYTHON.replace(".", ", ")}))`;
  const version = spawnSync("python3", ["-c", atLeast]);
  if (version.error !== undefined || version.status !== 0) {
    return { reason: `Python ${LEAST_PYTHON} or newer is not installed` };
  }
  const unittest = ["-B", "-W", "error", "-m", "unittest", "discover", "--verbose", "--start-directory", __dirname];
  const { stderr } = spawnSync("python3", unittest, {
    encoding: "utf8",
    timeout: 60_000,
    cwd: join(__dirname, "../../.."),
  });
  const results = [...stderr.matchAll(/^(test_\w+) \((?:\w+\.)*(\w+)\.test_\w+\) \.\.\. (.+)$/gm)].map(
    ([, name = "", group = "", result = ""]) =>
      [`${group}: ${name.slice("test_".length).replaceAll("_", " ")}`, result] as const,
  );
  return { results, output: stderr };
}

const outcome = runPython();

if ("reason" in outcome) {
  process.stdout.write(`SKIPPED: the tests of the function recovery-points: ${outcome.reason}\n`);
  test.skip("WEB-FN-1: the function in Python", () => undefined);
} else {
  test("WEB-FN-1: the function in Python has tests, and all of them ran", () => {
    const [, count] = /^Ran (\d+) tests in /m.exec(outcome.output) ?? [];

    expect(outcome.output).toMatch(/^OK$/m);
    expect(outcome.results).toHaveLength(Number(count));
    expect(outcome.results.length).toBeGreaterThan(20);
  });

  test.each(outcome.results)("%s", (_name, result) => {
    if (result !== "ok") {
      throw new Error(outcome.output);
    }
  });
}
