// Makes the bundles of an entry; loaded only when they are not in the cache.
"use strict";

const { readFileSync } = require("node:fs");
const { isBuiltin } = require("node:module");
const path = require("node:path");
const { inspect } = require("node:util");
const cache = require("./cache.cjs");

/** What decides the bundles besides sources: how they are made, and the packages that are installed (npm writes the last). */
const SURROUNDINGS = [
  "cli/run.cjs",
  "cli/launcher/bundles.cjs",
  "cli/launcher/cache.cjs",
  "package-lock.json",
  "node_modules/.package-lock.json",
];

/** esbuild finds its program beside its own code, and most runs do without it. */
const UNBUNDLED = /^esbuild(\/|$)/;

/**
 * What is imported at once but evaluated at first use: cdktf's archiver, which is hardly ever used and was a twelfth of a whole
 * run, and the provider's resources, of which an environment has some. What is not used has no compiled code to read, either.
 */
const EVALUATED_LATE = /^(?:archiver$|@cdktf\/provider-aws\/lib\/)/;

/**
 * The target is the oldest Node that works here, so that one cache serves all. An empty `tsconfigRaw` leaves tsconfig.json to
 * the type checker. The wrapper is that of Node's own CommonJS modules, and `Import`.
 */
const OPTIONS = {
  absWorkingDir: cache.ROOT,
  outdir: cache.FOLDER,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  tsconfigRaw: "{}",
  banner: { js: "(function (exports, require, module, __filename, __dirname, Import) {" },
  footer: { js: "})" },
  legalComments: "none",
  sourcemap: "external",
  metafile: true,
  write: false,
  logLevel: "silent",
};

/** Bundles an entry, and its packages if that has not been done. @returns {Promise<cache.Program>} */
async function makeProgram(entry) {
  const previous = cache.readManifest(cache.manifestFile(entry));
  const surroundings = SURROUNDINGS.map(newInput);
  const { code, map, metafile } = await bundle({
    entryPoints: [cache.wholeOf(entry)],
    packages: "external",
    plugins: cache.isOutline(entry) ? [withoutLaterSources] : [],
  });
  const packages = importedPackages(metafile);
  const vendorKey = JSON.stringify([cache.ROOT, packages, surroundings.map(({ hash }) => hash)]);
  const vendor = await vendorBundle(`vendor-${cache.hashOf(vendorKey)}`, packages);
  const app = cache.keepBundle(`app-${cache.hashOf(code)}`, code, map);
  const inputs = [...surroundings, ...bundledInputs(metafile, map)];
  // What was collected of the packages' code stays good while these are the same.
  const calls = (previous?.calls ?? []).filter((call) => cache.isCallOf(call, vendor.name));
  const manifest = { app: app.name, vendor: vendor.name, inputs, calls };
  cache.keepManifest(entry, manifest);
  cache.sweep(previous === undefined ? [] : [previous.app, previous.vendor]);
  return { manifest, vendor, app };
}

/** Packages as functions, so that each is evaluated when it is required first, as Node would do. */
async function vendorBundle(name, packages) {
  const kept = cache.readBundle(name);
  if (kept !== undefined) {
    return kept;
  }
  const lines = packages.map((id) => `${JSON.stringify(id)}: () => require(${JSON.stringify(id)}),\n`);
  const { code, map } = await bundle({
    stdin: { contents: `module.exports = {\n${lines.join("")}};`, resolveDir: cache.ROOT, sourcefile: "vendor.js" },
    external: ["esbuild"],
    plugins: [laterImports, ownPaths, lateEvaluation],
    minifyWhitespace: true,
    sourcesContent: false,
  });
  return cache.keepBundle(name, code, map);
}

async function bundle(options) {
  const { metafile, outputFiles } = await require("esbuild").build({ ...OPTIONS, ...options });
  const textOf = (extension) => outputFiles.find((file) => file.path.endsWith(extension)).text;
  return { code: inAscii(withImport(textOf(".js"), metafile)), map: textOf(".js.map"), metafile };
}

/**
 * V8 forgets how to import when it takes a script from compiled code, so the launcher does it. Each replacement is as long as the
 * original, which keeps source maps right.
 */
function withImport(code, { outputs }) {
  const left = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ kind }) => kind === "dynamic-import"));
  return [...new Set(left.map(({ path: id }) => JSON.stringify(id)))].reduce(
    (text, id) => text.replaceAll(`import(${id})`, `Import(${id})`),
    code.replaceAll('import("late:', 'Import(     "'),
  );
}

/**
 * esbuild leaves tagged templates as they are, and the cache's files are read as ASCII, which is fastest. Nobody asks for the raw text
 * of a template, so an escape says the same.
 */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Leaves what packages import by `import()` to Node: it may be ESM only. What our sources import so is left to it anyway. */
const laterImports = {
  name: "later imports",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path: id, kind }) =>
      kind === "dynamic-import" ? { path: `late:${id}`, external: true } : undefined,
    );
  },
};

/** Leaves out of an outline what our sources import by `import()`; the launcher is asked for it, and runs the whole program. */
const withoutLaterSources = {
  name: "without later sources",
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path: id, kind }) =>
      kind === "dynamic-import" ? { path: `late:${id}`, external: true } : undefined,
    );
  },
};

/** Lets packages find their own files by `__dirname` and `__filename`, as cdktf does to archive an asset. */
const ownPaths = {
  name: "own paths",
  setup(build) {
    build.onLoad({ filter: /\.c?js$/, namespace: "file" }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      return /\b__(?:dir|file)name\b/.test(source) ? { contents: withOwnPath(source, file) } : undefined;
    });
  },
};

function withOwnPath(source, file) {
  if (/\b(?:const|let|var)\s+__(?:dir|file)name\b/.test(source)) {
    return source;
  }
  const names = `var __filename = ${JSON.stringify(file)}, __dirname = ${JSON.stringify(path.dirname(file))};`;
  const directive = /^(?:#!.*|\s|\/\/.*|\/\*[\s\S]*?\*\/)*["']use strict["'];?/.exec(source)?.[0] ?? "";
  return directive + names + source.slice(directive.length);
}

const lateEvaluation = {
  name: "late evaluation",
  setup(build) {
    build.onResolve({ filter: EVALUATED_LATE }, ({ path: id, namespace, resolveDir }) =>
      namespace === "late" ? undefined : { path: id, namespace: "late", pluginData: resolveDir },
    );
    build.onLoad({ filter: /./, namespace: "late" }, ({ path: id, pluginData: resolveDir }) => ({
      contents: evaluatedLate(id),
      resolveDir,
    }));
  },
};

function evaluatedLate(id) {
  return `const load = () => require(${JSON.stringify(id)});
    module.exports = new Proxy(() => {}, {
      apply: (_, self, args) => Reflect.apply(load(), self, args),
      get: (_, key) => load()[key],
    });`;
}

/** What the sources import from node_modules at once. */
function importedPackages(metafile) {
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const ids = imports.filter(({ external, kind }) => external && kind !== "dynamic-import").map((found) => found.path);
  return [...new Set(ids)].filter((id) => !isBuiltin(id) && !UNBUNDLED.test(id)).sort();
}

/** The sources with the content that esbuild saw: the files may have changed since. */
function bundledInputs(metafile, map) {
  const { sources, sourcesContent } = JSON.parse(map);
  const seen = new Map(sources.map((source, index) => [path.resolve(cache.FOLDER, source), sourcesContent[index]]));
  return Object.keys(metafile.inputs).map((file) => {
    const content = seen.get(path.resolve(cache.ROOT, file));
    return content === undefined
      ? newInput(file)
      : { path: file, stamp: cache.stampOf(file), hash: cache.hashOf(content) };
  });
}

/** @returns {cache.Input} */
function newInput(file) {
  return cache.currentInput({ path: file, stamp: "", hash: "" });
}

/** What is wrong with the sources, in esbuild's words: file, line and what it found there. */
function explanation(error) {
  if (Array.isArray(error.errors)) {
    const { formatMessagesSync } = require("esbuild");
    const messages = formatMessagesSync(error.errors, { kind: "error", color: process.stderr.isTTY === true });
    return messages.join("").trimEnd();
  }
  return error.code === "MODULE_NOT_FOUND" ? "esbuild is not installed; run npm ci first" : inspect(error);
}

module.exports = { makeProgram, explanation };
