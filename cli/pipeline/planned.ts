import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../model/files";
import { NoStacksError } from "./stacks";

/** The file beside the plans that says what they are. */
export const SUMMARY_FILE = "summary.json";

/** The folder beside the plans with the lock files of their providers. */
export const LOCKS = "locks";

/** Where the lock file of a stack's providers is kept. */
export function lockFileOf(folder: string, stack: string): string {
  return join(folder, LOCKS, `${stack}.lock.hcl`);
}

const counts = z.strictObject({
  create: z.int().min(0),
  update: z.int().min(0),
  replace: z.int().min(0),
  delete: z.int().min(0),
  /** Resources that are otherwise than the state has them. */
  drift: z.int().min(0),
});

const planned = z.strictObject({
  stack: z.string(),
  status: z.literal("planned"),
  /** Of the whole plan, secrets included: the same for the same changes. */
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  changes: counts,
});

const waiting = z.strictObject({
  stack: z.string(),
  status: z.literal("waiting"),
  /** The stacks that have to be applied first. */
  for: z.array(z.string()),
});

const summary = z.strictObject({
  version: z.literal(1),
  environment: z.string(),
  account: z.string(),
  region: z.string(),
  refreshOnly: z.boolean(),
  stacks: z.array(z.discriminatedUnion("status", [planned, waiting])),
});

/** How many resources a plan changes. */
export type Counts = z.infer<typeof counts>;

/** A stack's plan. */
export type PlannedStack = z.infer<typeof planned>;

/** What was planned of an environment. */
export type PlanSummary = z.infer<typeof summary>;

/** Reads the summary that `seccfn plan` wrote into a folder. */
export function readSummary(folder: string): PlanSummary {
  const file = join(folder, SUMMARY_FILE);
  if (!existsSync(file)) {
    throw new NoStacksError(`there is no ${file}; name the folder that \`seccfn plan\` wrote`);
  }
  const read = summary.safeParse(readJson(file));
  if (!read.success) {
    const [problem] = read.error.issues;
    throw new NoStacksError(`${file}: ${problem?.path.join(".")} ${problem?.message ?? "is wrong"}; plan again`);
  }
  return read.data;
}
