// Runs a TypeScript entry of this project: `node cli/run.cjs <entry.ts> [argument…]`, the entry relative to the project.
//
// esbuild makes two bundles of an entry: `app` of our sources, `vendor` of what they import from node_modules. Both are kept
// in .cache/app together with V8's compiled code, so that a start with nothing changed loads no package and compiles nothing.
//
// `node cli/run.cjs --outline <entry.ts> …` leaves out what the entry imports of our sources by `import()`: enough to tell how
// commands are used, and small, so that it starts fast. Once something that was left out is imported, the whole program runs
// instead, from its beginning.
//
// - The app bundle is made anew when the content of a source differs, the vendor bundle when the imported packages or the
//   lock files do. A file whose size, times and inode are as recorded counts as unchanged; others are compared by content.
// - The cache's files appear whole or not at all, end with a checksum, and may be deleted at any time, by any process.
// - Nothing that a program puts out depends on the cache. Where it cannot be written, the bundles live in memory.
"use strict";

const { existsSync } = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const cache = require("./launcher/cache.cjs");

/** For how many different calls of an entry compiled code is collected: commands count, arguments without end do not. */
const CALLS = 32;

/** The option that asks for an outline. */
const OUTLINE = "--outline";

/**
 * V8 optimizes a function that has been hot for a moment, small ones at once, and a regular expression at its second use. In
 * half a second that hardly pays: it was a third of a run's processor time. So they must be hot for longer; what runs for
 * seconds has them optimized all the same.
 */
const LATE_OPTIMIZATION =
  "--ticks-before-optimization=20 --max-bytecode-size-for-early-opt=0 --regexp-tier-up-ticks=10";
const USUAL_OPTIMIZATION =
  "--ticks-before-optimization=3 --max-bytecode-size-for-early-opt=81 --regexp-tier-up-ticks=1";

/** V8's flags are no promise; another version, as of Node 22 and newer, keeps its own ways. */
const KNOWS_OPTIMIZATION = /^11\.3\./.test(process.versions.v8);

/** Modules of Node that cdktf and our programs load at their start. */
const NEEDED_OF_NODE = ["assert", "child_process", "module", "os", "perf_hooks", "util"];

/** What Node 22 and newer warn of is a function that cdktf calls: nothing a user could mend. */
const NOT_FOR_USERS = /`util\.isArray`/;

/** Where programs find the function that turns places in bundles, within a text, into places in sources. */
const PLACES_IN_SOURCES = Symbol.for("seccfn/placesInSources");

main(process.argv.slice(2));

function main([first, second]) {
  const isOutline = first === OUTLINE;
  const entry = isOutline ? second : first;
  if (entry === undefined) {
    console.error("Usage: node cli/run.cjs <entry.ts> [argument…]");
    process.exitCode = 1;
    return;
  }
  process.argv.splice(1, isOutline ? 3 : 2, path.join(cache.ROOT, entry));
  start(isOutline ? cache.outlineOf(entry) : entry);
}

/** @param {string} entry An entry, or the outline of one. */
function start(entry) {
  const program = cachedProgram(entry);
  if (program !== undefined) {
    run(entry, program);
    return;
  }
  const { makeProgram, explanation } = require("./launcher/bundles.cjs");
  makeProgram(entry).then(
    (made) => setImmediate(run, entry, made), // Outside of the promise: what the program throws is not its rejection.
    (error) => {
      console.error(explanation(error));
      process.exitCode = 1;
    },
  );
}

/** @returns {cache.Program | undefined} Undefined when a source has changed, or a file of the cache is missing or broken. */
function cachedProgram(entry) {
  const manifest = cache.readManifest(cache.manifestFile(entry));
  if (manifest === undefined) {
    return undefined;
  }
  const inputs = manifest.inputs.map(cache.currentInput);
  if (inputs.some(({ hash }, index) => hash !== manifest.inputs[index].hash)) {
    return undefined;
  }
  const vendor = cache.readBundle(manifest.vendor);
  const app = cache.readBundle(manifest.app);
  if (vendor === undefined || app === undefined) {
    return undefined;
  }
  const current = { ...manifest, inputs };
  if (inputs.some(({ stamp }, index) => stamp !== manifest.inputs[index].stamp)) {
    cache.keepManifest(entry, current);
  }
  return { manifest: current, vendor, app };
}

function run(entry, program) {
  const vendor = compile(program.vendor);
  const app = compile(program.app);
  if (KNOWS_OPTIMIZATION && !cache.isOutline(entry)) {
    optimizeLate();
  }
  const report = (error) => {
    // A program with a listener of its own has its own way.
    if (process.listenerCount("uncaughtException") === 1) {
      require("./launcher/errors.cjs").reportUncaught(error, program);
    }
  };
  process.on("uncaughtException", report);
  globalThis[PLACES_IN_SOURCES] = (text) => require("./launcher/errors.cjs").inSources(text, program);
  // Whatever the exit code: that of findings is 1.
  process.once("exit", () => keepCompiled(entry, program.manifest, [vendor, app]));
  // Nothing is left to do then, and the process ends sooner than if Node tidied its memory up first.
  process.once("beforeExit", () => process.exit());
  silenceWarnings();
  const packages = evaluate(vendor, require);
  const requirePackage = (id) => (Object.hasOwn(packages, id) ? packages[id]() : require(id));
  const importLater = (id) => {
    if (!id.startsWith(".")) {
      return import(id);
    }
    process.off("uncaughtException", report);
    start(cache.wholeOf(entry));
    return new Promise(() => {});
  };
  evaluate(app, Object.assign(requirePackage, require), importLater);
}

/** V8 takes compiled code only for the flags that it was made with, ours as that of Node's own modules: so these come first. */
function optimizeLate() {
  for (const id of NEEDED_OF_NODE) {
    require(`node:${id}`);
  }
  require("node:v8").setFlagsFromString(LATE_OPTIMIZATION);
}

/** V8 itself checks that compiled code is of its own version and flags. */
function compile({ name, code }) {
  const cachedData = cache.readKept(compiledFile(name));
  const script = new vm.Script(code, {
    filename: cache.pathOf(`${name}.js`),
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  return { name, script, wasCompiled: script.cachedDataRejected === false };
}

function compiledFile(name) {
  return `${name}.${process.version}-${process.arch}.v8`;
}

/** The script is a function as Node makes it of a CommonJS module, with an `import()` that works in compiled code too. */
function evaluate({ name, script }, requirePackage, importLater = (id) => import(id)) {
  const module = { exports: {} };
  const file = cache.pathOf(`${name}.js`);
  script
    .runInThisContext()
    .call(module.exports, module.exports, requirePackage, module, file, cache.FOLDER, importLater);
  return module.exports;
}

function silenceWarnings() {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...details) => {
    if (!NOT_FOR_USERS.test(String(warning))) {
      emitWarning(warning, ...details);
    }
  };
}

/**
 * V8 compiles a function when it is first called, so at the end of a run its compiled code is what that run needed. Another
 * command needs more: that is added when the command is first called.
 */
function keepCompiled(entry, manifest, scripts) {
  const given = cache.hashOf(process.argv.slice(2).join("\0"));
  const missing = scripts.filter(({ name, wasCompiled }) => {
    const calls = manifest.calls.filter((call) => cache.isCallOf(call, name));
    return !wasCompiled || (calls.length < CALLS && !calls.includes(cache.callOf(name, given)));
  });
  if (missing.length === 0 || !existsSync(cache.pathOf(`${manifest.app}.js`))) {
    return;
  }
  if (KNOWS_OPTIMIZATION) {
    require("node:v8").setFlagsFromString(USUAL_OPTIMIZATION);
  }
  for (const { name, script } of missing) {
    cache.keep(compiledFile(name), script.createCachedData());
  }
  const calls = [...manifest.calls, ...missing.map(({ name }) => cache.callOf(name, given))];
  cache.keepManifest(entry, { ...manifest, calls: [...new Set(calls)] });
}
