// For Stryker only: as ../shared-runtime.cjs, but our own modules are loaded anew for each test file, since what a module does while
// it loads may be what a mutant changes. Packages are loaded once.
"use strict";

const Module = require("node:module");
const path = require("node:path");
const { default: SharedRuntime } = require("../shared-runtime.cjs");

const PACKAGES = path.join(path.sep, "node_modules", path.sep);

/** What the sources are compiled to: nothing changes them while Stryker runs. */
const compiled = new Map();

/** What loads test files. It remembers what it loaded, which then never goes. */
const loader = require.cache[require.resolve("../shared-runtime.cjs")];

const load = Module._extensions[".ts"];

Module._extensions[".ts"] = (module, file) => {
  const known = compiled.get(file);
  if (known !== undefined) {
    module._compile(known, file);
    return;
  }
  const { _compile } = module;
  module._compile = (code, name) => {
    compiled.set(file, code);
    return _compile.call(module, code, name);
  };
  load(module, file);
};

class MutationRuntime extends SharedRuntime {
  constructor(...given) {
    super(...given);
    for (const file of Object.keys(require.cache)) {
      if (file.endsWith(".ts") && !file.includes(PACKAGES)) {
        delete require.cache[file];
      }
    }
    loader.children.length = 0;
    // Where mutated code finds which mutant is on, and tells what is covered.
    globalThis.__stryker__ = this._environment.global.__stryker__ ?? {};
  }
}

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = MutationRuntime;
