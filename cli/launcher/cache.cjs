// The files in .cache/app. Each ends with a checksum; what does not match counts as missing.
"use strict";

const { createHash, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const ROOT = path.dirname(path.dirname(__dirname));
const FOLDER = path.join(ROOT, ".cache", "app");

/** At the end of an entry's name where its outline is meant; no file's name ends so. */
const OUTLINE_MARK = "?outline";

/** File times can be this coarse (FAT): a younger file may change once more without showing it. */
const CLOCK_TICK_MS = 2000;

/** What interrupted runs left behind is removed after this time; before, another process may be about to use it. */
const LEFTOVER_MS = 3_600_000;

/**
 * @typedef {{ path: string, stamp: string, hash: string }} Input A file that a bundle was made of, relative to the root.
 * @typedef {{ name: string, code: string, map?: string }} Bundle With its source map if this process made it.
 * @typedef {Bundle & { modules: string[], isLate: boolean, imports: string[], importsLate: boolean, inputs: Input[] }} Part A
 * bundle; what can be required of it, and whether that is evaluated late, each module by itself; what it requires of others, and
 * whether it imports sources by `import()`; and what it was made of.
 * @typedef {{ surroundings: Input[], parts: Part[], calls: string[] }} Manifest The parts of an entry, its own first and the
 * packages last, what decides all of them, and the calls (a bundle's name and a hash of the arguments) that compiled code was
 * collected from.
 */

function pathOf(file) {
  return path.join(FOLDER, file);
}

/** Against accidents, not attackers: whoever can write the cache can write the sources too. */
function hashOf(content) {
  return createHash("sha1").update(content).digest("hex");
}

/** The last line of a file of the cache; a comment, since most of them are JavaScript. */
function checksum(content) {
  return `\n//${hashOf(content)}`;
}

/** Reads a file of the cache; undefined when it is missing or broken. */
function readKept(file) {
  try {
    const bytes = fs.readFileSync(pathOf(file));
    const content = bytes.subarray(0, -checksum("").length);
    return bytes.subarray(content.length).toString("latin1") === checksum(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file of the cache. Where that is not possible, later runs make everything again. */
function keep(file, content) {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    fs.writeFileSync(pathOf(temporary), Buffer.concat([Buffer.from(content), Buffer.from(checksum(content))]));
    fs.renameSync(pathOf(temporary), pathOf(file));
  } catch {
    remove(temporary);
  }
}

function remove(file) {
  try {
    fs.rmSync(pathOf(file), { force: true });
  } catch {
    // Somebody holds it, or there is no such folder: it is in nobody's way.
  }
}

/** A source's name in bundles: its path from where these are. */
function idOf(file) {
  return path.posix.join("../..", file);
}

/** The name of an entry's outline, and the other way round. */
function outlineOf(entry) {
  return `${entry}${OUTLINE_MARK}`;
}

function isOutline(entry) {
  return entry.endsWith(OUTLINE_MARK);
}

function wholeOf(entry) {
  return isOutline(entry) ? entry.slice(0, -OUTLINE_MARK.length) : entry;
}

function manifestFile(entry) {
  return `${entry.replace(/\W+/g, "-")}.json`;
}

/** @returns {Manifest | undefined} Without code; undefined, too, where another version of the launcher wrote it. */
function readManifest(file) {
  const content = readKept(file);
  const manifest = content && JSON.parse(content.toString());
  return manifest?.parts && manifest;
}

function keepManifest(entry, { surroundings, parts, calls }) {
  const kept = parts.map(({ code, map, ...part }) => part);
  keep(manifestFile(entry), JSON.stringify({ surroundings, parts: kept, calls }));
}

/** @returns {Bundle | undefined} Bundles are ASCII, which is read fastest as Latin-1. */
function readBundle(name) {
  const content = readKept(`${name}.js`);
  return content && { name, code: content.toString("latin1") };
}

/** @returns {Bundle} The line at its end is for debuggers. */
function newBundle(name, code, map) {
  return { name, code: `${code}//# sourceMappingURL=${name}.js.map`, map };
}

function keepBundle({ name, code, map }) {
  keep(`${name}.js.map`, map);
  keep(`${name}.js`, code);
}

/** The inputs as they are now; undefined where one has other content. */
function unchangedInputs(inputs) {
  const current = inputs.map(currentInput);
  return current.every(({ hash }, index) => hash === inputs[index].hash) ? current : undefined;
}

/** @returns {Input} The input as it is now; its content is read only if it may have changed. */
function currentInput(input) {
  const stamp = stampOf(input.path);
  return stamp === input.stamp && stamp !== "" ? input : { path: input.path, stamp, hash: hashOfFile(input.path) };
}

/** A call that a bundle's compiled code was collected from. */
function callOf(bundle, hash) {
  return `${bundle} ${hash}`;
}

function isCallOf(call, bundle) {
  return call.startsWith(`${bundle} `);
}

/** Shows whether a file has been written to, without reading it; empty when that is too early to tell. */
function stampOf(file) {
  // Asked of hundreds of files at each start: joining paths took as long as asking.
  const stats = fs.statSync(ROOT + path.sep + file, { throwIfNoEntry: false });
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

/** Removes bundles that no entry uses any more: those that were just replaced, and leftovers. */
function sweep(replaced) {
  const files = listed();
  const manifests = files.filter((file) => file.endsWith(".json")).map(readManifest);
  const used = manifests.flatMap((manifest) => (manifest?.parts ?? []).map(({ name }) => name));
  for (const file of files.filter((candidate) => !candidate.endsWith(".json"))) {
    const [name] = file.split(".");
    if (!used.includes(name) && (replaced.includes(name) || isLeftover(file))) {
      remove(file);
    }
  }
}

function listed() {
  try {
    return fs.readdirSync(FOLDER);
  } catch {
    return [];
  }
}

function isLeftover(file) {
  const stats = fs.statSync(pathOf(file), { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > LEFTOVER_MS;
}

module.exports = {
  ROOT,
  FOLDER,
  pathOf,
  hashOf,
  readKept,
  keep,
  outlineOf,
  isOutline,
  idOf,
  wholeOf,
  manifestFile,
  readManifest,
  keepManifest,
  readBundle,
  newBundle,
  keepBundle,
  currentInput,
  unchangedInputs,
  stampOf,
  sweep,
  callOf,
  isCallOf,
};
