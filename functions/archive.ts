import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { archiveFiles, BUILD_OPTIONS, ZIP_OPTIONS, zip } from "./archive-content";
import { type FunctionInputs, findRoot, readInputs } from "./archive-inputs";

/** A Lambda function's deployment package. */
export interface FunctionArchive {
  /**
   * The zip, to be copied from; absolute if `root` is. Its name changes with its content, so a file of this name is never
   * rewritten; it is removed once an archive of newer sources has been built.
   */
  readonly path: string;

  /** What Terraform's `filebase64sha256` gives for the zip. */
  readonly sourceCodeHash: string;
}

/**
 * Builds the archive of a function, or takes the one built earlier from the same sources, packages, options and tools. The
 * same of these give the same bytes on every machine, in every time zone.
 *
 * - `functions/<name>/index.ts` becomes one entry `index.js`, bundled with what it reaches of its folder, of
 *   `functions/shared` and of npm packages; the licenses of the packages go with it.
 * - `functions/<name>/index.py` and the other modules of its folder become one entry each.
 *
 * The file lies at `<root>/.cache/functions/<name>-<hash of all that goes in>.zip`. It appears whole or not at all, so
 * processes that build at the same time do not disturb each other.
 *
 * @param name The function's folder.
 * @param root The project's folder; by default the nearest one above this file that holds the function, which works from
 * the sources and from a bundle below the project's folder.
 * @throws Error if the function does not exist, does not compile, or bundles files from elsewhere.
 */
export function functionArchive(name: string, root: string = findRoot(name)): FunctionArchive {
  const inputs = readInputs(name, root);
  const path = join(root, ".cache", "functions", `${name}-${hashOf(inputs)}.zip`);
  const bytes = existsSync(path) ? readFileSync(path) : build(name, root, inputs, path);
  return { path, sourceCodeHash: createHash("sha256").update(bytes).digest("base64") };
}

/** Hash of all that decides the archive's bytes; 20 hexadecimal digits. */
function hashOf({ files, packages }: FunctionInputs): string {
  const esbuild: { readonly version: string } = require("esbuild/package.json");
  const fflate: { readonly version: string } = require("fflate/package.json");
  const hash = createHash("sha256");
  hash.update(JSON.stringify([esbuild.version, fflate.version, BUILD_OPTIONS, ZIP_OPTIONS, [...packages]]));
  for (const [path, content] of files) {
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 20);
}

function build(name: string, root: string, inputs: FunctionInputs, path: string): Uint8Array {
  const bytes = zip(archiveFiles(name, root, inputs));
  writeWhole(path, bytes);
  removeOlder(name, path);
  return bytes;
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function removeOlder(name: string, current: string): void {
  const folder = dirname(current);
  const archive = new RegExp(`^${name}-[0-9a-f]{20}\\.zip$`);
  for (const file of readdirSync(folder).filter((entry) => archive.test(entry))) {
    if (join(folder, file) !== current) {
      rmSync(join(folder, file), { force: true });
    }
  }
}
