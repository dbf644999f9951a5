import { SEVERITIES } from "../control";
import type { Finding } from "../findings";
import type { Judgement } from "../judge";
import { code, prose, text } from "./markdown-text";
import { acceptedLines, addressText, counted, counts, fixText, placesOf, placeText, type Report } from "./report";
import { grouped } from "./terminal";

/** A comment of a pull request takes 65,536 characters. */
export const LONGEST_MARKDOWN = 60_000;

/** The controls of what ends for good. */
const DESTRUCTION = /^change-.*-(?:not-(?:destroyed|stopped|removed|replaced)|silent-forget)$/;

const SIGNS = { critical: "🟥", high: "🟧", medium: "🟨", low: "🟦" } as const;

/** For a pull request: what is destroyed first and never folded, then the rest, folded where it is long; says so where it is cut. */
export function markdownReport(report: Report): string {
  const { judgement } = report;
  const destroyed = judgement.findings.filter(isDestruction);
  const rest = judgement.findings.filter((finding) => !isDestruction(finding));
  const head = [title(judgement), table(judgement), ...digests(judgement)].join("\n\n");
  const sections = [
    ...(destroyed.length === 0 ? [] : [destructionSection(destroyed, judgement)]),
    ...grouped(rest).map((group) => groupSection(group, judgement)),
    ...foldedSections(judgement),
  ];
  return cut(head, sections, destroyed.length > 0 ? shortDestruction(destroyed, judgement) : undefined);
}

/** Whether something ends: named one by one, whatever else has to go. */
function isDestruction({ rule, evaluation }: Finding): boolean {
  const actions = evaluation?.change?.actions ?? [];
  return DESTRUCTION.test(rule.id) && (actions.includes("delete") || actions.includes("forget"));
}

function title({ findings, inputs }: Judgement): string {
  const where = inputs.map(({ stack, kind }) => `${kind} ${code(stack)}`).join(", ");
  return `## ${findings.length === 0 ? "✅ no findings" : `❌ ${counted(findings.length, "finding")}`} in ${where}`;
}

function table(judgement: Judgement): string {
  const own = counts(judgement);
  const { unknowns, suppressed, accepted, approved, known, evaluations } = judgement;
  const passed = evaluations.filter(({ outcome }) => outcome === "pass").length;
  const cells = [
    ...SEVERITIES.map((severity) => own[severity]),
    unknowns,
    suppressed,
    accepted,
    approved,
    known,
    passed,
  ];
  return [
    `| ${SEVERITIES.map((severity) => `${SIGNS[severity]} ${severity}`).join(" | ")} | unknown | suppressed | accepted | approved | in the baseline | passed |`,
    `|${"---:|".repeat(cells.length)}`,
    `| ${cells.map((cell) => (typeof cell === "number" ? cell : cell.length)).join(" | ")} |`,
  ].join("\n");
}

/** What an approval names, where there is something to be approved. */
function digests({ inputs, findings }: Judgement): string[] {
  return inputs.flatMap(({ stack, digest }) =>
    digest !== undefined &&
    findings.some((finding) => finding.stack === stack && finding.evaluation?.change !== undefined)
      ? [`Digest of ${code(stack)} for approvals: ${code(digest)}`]
      : [],
  );
}

function destructionSection(findings: readonly Finding[], judgement: Judgement): string {
  return ["### 💥 Destroyed", ...findings.map((finding) => item(finding, judgement))].join("\n");
}

function shortDestruction(findings: readonly Finding[], judgement: Judgement): string {
  return ["### 💥 Destroyed", ...findings.map((finding) => `- ${code(addressText(finding, judgement))}`)].join("\n");
}

function groupSection(group: readonly Finding[], judgement: Judgement): string {
  const [first, ...others] = group;
  if (first === undefined) {
    return "";
  }
  const { rule, severity } = first;
  const heading = `${SIGNS[severity]} ${rule.id}: ${text(rule.title)}`;
  const body = [
    prose(rule.why),
    group.map((finding) => item(finding, judgement)).join("\n"),
    `**Fix:** ${prose(fixText(first, ...others))}`,
  ].join("\n\n");
  return severity === "critical" || severity === "high"
    ? `### ${heading}\n\n${body}`
    : `<details><summary>${heading} (${group.length})</summary>\n\n${body}\n\n</details>`;
}

function item(finding: Finding, judgement: Judgement): string {
  const places = placesOf(finding).map((place) => code(placeText(place)));
  return [
    `- ${code(addressText(finding, judgement))} ${text(finding.reason)}`,
    ...(places.length === 0 ? [] : [`<br>${places.join(" · ")}`]),
    ` <sub>${finding.rule.id} ${finding.fingerprint}</sub>`,
  ].join("");
}

function foldedSections(judgement: Judgement): string[] {
  const { unknowns, suppressions, approved } = judgement;
  const folded = (summary: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [`<details><summary>${summary} (${lines.length})</summary>\n\n${lines.join("\n")}\n\n</details>`];
  return [
    ...folded(
      "Suppressed",
      suppressions.map(
        ({ control, address, owner, expires, state, reason }) =>
          `- ${code(address)} ${control}, ${state}, by ${text(owner)} until ${expires}: ${text(reason)}`,
      ),
    ),
    ...folded(
      "Accepted, since the environment says so",
      acceptedLines(judgement).map((line) => `- ${text(line)}`),
    ),
    ...folded(
      "Approved",
      approved.map(
        ({ finding, approval }) =>
          `- ${code(finding.address)} ${finding.rule.id}, by ${text(approval.owner)}: ${text(approval.reason)}`,
      ),
    ),
    ...folded(
      "Could not be told",
      unknowns.map(
        (finding) => `- ${code(addressText(finding, judgement))} ${finding.rule.id}: ${text(finding.reason)}`,
      ),
    ),
  ];
}

/** Joins sections as long as there is room; what is left out is counted. What is destroyed is then named by addresses only. */
function cut(head: string, sections: readonly string[], short: string | undefined): string {
  const whole = [head, ...sections].join("\n\n");
  if (whole.length < LONGEST_MARKDOWN) {
    return `${whole}\n`;
  }
  const note = (left: number) =>
    `> **Cut:** ${counted(left, "section")} did not fit into ${LONGEST_MARKDOWN} characters; \`--format json\` has all.`;
  const [first = "", ...others] = sections;
  const room = LONGEST_MARKDOWN - note(sections.length).length - 10;
  const kept = [head];
  let used = head.length;
  const queue =
    short !== undefined && head.length + first.length > room
      ? [cutLines(short, room - head.length), ...others]
      : sections;
  for (const section of queue) {
    if (used + section.length + 2 <= room) {
      kept.push(section);
      used += section.length + 2;
    }
  }
  return `${[...kept, note(queue.length - kept.length + 1)].join("\n\n")}\n`;
}

/** So many lines of a text as fit, and how many more there are. */
function cutLines(long: string, room: number): string {
  const lines = long.split("\n");
  const more = (count: number) => `- and ${count} more`;
  let used = more(lines.length).length + 4;
  const kept = lines.filter((line) => {
    used += line.length + 1;
    return used <= room;
  });
  return kept.length === lines.length ? long : [...kept, more(lines.length - kept.length)].join("\n");
}
