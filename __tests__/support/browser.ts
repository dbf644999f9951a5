import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium may be, the first that works. The shell for programs, without windows, takes a third less. */
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path or name of a Chromium; nothing where there is none. `SECCFN_CHROMIUM` names one. */
export function findChromium(): string | undefined {
  const named = process.env.SECCFN_CHROMIUM;
  return (named === undefined || named === "" ? NAMES : [named]).find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0,
  );
}

/** A browser with a folder of its own for what it keeps; `stop` ends it and removes that. */
export async function startBrowser(
  executable: string,
): Promise<{ readonly browser: Browser; readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "seccfn-browser-"));
  const browser = await chromium.launch({
    executablePath: pathOf(executable),
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    // Containers have no user namespaces, mostly no graphics, and little shared memory.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  return {
    browser,
    stop: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pathOf(executable: string): string {
  return executable.includes("/") ? executable : spawnSync("which", [executable], { encoding: "utf8" }).stdout.trim();
}
