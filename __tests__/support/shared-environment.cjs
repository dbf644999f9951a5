// jest's environment of Node for tests that run outside of it: see shared-runtime.cjs.
"use strict";

const { ModernFakeTimers } = require("@jest/fake-timers");
const { TestEnvironment: NodeEnvironment } = require("jest-environment-node");
const { ModuleMocker } = require("jest-mock");

/** What `expect` compares constructors with. */
const INTRINSICS = [
  "Array",
  "BigInt",
  "Boolean",
  "Date",
  "Error",
  "Function",
  "Map",
  "Number",
  "Object",
  "Promise",
  "RegExp",
  "Set",
  "String",
  "Symbol",
];

class SharedEnvironment extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.console = globalThis.console;
    for (const name of INTRINSICS) {
      this.global[name] = globalThis[name];
    }
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    globalThis.console = this.console;
    await super.teardown();
  }
}

module.exports = SharedEnvironment;
