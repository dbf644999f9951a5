import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planDigest } from "../../guardrails/approvals";
import { ModelError } from "../../model";
import { parseJsonText } from "../../model/files";
import { type JsonObject, listOf, objectOf } from "../../model/json";
import { driftOf } from "./drift";
import type { Counts } from "./planned";
import type { PipelineStack } from "./stacks";
import { type Terraform, TerraformError } from "./terraform";

/** A plan that was just made. Its file is gone as soon as nobody works with it. */
export interface FreshPlan {
  /** Terraform's own file, which holds secrets. */
  readonly file: string;
  readonly json: JsonObject;
  readonly digest: string;
  readonly changes: Counts;
  /** Whether the stack was applied before. */
  readonly isApplied: boolean;
  /** The providers that were taken, as a lock file. */
  readonly lock: string | undefined;
}

/** How long Terraform waits for somebody else's lock. */
const LOCK_TIMEOUT = "5m";

/** Where Terraform writes down which providers it took. */
const LOCK_FILE = ".terraform.lock.hcl";

/** How a plan is made. */
export interface PlanMode {
  /** Looks what differs from the state, and plans no change. */
  readonly refreshOnly: boolean;
  /** The providers to begin with, as a lock file. */
  readonly lock: string | undefined;
  /** Whether exactly those are to be taken. */
  readonly isLocked: boolean;
}

/** Plans a stack, and works with the plan; it lies in a folder that only this user reads, and is deleted afterwards. */
export async function withPlan<T>(
  stack: PipelineStack,
  terraform: Terraform,
  { refreshOnly, lock, isLocked }: PlanMode,
  work: (plan: FreshPlan) => Promise<T>,
): Promise<T> {
  const aside = mkdtempSync(join(tmpdir(), "seccfn-plan-"));
  const file = join(aside, "tfplan");
  try {
    const lockFile = join(stack.folder, LOCK_FILE);
    if (lock !== undefined && (isLocked || !existsSync(lockFile))) {
      writeFileSync(lockFile, lock);
    }
    await mustRun(terraform, stack, ["init", "-input=false", "-no-color", ...(isLocked ? ["-lockfile=readonly"] : [])]);
    await mustRun(terraform, stack, [
      "plan",
      "-input=false",
      "-no-color",
      `-lock-timeout=${LOCK_TIMEOUT}`,
      ...(refreshOnly ? ["-refresh-only"] : []),
      `-out=${file}`,
    ]);
    const json = parsed(await terraform.read(stack.folder, ["show", "-json", file]), stack, terraform);
    return await work({
      file,
      json,
      digest: planDigest(json),
      changes: countsOf(json),
      isApplied: wasApplied(json),
      lock: existsSync(lockFile) ? readFileSync(lockFile, "utf8") : undefined,
    });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function mustRun(terraform: Terraform, stack: PipelineStack, args: readonly string[]): Promise<void> {
  const code = await terraform.run(stack.folder, args);
  if (code !== 0) {
    throw new TerraformError(`${stack.name}: ${terraform.name} ${args[0]} ended with exit code ${code}, as told above`);
  }
}

function parsed(text: string, stack: PipelineStack, terraform: Terraform): JsonObject {
  try {
    return parseJsonText(text, `the plan of ${stack.name}`);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    throw new TerraformError(`${stack.name}: ${terraform.name} show -json gave no plan: ${error.message}`);
  }
}

/** Whether the state before the plan has anything: data sources, which a plan reads, do not count. */
function wasApplied(plan: JsonObject): boolean {
  const { outputs, root_module: root } = objectOf(objectOf(plan.prior_state).values);
  return Object.keys(objectOf(outputs)).length > 0 || hasManaged(objectOf(root));
}

function hasManaged({ resources, child_modules: children }: JsonObject): boolean {
  return (
    listOf(resources).some((resource) => objectOf(resource).mode === "managed") ||
    listOf(children).some((child) => hasManaged(objectOf(child)))
  );
}

function countsOf(plan: JsonObject): Counts {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, drift: driftOf(plan).length };
  for (const item of listOf(plan.resource_changes)) {
    const actions = listOf(objectOf(objectOf(item).change).actions).map(String);
    if (actions.includes("create") && actions.includes("delete")) {
      counts.replace += 1;
    } else if (actions.includes("create")) {
      counts.create += 1;
    } else if (actions.includes("update")) {
      counts.update += 1;
    } else if (actions.includes("delete")) {
      counts.delete += 1;
    }
  }
  return counts;
}
