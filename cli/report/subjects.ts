import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { suggestion } from "../../config/sentences";
import { type Judgement, judge } from "../../guardrails/judge";
import { compare, possibleFlows } from "../../guardrails/reachability/matrix";
import { networkOf } from "../../guardrails/reachability/network-of";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import type { ReportSubject } from "../../handoff/report/subject";
import { Graph } from "../../model";
import { withPlaces } from "../check/places";
import { CannotJudgeError } from "../check/run";
import { type FoundSubject, type Inputs, readSubjects } from "../check/subjects";
import { neededFlows } from "../reach/needed-flows";
import { version } from "../version";

/** What is to be reported on. */
export interface ReportInputs extends Omit<Inputs, "environment" | "shown"> {
  /** Environments by their names; all that there are when empty. */
  readonly names: readonly string[];
}

/** Reads what there is to report on: one subject for each environment, with all of its stacks. */
export function reportSubjects(inputs: ReportInputs, today: string, stdin: () => Buffer): readonly ReportSubject[] {
  const { names, synth, plans, states } = inputs;
  const [only] = names;
  if ([synth, plans, states].filter(({ length }) => length > 0).length > 1) {
    throw new CannotJudgeError("a report is of one kind of input; give folders by --synth, or plans, or states");
  }
  if (plans.length + states.length > 0 && names.length > 1) {
    throw new CannotJudgeError("plans and states of one call are those of one environment; name one, or none");
  }
  // In a cdktf.out every environment is found by its stacks; other folders, plans and states do not tell: the name says it.
  const tells = synth.some((folder) => existsSync(join(folder, "manifest.json")));
  const named = tells || only === undefined ? {} : { environment: only };
  const found = readSubjects({ ...inputs, ...named, shown: [] }, { suppressions: [], approvals: [] }, stdin);
  const groups = new Map<string, FoundSubject[]>();
  for (const subject of found) {
    const title = titleOf(subject);
    groups.set(title, [...(groups.get(title) ?? []), subject]);
  }
  const chosen = names.length === 0 ? [...groups.keys()] : names;
  for (const name of chosen) {
    if (!groups.has(name)) {
      const place = statSync(name, { throwIfNoEntry: false });
      if (place !== undefined) {
        const [kind, options] = place.isDirectory() ? ["folder", "--synth"] : ["file", "--plan or --state"];
        throw new CannotJudgeError(`${name} is a ${kind}, no environment; give it by ${options}`);
      }
      throw new CannotJudgeError(
        `there is nothing of ${name} in ${[...synth, ...plans, ...states].join(", ")}; run \`npm run synth ${name}\` first, or ${suggestion(name, [...groups.keys()])}`,
      );
    }
  }
  return [...new Set(chosen)].map((title) => reportSubject(title, groups.get(title) ?? [], today));
}

/** The environment's name; else those of the stacks, plans or states. */
function titleOf({ environment, graph }: FoundSubject): string {
  return environment?.environment.name ?? graph.stacks.map(({ name }) => name).join("+");
}

function reportSubject(title: string, subjects: readonly FoundSubject[], today: string): ReportSubject {
  const [first] = subjects;
  const stacks = subjects.flatMap(({ graph }) => graph.stacks);
  const graph = subjects.length === 1 && first !== undefined ? first.graph : new Graph(stacks);
  const judgement = judgementOf(subjects, today);
  const network = networkOf(graph);
  const flows = possibleFlows(network);
  const base = { title, graph, judgement, network, flows, version: version() };
  const environment = first?.environment;
  if (environment === undefined) {
    return base;
  }
  const needed = neededFlows(environment.environment, network);
  return {
    ...base,
    environment: {
      values: environment.environment,
      file: environment.file.replaceAll("\\", "/"),
      yaml: readFileSync(environment.file, "utf8"),
      needed,
      comparison: compare(network, flows, needed),
    },
  };
}

/** As `seccfn check` judges it; each finding with the key of the YAML that leads there. */
function judgementOf(subjects: readonly FoundSubject[], today: string): Judgement {
  const judgement = judge(subjects, { today, controls: selectedControls(), allControls: CONTROLS });
  return withPlaces(judgement, subjects, () => new Map());
}
