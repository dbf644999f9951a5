// jest's runtime, but for one thing: test files and all that they load are modules of the worker itself, as Node loads them.
// Sources and packages are loaded and compiled once for all test files of a worker, not once for each. Only what belongs to
// jest's machinery stays in a context of its own.
//
// So test files of one worker share the state of modules. Test files themselves and what is set up for each are loaded anew.
// See help/decisions/0013-tests-share-modules.md.
"use strict";

const Module = require("node:module");
const path = require("node:path");
const { default: Runtime } = require("jest-runtime");

const TESTS = path.resolve(__dirname, "..") + path.sep;

/** Where the source maps of modules lie. They outlive the runtime that loaded the module. */
const sourceMaps = new Map();

/** The runtime of the test file that runs now: it knows how sources are transformed. */
let current;

class SharedRuntime extends Runtime {
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

  getSourceMaps() {
    return sourceMaps;
  }
}

/** Goes first, since `./name` is `name.ts` where there is a `name.json` too, as it is for TypeScript and esbuild. */
function loadFirst(extension, load) {
  const others = { ...Module._extensions };
  for (const other of Object.keys(others)) {
    delete Module._extensions[other];
  }
  Object.assign(Module._extensions, { [extension]: load }, others);
}

loadFirst(".ts", (module, file) => {
  const code = current.transformCache.transform(file);
  const map = current.transformCache.getSourceMaps().get(file);
  if (map !== undefined) {
    sourceMaps.set(file, map);
  }
  module._compile(code, file);
});

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = SharedRuntime;
