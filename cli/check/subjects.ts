import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Approval, planDigest } from "../../guardrails/approvals";
import type { Subject } from "../../guardrails/judge";
import type { Suppression } from "../../guardrails/suppressions";
import { type Graph, isPlan, type JsonObject, readShown, readSynth, type Shown } from "../../model";
import { parseJsonText, readJson } from "../../model/files";
import { type CheckedEnvironment, environmentOfStacks, isStackOf, namedEnvironment } from "./environments";

/** What is to be checked. */
export interface Inputs {
  readonly synth: readonly string[];
  readonly plans: readonly string[];
  readonly states: readonly string[];
  /** Files, or `-`, of which it is found out whether they are plans or states. */
  readonly shown: readonly string[];
  /** The environment that it is of, where it is said. */
  readonly environment?: string;
  /** The folder of environments. */
  readonly environments: string;
}

/** What people decided apart from environments. */
export interface Exceptions {
  readonly suppressions: readonly Suppression[];
  readonly approvals: readonly Approval[];
}

/** A subject, with the environment that it is of. */
export interface FoundSubject extends Subject {
  readonly environment: CheckedEnvironment | undefined;
}

/** Standard input, as a file's name. */
const STDIN = "-";

/** Reads all inputs: what belongs to one environment becomes one subject. */
export function readSubjects(inputs: Inputs, exceptions: Exceptions, stdin: () => Buffer): FoundSubject[] {
  const named =
    inputs.environment === undefined ? undefined : namedEnvironment(inputs.environments, inputs.environment);
  const made = (graph: Graph, environment: CheckedEnvironment | undefined, digests = new Map<string, string>()) => ({
    graph,
    environment,
    expectation: environment?.expectation ?? {},
    suppressions: [...(environment?.suppressions ?? []), ...exceptions.suppressions],
    approvals: exceptions.approvals,
    digests,
  });
  const synthesized = inputs.synth.flatMap((folder) =>
    chosenGroups(folder, inputs.environment).map((stacks) => {
      const graph = readSynth(folder, stacks);
      const names = graph.stacks.map(({ name }) => name);
      return made(graph, named ?? (stacks === undefined ? undefined : environmentOfStacks(inputs.environments, names)));
    }),
  );
  const shown = shownInputs(inputs, stdin);
  const digests = new Map(
    shown.flatMap(({ name, content, isOfPlan }) => (isOfPlan ? [[name, planDigest(content)] as const] : [])),
  );
  const plans = shown.filter(({ isOfPlan }) => isOfPlan);
  const states = shown.filter(({ isOfPlan }) => !isOfPlan);
  return [
    ...synthesized,
    ...[plans, states].flatMap((list) => (list.length === 0 ? [] : [made(readShown(list), named, digests)])),
  ];
}

interface ReadInput extends Shown {
  readonly name: string;
  readonly content: JsonObject;
  readonly isOfPlan: boolean;
}

function shownInputs({ plans, states, shown }: Inputs, stdin: () => Buffer): ReadInput[] {
  const files = [
    ...plans.map((file) => ({ file, kind: "plan" as const })),
    ...states.map((file) => ({ file, kind: "state" as const })),
    ...shown.map((file) => ({ file, kind: undefined })),
  ];
  const names = uniqueNames(files.map(({ file }) => file));
  return files.map(({ file, kind }, index) => {
    const isStdin = file === STDIN;
    const label = isStdin ? "standard input" : file;
    const content = isStdin ? parseJsonText(stdin(), label) : readJson(file);
    const found = isPlan(content) ? "plan" : "state";
    if (kind !== undefined && kind !== found && content.format_version !== undefined) {
      throw new WrongKindError(`${label}: it is a ${found}, not a ${kind}; give it by --${found}`);
    }
    return { file: label, name: names[index] ?? label, content, isOfPlan: found === "plan" };
  });
}

/** A plan where a state was announced, or the other way round; stacks of other environments than the one that was named. */
export class WrongKindError extends Error {
  public override readonly name = "WrongKindError";
}

/** Names of stacks by the files' own; where two have the same, with the folders' names before them. */
function uniqueNames(files: readonly string[]): string[] {
  const short = files.map((file) => (file === STDIN ? "stdin" : basename(file).replace(/\.[^.]*$/, "")));
  return short.map((name, index) => {
    const isUnique = short.indexOf(name) === short.lastIndexOf(name);
    const folder = basename(dirname(files[index] ?? ""));
    return isUnique ? name : `${folder === "." || folder === "" ? index + 1 : folder}-${name}`;
  });
}

/** The groups of a folder's stacks that are to be read: all, or those of one environment. */
function chosenGroups(folder: string, environment: string | undefined): (readonly string[] | undefined)[] {
  const groups = stackGroups(folder);
  if (environment === undefined) {
    return groups;
  }
  const own = groups.filter((stacks) => stacks === undefined || stacks.some((stack) => isStackOf(environment, stack)));
  if (own.length === 0) {
    const made = groups.flatMap((stacks) => stacks ?? []).join(", ");
    throw new WrongKindError(
      `${folder}: it has no stack of environment "${environment}", only ${made}; run seccfn synth ${environment} first`,
    );
  }
  return own;
}

/** The stacks of a cdktf.out that belong together, since one depends on another; the folder as a whole where it is none. */
export function stackGroups(folder: string): (readonly string[] | undefined)[] {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) {
    return [undefined];
  }
  const { stacks } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
  };
  const groups: Set<string>[] = [];
  for (const [name, { dependencies = [] }] of Object.entries(stacks)) {
    const linked = groups.filter((group) => [name, ...dependencies].some((stack) => group.has(stack)));
    const merged = new Set([...linked.flatMap((group) => [...group]), name, ...dependencies]);
    groups.splice(0, groups.length, ...groups.filter((group) => !linked.includes(group)), merged);
  }
  return groups.map((group) => [...group].sort());
}
