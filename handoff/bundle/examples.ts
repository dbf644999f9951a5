import type { Json } from "../../model";
import { writeHcl } from "../hcl/write";
import type { BundledStack } from "./bundle";
import { type Knob, knobsOf } from "./knobs";
import { moduleAddress } from "./module-use";
import type { BundleSource, Use } from "./source";

/** `enterpriseapp.tfvars.example`: each knob with what it is for, what it may be, and the value that it has now. */
export async function variablesExample(stack: BundledStack, source: BundleSource, use: Use): Promise<string> {
  const knobs = knobsOf(stack);
  const head = HEADS[use](stack);
  const parts = await Promise.all(
    knobs.map(async (knob) => {
      const assignment = await formatted(assignmentOf(knob, source));
      const text = knob.default === undefined ? assignment : assignment.replace(/^/gm, "# ");
      return [...comment(knob), text].join("\n");
    }),
  );
  return `${[head.join("\n"), ...parts].join("\n\n")}\n`;
}

/** Where knobs are turned: Terraform reads `terraform.tfvars` for the configuration that it runs in, not for a module that is called. */
const HEADS: Readonly<Record<Use, (stack: BundledStack) => readonly string[]>> = {
  root: ({ stack }) => [
    `# Knobs of ${stack.name}. Copy this file to terraform.tfvars, which Terraform reads by itself, and keep`,
    "# the lines that you change; a knob that is left out has the value that stands here.",
  ],
  module: (placed) => [
    `# Knobs of ${placed.stack.name}, as arguments of the block that calls it (${moduleAddress(placed)}): copy the lines that you change`,
    "# into that block; a knob that is left out has the value that stands here. A terraform.tfvars sets nothing in a module.",
  ],
};

function comment({ description, rules, default: given }: Knob): string[] {
  const must = given === undefined ? ["Must be given."] : [];
  return [description, ...rules, ...must].filter((line) => line !== "").map((line) => `# ${line}`);
}

function assignmentOf({ name, default: given }: Knob, { state }: BundleSource): string {
  const value: Json =
    given ??
    (name === "state_bucket"
      ? (state.bucket ?? "your-state-bucket")
      : name === "state_region"
        ? (state.region ?? "us-east-1")
        : "");
  const block = {
    type: "x",
    labels: [],
    body: { arguments: [{ name, value, reading: "literal" as const }], blocks: [] },
  };
  return writeHcl({ arguments: [], blocks: [block] })
    .split("\n")
    .slice(1, -2)
    .map((line) => line.replace(/^ {2}/, ""))
    .join("\n");
}

/** `enterpriseapp.s3.tfbackend.example`: where the state is. */
export function backendExample({ state, environment }: BundleSource): string {
  return [
    `# Where state is. Copy this file to ${environment.name}.s3.tfbackend and fill in your bucket; \`terraform init\` takes it by`,
    "# -backend-config. The key within the bucket, the lock and encryption are in the configuration already.",
    `bucket = ${JSON.stringify(state.bucket ?? "your-state-bucket")}`,
    `region = ${JSON.stringify(state.region ?? environment.region)}`,
    "",
    "# The KMS key that encrypts the state; without it, the bucket's own default does.",
    `${state.kmsKeyArn === undefined ? "# " : ""}kms_key_id = ${JSON.stringify(
      state.kmsKeyArn ?? `arn:aws:kms:${state.region ?? environment.region}:${environment.account}:key/your-key`,
    )}`,
    "",
  ].join("\n");
}

async function formatted(text: string): Promise<string> {
  const { format } = await import("@cdktf/hcl-tools");
  return format(text);
}
