// Runs a TypeScript entry of this project: `node cli/run.cjs <entry.ts> [argument…]`, the entry relative to the project.
//
// esbuild makes several bundles of an entry: of the sources in each top-level folder one, and `vendor` of what they import from
// node_modules. They are kept in .cache/app together with V8's compiled code, so that a start with nothing changed loads no
// package and compiles nothing, and one after an edit does so only for the folder of what was edited.
//
// `node cli/run.cjs --outline <entry.ts> …` leaves out what the entry imports of our sources by `import()`: enough to tell how
// commands are used, and small, so that it starts fast. Once something that was left out is imported, the whole program runs
// instead, from its beginning.
//
// - A folder's bundle is made anew when the content of a source differs, the vendor bundle when the imported packages or the
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
  const previous = cache.readManifest(cache.manifestFile(entry));
  const unchanged = previous === undefined ? [] : unchangedParts(entry, previous);
  if (previous !== undefined && unchanged.length === previous.parts.length) {
    run(entry, { ...previous, parts: unchanged });
    return;
  }
  const { makeProgram, explanation } = require("./launcher/bundles.cjs");
  makeProgram(entry, previous, unchanged).then(
    (made) => setImmediate(run, entry, made), // Outside of the promise: what the program throws is not its rejection.
    (error) => {
      console.error(explanation(error));
      process.exitCode = 1;
    },
  );
}

/** The parts with their code, without those of which a source has changed, or a file of the cache is missing or broken. */
function unchangedParts(entry, previous) {
  const surroundings = cache.unchangedInputs(previous.surroundings);
  if (surroundings === undefined) {
    return [];
  }
  const parts = previous.parts.flatMap((part) => {
    const inputs = cache.unchangedInputs(part.inputs);
    const bundle = inputs && cache.readBundle(part.name);
    return bundle === undefined ? [] : [{ ...part, inputs, ...bundle }];
  });
  const current = { ...previous, surroundings, parts };
  if (parts.length === previous.parts.length && stampsOf(current) !== stampsOf(previous)) {
    cache.keepManifest(entry, current);
  }
  return parts;
}

function stampsOf({ surroundings, parts }) {
  return [surroundings, ...parts.map(({ inputs }) => inputs)]
    .flat()
    .map(({ stamp }) => stamp)
    .join();
}

/** @param {cache.Manifest} program */
function run(entry, program) {
  const parts = program.parts.map(compile);
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
  process.once("exit", () => keepCompiled(entry, program, parts));
  // Nothing is left to do then, and the process ends sooner than if Node tidied its memory up first.
  process.once("beforeExit", () => process.exit());
  silenceWarnings();
  const importOfOutline = () => {
    process.off("uncaughtException", report);
    start(cache.wholeOf(entry));
    return new Promise(() => {});
  };
  evaluateParts(entry, parts, importOfOutline);
}

/** Evaluates the entry; another part when it is required first, as a whole or module by module, as it was made. */
function evaluateParts(entry, [own, ...others], importOfOutline) {
  const modules = new Map();
  const requireModule = Object.assign((id) => (modules.get(id) ?? require)(id), require);
  const importLater = (id) => {
    if (modules.has(id)) {
      return Promise.resolve(id).then(requireModule);
    }
    return id.startsWith(".") ? importOfOutline() : import(id);
  };
  // Another part may import of the entry's folder, too: then the entry is one of the modules that its part gives.
  const isGiven = own.modules.length > 1;
  for (const part of isGiven ? [own, ...others] : others) {
    let given;
    for (const id of part.modules) {
      const load = () => {
        given ??= evaluate(part, requireModule, importLater).modules;
        return given[id]();
      };
      modules.set(id, id.startsWith(".") ? evaluatedOnce(load) : load);
    }
  }
  if (isGiven) {
    requireModule(cache.idOf(cache.wholeOf(entry)));
  } else {
    evaluate(own, requireModule, importLater);
  }
}

/**
 * What esbuild makes of an ES module's exports is a getter each, and every use in another part would call it. They do not change
 * once the module is evaluated; until then, which only a circle of imports can ask for, the getters are given.
 */
function evaluatedOnce(load) {
  let isLoading = false;
  let evaluated;
  return () => {
    if (evaluated !== undefined) {
      return evaluated;
    }
    if (isLoading) {
      return load();
    }
    isLoading = true;
    const exports = load();
    evaluated = exports?.__esModule ? Object.defineProperty({ ...exports }, "__esModule", { value: true }) : exports;
    return evaluated;
  };
}

/** V8 takes compiled code only for the flags that it was made with, ours as that of Node's own modules: so these come first. */
function optimizeLate() {
  for (const id of NEEDED_OF_NODE) {
    require(`node:${id}`);
  }
  require("node:v8").setFlagsFromString(LATE_OPTIMIZATION);
}

/** V8 itself checks that compiled code is of its own version and flags. */
function compile({ name, code, modules }) {
  const cachedData = cache.readKept(compiledFile(name));
  const script = new vm.Script(code, {
    filename: cache.pathOf(`${name}.js`),
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  return { name, modules, script, wasCompiled: script.cachedDataRejected === false };
}

function compiledFile(name) {
  return `${name}.${process.version}-${process.arch}.v8`;
}

/** The script is a function as Node makes it of a CommonJS module, with an `import()` that works in compiled code too. */
function evaluate({ name, script }, requireModule, importLater) {
  const module = { exports: {} };
  const file = cache.pathOf(`${name}.js`);
  script
    .runInThisContext()
    .call(module.exports, module.exports, requireModule, module, file, cache.FOLDER, importLater);
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
function keepCompiled(entry, program, scripts) {
  const given = cache.hashOf(process.argv.slice(2).join("\0"));
  const missing = scripts.filter(({ name, wasCompiled }) => {
    const calls = program.calls.filter((call) => cache.isCallOf(call, name));
    return !wasCompiled || (calls.length < CALLS && !calls.includes(cache.callOf(name, given)));
  });
  if (missing.length === 0 || !existsSync(cache.pathOf(`${program.parts[0].name}.js`))) {
    return;
  }
  if (KNOWS_OPTIMIZATION) {
    require("node:v8").setFlagsFromString(USUAL_OPTIMIZATION);
  }
  for (const { name, script } of missing) {
    cache.keep(compiledFile(name), script.createCachedData());
  }
  const calls = [...program.calls, ...missing.map(({ name }) => cache.callOf(name, given))];
  cache.keepManifest(entry, { ...program, calls: [...new Set(calls)] });
}
