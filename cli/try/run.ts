import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../config/problems";
import type { JsonFindings } from "../../guardrails/report/json-schema";
import type { JsonObject } from "../../model";
import { type CheckOptions, runCheck } from "../check/run";
import type { World } from "../world";
import { differencesOf } from "./differences";
import { EmulatorError, endpointOf, freePort, startEmulator } from "./emulator";
import { EMULATOR, KNOWN_DIFFERENCES, KNOWN_FINDINGS } from "./gaps";
import { Processes, StoppedError } from "./processes";
import { environmentOfTry } from "./settings";
import { type Prepare, trialFolder } from "./stack";
import { findTools } from "./tools";

/** What is to be tried, and how. */
export interface TryOptions {
  readonly environment?: string;
  readonly environments: string;
  /** The emulator's program, where it lies somewhere else than expected. */
  readonly emulator?: string;
  /** Whether to leave the folder and its logs. */
  readonly keep: boolean;
  /** Changes the stack before it is written, for whoever tries something else. */
  readonly prepare?: Prepare;
}

/** Something of the trial did not hold; its message says what. */
class TrialError extends Error {
  public override readonly name = "TrialError";
}

/** Something that a trial needs is missing; its message says what, and how to get it. */
class MissingError extends Error {
  public override readonly name = "MissingError";
}

const WITHOUT_PROVIDERS = `Terraform's providers could not be had. It takes them from their registry, by the net, or from a mirror of yours:
  https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation`;

/** How many lines of a failed program are shown. */
const SHOWN = 40;

/** The exit code of a program that somebody ended by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Applies the test copy of an environment to an emulator on this machine, plans again, judges what is there, and destroys it. Ends
 * everything that it started and removes what it wrote, also when it is interrupted.
 *
 * @returns 0 all held, 1 something did not, 2 something is missing that a trial needs, 130 it was interrupted
 */
export async function runTry(options: TryOptions, world: World): Promise<number> {
  const tools = findTools(options.emulator, process.cwd());
  if (!("terraform" in tools)) {
    world.complain(
      `A trial needs, beside the net for Terraform's providers:\n${tools.map((line) => `  ${line}\n`).join("")}`,
    );
    return 2;
  }
  const port = await freePort();
  const root = realpathSync(mkdtempSync(join(tmpdir(), "seccfn-try-")));
  let processes: Processes | undefined;
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    processes?.stop();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const trial = trialFolder(options.environments, options.environment, root, options.prepare ?? ((stack) => stack));
    const { name, account } = trial.environment;
    processes = new Processes(trial.folder, environmentOfTry(process.env, endpointOf(port), account));
    world.print(`${name} as a test copy, applied to ${EMULATOR.name} on this machine\n`);
    world.print(`  ${trial.leftOut.length} blocks are left out, which the emulator cannot do (help/try.md)\n`);
    if (options.keep) {
      writeFileSync(join(root, "left-out.json"), `${JSON.stringify(trial.leftOut, null, 2)}\n`);
    }
    await steps({ ...tools, root, processes, world, port });
    return 0;
  } catch (error) {
    if (isInterrupted || error instanceof StoppedError) {
      world.complain("interrupted\n");
      return INTERRUPTED;
    }
    if (error instanceof MissingError) {
      world.complain(`${error.message}\n`);
      return 2;
    }
    if (error instanceof TrialError || error instanceof EmulatorError || error instanceof ConfigurationError) {
      world.complain(`${error.message}\n`);
      return 1;
    }
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    processes?.stop();
    if (options.keep) {
      world.complain(`${root} is left as it is\n`);
    } else {
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }
}

interface Trial {
  readonly terraform: string;
  readonly emulator: string;
  readonly root: string;
  readonly port: number;
  readonly processes: Processes;
  readonly world: World;
}

async function steps(trial: Trial): Promise<void> {
  const { root, world, processes } = trial;
  await timed(world, "emulator", async () => {
    await startEmulator(trial.emulator, trial.port, processes, join(root, "emulator.log"));
    return endpointOf(trial.port);
  });
  await timed(world, "init", async () => {
    try {
      await terraform(trial, "init");
    } catch (error) {
      throw error instanceof TrialError ? new MissingError(`${WITHOUT_PROVIDERS}\n\n${error.message}`) : error;
    }
    return "";
  });
  await timed(world, "apply", async () => summaryOf(await terraform(trial, "apply", "-auto-approve")));
  await timed(world, "plan", () => secondPlan(trial));
  await timed(world, "check", () => checkState(trial));
  await timed(world, "destroy", async () => {
    const summary = summaryOf(await terraform(trial, "destroy", "-auto-approve"));
    const left = (await terraform(trial, "state", "list")).trim();
    if (left !== "") {
      throw new TrialError(`these are left in the state after destroy:\n${left}`);
    }
    return summary;
  });
}

async function timed(world: World, name: string, step: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const found = await step();
  world.print(
    `✓ ${name.padEnd(8)}  ${duration(performance.now() - started).padStart(12)}  ${found}`.trimEnd().concat("\n"),
  );
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

async function terraform(
  { terraform: program, processes }: Trial,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const plain = command === "state" || command === "show" ? [] : ["-no-color"];
  const { code, stdout, stderr } = await processes.run(program, [command, ...args, ...plain]);
  if (code !== 0) {
    const lines = `${stderr}`.trim() === "" ? stdout : stderr;
    throw new TrialError(`terraform ${command} failed:\n${lines.trim().split("\n").slice(-SHOWN).join("\n")}`);
  }
  return stdout;
}

/** `174 added, 0 changed, 0 destroyed`. */
function summaryOf(output: string): string {
  return /(?:Resources|Destroy complete! Resources): (.*)\.$/m.exec(output)?.[1] ?? "";
}

async function secondPlan(trial: Trial): Promise<string> {
  const file = join(trial.root, "second.tfplan");
  await terraform(trial, "plan", `-out=${file}`);
  const plan: JsonObject = JSON.parse(await terraform(trial, "show", "-json", file));
  const differences = differencesOf(plan, KNOWN_DIFFERENCES);
  const unknown = differences.filter(({ reason }) => reason === undefined);
  if (unknown.length > 0) {
    const lines = unknown.map(({ address, attribute }) => `  ${address}: ${attribute}`);
    throw new TrialError(`a second plan would change what was just applied:\n${lines.join("\n")}`);
  }
  return differences.length === 0
    ? "nothing to change"
    : `nothing to change but ${differences.length} attributes that the emulator does not give back`;
}

/**
 * What is there must be judged like what was applied: whatever a check finds in the state it has found in the stack, too. A test
 * copy without what the emulator lacks has findings enough of its own.
 */
async function checkState(trial: Trial): Promise<string> {
  const state = join(trial.root, "state.json");
  const baseline = join(trial.root, "baseline.json");
  writeFileSync(state, await terraform(trial, "show", "-json"));
  await judged(trial.world, { synth: [trial.processes.cwd], writeBaseline: baseline });
  const { findings, counts }: JsonFindings = JSON.parse(await judged(trial.world, { states: [state], baseline }));
  const others = findings.filter(({ control }) => KNOWN_FINDINGS[control] === undefined);
  if (others.length > 0) {
    const lines = others.map(({ control, address, reason }) => `  ${control} ${address}: ${reason}`);
    throw new TrialError(`a check finds in the state what it did not find in what was applied:\n${lines.join("\n")}`);
  }
  const lost = findings.length === 0 ? "" : `, ${findings.length} since the emulator lost something`;
  return `${counts.passed} passed; ${counts.known} findings, all as in what was applied${lost}`;
}

/** The report of `seccfn check`, as JSON. */
async function judged(world: World, inputs: Partial<CheckOptions>): Promise<string> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runCheck(
    {
      ...{
        synth: [],
        plans: [],
        states: [],
        shown: [],
        environments: "environments",
        suppressions: [],
        approve: [],
        with: [],
      },
      ...{ format: "json", all: false, failOn: "low", changedOnly: false, withChecks: false },
      ...inputs,
    },
    { ...world, print: (text) => printed.push(text), complain: (text) => complained.push(text), today: world.today },
  );
  if (code === 2) {
    throw new TrialError(`what is there could not be judged:\n${complained.join("")}`);
  }
  return printed.join("");
}
