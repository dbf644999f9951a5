// Mutation testing of a sample: `node __tests__/support/mutation/sample.cjs` takes the files of SAMPLE, or those that are named,
// and goes through each with the tests that are about it. Prints a table for help/testing.md.
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");

const SEED = "2026-11-28";

/** How many files of a folder are taken. */
const SAMPLE = { model: 6, guardrails: 14 };

const RESULTS = join("reports", "mutation", "sample");

function main(given) {
  const files = given.length > 0 ? given : Object.entries(SAMPLE).flatMap(([folder, count]) => sampleOf(folder, count));
  mkdirSync(RESULTS, { recursive: true });
  console.log("| file | mutants | noticed |\n|---|--:|--:|");
  let all = { mutants: 0, noticed: 0 };
  const tests = [...new Set(files.map((file) => testsAbout(file).join()))];
  for (const group of tests.map((these) => files.filter((file) => testsAbout(file).join() === these))) {
    for (const [file, { mutants, noticed }] of measure(group)) {
      console.log(`| \`${file}\` | ${mutants} | ${noticed} |`);
      all = { mutants: all.mutants + mutants, noticed: all.noticed + noticed };
    }
  }
  console.log(`| all | ${all.mutants} | ${all.noticed} |`);
}

/** The first files of a folder by the hash of seed and path; those without a function are texts and types. */
function sampleOf(folder, count) {
  const hash = (file) => createHash("sha256").update(`${SEED} ${file}`).digest("hex");
  return sources(folder)
    .filter((file) => /=>|function /.test(readFileSync(file, "utf8")))
    .map((file) => ({ file, hash: hash(file) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** The tests of the file's folder, and of folders of controls that import it; of texts, those of what is generated of them. */
function testsAbout(file) {
  const imported = new RegExp(`/${basename(dirname(file))}/${basename(file, ".ts")}"`);
  const importers = file.startsWith("guardrails/support")
    ? sources("guardrails/controls").filter((other) => imported.test(readFileSync(other, "utf8")))
    : [];
  const folders = new Set([file, ...importers].map((each) => dirname(each)));
  const tests = [...folders].map((folder) => `<rootDir>/__tests__/${folder}/*.test.ts`);
  return file.startsWith("guardrails") ? [...tests, "<rootDir>/__tests__/contract/generated-docs.test.ts"] : tests;
}

/** What Stryker counts for files with the same tests. Mutants with which no module loads are not counted, as in its own score. */
function measure(files) {
  const name = join(RESULTS, files[0].replaceAll("/", "-"));
  const config = JSON.parse(readFileSync("stryker.config.json", "utf8"));
  config.jest.config.testMatch = testsAbout(files[0]);
  Object.assign(config, {
    mutate: files,
    incremental: false,
    reporters: ["json", "progress-append-only"],
    concurrency: 1,
  });
  config.jsonReporter.fileName = `${name}.json`;
  config.thresholds.break = null;
  writeFileSync(`${name}.config.json`, JSON.stringify(config));
  const { status } = spawnSync("npx", ["stryker", "run", `${name}.config.json`, "--logLevel", "error"], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    throw new Error(`Stryker ended with ${status} for ${files.join(", ")}`);
  }
  return Object.entries(JSON.parse(readFileSync(`${name}.json`, "utf8")).files).map(([file, { mutants }]) => {
    const count = (...wanted) => mutants.filter(({ status }) => wanted.includes(status)).length;
    const noticed = count("Killed", "Timeout");
    return [file, { mutants: noticed + count("Survived", "NoCoverage"), noticed }];
  });
}

main(process.argv.slice(2));
