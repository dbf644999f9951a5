import { z } from "zod";
import { REGIONS } from "../aws-limits";
import { NAME_RULES } from "../name-rules";
import { flag, kmsKeyArn, section, text } from "./fields";

const local = section({
  type: z
    .literal("local")
    .describe(
      "State in `terraform.<stack>.tfstate`, beside the folder `cdktf.out`; for trying things out, refused unless `state-backend-encrypted` is suppressed.",
    ),
});

const s3 = section({
  type: z.literal("s3").describe("State in an S3 bucket, locked by S3 itself (`use_lockfile`)."),
  bucket: text(
    new RegExp(NAME_RULES["s3-bucket"].pattern),
    "the name of an S3 bucket",
    "3 to 63 lower-case letters, digits, dots and hyphens; createBucket: true makes it",
  ).describe("The bucket that holds the state."),
  region: z
    .enum(REGIONS, { error: "must be an AWS region" })
    .meta({ rule: "an AWS region" })
    .describe("The bucket's region."),
  keyPrefix: text(
    /^(?:[A-Za-z0-9!_.*'()-]+\/)*$/,
    'empty or end with "/" and have no empty part',
    'for example "seccfn/"',
  )
    .default("")
    .describe("Goes before `<stack>.tfstate` in the bucket."),
  createBucket: flag()
    .default(false)
    .describe(
      "Adds the stack `<name>-state`, which makes the bucket and its key; to be applied once, before the others.",
    ),
  kmsKeyArn: kmsKeyArn()
    .optional()
    .describe(
      "The key that encrypts the state; without one, that which `createBucket` makes. Without both, S3's own keys do, which is refused " +
        "unless `state-backend-encrypted` is suppressed.",
    ),
});

/** The section `backend`. */
export const backend = z
  .discriminatedUnion("type", [local, s3])
  .default({ type: "local" })
  .describe("Where Terraform keeps its state.");
