import { spawnSync } from "node:child_process";

/** A program to be measured as a whole process. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure; 0 where nothing is said. */
  readonly codes?: readonly number[];
  /** What has to be done before each run, outside of the measured time. */
  readonly prepare?: (turn: number) => void;
}

/** A program that did not succeed, so that there is nothing to be measured. */
export class ProgramError extends Error {
  public override readonly name = "ProgramError";
}

/** Certificates that somebody has Node read at each start are not our time: they would be in both figures of every ratio. */
export const VARIABLES = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

/**
 * Runs a program.
 *
 * @returns milliseconds from its start to its end, and what it printed
 * @throws ProgramError if it ends with another code than it may
 */
export function run({ file, args, cwd, env = VARIABLES, codes = [0] }: Program): {
  milliseconds: number;
  stdout: string;
} {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 });
  const milliseconds = performance.now() - started;
  if (status === null || !codes.includes(status)) {
    const reason = error?.message ?? lastLine(stderr) ?? lastLine(stdout) ?? `exit code ${status}`;
    throw new ProgramError(`${[file, ...args].join(" ")}: ${reason}`);
  }
  return { milliseconds, stdout };
}

/** A trial that measures how many milliseconds a program takes. */
export function timeOf(program: Program): (turn: number) => number {
  return (turn) => {
    program.prepare?.(turn);
    return run(program).milliseconds;
  };
}

/**
 * Results of trials by their names, made in turn (A B A B …): whatever else the machine does meets all of them alike.
 * Before that each is made once without counting.
 */
export function inTurn<Name extends string, Result>(
  turns: number,
  trials: Readonly<Record<Name, (turn: number) => Result>>,
): Record<Name, Result[]> {
  const named = Object.entries<(turn: number) => Result>(trials);
  const results = named.map(([name]) => [name, [] as Result[]] as const);
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [index, [, trial]] of named.entries()) {
      const result = trial(turn);
      if (turn > 0) {
        results[index]?.[1].push(result);
      }
    }
  }
  return Object.fromEntries(results) as Record<Name, Result[]>;
}

/** The middle one of some figures; of two in the middle, their mean. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low = Number.NaN, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return (low + high) / 2;
}

function lastLine(text: string | null): string | undefined {
  return text?.trim().split("\n").at(-1) || undefined;
}
