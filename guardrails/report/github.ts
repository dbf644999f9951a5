import { acceptedLines, addressText, counted, countsText, fixText, placesOf, type Report } from "./report";

const COMMANDS = { critical: "error", high: "error", medium: "warning", low: "notice" } as const;

/** GitHub shows only so many annotations of a step, the first ones. */
const SHOWN = 10;

/** Workflow commands: GitHub Actions puts each at its line of a pull request. */
export function githubReport(report: Report): string {
  const { judgement, folder } = report;
  const { findings, unknowns, suppressions } = judgement;
  const lines = findings.map((finding) => {
    const [place] = placesOf(finding);
    const properties = [
      ...(place === undefined ? [] : [`file=${property(`${folder}${place.file}`)}`, `line=${place.line ?? 1}`]),
      `title=${property(`${finding.severity}: ${finding.rule.title}`)}`,
    ];
    const text = `${addressText(finding, judgement)}: ${finding.reason}\n${fixText(finding)}\n${finding.rule.id} ${finding.fingerprint}`;
    return `::${COMMANDS[finding.severity]} ${properties.join(",")}::${data(text)}`;
  });
  const more = findings.length > SHOWN ? `; GitHub shows ${SHOWN} of each kind, the log has all` : "";
  return [
    ...lines,
    ...unknowns.map(
      (finding) =>
        `::notice title=${property(`could not be told: ${finding.rule.title}`)}::${data(`${addressText(finding, judgement)}: ${finding.reason}`)}`,
    ),
    ...suppressions.map(
      ({ control, address, owner, expires, state, reason }) =>
        `::debug::${data(`suppression (${state}) of ${control} at ${address} by ${owner} until ${expires}: ${reason}`)}`,
    ),
    ...acceptedLines(judgement).map((line) => `::debug::${data(`accepted: ${line}`)}`),
    data(`seccfn: ${counted(findings.length, "finding")} (${countsText(judgement)})${more}`),
    "",
  ].join("\n");
}

/** Escaped as the runner unescapes it; no line of ours begins with `::` but the commands. */
function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
