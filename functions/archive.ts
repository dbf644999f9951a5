import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { BuildOptions } from "esbuild";

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
 * `@aws-sdk` and `@smithy` stay outside: Lambda's Node.js runtimes bring the AWS SDK v3. Not minified, so that operators
 * can read in the console what runs. An empty `tsconfigRaw` keeps the project's compiler options out of the bytes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const BUILD_OPTIONS: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node24",
  external: ["@aws-sdk/*", "@smithy/*"],
  legalComments: "none",
  charset: "utf8",
  tsconfigRaw: "{}",
  logLevel: "silent",
};

/** `os` 3 is Unix and `attrs` its mode, a regular file that everybody may read, as Lambda asks for. */
const ZIP_OPTIONS = { level: 9, os: 3, attrs: (0o100644 << 16) >>> 0 } as const;

const NAME = /^[a-z][a-z0-9-]*$/;
const SOURCE = /\.(?:ts|js|json)$/;

/**
 * Builds the archive of `functions/<name>/index.ts`, one entry `index.js`, or takes the one built earlier from the same
 * sources, options and tools. The same sources give the same bytes on every machine, in every time zone.
 *
 * The file lies at `<root>/.cache/functions/<name>-<hash of all that goes in>.zip`. It appears whole or not at all, so
 * processes that build at the same time do not disturb each other.
 *
 * @param name The function's folder.
 * @param root The project's folder; by default the nearest one above this file that holds the function, which works from
 * the sources and from a bundle below the project's folder.
 * @throws Error if the function does not exist, does not compile, or imports files from outside its folder.
 */
export function functionArchive(name: string, root: string = findRoot(name)): FunctionArchive {
  const sources = readSources(name, root);
  const path = join(root, ".cache", "functions", `${name}-${hashOf(sources)}.zip`);
  const bytes = existsSync(path) ? readFileSync(path) : build(name, root, sources, path);
  return { path, sourceCodeHash: createHash("sha256").update(bytes).digest("base64") };
}

function findRoot(name: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "functions", name, "index.ts"))) {
      return folder;
    }
  }
  throw new Error(`there is no functions/${name}/index.ts in any folder above ${__dirname}`);
}

/** The function's source files by their paths below the project's folder, sorted, with `/` on every system. */
function readSources(name: string, root: string): ReadonlyMap<string, Buffer> {
  const folder = join(root, "functions", name);
  if (!NAME.test(name) || !existsSync(join(folder, "index.ts"))) {
    throw new Error(`there is no functions/${name}/index.ts in ${root}`);
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => SOURCE.test(file));
  return new Map(
    files
      .map((file) => [`functions/${name}/${file.replaceAll("\\", "/")}`, readFileSync(join(folder, file))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Hash of all that decides the archive's bytes: sources, options and the versions of the tools; 20 hexadecimal digits. */
function hashOf(sources: ReadonlyMap<string, Buffer>): string {
  const esbuild: { readonly version: string } = require("esbuild/package.json");
  const fflate: { readonly version: string } = require("fflate/package.json");
  const hash = createHash("sha256");
  hash.update(JSON.stringify([esbuild.version, fflate.version, BUILD_OPTIONS, ZIP_OPTIONS]));
  for (const [path, content] of sources) {
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 20);
}

function build(name: string, root: string, sources: ReadonlyMap<string, Buffer>, path: string): Uint8Array {
  const bytes = zip(bundle(name, root, sources));
  writeWhole(path, bytes);
  removeOlder(name, path);
  return bytes;
}

/** esbuild and fflate are loaded here and not above: most runs find an archive and need neither. */
function bundle(name: string, root: string, sources: ReadonlyMap<string, Buffer>): Uint8Array {
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const { outputFiles, metafile } = buildSync({
    ...BUILD_OPTIONS,
    entryPoints: [`functions/${name}/index.ts`],
    absWorkingDir: realpathSync(root),
    write: false,
    metafile: true,
  });
  const foreign = Object.keys(metafile.inputs).filter((input) => !sources.has(input));
  const [output] = outputFiles;
  if (foreign.length > 0 || output === undefined) {
    throw new Error(`functions/${name} must hold all that it bundles, got ${foreign.join(", ")}; move it there`);
  }
  return output.contents;
}

function zip(indexJs: Uint8Array): Uint8Array {
  const { zipSync } = require("fflate") as typeof import("fflate");
  // A zip stores local time, and fflate reads the date by its local getters: only local parts are the same everywhere.
  const mtime = new Date(1980, 0, 1, 0, 0, 0);
  return zipSync({ "index.js": indexJs }, { ...ZIP_OPTIONS, mtime });
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
