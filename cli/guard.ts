import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedEnvironment } from "../config/load";
import type { Severity } from "../guardrails/control";
import type { Finding } from "../guardrails/findings";
import { isAtLeast, type Judgement, judge } from "../guardrails/judge";
import { CONTROLS, selectedControls } from "../guardrails/registry";
import { acceptedLines, counted } from "../guardrails/report/report";
import { grouped, terminalReport } from "../guardrails/report/terminal";
import { graphOfSynth, type JsonObject } from "../model";
import type { SynthesizedStack } from "../stacks/synthesize";
import { checked } from "./check/environments";
import { withPlaces } from "./check/places";
import type { FoundSubject } from "./check/subjects";
import { sourcePlaces } from "./source-places";
import { version } from "./version";

/** What stops a synthesis. */
const STOPS: Severity = "high";

/** Findings so bad that nothing is written. */
export class GuardrailsError extends Error {
  public override readonly name = "GuardrailsError";

  public constructor(public readonly judgement: Judgement) {
    const report = terminalReport({ judgement, failOn: STOPS, all: false, version: version(), folder: "" });
    super(`${report}nothing was written; mend it, or suppress it with a reason in the environment. See help/check.md`);
  }
}

/**
 * Runs all controls over what was just synthesized, each environment by itself.
 *
 * @param folder where the stacks were synthesized into; they are not in the output folder yet
 * @param day today, which decides about suppressions
 * @throws GuardrailsError where a finding is critical or high
 */
export function guard(
  folder: string,
  loaded: readonly LoadedEnvironment[],
  stacks: readonly SynthesizedStack[],
  day: string,
): Judgement {
  const subjects = loaded.map((environment) => subjectOf(folder, environment, stacks));
  const judgement = judge(subjects, { today: day, controls: selectedControls(), allControls: CONTROLS });
  const stopping = judgement.findings.filter((finding) => isAtLeast(finding, STOPS));
  if (stopping.length > 0 || judgement.broken.length > 0) {
    const unknowns = judgement.broken;
    const shown = withPlaces({ ...judgement, findings: stopping, unknowns }, subjects, ({ environment }) =>
      sourcePlaces(environment),
    );
    throw new GuardrailsError(shown);
  }
  return judgement;
}

/** What was found and does not stop, in few lines: each control with where it says so. */
export function guardLines(judgement: Judgement): string[] {
  const { findings, unknowns, suppressed, accepted } = judgement;
  const groups = [...grouped(findings)];
  const rest = [
    ...(unknowns.length === 0 ? [] : [`${unknowns.length} could not be told`]),
    ...(suppressed.length === 0 ? [] : [`${suppressed.length} suppressed`]),
    ...(accepted.length === 0 ? [] : [`${accepted.length} accepted`]),
  ];
  const lines = [...groups.map(groupLine), ...acceptedLines(judgement).map((line) => `  accepted  ${line}`)];
  const counts = [...(findings.length === 0 ? [] : [counted(findings.length, "finding")]), ...rest];
  return counts.length === 0
    ? []
    : [`${counts.join(", ")}; npx seccfn check tells more${lines.length === 0 ? "" : ":"}`, ...lines];
}

function groupLine(group: readonly Finding[]): string {
  const [first] = group;
  // What is wrong with a suppression is in no stack, but in a file.
  const where = group.map(({ stack, places }) => (stack === "" ? (places.terraform?.file ?? "") : stack));
  return `  ${first?.severity.padEnd(6)}  ${first?.rule.id} (${group.length}): ${[...new Set(where)].sort().join(", ")}`;
}

function subjectOf(folder: string, loaded: LoadedEnvironment, stacks: readonly SynthesizedStack[]): FoundSubject {
  const environment = checked(loaded);
  const own = stacks.filter((stack) => stack.environment === loaded.environment.name);
  return {
    graph: graphOfSynth(own.map(({ name }) => ({ name, json: readStack(folder, name) }))),
    environment,
    expectation: environment.expectation,
    suppressions: environment.suppressions,
    approvals: [],
    digests: new Map(),
  };
}

function readStack(folder: string, name: string): JsonObject {
  return JSON.parse(readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8"));
}
