// jest's environment of Node for tests that run outside of its context: see shared-runtime.cjs.
"use strict";

const { ModernFakeTimers } = require("@jest/fake-timers");
const { TestEnvironment: NodeEnvironment } = require("jest-environment-node");
const { ModuleMocker } = require("jest-mock");

class SharedEnvironment extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    this.console = globalThis.console;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    globalThis.console = this.console;
    await super.teardown();
  }
}

module.exports = SharedEnvironment;
