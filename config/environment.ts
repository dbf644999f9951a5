import { z } from "zod";
import { REGIONS } from "./aws-limits";
import { application, bastion } from "./sections/application";
import { audit } from "./sections/audit";
import { backend } from "./sections/backend";
import { backup } from "./sections/backup";
import { baseline } from "./sections/baseline";
import { database } from "./sections/database";
import { edge } from "./sections/edge";
import { section, text } from "./sections/fields";
import { databaseFunction, recoveryCheck } from "./sections/functions";
import { kms } from "./sections/kms";
import { compliance, monitoring } from "./sections/monitoring";
import { naming } from "./sections/naming";
import { network } from "./sections/network";
import { storage } from "./sections/storage";
import { suppressions } from "./sections/suppressions";
import { tags } from "./sections/tags";

const ACCOUNT = /^\d{12}$/;

/** The console shows accounts as 1111-2222-3333. */
function accountHint(value: string): string {
  const digits = value.replace(/[ -]/g, "");
  return ACCOUNT.test(digits) ? `did you mean "${digits}"?` : 'for example "111111111111"';
}

/**
 * The whole of one environment file. One source: types, defaults, checks, the JSON Schema and the reference. Rules between
 * values are in `environment-rules.ts`, rules between environments in `account-rules.ts`.
 */
export const environmentSchema = section({
  name: text(
    /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
    "2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen",
  ).describe("The environment's name: the file's and the stack's, too."),
  account: text(ACCOUNT, "the 12 digits of an AWS account, in quotes", accountHint).describe(
    "The account; a plan against another one fails.",
  ),
  region: z
    .enum(REGIONS, { error: "must be an AWS region" })
    .meta({ rule: "an AWS region" })
    .describe(
      "The region. CAUTION: changing this value after the first deployment replaces everything that belongs to a region.",
    ),
  stage: z
    .enum(["production", "staging", "development"])
    .describe("What the environment is for; production refuses what only a test may have."),
  topology: z
    .enum(["single", "layered"])
    .default("single")
    .describe(
      "`single`: one stack, one state. `layered`: security, network, data and application apart. CAUTION: changing this value after " +
        "the first deployment makes stacks with empty states, which try to create everything again under the same names.",
    ),
  lifecycle: z
    .enum(["durable", "ephemeral"])
    .default("durable")
    .describe(
      "`ephemeral` makes a test copy that can be applied, destroyed and applied again: no protection, nothing kept. CAUTION: changed " +
        "on a running environment it takes all protection away, and replaces a bucket that has an object lock.",
    ),
  backend,
  naming,
  tags,
  kms,
  network,
  storage,
  database,
  audit,
  monitoring,
  compliance,
  baseline,
  application: application.optional(),
  edge: edge.optional(),
  bastion: bastion.optional(),
  databaseFunction: databaseFunction.optional(),
  backup: backup.optional(),
  recoveryCheck: recoveryCheck.optional(),
  suppressions,
}).meta({ title: "SecCFN environment" });

/** One environment, checked and with its defaults. */
export type Environment = z.infer<typeof environmentSchema>;
