// jest's runner of test files, but that it does not tell the parent of each single test as it begins and ends: the results of the
// whole file have all of it. These messages, copied and sent twice a test, took a tenth of the processor time.
"use strict";

const { createRequire } = require("node:module");

/** jest's own runner, as jest itself finds it. */
const run = createRequire(createRequire(require.resolve("jest")).resolve("@jest/core"))("jest-circus/runner").default;

module.exports = (globalConfig, config, environment, runtime, file) =>
  run(globalConfig, config, environment, runtime, file);
