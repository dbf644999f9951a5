import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { redactShown } from "../../guardrails/redact";
import { objectOf } from "../../model/json";
import type { ExitCode, World } from "../world";
import { changesMarkdown } from "./changes-markdown";
import { toldFailure } from "./failures";
import { type ListedChange, listedChanges } from "./listed-changes";
import { withPlan } from "./make-plan";
import { LOCKS, lockFileOf, type PlanSummary, SUMMARY_FILE } from "./planned";
import { type PipelineEnvironment, pipelineEnvironment } from "./stacks";
import { summaryText } from "./summary-text";
import type { Terraform } from "./terraform";

/** The folder of the stacks' plans, apart from what is no plan. */
const STACKS = "stacks";

/** The folder of what a refresh found: a plan that only refreshes plans nothing, and has it as the state before. */
const STATES = "states";

/** What is to be planned. */
export interface PlanOptions {
  readonly environment: string;
  /** The folder of environments. */
  readonly environments: string;
  /** Where Terraform was synthesized to. */
  readonly synth: string;
  /** The folder that the environment's folder of plans comes into. */
  readonly out: string;
  /** Looks what differs from the state, and plans no change. */
  readonly refreshOnly: boolean;
  readonly json: boolean;
}

/**
 * Plans the stacks of an environment one after another, and writes what is fit to be stored: each plan's JSON without its
 * secrets, and a summary with the digest by which `seccfn apply` knows it again. Returns the exit code.
 */
export async function runPlan(options: PlanOptions, terraform: Terraform, world: World): Promise<ExitCode> {
  return await toldFailure(world, async () => {
    const environment = pipelineEnvironment(options.synth, options.environments, options.environment);
    const folder = join(options.out, environment.environment);
    mkdirSync(options.out, { recursive: true });
    const aside = mkdtempSync(`${resolve(folder)}.`);
    try {
      mkdirSync(join(aside, STACKS));
      mkdirSync(join(aside, LOCKS));
      if (options.refreshOnly) {
        mkdirSync(join(aside, STATES));
      }
      const { summary, changes } = await planAll(environment, options, terraform, aside, world);
      writeFileSync(join(aside, "changes.md"), changesMarkdown(summary, changes));
      writeFileSync(join(aside, SUMMARY_FILE), `${JSON.stringify(summary, null, 2)}\n`);
      replaceFolder(aside, resolve(folder));
      world.print(options.json ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary));
      world.complain(`${folder} written\n`);
      return 0;
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  });
}

async function planAll(
  { environment, account, region, stacks }: PipelineEnvironment,
  { refreshOnly }: PlanOptions,
  terraform: Terraform,
  folder: string,
  world: World,
): Promise<{ readonly summary: PlanSummary; readonly changes: readonly ListedChange[] }> {
  const results: PlanSummary["stacks"] = [];
  const listed: ListedChange[] = [];
  const unapplied = new Set<string>();
  // Stacks of an environment take the same providers: the next one begins with those of the one before.
  let lock: string | undefined;
  for (const stack of stacks) {
    const waitsFor = stack.needs.filter((need) => unapplied.has(need));
    if (waitsFor.length > 0) {
      unapplied.add(stack.name);
      results.push({ stack: stack.name, status: "waiting", for: waitsFor });
      continue;
    }
    world.complain(`${stack.name}\n`);
    await withPlan(stack, terraform, { refreshOnly, lock, isLocked: false }, async (plan) => {
      const { json, digest, changes, isApplied } = plan;
      lock = plan.lock ?? lock;
      if (plan.lock !== undefined) {
        writeFileSync(lockFileOf(folder, stack.name), plan.lock);
      }
      if (!isApplied) {
        unapplied.add(stack.name);
      }
      if (!isApplied && refreshOnly) {
        results.push({ stack: stack.name, status: "waiting", for: [stack.name] });
        return;
      }
      const { redacted } = redactShown(json, stack.name);
      writeFileSync(join(folder, STACKS, `${stack.name}.json`), `${JSON.stringify(redacted)}\n`);
      if (refreshOnly) {
        const { redacted: state } = redactShown(objectOf(json.prior_state), stack.name);
        writeFileSync(join(folder, STATES, `${stack.name}.json`), `${JSON.stringify(state)}\n`);
      }
      results.push({ stack: stack.name, status: "planned", digest, changes });
      listed.push(...listedChanges(stack.name, json, refreshOnly));
    });
  }
  return { summary: { version: 1, environment, account, region, refreshOnly, stacks: results }, changes: listed };
}

/** The new folder takes the place of an earlier one as a whole. */
function replaceFolder(made: string, target: string): void {
  const old = mkdtempSync(join(dirname(target), ".seccfn-old-"));
  try {
    if (existsSync(target)) {
      renameSync(target, join(old, "plans"));
    }
    renameSync(made, target);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}
