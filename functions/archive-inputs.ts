import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix } from "node:path";

/** What a function is written in, by the file where it begins. */
export type Entry = "index.ts" | "index.py";

const ENTRIES: readonly Entry[] = ["index.ts", "index.py"];

/** An npm package that a function's sources reach. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it, an SPDX expression. */
  readonly license: string;
}

/** All that decides an archive's content besides tools and options. Paths are below the project's folder, with `/`. */
export interface FunctionInputs {
  readonly entry: Entry;
  /** The content of each source file, sorted by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The packages by their folders, sorted by these. */
  readonly packages: ReadonlyMap<string, NpmPackage>;
}

/**
 * What stays outside of a bundle: Lambda's Node.js runtimes bring the AWS SDK v3; the PostgreSQL client's other two are for
 * platforms that are not Lambda, and it does without.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export const EXTERNAL_PACKAGES = ["@aws-sdk/*", "@smithy/*", "pg-cloudflare", "pg-native"] as const;

const EXTERNAL = /^(?:@aws-sdk\/|@smithy\/|pg-cloudflare$|pg-native$)/;

/** Sources that several functions share. */
const SHARED = "functions/shared/";

const NAME = /^[a-z][a-z0-9-]*$/;
const SOURCES: Readonly<Record<Entry, RegExp>> = { "index.ts": /\.(?:ts|js|json)$/, "index.py": /\.py$/ };
const IMPORT = /\b(?:from|import|require\(|import\()\s*["']([^"']+)["']/g;
const SCRIPT = /\.(?:ts|js)$/;

/** The project's folder: the nearest one above this file that holds the function. */
export function findRoot(name: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (entryOf(name, folder) !== undefined) {
      return folder;
    }
  }
  throw new Error(`there is no functions/${name}/index.ts or index.py in any folder above ${__dirname}`);
}

/** Reads what the function is made of. What else a bundle turns out to hold is an error when it is built. */
export function readInputs(name: string, root: string): FunctionInputs {
  const entry = entryOf(name, root);
  if (!NAME.test(name) || entry === undefined) {
    throw new Error(`there is no functions/${name}/index.ts or index.py in ${root}`);
  }
  const files = new Map(
    readdirSync(join(root, "functions", name), { recursive: true, encoding: "utf8" })
      .filter((file) => SOURCES[entry].test(file))
      .map((file) => `functions/${name}/${file.replaceAll("\\", "/")}`)
      .map((path) => [path, readFileSync(join(root, path))] as const),
  );
  if (entry === "index.py") {
    return { entry, files: sorted(files), packages: new Map() };
  }
  const imported = followImports(files, root);
  return { entry, files: sorted(files), packages: sorted(readPackages(imported, root)) };
}

/** The npm package that a file belongs to, by the package's folder. */
export function packageFolderOf(path: string): string | undefined {
  return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function entryOf(name: string, root: string): Entry | undefined {
  return ENTRIES.find((entry) => existsSync(join(root, "functions", name, entry)));
}

function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Adds the shared sources that the files reach; gives the names of the packages that all of them import. */
function followImports(files: Map<string, Buffer>, root: string): ReadonlySet<string> {
  const packages = new Set<string>();
  // A map hands out entries that are added while it is walked.
  for (const [path, content] of files) {
    for (const [, specifier = ""] of SCRIPT.test(path) ? content.toString("utf8").matchAll(IMPORT) : []) {
      if (!specifier.startsWith(".")) {
        packages.add(packageName(specifier));
        continue;
      }
      const target = resolveShared(posix.join(posix.dirname(path), specifier), root);
      if (target !== undefined && !files.has(target)) {
        files.set(target, readFileSync(join(root, target)));
      }
    }
  }
  return packages;
}

function resolveShared(path: string, root: string): string | undefined {
  return path.startsWith(SHARED)
    ? [`${path}.ts`, `${path}/index.ts`, path].find(
        (file) => SOURCES["index.ts"].test(file) && existsSync(join(root, file)),
      )
    : undefined;
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The installed packages of these names, and those that they need in turn, found as Node.js finds them. */
function readPackages(names: ReadonlySet<string>, root: string): ReadonlyMap<string, NpmPackage> {
  const found = new Map<string, NpmPackage>();
  const add = (name: string, neededBy: string) => {
    const folder = isBuiltin(name) || EXTERNAL.test(name) ? undefined : locate(name, neededBy, root);
    if (folder === undefined || found.has(folder)) {
      return;
    }
    const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const { version, license = "unknown", dependencies, optionalDependencies, peerDependencies } = manifest;
    found.set(folder, { name, version, license });
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      add(next, folder);
    }
  };
  for (const name of names) {
    add(name, "");
  }
  return found;
}

/** Where the package lies that a package at `from` gets: beside its own packages, or in a `node_modules` further out. */
function locate(name: string, from: string, root: string): string | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(base.lastIndexOf("/node_modules/"), 0))) {
    const folder = posix.join(base, "node_modules", name);
    if (existsSync(join(root, folder, "package.json"))) {
      return folder;
    }
    if (base === "") {
      return undefined;
    }
  }
}
