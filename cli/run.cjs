// Runs a TypeScript entry of this project: `node cli/run.cjs <entry.ts> [argument…]`, the entry relative to the project.
//
// esbuild makes two bundles of an entry: `app` of our sources, `vendor` of what they import from node_modules. Both are kept
// in .cache/app together with V8's compiled code, so that a start with nothing changed loads no package and compiles nothing.
//
// - The app bundle is made anew when the content of a source differs, the vendor bundle when the imported packages or the
//   lock files do. A file whose size, times and inode are as recorded counts as unchanged; others are compared by content.
// - The cache's files appear whole or not at all, end with a checksum, and may be deleted at any time, by any process.
// - Nothing that a program puts out depends on the cache, and without a folder to write it in, bundles live in memory.
"use strict";

const { createHash, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const { isBuiltin, SourceMap } = require("node:module");
const path = require("node:path");
const { inspect } = require("node:util");
const { getHeapCodeStatistics } = require("node:v8");
const vm = require("node:vm");

const ROOT = path.dirname(__dirname);
const CACHE = path.join(ROOT, ".cache", "app");

/** What decides which packages are installed: the file that is committed, and the one that npm writes when it installs. */
const LOCK_FILES = ["package-lock.json", "node_modules/.package-lock.json"];

/** A package that finds files of its own beside its code cannot be bundled. */
const UNBUNDLED = /^esbuild(\/|$)/;

/** A file this young may change again within the same tick of its file system's clock (FAT's is the coarsest). */
const CLOCK_TICK_MS = 2000;

/** What interrupted runs have left is removed after this time; until then another process may be about to use it. */
const LEFTOVER_MS = 3_600_000;

/** The compiled code is kept again when a run has compiled this much more than is kept: its first runs may have done little. */
const GROWN = 1.1;

/**
 * The target is the oldest Node that works here, so that one cache serves all. An empty `tsconfigRaw` leaves tsconfig.json to
 * the type checker. The wrapper is that of Node's own CommonJS modules.
 */
const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  outdir: CACHE,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  tsconfigRaw: "{}",
  banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
  footer: { js: "})" },
  legalComments: "none",
  sourcemap: "external",
  metafile: true,
  write: false,
  logLevel: "silent",
};

/**
 * @typedef {{ path: string, stamp: string, hash: string }} Input A file that a bundle was made of, relative to the root.
 * @typedef {{ app: string, vendor: string, inputs: Input[] }} Manifest What an entry's bundles are called and made of.
 * @typedef {{ name: string, code: string }} Bundle
 * @typedef {{ name: string, script: vm.Script, kept: number }} Compiled `kept`: see `keepCompiled`; 0 when nothing is kept.
 */

/** Source maps of bundles made by this process, by name; those of others are in the cache. */
const maps = new Map();

main(process.argv.slice(2));

function main([entry]) {
  if (entry === undefined) {
    console.error("Usage: node cli/run.cjs <entry.ts> [argument…]");
    process.exitCode = 1;
    return;
  }
  let bundles;
  try {
    bundles = cachedBundles(entry) ?? makeBundles(entry);
  } catch (error) {
    console.error(explanation(error));
    process.exitCode = 1;
    return;
  }
  process.argv.splice(1, 2, path.join(ROOT, entry));
  process.on("uncaughtException", reportUncaught);
  run(bundles);
}

/** An entry's bundles from the cache, or undefined when a source has changed or a file is missing or broken. */
function cachedBundles(entry) {
  const manifest = readManifest(manifestFile(entry));
  if (manifest === undefined) {
    return undefined;
  }
  const inputs = manifest.inputs.map(currentInput);
  if (inputs.some((input, index) => input.hash !== manifest.inputs[index].hash)) {
    return undefined;
  }
  const bundles = [manifest.vendor, manifest.app].map(readBundle);
  if (bundles.includes(undefined)) {
    return undefined;
  }
  if (inputs.some((input, index) => input.stamp !== manifest.inputs[index].stamp)) {
    keep(manifestFile(entry), JSON.stringify({ ...manifest, inputs }));
  }
  return bundles;
}

/** @returns {Input} The input as it is now; its content is read only if it may have changed. */
function currentInput(input) {
  const stamp = stampOf(input.path);
  return stamp === input.stamp && stamp !== "" ? input : { path: input.path, stamp, hash: hashOfFile(input.path) };
}

/** Tells whether a file was written to, without reading it; empty when that is too early to tell. */
function stampOf(file) {
  const stats = fs.statSync(path.join(ROOT, file), { throwIfNoEntry: false });
  if (stats === undefined) {
    return "missing";
  }
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return Date.now() - Math.max(mtimeMs, ctimeMs) < CLOCK_TICK_MS ? "" : [size, mtimeMs, ctimeMs, ino].join(" ");
}

function hashOfFile(file) {
  try {
    return hashOf(fs.readFileSync(path.join(ROOT, file)));
  } catch {
    return "missing";
  }
}

/** Against accidents, not attackers: whoever can write the cache can write the sources too. */
function hashOf(content) {
  return createHash("sha1").update(content).digest("hex");
}

function manifestFile(entry) {
  return `${entry.replace(/\W+/g, "-")}.json`;
}

/** @returns {Manifest | undefined} */
function readManifest(file) {
  const content = readKept(file);
  return content && JSON.parse(content.toString());
}

/** @returns {Bundle | undefined} esbuild writes ASCII, which is read fastest as Latin-1. */
function readBundle(name) {
  const content = readKept(`${name}.js`);
  return content && { name, code: content.toString("latin1") };
}

/** Reads a file of the cache; undefined when it is missing or its checksum is wrong. */
function readKept(file) {
  try {
    const bytes = fs.readFileSync(path.join(CACHE, file));
    const content = bytes.subarray(0, -seal("").length);
    return bytes.subarray(content.length).toString() === seal(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file of the cache, ended by its checksum. Where that is not possible, later runs make everything again. */
function keep(file, content) {
  const target = path.join(CACHE, file);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(CACHE, { recursive: true });
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(content), Buffer.from(seal(content))]));
    fs.renameSync(temporary, target);
  } catch {
    removeKept(path.basename(temporary));
  }
}

function removeKept(file) {
  try {
    fs.rmSync(path.join(CACHE, file), { force: true });
  } catch {
    // Another process holds it, or the folder is none: it is in nobody's way.
  }
}

/** The last line of a file of the cache; a comment, as most of them are JavaScript. */
function seal(content) {
  return `\n//${hashOf(content)}`;
}

/** Bundles an entry anew, and its packages if nobody has yet. */
function makeBundles(entry) {
  const previous = readManifest(manifestFile(entry));
  const [launcher, ...locks] = ["cli/run.cjs", ...LOCK_FILES].map(newInput);
  const { code, map, metafile } = bundle({ entryPoints: [entry], packages: "external" });
  const packages = importedPackages(metafile);
  const app = keepBundle(`app-${hashOf(code)}`, code, map);
  const vendorName = `vendor-${hashOf(JSON.stringify([launcher.hash, locks.map(({ hash }) => hash), packages]))}`;
  const vendor = readBundle(vendorName) ?? makeVendor(vendorName, packages);
  const manifest = {
    app: app.name,
    vendor: vendor.name,
    inputs: [launcher, ...locks, ...bundledInputs(metafile, map)],
  };
  keep(manifestFile(entry), JSON.stringify(manifest));
  sweep(previous === undefined ? [] : [previous.app, previous.vendor]);
  return [vendor, app];
}

/** Packages as functions, so that each is evaluated when it is asked for first, as `require` would do. */
function makeVendor(name, packages) {
  const lines = packages.map((id) => `${JSON.stringify(id)}: () => require(${JSON.stringify(id)}),\n`);
  const stdin = { contents: `module.exports = {\n${lines.join("")}};`, resolveDir: ROOT, sourcefile: "vendor.js" };
  const { code, map } = bundle({ stdin, external: ["esbuild"], sourcesContent: false });
  return keepBundle(name, code, map);
}

function bundle(options) {
  const { metafile, outputFiles } = require("esbuild").buildSync({ ...BUNDLE_OPTIONS, ...options });
  const textOf = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).text;
  return { code: textOf(".js"), map: textOf(".map"), metafile };
}

/** @returns {Bundle} The comment is for debuggers; errors are mapped by `mapped`. */
function keepBundle(name, code, map) {
  const linked = `${code}//# sourceMappingURL=${name}.js.map`;
  maps.set(name, map);
  keep(`${name}.js.map`, map);
  keep(`${name}.js`, linked);
  return { name, code: linked };
}

/** What the sources import statically from node_modules. What they `import()` is loaded by Node: it may be ESM only. */
function importedPackages(metafile) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const ids = imports.filter(({ external, kind }) => external && kind !== "dynamic-import").map((found) => found.path);
  return [...new Set(ids)].filter((id) => !UNBUNDLED.test(id) && !isBuiltin(id)).sort();
}

/** The sources with the content that esbuild saw, which may not be that of the file any more. */
function bundledInputs(metafile, map) {
  const { sources, sourcesContent } = JSON.parse(map);
  const seen = new Map(sources.map((source, index) => [path.posix.join(".cache/app", source), sourcesContent[index]]));
  return Object.keys(metafile.inputs).map((file) => {
    const content = seen.get(file);
    return content === undefined ? newInput(file) : { path: file, stamp: stampOf(file), hash: hashOf(content) };
  });
}

/** @returns {Input} */
function newInput(file) {
  return currentInput({ path: file, stamp: "", hash: "" });
}

/** Removes bundles that no entry uses any more: those that were just replaced, and leftovers. */
function sweep(replaced) {
  const files = filesOf(CACHE);
  const manifests = files.filter((file) => file.endsWith(".json")).map(readManifest);
  const used = manifests.flatMap((manifest) => (manifest === undefined ? [] : [manifest.app, manifest.vendor]));
  for (const file of files.filter((name) => !name.endsWith(".json"))) {
    const [name] = file.split(".");
    if (!used.includes(name) && (replaced.includes(name) || isOld(file))) {
      removeKept(file);
    }
  }
}

function filesOf(folder) {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function isOld(file) {
  const stats = fs.statSync(path.join(CACHE, file), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > LEFTOVER_MS;
}

function run(bundles) {
  const [vendor, app] = bundles.map(compile);
  process.once("exit", (code) => {
    if (code === 0) {
      keepCompiled([vendor, app]);
    }
  });
  const packages = evaluate(vendor, require);
  const requirePackage = (id) => (Object.hasOwn(packages, id) ? packages[id]() : require(id));
  evaluate(app, Object.assign(requirePackage, require));
}

/** @returns {Compiled} V8 itself checks that compiled code is of its version and flags, and of this source's length. */
function compile({ name, code }) {
  const kept = readKept(compiledFile(name));
  const script = new vm.Script(code, {
    filename: path.join(CACHE, `${name}.js`),
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? ((id) => import(id)),
    ...(kept === undefined ? {} : { cachedData: kept.subarray(8) }),
  });
  const usable = kept !== undefined && script.cachedDataRejected === false;
  return { name, script, kept: usable ? kept.readDoubleLE() : 0 };
}

function compiledFile(name) {
  return `${name}.${process.version}-${process.arch}.v8`;
}

function evaluate({ name, script }, requirePackage) {
  const module = { exports: {} };
  const wrapper = script.runInThisContext();
  wrapper.call(module.exports, module.exports, requirePackage, module, path.join(CACHE, `${name}.js`), CACHE);
  return module.exports;
}

/** V8 compiles functions when they are called first, so at the end of a run its compiled code holds all that the run needed. */
function keepCompiled(scripts) {
  const size = getHeapCodeStatistics().bytecode_and_metadata_size;
  for (const { name, script } of scripts.filter(({ kept }) => size > kept * GROWN)) {
    const header = Buffer.alloc(8);
    header.writeDoubleLE(size);
    keep(compiledFile(name), Buffer.concat([header, script.createCachedData()]));
  }
}

/** An error that nobody caught, with the places in our sources instead of those in the bundles. */
function reportUncaught(error) {
  if (process.listenerCount("uncaughtException") > 1) {
    return; // The program has its own way.
  }
  console.error(`Uncaught ${mapped(inspect(error, { colors: process.stderr.isTTY === true }))}`);
  process.exit(1);
}

function mapped(text) {
  return text
    .split(CACHE + path.sep)
    .reduce((before, part) => before + part.replace(/^([a-z]+-\w+)\.js:(\d+):(\d+)|^/, placeOf));
}

function placeOf(found, name, line, column) {
  const entry = name === undefined ? undefined : sourceMapOf(name)?.findEntry(Number(line) - 1, Number(column) - 1);
  return entry?.originalSource === undefined
    ? CACHE + path.sep + found
    : `${path.join(CACHE, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function sourceMapOf(name) {
  const text = maps.get(name) ?? readKept(`${name}.js.map`)?.toString();
  return text === undefined ? undefined : new SourceMap(JSON.parse(text));
}

/** What is wrong with the sources, in esbuild's words: file, line and what it found there. */
function explanation(error) {
  if (Array.isArray(error.errors)) {
    const { formatMessagesSync } = require("esbuild");
    return formatMessagesSync(error.errors, { kind: "error", color: process.stderr.isTTY === true })
      .join("")
      .trimEnd();
  }
  return error.code === "MODULE_NOT_FOUND" ? "esbuild is not installed; run npm ci first" : inspect(error);
}
