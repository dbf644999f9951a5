// jest's runtime, but for one thing: what test files load are modules of the worker itself, as Node loads them. Sources and
// packages are read, compiled and warmed up once for all test files of a worker, not once for each. So these share the state
// of modules; test files themselves, and what is set up for each, are loaded anew.
// See help/decisions/0013-tests-share-modules.md.
"use strict";

const { AsyncLocalStorage } = require("node:async_hooks");
const Module = require("node:module");
const path = require("node:path");
const { default: Runtime } = require("jest-runtime");

// esbuild starts its program in the folder in which it was loaded. A test may be in one that is removed afterwards.
require("esbuild");

// Most of what tests run is hot for a moment only, so V8 optimizes it later, and WebAssembly not at all: a sixth of the processor
// time. Its flags are no promise; another version, as of Node 22 and newer, keeps its own ways.
if (/^11\.3\./.test(process.versions.v8)) {
  require("node:v8").setFlagsFromString("--interrupt-budget=400000 --liftoff-only");
}

const TESTS = path.resolve(__dirname, "..") + path.sep;

/** Where the source maps of modules lie. They outlive the runtime that loaded the module. */
const sourceMaps = new Map();

/** The runtime of the test file that runs now: it knows how sources are transformed. */
let current;

class SharedRuntime extends Runtime {
  /** What the machinery of this test file made. */
  storages = [];

  constructor(...given) {
    super(...given);
    current = this;
  }

  /** Without a `moduleName`, `from` is the module: a test file, or what is set up for each. */
  requireModule(from, moduleName, ...options) {
    if (moduleName !== undefined || options.length > 0 || !from.startsWith(TESTS)) {
      return super.requireModule(from, moduleName, ...options);
    }
    const { jest, ...globals } = this.requireModuleOrMock(from, "@jest/globals");
    Object.assign(globalThis, globals, { jest, console: this._environment.global.console });
    delete require.cache[from];
    return require(from);
  }

  /** Only the module that holds the tests of a file is made for each file; the packages that it uses are not. */
  requireInternalModule(from, moduleName) {
    if (moduleName === "node:async_hooks") {
      return { AsyncLocalStorage: this.ownStorage() };
    }
    return moduleName === undefined || moduleName.startsWith(".") || path.isAbsolute(moduleName)
      ? super.requireInternalModule(from, moduleName)
      : Module.createRequire(from)(moduleName);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  /** Before Node 24 each storage that was once used makes every promise of the process slower, until it is disabled. */
  teardown() {
    super.teardown();
    for (const storage of this.storages) {
      storage.disable();
    }
  }

  ownStorage() {
    const { storages } = this;
    return class extends AsyncLocalStorage {
      constructor(...given) {
        super(...given);
        storages.push(this);
      }
    };
  }
}

Module._extensions[".ts"] = (module, file) => {
  const code = current.transformCache.transform(file);
  const map = current.transformCache.getSourceMaps().get(file);
  if (map !== undefined) {
    sourceMaps.set(file, map);
  }
  module._compile(code, file);
};

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = SharedRuntime;
