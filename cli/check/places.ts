import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { valueAt } from "../../config/plain-data";
import { type Finding, type Places, yamlFixOf, yamlKeyOf } from "../../guardrails/findings";
import { HclPlaces } from "../../guardrails/hcl-places";
import { type Judgement, labelOf } from "../../guardrails/judge";
import type { SourceOfResource } from "../source-places";
import type { CheckedEnvironment } from "./environments";
import type { FoundSubject } from "./subjects";

/** Where resources of an environment are made; asked for only where something is wrong. */
export type SourcesOf = (environment: CheckedEnvironment) => ReadonlyMap<string, SourceOfResource>;

/** Adds to findings where what is to be mended is written: TypeScript and YAML for our own environments, else the HCL. */
export function withPlaces(judgement: Judgement, subjects: readonly FoundSubject[], sourcesOf: SourcesOf): Judgement {
  const known = new Map<CheckedEnvironment, ReadonlyMap<string, SourceOfResource>>();
  const sources = (environment: CheckedEnvironment) => {
    const found = known.get(environment) ?? sourcesOf(environment);
    known.set(environment, found);
    return found;
  };
  const hcl = hclFinder();
  const located = (finding: Finding): Finding => {
    const { evaluation } = finding;
    const subject = subjects.find((candidate) => isIn(finding, candidate));
    if (evaluation === undefined || subject === undefined) {
      return finding;
    }
    const { environment } = subject;
    const places: Places =
      environment === undefined
        ? hclPlaces(finding, subject, hcl)
        : { ...sourceOf(finding, subject, sources(environment)), ...yamlPlace(finding, environment) };
    return { ...finding, places: { ...finding.places, ...places } };
  };
  return {
    ...judgement,
    findings: judgement.findings.map(located),
    unknowns: judgement.unknowns.map(located),
    known: judgement.known.map(located),
    suppressed: judgement.suppressed.map((item) => ({ ...item, finding: located(item.finding) })),
    accepted: judgement.accepted.map((item) => ({ ...item, finding: located(item.finding) })),
    approved: judgement.approved.map((item) => ({ ...item, finding: located(item.finding) })),
  };
}

function isIn({ stack }: Finding, subject: FoundSubject): boolean {
  return subject.graph.stacks.some(({ name }) => name === stack) || labelOf(subject) === stack;
}

function sourceOf(
  { stack, address }: Finding,
  { graph }: FoundSubject,
  sources: ReadonlyMap<string, SourceOfResource>,
): Places {
  const block = address.replace(/ \(deposed .*\)$/, "").replace(/\[[^\]]*\]$/, "");
  const own = sources.get(`${stack}/${block}`);
  // A plan is named after its file: then the address has to do, where only one stack has it.
  const others =
    own !== undefined || graph.kind === "synth" ? [] : [...sources].filter(([key]) => key.endsWith(`/${block}`));
  return own ?? (others.length === 1 ? (others[0]?.[1] ?? {}) : {});
}

function yamlPlace(finding: Finding, { file, yaml }: CheckedEnvironment): Places {
  const fix = yamlFixOf(finding);
  const key = fix === undefined ? undefined : yamlKeyOf(fix);
  if (key === undefined || yaml === undefined) {
    return {};
  }
  const isSet = valueAt(yaml.value, key) !== undefined;
  return { yaml: { file: file.replaceAll("\\", "/"), line: yaml.lineOf(key), key: key.join("."), isSet } };
}

/** The block where it is found, else the file that was read. */
function hclPlaces({ address, stack }: Finding, { graph }: FoundSubject, hcl: (file: string) => HclPlaces): Places {
  const file = (graph.stacks.find(({ name }) => name === stack) ?? graph.stacks[0])?.file;
  if (file === undefined) {
    return {};
  }
  return { terraform: hcl(file).placeOf(address) ?? { file } };
}

/** The blocks that a file was made of; each file and each folder is looked at once. */
function hclFinder(): (file: string) => HclPlaces {
  const byFile = new Map<string, HclPlaces>();
  const byFolder = new Map<string, HclPlaces>();
  return (file) => {
    const known = byFile.get(file);
    if (known !== undefined) {
      return known;
    }
    const folder = folderOfHcl(file);
    const places = byFolder.get(folder) ?? new HclPlaces(folder);
    byFolder.set(folder, places);
    byFile.set(file, places);
    return places;
  };
}

/** Plans often lie beside their HCL; others are made where the check runs. */
function folderOfHcl(file: string): string {
  const folder = existsSync(file) && !statSync(file).isDirectory() ? dirname(file) : file;
  const hasHcl = existsSync(folder) && readdirSync(folder).some((name) => /\.(?:tf|tofu)$/.test(name));
  return hasHcl ? folder : ".";
}
