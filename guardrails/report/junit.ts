import builderOf from "junit-report-builder";
import type { Finding } from "../findings";
import { addressText, fixText, placesOf, placeText, printable, type Report } from "./report";
import { grouped } from "./terminal";

/** A suite for each control, a case for each address: failed, skipped where it is unknown, suppressed, accepted or approved; with `all` also passed. */
export function junitReport({ judgement, all }: Report): string {
  const builder = builderOf.newBuilder();
  const { findings, unknowns, suppressed, accepted, approved, known, evaluations } = judgement;
  const skipped = [
    ...unknowns.map((finding) => ({ finding, why: `unknown: ${finding.reason}` })),
    ...suppressed.map(({ finding, suppression }) => ({
      finding,
      why: `suppressed by ${suppression.owner} until ${suppression.expires}: ${suppression.reason}`,
    })),
    ...accepted.map(({ finding, choice }) => ({ finding, why: `accepted, ${choice.setting}: ${choice.reason}` })),
    ...approved.map(({ finding, approval }) => ({ finding, why: `approved by ${approval.owner}: ${approval.reason}` })),
    ...known.map((finding) => ({ finding, why: `in the baseline: ${finding.reason}` })),
  ];
  const nameOf = (finding: Finding) =>
    printable(`${addressText(finding, judgement)} ${finding.attribute ?? ""}`.trim());
  for (const group of grouped([...findings, ...skipped.map(({ finding }) => finding)])) {
    const [first] = group;
    const suite = builder.testSuite().name(first?.rule.id ?? "");
    for (const finding of group) {
      const test = suite.testCase().className(`seccfn.${finding.rule.id}`).name(nameOf(finding));
      const skip = skipped.find((candidate) => candidate.finding === finding);
      if (skip === undefined) {
        const places = placesOf(finding).map(placeText).join("\n");
        test
          .failure(printable(finding.reason), finding.severity)
          .stacktrace(printable([finding.rule.why, fixText(finding), places, finding.fingerprint].join("\n")));
      } else {
        test.standardOutput(printable(skip.why)).skipped();
      }
    }
  }
  const passed = all ? evaluations.filter(({ outcome }) => outcome === "pass") : [];
  if (passed.length > 0) {
    const suite = builder.testSuite().name("passed");
    for (const { control, address } of passed) {
      suite.testCase().className(`seccfn.${control.id}`).name(printable(address));
    }
  }
  return `${builder.build().trimEnd()}\n`;
}
