import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { readExceptions } from "../../config/exceptions-file";
import { ConfigurationError, formatProblems } from "../../config/problems";
import { suggestion } from "../../config/sentences";
import { type Baseline, baselineOf, parseBaseline } from "../../guardrails/baseline";
import type { Severity } from "../../guardrails/control";
import { isAtLeast, type Judgement, judge } from "../../guardrails/judge";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import { counted } from "../../guardrails/report/report";
import { ModelError } from "../../model";
import { version } from "../version";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { type Format, render } from "./formats";
import { withPlaces } from "./places";
import { type FoundSubject, type Inputs, readSubjects, WrongKindError } from "./subjects";

export interface CheckOptions extends Inputs {
  readonly format: Format;
  readonly out?: string;
  readonly all: boolean;
  readonly failOn: Severity;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly changedOnly: boolean;
  readonly suppressions: readonly string[];
  readonly approve: readonly string[];
  /** Controls that are off by default. */
  readonly with: readonly string[];
  /** Also the outcome of Terraform's check blocks. */
  readonly withChecks: boolean;
}

/** Why nothing can be judged; the exit code is then 2. */
export class CannotJudgeError extends Error {
  public override readonly name = "CannotJudgeError";
}

/** Checks inputs and reports. Returns the exit code: 0 nothing is wrong, 1 something is, 2 it could not be judged. */
export async function runCheck(options: CheckOptions, world: World = REAL_WORLD): Promise<ExitCode> {
  try {
    return await check(options, world);
  } catch (error) {
    if (isExpected(error)) {
      world.complain(`${complaintOf(error)}\n`);
      return 2;
    }
    throw error;
  }
}

/** What is said of an expected error by commands that only judge. */
export function complaintOf(error: Error): string {
  return error instanceof ConfigurationError ? formatProblems(error.problems, "nothing was judged") : error.message;
}

/** Whether an error tells what cannot be read or judged, so that its message is enough; the exit code is then 2. */
export function isExpected(error: unknown): error is Error {
  return (
    error instanceof ModelError ||
    error instanceof ConfigurationError ||
    error instanceof CannotJudgeError ||
    error instanceof WrongKindError
  );
}

async function check(options: CheckOptions, world: World): Promise<ExitCode> {
  assertControls(options.with);
  const files = [...options.suppressions, ...options.approve].map(readExceptions);
  const exceptions = {
    suppressions: files.flatMap(({ suppressions }) => suppressions.map(withoutUndefined)),
    approvals: files.flatMap(({ approvals }) => approvals.map(withoutUndefined)),
  };
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const subjects = readSubjects(options, exceptions, world.stdin);
  if (subjects.length === 0) {
    throw new CannotJudgeError("there is nothing to check; name a folder by --synth, or a file by --plan or --state");
  }
  if (options.changedOnly && subjects.some(({ graph }) => graph.kind !== "plan")) {
    throw new CannotJudgeError("--changed-only needs plans: nothing else tells what changes");
  }
  const judgement = judge(subjects, {
    today: world.today,
    controls: selectedControls(options.with),
    allControls: CONTROLS,
    changedOnly: options.changedOnly,
    withChecks: options.withChecks,
    ...(baseline === undefined ? {} : { baseline }),
  });
  if (options.writeBaseline !== undefined) {
    return writeBaseline(options.writeBaseline, judgement, world);
  }
  const located = await locate(judgement, subjects);
  await report(located, options, world);
  return exitCodeOf(located, options.failOn, world);
}

/** Constructs are loaded, and made once more, only where something is to be located. */
async function locate(judgement: Judgement, subjects: readonly FoundSubject[]): Promise<Judgement> {
  const isOurs = subjects.some(({ environment }) => environment !== undefined);
  const isWrong = judgement.findings.some(({ evaluation }) => evaluation !== undefined);
  const sourcePlaces = isOurs && isWrong ? (await import("../source-places")).sourcePlaces : undefined;
  return withPlaces(judgement, subjects, ({ environment }) => sourcePlaces?.(environment) ?? new Map());
}

async function report(judgement: Judgement, options: CheckOptions, world: World): Promise<void> {
  const { format, failOn, all, out } = options;
  const made = { judgement, failOn, all, version: version(), folder: folderInRepository() };
  if (out === undefined) {
    world.print(await render(format, made, world.colours));
    return;
  }
  writeFileSync(out, await render(format, made, false));
  const lines = (await render("terminal", made, world.colours)).trimEnd().split("\n");
  world.complain(`${lines.at(-1)}\n${out} written\n`);
}

function exitCodeOf({ findings, broken }: Judgement, failOn: Severity, world: World): ExitCode {
  for (const { reason, address } of broken) {
    world.complain(`${address}: ${reason}\n`);
  }
  if (broken.length > 0) {
    return 2;
  }
  return findings.some((finding) => isAtLeast(finding, failOn)) ? 1 : 0;
}

function writeBaseline(file: string, { findings }: Judgement, world: World): ExitCode {
  const baseline = baselineOf(findings);
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
  const { length } = baseline.findings;
  world.complain(`${file} written: ${counted(length, "finding")}; what comes new is found from now on\n`);
  return 0;
}

function readBaseline(file: string): Baseline {
  try {
    return parseBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CannotJudgeError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function assertControls(ids: readonly string[]): void {
  const known = CONTROLS.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new CannotJudgeError(`there is no control ${unknown}; ${suggestion(unknown, known)}`);
  }
}

/** From the root of the Git repository to here, with a slash at its end; empty at the root, or where there is none. */
export function folderInRepository(from = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(resolve(folder, ".git"))) {
      const path = relative(folder, from).replaceAll(sep, "/");
      return path === "" ? "" : `${path}/`;
    }
    if (folder === dirname(folder)) {
      return "";
    }
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without keys that have no value, as schemas leave them. */
function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
