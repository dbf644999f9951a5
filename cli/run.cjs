// Runs a TypeScript entry of this project: `node cli/run.cjs <entry.ts> [argument…]`, the entry relative to the project.
//
// esbuild makes two bundles of an entry: `app` of our sources, `vendor` of what they import from node_modules. Both are kept
// in .cache/app together with V8's compiled code, so that a start with nothing changed loads no package and compiles nothing.
//
// - The app bundle is made anew when the content of a source differs, the vendor bundle when the imported packages or the
//   lock files do. A file whose size, times and inode are as recorded counts as unchanged; others are compared by content.
// - The cache's files appear whole or not at all, end with a checksum, and may be deleted at any time, by any process.
// - Nothing that a program puts out depends on the cache. Where it cannot be written, the bundles live in memory.
"use strict";

const { createHash, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const { isBuiltin, SourceMap } = require("node:module");
const path = require("node:path");
const { inspect } = require("node:util");
const vm = require("node:vm");

const ROOT = path.dirname(__dirname);
const CACHE = path.join(ROOT, ".cache", "app");

/** What decides which packages are installed: the file that is committed, and the one that npm writes when it installs. */
const LOCK_FILES = ["package-lock.json", "node_modules/.package-lock.json"];

/** esbuild finds its program beside its own code, and most runs do without it. */
const UNBUNDLED = /^esbuild(\/|$)/;

/** Packages that others import at once but hardly ever use; an eighth of a run's time is theirs. Evaluated at first use. */
const RARELY_USED = /^archiver$/;

/** File times can be this coarse (FAT): a younger file may change once more without showing it. */
const CLOCK_TICK_MS = 2000;

/** What interrupted runs left behind is removed after this time; before, another process may be about to use it. */
const LEFTOVER_MS = 3_600_000;

/** For how many different calls of an entry compiled code is collected: commands count, arguments without end do not. */
const CALLS = 32;

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
 * @typedef {{ app: string, vendor: string, inputs: Input[], calls: string[] }} Manifest The names of an entry's bundles,
 * what they were made of, and the calls that compiled code has been collected from.
 * @typedef {{ name: string, code: string }} Bundle
 * @typedef {{ manifest: Manifest, vendor: Bundle, app: Bundle }} Program
 */

/** Source maps of the bundles that this process made, by name; those of others are in the cache. */
const maps = new Map();

main(process.argv.slice(2));

function main([entry]) {
  if (entry === undefined) {
    console.error("Usage: node cli/run.cjs <entry.ts> [argument…]");
    process.exitCode = 1;
    return;
  }
  process.argv.splice(1, 2, path.join(ROOT, entry));
  const program = cachedProgram(entry);
  if (program !== undefined) {
    run(entry, program);
    return;
  }
  makeProgram(entry).then(
    (made) => setImmediate(run, entry, made), // Outside of the promise, whose rejections are not what the program throws.
    (error) => {
      console.error(explanation(error));
      process.exitCode = 1;
    },
  );
}

/** @returns {Program | undefined} Undefined when a source has changed, or a file of the cache is missing or broken. */
function cachedProgram(entry) {
  const manifest = readManifest(manifestFile(entry));
  if (manifest === undefined) {
    return undefined;
  }
  const inputs = manifest.inputs.map(currentInput);
  if (inputs.some((input, index) => input.hash !== manifest.inputs[index].hash)) {
    return undefined;
  }
  const current = { ...manifest, inputs };
  const vendor = readBundle(manifest.vendor);
  const app = readBundle(manifest.app);
  if (vendor === undefined || app === undefined) {
    return undefined;
  }
  if (inputs.some((input, index) => input.stamp !== manifest.inputs[index].stamp)) {
    keepManifest(entry, current);
  }
  return { manifest: current, vendor, app };
}

/** @returns {Input} The input as it is now; its content is read only if it may have changed. */
function currentInput(input) {
  const stamp = stampOf(input.path);
  return stamp === input.stamp && stamp !== "" ? input : { path: input.path, stamp, hash: hashOfFile(input.path) };
}

/** Shows whether a file has been written to, without reading it; empty when that is too early to tell. */
function stampOf(file) {
  const stats = fs.statSync(path.join(ROOT, file), { throwIfNoEntry: false });
  if (stats === undefined) {
    return "missing";
  }
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return Date.now() - Math.max(mtimeMs, ctimeMs) < CLOCK_TICK_MS ? "" : `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
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

function keepManifest(entry, manifest) {
  keep(manifestFile(entry), JSON.stringify(manifest));
}

/** @returns {Bundle | undefined} Bundles are ASCII, which is read fastest as Latin-1. */
function readBundle(name) {
  const content = readKept(`${name}.js`);
  return content && { name, code: content.toString("latin1") };
}

/** Reads a file of the cache; undefined when it is missing or its checksum is wrong. */
function readKept(file) {
  try {
    const bytes = fs.readFileSync(path.join(CACHE, file));
    const content = bytes.subarray(0, -seal("").length);
    return bytes.subarray(content.length).toString("latin1") === seal(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file of the cache. Where that is not possible, later runs make everything again. */
function keep(file, content) {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(CACHE, { recursive: true });
    fs.writeFileSync(path.join(CACHE, temporary), Buffer.concat([Buffer.from(content), Buffer.from(seal(content))]));
    fs.renameSync(path.join(CACHE, temporary), path.join(CACHE, file));
  } catch {
    removeKept(temporary);
  }
}

function removeKept(file) {
  try {
    fs.rmSync(path.join(CACHE, file), { force: true });
  } catch {
    // Somebody holds it, or there is no such folder: it is in nobody's way.
  }
}

/** The last line of a file of the cache: its checksum, as a comment, since most of them are JavaScript. */
function seal(content) {
  return `\n//${hashOf(content)}`;
}

/** Bundles an entry, and its packages if that has not been done. @returns {Promise<Program>} */
async function makeProgram(entry) {
  const previous = readManifest(manifestFile(entry));
  const surroundings = ["cli/run.cjs", ...LOCK_FILES].map(newInput);
  const { code, map, metafile } = await bundle({ entryPoints: [entry], packages: "external" });
  const packages = importedPackages(metafile);
  const vendorName = `vendor-${hashOf(JSON.stringify([ROOT, packages, surroundings.map(({ hash }) => hash)]))}`;
  const vendor = readBundle(vendorName) ?? (await makeVendor(vendorName, packages));
  const app = keepBundle(`app-${hashOf(code)}`, code, map);
  const inputs = [...surroundings, ...bundledInputs(metafile, map)];
  const manifest = { app: app.name, vendor: vendor.name, inputs, calls: [] };
  keepManifest(entry, manifest);
  sweep(previous === undefined ? [] : [previous.app, previous.vendor]);
  return { manifest, vendor, app };
}

/** Packages as functions, so that each is evaluated when it is required first, as Node would do. */
async function makeVendor(name, packages) {
  const lines = packages.map((id) => `${JSON.stringify(id)}: () => require(${JSON.stringify(id)}),\n`);
  const stdin = { contents: `module.exports = {\n${lines.join("")}};`, resolveDir: ROOT, sourcefile: "vendor.js" };
  const options = { external: ["esbuild"], plugins: [asInNode], minifyWhitespace: true, sourcesContent: false };
  const { code, map } = await bundle({ stdin, ...options });
  return keepBundle(name, code, map);
}

async function bundle(options) {
  const { metafile, outputFiles } = await require("esbuild").build({ ...BUNDLE_OPTIONS, ...options });
  const [map, code] = [".map", ".js"].map((extension) => outputFiles.find((file) => file.path.endsWith(extension)).text);
  return { code, map, metafile };
}

/** Lets packages find their own files by `__dirname` and `__filename`, and evaluates those late that are rarely used. */
const asInNode = {
  name: "as in Node",
  setup(build) {
    build.onLoad({ filter: /\.c?js$/, namespace: "file" }, ({ path: file }) => {
      const source = fs.readFileSync(file, "utf8");
      return /\b__(?:dir|file)name\b/.test(source) ? { contents: withOwnPath(source, file) } : undefined;
    });
    build.onResolve({ filter: RARELY_USED }, ({ path: id, namespace, resolveDir }) =>
      namespace === "late" ? undefined : { path: id, namespace: "late", pluginData: resolveDir },
    );
    build.onLoad({ filter: /./, namespace: "late" }, ({ path: id, pluginData: resolveDir }) => ({
      contents: evaluatedLate(id),
      resolveDir,
    }));
  },
};

function withOwnPath(source, file) {
  if (/\b(?:const|let|var)\s+__(?:dir|file)name\b/.test(source)) {
    return source;
  }
  const names = `var __filename = ${JSON.stringify(file)}, __dirname = ${JSON.stringify(path.dirname(file))};`;
  const directive = /^(?:#!.*|\s|\/\/.*|\/\*[^]*?\*\/)*["']use strict["'];?/.exec(source)?.[0] ?? "";
  return directive + names + source.slice(directive.length);
}

function evaluatedLate(id) {
  return `const load = () => require(${JSON.stringify(id)});
    module.exports = new Proxy(() => {}, {
      apply: (_, self, args) => Reflect.apply(load(), self, args),
      get: (_, key) => load()[key],
    });`;
}

/** @returns {Bundle} The last line is for debuggers; errors are mapped by `mapped`. */
function keepBundle(name, code, map) {
  const linked = `${code}//# sourceMappingURL=${name}.js.map`;
  maps.set(name, map);
  keep(`${name}.js.map`, map);
  keep(`${name}.js`, linked);
  return { name, code: linked };
}

/** What the sources import from node_modules at once. What they `import()` is loaded by Node: it may be ESM only. */
function importedPackages(metafile) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const ids = imports.filter(({ external, kind }) => external && kind !== "dynamic-import").map((found) => found.path);
  return [...new Set(ids)].filter((id) => !isBuiltin(id) && !UNBUNDLED.test(id)).sort();
}

/** The sources with the content that esbuild saw: the files may have changed since. */
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
  for (const file of files.filter((candidate) => !candidate.endsWith(".json"))) {
    const [name] = file.split(".");
    if (!used.includes(name) && (replaced.includes(name) || isLeftover(file))) {
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

function isLeftover(file) {
  const stats = fs.statSync(path.join(CACHE, file), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > LEFTOVER_MS;
}

function run(entry, { manifest, vendor, app }) {
  const scripts = [vendor, app].map(compile);
  process.on("uncaughtException", reportUncaught);
  process.once("exit", (code) => {
    if (code === 0) {
      keepCompiled(entry, manifest, scripts);
    }
  });
  const [packages, program] = scripts;
  const bundled = evaluate(packages, require);
  const requirePackage = (id) => (Object.hasOwn(bundled, id) ? bundled[id]() : require(id));
  evaluate(program, Object.assign(requirePackage, require));
}

/** V8 itself checks that compiled code is of its own version and flags. */
function compile({ name, code }) {
  const cachedData = readKept(compiledFile(name));
  const script = new vm.Script(code, {
    filename: path.join(CACHE, `${name}.js`),
    importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? ((id) => import(id)),
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  return { name, script, isCompiled: script.cachedDataRejected === false };
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

/**
 * V8 compiles a function when it is first called, so at the end of a run its compiled code is what that run needed. Another
 * command needs more: it is added when the command is first called.
 */
function keepCompiled(entry, manifest, scripts) {
  const call = hashOf(process.argv.slice(2).join("\0"));
  const isKnown = manifest.calls.includes(call) || manifest.calls.length >= CALLS;
  if ((isKnown && scripts.every(({ isCompiled }) => isCompiled)) || !fs.existsSync(CACHE)) {
    return;
  }
  for (const { name, script } of scripts) {
    keep(compiledFile(name), script.createCachedData());
  }
  keepManifest(entry, { ...manifest, calls: [...new Set([...manifest.calls, call])] });
}

/** An error that nobody caught, with the places in our sources instead of those in the bundles. */
function reportUncaught(error) {
  if (process.listenerCount("uncaughtException") > 1) {
    return; // The program has its own way.
  }
  console.error(`Uncaught ${mapped(inspect(error, { colors: process.stderr.isTTY === true }))}`);
  process.exit(1);
}

/** A text with the places in our sources instead of those in the bundles. */
function mapped(text) {
  const [start, ...parts] = text.split(CACHE + path.sep);
  return start + parts.map((part) => placeOf(part) ?? CACHE + path.sep + part).join("");
}

function placeOf(part) {
  const [position, name, line, column] = /^([a-z]+-\w+)\.js:(\d+):(\d+)/.exec(part) ?? [];
  const entry = name && sourceMapOf(name)?.findEntry(Number(line) - 1, Number(column) - 1);
  return entry?.originalSource === undefined
    ? undefined
    : `${path.join(CACHE, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}` +
        part.slice(position.length);
}

function sourceMapOf(name) {
  const text = maps.get(name) ?? readKept(`${name}.js.map`)?.toString();
  return text === undefined ? undefined : new SourceMap(JSON.parse(text));
}

/** What is wrong with the sources, in esbuild's words: file, line and what it found there. */
function explanation(error) {
  if (Array.isArray(error.errors)) {
    const { formatMessagesSync } = require("esbuild");
    return formatMessagesSync(error.errors, { kind: "error", color: process.stderr.isTTY === true }).join("").trimEnd();
  }
  return error.code === "MODULE_NOT_FOUND" ? "esbuild is not installed; run npm ci first" : inspect(error);
}
