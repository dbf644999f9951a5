import type { Drawing } from "../diagram/drawing";
import { alarmsOf } from "../facts/alarms";
import { FRAMEWORKS } from "../facts/control-results";
import { type Html, html, trusted } from "./html";
import { readRunbooks, runbooksSection } from "./runbooks";
import { accessSection } from "./sections/access";
import { alarmsSection } from "./sections/alarms";
import { controlsSection } from "./sections/controls";
import { dataSection } from "./sections/data";
import { diagramSection } from "./sections/diagram";
import { knobsSection, outputsSection } from "./sections/interface";
import { reachabilitySection } from "./sections/reachability";
import { summarySection } from "./sections/summary";
import { suppressionsSection } from "./sections/suppressions";
import type { PageAssets, ReportFacts } from "./subject";

const SECTIONS = [
  ["summary", "Summary"],
  ["diagram", "Architecture"],
  ["reachability", "Reachability"],
  ["controls", "Controls"],
  ["data", "Data"],
  ["access", "Access"],
  ["alarms", "Alarms"],
  ["outputs", "Outputs"],
  ["knobs", "Knobs"],
  ["suppressions", "Suppressions"],
  ["runbooks", "Runbooks"],
] as const;

/** Nothing is loaded from anywhere, whatever somebody manages to write into a name. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole page. It needs no other file, no network and no script. */
export function pageOf(facts: ReportFacts, drawing: Drawing, svg: string, assets: PageAssets): string {
  // Ours are of no use to somebody else's Terraform.
  const isOurs = facts.environment !== undefined || alarmsOf(facts.graph).some(({ runbook }) => runbook !== undefined);
  const runbooks = readRunbooks(isOurs ? assets.runbooks : "");
  const hasRunbooks = runbooks.blocks.length > 0;
  const sections = SECTIONS.filter(([id]) => id !== "runbooks" || hasRunbooks);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="seccfn ${facts.version}">
<title>${facts.title} – environment report</title>
<style>
${trusted(assets.style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="bar">
<p class="name"><span class="muted">Environment report</span> <strong>${facts.title}</strong></p>
${tools()}
</div>
<nav aria-label="Sections"><ul>${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="main">
<h1>${facts.title}</h1>
${summarySection(facts)}
${diagramSection(facts, drawing, svg)}
${reachabilitySection(facts)}
${controlsSection(facts)}
${dataSection(facts)}
${accessSection(facts)}
${alarmsSection(facts, runbooks)}
${outputsSection(facts)}
${knobsSection(facts)}
${suppressionsSection(facts)}
${runbooksSection(runbooks)}
</main>
<footer><p>Made by seccfn ${facts.version} of ${facts.judgement.inputs.map(({ kind, stack }) => `${kind} ${stack}`).join(", ")}. Frameworks: ${FRAMEWORKS.map(({ name }) => name).join("; ")}.</p></footer>
<script>
${trusted(assets.script)}</script>
</body>
</html>
`.text;
}

/** Search and filter; the script shows them, since without it they would do nothing. */
function tools(): Html {
  return html`<form class="tools" role="search" hidden>
<label for="search" class="visually-hidden">Search in all tables</label>
<input id="search" type="search" placeholder="Search addresses, names, words" autocomplete="off" spellcheck="false">
<label for="status" class="visually-hidden">Status</label>
<select id="status"><option value="">every status</option><option value="fail">fail</option><option value="unknown">not known</option><option value="suppressed">suppressed</option><option value="pass">pass</option></select>
<output id="found" aria-live="polite"></output>
</form>`;
}
