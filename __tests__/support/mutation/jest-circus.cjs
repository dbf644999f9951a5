// For Stryker only: its runner of jest has no `bail`, so a mutant that one test has noticed would go through all others, too. Here
// the tests after the first that fails are left out, in its file and in those that follow; what is counted stays the same. Stryker
// takes runners whose path has "jest-circus" in it, and listens to the tests by that one's events. And a file of which no test comes
// near the mutant is not loaded at all.
"use strict";

const { createRequire } = require("node:module");

/** jest's own runner, as jest itself finds it. */
const run = createRequire(createRequire(require.resolve("jest")).resolve("@jest/core"))("jest-circus/runner").default;

/** The mutant that a test has noticed. */
let noticed;

/** The names of the tests of each file that was run before. */
const names = new Map();

module.exports = async (...context) => {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  const [{ testNamePattern }, , , , file] = context;
  if (mutant !== undefined && (mutant === noticed || !hasTest(file, testNamePattern))) {
    return leftOut(file);
  }
  if (mutant !== undefined) {
    skipAfterFailure(context[2]);
  }
  const result = await run(...context);
  if (result.numFailingTests > 0 || result.testExecError != null) {
    noticed = mutant;
  }
  names.set(
    file,
    result.testResults.map(({ fullName }) => fullName),
  );
  return result;
};

/** Whether a file has a test that is to run; one whose tests are not known yet may have. */
function hasTest(file, pattern) {
  const wanted = new RegExp(pattern ?? "", "i");
  return names.get(file)?.some((name) => wanted.test(name)) ?? true;
}

/** Leaves out the tests of a file that come after the first that fails. */
function skipAfterFailure(environment) {
  const handle = environment.handleTestEvent?.bind(environment);
  let failed = false;
  environment.handleTestEvent = async (event, state) => {
    if (event.name === "test_start" && failed) {
      event.test.mode = "skip";
    }
    failed ||= event.name === "test_done" && event.test.errors.length > 0;
    await handle?.(event, state);
  };
}

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
