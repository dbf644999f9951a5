import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { PageAssets } from "../../handoff/report/subject";

/** The project's folder: two levels up from the sources as from the bundle in `.cache/app`. */
const ROOT = resolve(__dirname, "../..");

/** What a page brings along, read from the project; runbooks are left out where a project has none. */
export function pageAssets(root = ROOT): PageAssets {
  const read = (path: string) => readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n");
  const runbooks = "help/runbooks.md";
  return {
    style: read("handoff/report/style.css"),
    script: read("handoff/report/script.js"),
    runbooks: existsSync(join(root, runbooks)) ? read(runbooks) : "",
  };
}
