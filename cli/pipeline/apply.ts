import { existsSync, readFileSync } from "node:fs";
import type { ExitCode, World } from "../world";
import { NotApprovedError, toldFailure } from "./failures";
import { withPlan } from "./make-plan";
import { lockFileOf, type PlannedStack, type PlanSummary, readSummary } from "./planned";
import { NoStacksError, type PipelineStack, pipelineEnvironment } from "./stacks";
import { changesText } from "./summary-text";
import { type Terraform, TerraformError } from "./terraform";

/** What is to be applied. */
export interface ApplyOptions {
  readonly environment: string;
  /** The folder of environments. */
  readonly environments: string;
  /** Where Terraform was synthesized to. */
  readonly synth: string;
  /** The folder that `seccfn plan` wrote for this environment. */
  readonly approved: string;
  /** Whether nobody keeps this machine: a state on it would be lost. */
  readonly isPassing: boolean;
}

/**
 * Plans the stacks of an environment once more, and applies each plan that does exactly what was approved. Terraform's own plan
 * files hold secrets and are therefore never stored; the digest tells whether a new one is the same. Returns the exit code.
 */
export async function runApply(options: ApplyOptions, terraform: Terraform, world: World): Promise<ExitCode> {
  return await toldFailure(world, async () => {
    const { environment, stacks } = pipelineEnvironment(options.synth, options.environments, options.environment);
    const approved = readSummary(options.approved);
    assertFits(approved, environment, stacks, options);
    for (const stack of stacks) {
      const plan = approved.stacks.find((planned) => planned.stack === stack.name);
      if (plan?.status === "planned") {
        await applyStack(stack, plan, approvedLock(options.approved, stack.name), terraform, world);
      }
    }
    for (const waiting of approved.stacks.filter(({ status }) => status === "waiting")) {
      world.complain(`${waiting.stack}: was not planned yet; plan again, and have that approved\n`);
    }
    return 0;
  });
}

function assertFits(
  approved: PlanSummary,
  environment: string,
  stacks: readonly PipelineStack[],
  { approved: folder, isPassing }: ApplyOptions,
): void {
  if (approved.environment !== environment) {
    throw new NoStacksError(`${folder} has plans of ${approved.environment}, not of ${environment}`);
  }
  if (approved.refreshOnly) {
    throw new NoStacksError(`${folder} has plans that only refresh; plan without --refresh-only`);
  }
  const unplanned = stacks.find(({ name }) => !approved.stacks.some(({ stack }) => stack === name));
  if (unplanned !== undefined) {
    throw new NotApprovedError(
      `${unplanned.name} is not among the plans in ${folder}; plan again, and have that approved`,
    );
  }
  const local = stacks.find(({ backend }) => backend === "local");
  if (isPassing && local !== undefined) {
    throw new NotApprovedError(
      `${local.name} keeps its state on this machine, which a CI throws away; set backend.type: s3 in the YAML of ${environment}`,
    );
  }
}

/** The providers that the approved plan was made with. */
function approvedLock(folder: string, stack: string): string | undefined {
  const file = lockFileOf(folder, stack);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

async function applyStack(
  stack: PipelineStack,
  approved: PlannedStack,
  lock: string | undefined,
  terraform: Terraform,
  world: World,
): Promise<void> {
  world.complain(`${stack.name}\n`);
  await withPlan(
    stack,
    terraform,
    { refreshOnly: false, lock, isLocked: lock !== undefined },
    async ({ file, digest, changes }) => {
      if (digest !== approved.digest) {
        throw new NotApprovedError(
          [
            `${stack.name}: this is not what was approved; nothing of it was applied`,
            `  approved  ${changesText(approved.changes)}  ${approved.digest}`,
            `  now       ${changesText(changes)}  ${digest}`,
            "Something changed in between, or a stack before it did: plan again, and have that approved.",
          ].join("\n"),
        );
      }
      const code = await terraform.run(stack.folder, ["apply", "-input=false", "-no-color", file]);
      if (code !== 0) {
        throw new TerraformError(`${stack.name}: ${terraform.name} apply ended with exit code ${code}, as told above`);
      }
      world.print(`${stack.name}: ${changesText(changes)}\n`);
    },
  );
}
