// For Stryker only: its runner of jest has no `bail`, so a mutant that one file of tests has noticed would go through all others,
// too. Here the files after the first that fails are left out; what is counted stays the same. Stryker takes runners whose path has
// "jest-circus" in it, and listens to the tests by that one's events.
"use strict";

const { createRequire } = require("node:module");

/** jest's own runner, as jest itself finds it. */
const run = createRequire(createRequire(require.resolve("jest")).resolve("@jest/core"))("jest-circus/runner").default;

/** The mutant that a test has noticed. */
let noticed;

module.exports = async (...context) => {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant !== undefined && mutant === noticed) {
    return leftOut(context[4]);
  }
  const result = await run(...context);
  if (result.numFailingTests > 0 || result.testExecError != null) {
    noticed = mutant;
  }
  return result;
};

/** The result of a file of which no test was run: one that is skipped, since jest takes a file without any for broken. */
function leftOut(testFilePath) {
  const none = { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 };
  return {
    leaks: false,
    numFailingTests: 0,
    numPassingTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    openHandles: [],
    perfStats: {
      end: 0,
      loadTestEnvironmentEnd: 0,
      loadTestEnvironmentStart: 0,
      runtime: 0,
      setupAfterEnvEnd: 0,
      setupAfterEnvStart: 0,
      setupFilesEnd: 0,
      setupFilesStart: 0,
      slow: false,
      start: 0,
    },
    skipped: true,
    snapshot: none,
    testFilePath,
    testResults: [
      {
        ancestorTitles: [],
        duration: null,
        failureDetails: [],
        failureMessages: [],
        fullName: `left out: ${testFilePath}`,
        numPassingAsserts: 0,
        status: "pending",
        title: "left out",
      },
    ],
  };
}
