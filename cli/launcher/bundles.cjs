// Makes the bundles of an entry; loaded only when they are not in the cache.
"use strict";

const { readdirSync, readFileSync } = require("node:fs");
const { createRequire, isBuiltin } = require("node:module");
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
 * What is imported at once but evaluated at first use: the provider's resources, of which an environment has some. What is not used
 * has no compiled code to read, either.
 */
const EVALUATED_LATE = /^@cdktf\/provider-aws\/lib\//;

/**
 * What cdktf and zod import at once and hardly a run uses: left to Node, at first use. The archiver was a twelfth of a whole run; zod's
 * locales are all but the English one.
 */
const LEFT_TO_NODE = /^(?:archiver|\.\.\/locales\/index\.cjs)$/;
const LEAVES_TO_NODE = /[\\/]node_modules[\\/](?:cdktf|zod)[\\/](?!node_modules)/;

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

/**
 * Bundles an entry: its sources and the packages that they import.
 *
 * @param {string} entry
 * @param {cache.Manifest | undefined} previous What the entry was before.
 * @param {cache.Part[]} unchanged Parts of it that can be taken again.
 * @returns {Promise<cache.Manifest>}
 */
async function makeProgram(entry, previous, unchanged) {
  const surroundings = SURROUNDINGS.map(newInput);
  const sources = await sourceParts(entry, unchanged);
  const packages = sources.flatMap(({ imports }) => imports).filter((id) => !isSource(id));
  const parts = [...sources, await vendorPart([...new Set(packages)].sort(), surroundings)];
  // What was collected of a part's code stays good while the part is the same.
  const calls = (previous?.calls ?? []).filter((call) => parts.some(({ name }) => cache.isCallOf(call, name)));
  const manifest = { surroundings, parts, calls };
  for (const part of parts.filter(({ map }) => map !== undefined)) {
    cache.keepBundle(part);
  }
  cache.keepManifest(entry, manifest);
  cache.sweep((previous?.parts ?? []).map(({ name }) => name));
  return manifest;
}

/**
 * The entry's own part comes first; a part is made again where another turns out to import more of it. Where folders import one
 * another, modules are evaluated late: none could be evaluated at once, each before the other.
 */
async function sourceParts(entry, unchanged, isCircular = false) {
  const own = cache.idOf(cache.wholeOf(entry));
  const wanted = new Map([[folderOf(own), { modules: new Set([own]), isLate: isCircular }]]);
  const parts = new Map();
  const serves = (part, { modules, isLate }) =>
    part?.isLate === isLate && [...modules].every((id) => part.modules.includes(id));
  for (;;) {
    const [folder, want] = [...wanted].find(([candidate, these]) => !serves(parts.get(candidate), these)) ?? [];
    if (folder === undefined) {
      break;
    }
    const kept = unchanged.find((part) => serves(part, want));
    const part = kept ?? (await sourcePart(entry, folder, want));
    parts.set(folder, part);
    for (const id of part.imports.filter(isSource)) {
      const { modules, isLate } = wanted.get(folderOf(id)) ?? { modules: new Set(), isLate: false };
      wanted.set(folderOf(id), { modules: modules.add(id), isLate: isLate || part.isLate || part.importsLate });
    }
  }
  return !isCircular && isCircle(parts, folderOf(own)) ? sourceParts(entry, unchanged, true) : [...parts.values()];
}

/** Whether a folder imports, by others, one that has led to it. */
function isCircle(parts, folder, path = []) {
  const next = new Set(parts.get(folder).imports.filter(isSource).map(folderOf));
  return path.includes(folder) || [...next].some((other) => isCircle(parts, other, [...path, folder]));
}

/** Sources of a folder, with what they import of it and of the project's root. @returns {Promise<cache.Part>} */
async function sourcePart(entry, folder, { modules: wanted, isLate }) {
  const file = cache.wholeOf(entry);
  const modules = [...wanted].sort();
  const isEntry = modules.length === 1 && modules[0] === cache.idOf(file);
  const { code, map, metafile } = await bundle({
    ...(isEntry ? { entryPoints: [file] } : { stdin: giving(modules, isLate) }),
    packages: "external",
    ...(cache.isOutline(entry) ? { plugins: [withoutLaterSources] } : { external: otherFolders(folder) }),
  });
  return {
    ...cache.newBundle(`app-${cache.hashOf(code)}`, code, map),
    modules,
    isLate,
    imports: importsOf(metafile),
    importsLate: importsLate(metafile),
    inputs: bundledInputs(metafile, map),
  };
}

/** @returns {Promise<cache.Part>} */
async function vendorPart(packages, surroundings) {
  const key = JSON.stringify([cache.ROOT, packages, surroundings.map(({ hash }) => hash)]);
  const name = `vendor-${cache.hashOf(key)}`;
  const part = { name, modules: packages, isLate: true, imports: [], importsLate: false, inputs: [] };
  const kept = cache.readBundle(name);
  if (kept !== undefined) {
    return { ...part, ...kept };
  }
  const { code, map } = await bundle({
    stdin: giving(packages, true),
    external: ["esbuild"],
    plugins: [laterImports, ownPaths, lateEvaluation],
    minifyWhitespace: true,
    sourcesContent: false,
  });
  return { ...part, ...cache.newBundle(name, code, map) };
}

/** A module that gives others, evaluated with it, or late: each when it is asked for first, as Node would do. */
function giving(ids, isLate) {
  const from = (id) => JSON.stringify(isSource(id) ? pathOf(id) : id);
  const imports = isLate ? [] : ids.map((id, index) => `import * as m${index} from ${from(id)};\n`);
  const given = ids.map((id, index) =>
    isLate ? `require(${from(id)})` : `Object.assign({ __esModule: true }, m${index})`,
  );
  const members = ids.map((id, index) => `${JSON.stringify(id)}: () => ${given[index]},\n`);
  return { contents: `${imports.join("")}export const modules = {\n${members.join("")}};`, resolveDir: cache.ROOT };
}

/** What is left to other parts: not what Node has, nor what is to be imported from packages later. */
function importsOf(metafile) {
  const imports = importsLeftIn(metafile).filter(({ path: id, kind }) => kind !== "dynamic-import" || isSource(id));
  return [...new Set(imports.map(({ path: id }) => id))].filter((id) => !isBuiltin(id) && !UNBUNDLED.test(id)).sort();
}

/** Whether our sources are imported by `import()`: what they alone need is not evaluated before. */
function importsLate({ inputs }) {
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  return imports.some(({ path: id, kind, external }) => kind === "dynamic-import" && (!external || isSource(id)));
}

function importsLeftIn({ outputs }) {
  return Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
}

function isSource(id) {
  return id.startsWith("../");
}

function pathOf(id) {
  return `./${path.posix.join(".cache/app", id)}`;
}

/** The top-level folder of a source. */
function folderOf(id) {
  return id.split("/")[2];
}

function otherFolders(folder) {
  return readdirSync(cache.ROOT, { withFileTypes: true })
    .filter((file) => file.isDirectory() && !/^\.|^node_modules$/.test(file.name) && file.name !== folder)
    .map(({ name }) => path.join(cache.ROOT, name, "*"));
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
function withImport(code, metafile) {
  const left = importsLeftIn(metafile).filter(({ kind }) => kind === "dynamic-import");
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
    build.onResolve({ filter: LEFT_TO_NODE }, ({ path: id, importer, resolveDir }) =>
      LEAVES_TO_NODE.test(importer) ? { path: fileOf(id, resolveDir), namespace: "late" } : undefined,
    );
    build.onResolve({ filter: /./, namespace: "late" }, ({ path: id }) =>
      path.isAbsolute(id) ? { path: id, external: true } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "late" }, ({ path: id, pluginData: resolveDir }) => ({
      contents: evaluatedLate(id),
      resolveDir,
    }));
  },
};

/** Where Node would find a module. */
function fileOf(id, folder) {
  return createRequire(path.join(folder, "-")).resolve(id);
}

/** Whoever imports it asks for what an ES module gives, for a member, or calls it. */
function evaluatedLate(id) {
  return `const load = () => require(${JSON.stringify(id)});
    module.exports = new Proxy(() => {}, {
      apply: (_, self, args) => Reflect.apply(load(), self, args),
      get: (_, key) => key === "__esModule" || load()[key],
    });`;
}

/** The sources with the content that esbuild saw: the files may have changed since. */
function bundledInputs(metafile, map) {
  const { sources, sourcesContent } = JSON.parse(map);
  const seen = new Map(sources.map((source, index) => [path.resolve(cache.FOLDER, source), sourcesContent[index]]));
  const files = Object.keys(metafile.inputs).filter((file) => file !== "<stdin>");
  return files.map((file) => {
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
