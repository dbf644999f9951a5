// Makes help/images/report.png of the report of `seccfn`:
// `npx seccfn synth seccfn && npx seccfn report seccfn && node __tests__/support/report-picture.cjs`.
// Needs Chromium, as the tests do: SECCFN_CHROMIUM names one, by default /usr/bin/chromium.
"use strict";

const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const REPORT = path.resolve(__dirname, "../../dist/report/seccfn/report.html");
const PICTURE = path.resolve(__dirname, "../../help/images/report.png");

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.SECCFN_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 960 }, reducedMotion: "reduce" });
    await page.goto(pathToFileURL(REPORT).href);
    await page.evaluate(() => document.querySelector("#diagram").scrollIntoView());
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
  console.log(`${path.relative(process.cwd(), PICTURE)} written`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
