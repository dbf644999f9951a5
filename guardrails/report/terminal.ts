import pc from "picocolors";
import { SEVERITIES, type Severity } from "../control";
import type { Finding } from "../findings";
import type { Judgement } from "../judge";
import {
  acceptedLines,
  addressText,
  counted,
  countsText,
  fixText,
  placesOf,
  placeText,
  printable,
  type Report,
} from "./report";

type Colours = ReturnType<typeof pc.createColors>;

/** Findings grouped by control, the worst first, each group with its fix in one line; the counts at the end. */
export function terminalReport(report: Report, colours: Colours = pc): string {
  const { judgement } = report;
  return [
    ...SEVERITIES.flatMap((severity) => severitySection(severity, judgement, colours)),
    ...unknownSection(judgement, colours),
    ...acceptedSection(judgement, colours),
    ...exceptionSection(judgement, colours),
    ...(report.all ? passedSection(judgement, colours) : []),
    ...summary(report, colours),
    "",
  ].join("\n");
}

function severitySection(severity: Severity, judgement: Judgement, colours: Colours): string[] {
  const groups = grouped(judgement.findings.filter((finding) => finding.severity === severity));
  return groups.flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) {
      return [];
    }
    return [
      `${paint(severity, colours)(severity.toUpperCase())}  ${colours.bold(first.rule.id)}  ${first.rule.title}`,
      ...group.flatMap((finding) => findingLines(finding, judgement, colours)),
      `  ${colours.green("fix")}  ${fixText(first, ...others)}`,
      "",
    ];
  });
}

function findingLines(finding: Finding, judgement: Judgement, colours: Colours): string[] {
  const places = placesOf(finding).map(placeText);
  return [
    `  ${printable(addressText(finding, judgement))}  ${colours.dim(finding.fingerprint)}`,
    `    ${printable(finding.reason)}`,
    ...(finding.places.constructPath === undefined ? [] : [`    ${colours.dim(finding.places.constructPath)}`]),
    ...(places.length === 0 ? [] : [`    ${colours.cyan(places.join(" · "))}`]),
  ];
}

function unknownSection(judgement: Judgement, colours: Colours): string[] {
  const groups = grouped(judgement.unknowns);
  return groups.length === 0
    ? []
    : [
        colours.bold("Could not be told"),
        ...groups.flatMap((group) => [
          `  ${group[0]?.rule.id}`,
          ...group.map((finding) => `    ${printable(`${addressText(finding, judgement)}: ${finding.reason}`)}`),
        ]),
        "",
      ];
}

function acceptedSection(judgement: Judgement, colours: Colours): string[] {
  const lines = acceptedLines(judgement).map((line) => `  ${printable(line)}`);
  return lines.length === 0 ? [] : [colours.bold("Accepted, since the environment says so"), ...lines, ""];
}

function exceptionSection({ suppressions, approved }: Judgement, colours: Colours): string[] {
  const lines = [
    ...suppressions.map(
      ({ control, address, reason, owner, expires, state, count }) =>
        `  suppressed until ${expires} by ${owner} (${state}, ${counted(count, "finding")}): ${control} at ${address}: ${reason}`,
    ),
    ...approved.map(
      ({ finding, approval }) =>
        `  approved by ${approval.owner}: ${finding.rule.id} at ${finding.address}: ${approval.reason}`,
    ),
  ];
  return lines.length === 0 ? [] : [colours.bold("Suppressed and approved"), ...lines, ""];
}

function passedSection({ evaluations }: Judgement, colours: Colours): string[] {
  const passed = new Map<string, number>();
  for (const { control, outcome } of evaluations) {
    if (outcome === "pass") {
      passed.set(control.id, (passed.get(control.id) ?? 0) + 1);
    }
  }
  return [colours.bold("Passed"), ...[...passed].map(([id, count]) => `  ${id} ${colours.dim(`${count}`)}`), ""];
}

function summary({ judgement, all }: Report, colours: Colours): string[] {
  const { inputs, findings, unknowns, suppressed, accepted, known, evaluations } = judgement;
  const isClean = findings.length === 0;
  const passed = evaluations.filter(({ outcome }) => outcome === "pass").length;
  const others = [
    ...(unknowns.length === 0 ? [] : [`${unknowns.length} could not be told`]),
    ...(suppressed.length === 0 ? [] : [`${suppressed.length} suppressed`]),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
    ...(known.length === 0 ? [] : [`${known.length} known by the baseline`]),
    `${passed} passed`,
  ];
  const digests = inputs.flatMap(({ stack, digest }) =>
    digest === undefined ||
    !findings.some((finding) => finding.stack === stack && finding.evaluation?.change !== undefined)
      ? []
      : [`digest of ${stack} for approvals: ${digest}`],
  );
  const notes = all ? inputs.flatMap(({ file, notes: of }) => of.map((note) => `${file}: ${note}`)) : [];
  return [
    ...digests,
    ...notes,
    `${isClean ? colours.green("✓") : colours.red("✗")} ${isClean ? "no findings" : `${counted(findings.length, "finding")} (${countsText(judgement)})`}, ${others.join(", ")}; ${inputs.map(({ kind, stack, resources, changes }) => `${kind} ${stack}: ${counted(resources, "resource")}${kind === "plan" ? `, ${counted(changes, "change")}` : ""}`).join("; ")}`,
  ];
}

/** Findings of one control together, in their order. */
export function grouped(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule.id);
    if (group === undefined) {
      groups.set(finding.rule.id, [finding]);
    } else {
      group.push(finding);
    }
  }
  return [...groups.values()];
}

function paint(severity: Severity, colours: Colours): (text: string) => string {
  const { red, yellow, blue, bold } = colours;
  return { critical: (text: string) => bold(red(text)), high: red, medium: yellow, low: blue }[severity];
}
