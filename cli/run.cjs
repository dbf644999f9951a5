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
const path = require("node:path");
const vm = require("node:vm");

const ROOT = path.dirname(__dirname);
const CACHE = path.join(ROOT, ".cache", "app");

/** What decides which packages are installed: the file that is committed, and the one that npm writes when it installs. */
const LOCK_FILES = ["package-lock.json", "node_modules/.package-lock.json"];

/** A package that finds files of its own beside its code cannot be bundled. */
const UNBUNDLED = /^(node:|esbuild(\/|$))/;

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

function main([entry, ...args]) {
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

// What is kept ————————————————————————————————————————————————————————————————————————————————————————————————————————

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
    const content = bytes.subarray(0, -SEAL_LENGTH);
    return seal(content) === bytes.subarray(-SEAL_LENGTH).toString() ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file of the cache with its checksum. Where that is not possible, the next run makes everything again. */
function keep(file, content) {
  const target = path.join(CACHE, file);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(CACHE, { recursive: true });
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(content), Buffer.from(seal(content))]));
    fs.renameSync(temporary, target);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}
