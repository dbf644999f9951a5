// Tells of errors that nobody caught; loaded only then.
"use strict";

const { SourceMap } = require("node:module");
const path = require("node:path");
const { inspect } = require("node:util");
const cache = require("./cache.cjs");

/** Prints an error with the places in our sources instead of those in the bundles, and ends the process. */
function reportUncaught(error, program) {
  console.error(`Uncaught ${inSources(inspect(error, { colors: process.stderr.isTTY === true }), program)}`);
  process.exit(1);
}

/** A text with places in bundles replaced by those in the sources. */
function inSources(text, program) {
  const [start, ...parts] = text.split(cache.FOLDER + path.sep);
  const mapOf = sourceMaps(program);
  return start + parts.map((part) => placeInSources(part, mapOf) ?? cache.pathOf(part)).join("");
}

function placeInSources(part, mapOf) {
  const [position, name, line, column] = /^([a-z]+-\w+)\.js:(\d+):(\d+)/.exec(part) ?? [];
  const entry = name && mapOf(name)?.findEntry(Number(line) - 1, Number(column) - 1);
  if (!entry?.originalSource) {
    return undefined;
  }
  const source = cache.pathOf(entry.originalSource);
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}${part.slice(position.length)}`;
}

/** The source maps by their bundles' names, each read once. */
function sourceMaps({ parts }) {
  const maps = new Map();
  return (name) => {
    if (!maps.has(name)) {
      const text = parts.find((part) => part.name === name)?.map ?? cache.readKept(`${name}.js.map`);
      maps.set(name, text && new SourceMap(JSON.parse(text.toString())));
    }
    return maps.get(name);
  };
}

module.exports = { reportUncaught, inSources };
