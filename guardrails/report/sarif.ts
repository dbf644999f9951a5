import { createHash } from "node:crypto";
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import type { Location, Notification } from "sarif";
import type { Severity } from "../control";
import { type Finding, type Place, yamlFixesOf } from "../findings";
import type { Rule } from "../rules";
import { acceptedLines, addressText, fixText, placesOf, placeText, type Report } from "./report";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** What GitHub sorts alerts by. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note" } as const;

/** GitHub shows no more of a message. */
const LONGEST_TAG_LIST = 20;

/**
 * SARIF 2.1.0 by GitHub's rules: every result has a place in the repository and a fingerprint that stays. What is unknown,
 * suppressed, accepted or approved is no alert: it stands in the notifications of the run.
 */
export function sarifReport(report: Report): string {
  const { judgement, version } = report;
  const run = new SarifRunBuilder({
    automationDetails: { id: `seccfn/${judgement.inputs.map(({ stack }) => stack).join("+")}/` },
    columnKind: "utf16CodeUnits",
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report) }],
  }).initSimple({ toolDriverName: "seccfn", toolDriverVersion: version });
  const rules = new Map(judgement.findings.map(({ rule }) => [rule.id, rule]));
  for (const rule of rules.values()) {
    run.addRule(sarifRule(rule));
  }
  for (const finding of judgement.findings) {
    run.addResult(sarifResult(finding, report));
  }
  const builder = new SarifBuilder({ $schema: SCHEMA });
  builder.addRun(run);
  return `${JSON.stringify(builder.buildSarifOutput(), null, 2)}\n`;
}

function sarifRule({ id, title, severity, why, fix, references }: Rule): SarifRuleBuilder {
  const keys = yamlFixesOf(fix);
  const yaml = (quote: string) =>
    keys.length === 0 ? "" : `In an environment's YAML: ${keys.map((key) => quote + key + quote).join(", ")}\n\n`;
  const tags = [
    "security",
    ...(references.cis?.v5 ?? []).map((number) => `CIS ${number}`),
    ...(references.fsbp ?? []),
    ...(references.checkov ?? []),
    ...(references.trivy ?? []),
  ];
  return new SarifRuleBuilder({
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\n${yaml("")}${fix.terraform}`,
      markdown: `${why}\n\n${yaml("`")}${fix.terraform}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: tags.slice(0, LONGEST_TAG_LIST),
      "security-severity": SECURITY_SEVERITY[severity],
      precision: "very-high",
      "problem.severity": LEVELS[severity] === "note" ? "recommendation" : LEVELS[severity],
    },
  });
}

function sarifResult(finding: Finding, report: Report): SarifResultBuilder {
  const { rule, severity, reason, fingerprint, stack, places } = finding;
  const [primary, ...others] = placesOf(finding);
  const address = addressText(finding, report.judgement);
  const logical = [
    { fullyQualifiedName: address, kind: "resource" },
    ...(places.constructPath === undefined ? [] : [{ fullyQualifiedName: places.constructPath, kind: "object" }]),
  ];
  const result = new SarifResultBuilder({
    level: LEVELS[severity],
    ruleId: rule.id,
    message: { text: `${address}: ${reason}. ${fixText(finding)}` },
    locations: [{ ...location(primary ?? inputPlace(finding, report), report), logicalLocations: logical }],
    partialFingerprints: {
      "seccfn/v1": fingerprint,
      // The only one that GitHub reads; it has to differ between stacks.
      primaryLocationLineHash: `${createHash("sha256").update(`${stack}/${fingerprint}`).digest("hex").slice(0, 16)}:1`,
    },
    properties: { severity, address: finding.address, stack },
  });
  if (others.length > 0) {
    result.result.relatedLocations = others.map((place, index) => ({
      id: index + 1,
      ...location(place, report),
      message: { text: placeText(place) },
    }));
  }
  return result;
}

function location({ file, line = 1 }: Place, { folder }: Report): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(inRepository(file, folder)), uriBaseId: "%SRCROOT%" },
      region: { startLine: line },
    },
  };
}

/** Where nothing else is known: the file that was read. */
function inputPlace({ stack }: Finding, { judgement }: Report): Place {
  const input = judgement.inputs.find((candidate) => candidate.stack === stack) ?? judgement.inputs[0];
  return { file: input?.file ?? "stdin" };
}

/** A path from the repository's root; of a file outside of it, the name. */
function inRepository(file: string, folder: string): string {
  const parts: string[] = [];
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/])/.test(file);
  for (const part of (isAbsolute ? file : `${folder}${file}`).split(/[\\/]/)) {
    if (part === ".." && parts.length > 0) {
      parts.pop();
    } else if (part !== "" && part !== ".") {
      parts.push(part);
    }
  }
  return isAbsolute || parts[0] === ".." ? (parts.at(-1) ?? "input") : parts.join("/");
}

function notifications({ judgement }: Report): Notification[] {
  const note = (text: string, id: string): Notification => ({ level: "note", message: { text }, descriptor: { id } });
  return [
    ...judgement.unknowns.map((finding) =>
      note(`unknown: ${finding.rule.id} at ${addressText(finding, judgement)}: ${finding.reason}`, "unknown"),
    ),
    ...judgement.suppressions.map(({ control, address, state, owner, expires, reason }) =>
      note(`suppression (${state}): ${control} at ${address} by ${owner} until ${expires}: ${reason}`, "suppression"),
    ),
    ...acceptedLines(judgement).map((line) => note(`accepted: ${line}`, "acceptance")),
    ...judgement.approved.map(({ finding, approval }) =>
      note(`approved: ${finding.rule.id} at ${finding.address} by ${approval.owner}: ${approval.reason}`, "approval"),
    ),
    ...judgement.inputs.flatMap(({ file, notes }) => notes.map((text) => note(`${file}: ${text}`, "input"))),
  ];
}
