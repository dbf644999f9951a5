import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { YamlText } from "../../config/edit-yaml";
import type { Environment } from "../../config/environment";
import { loadEnvironments, parseEnvironment } from "../../config/load";
import type { JsonObject } from "../../model";
import { synthesizeEnvironments } from "../../stacks/synthesize";
import { functionArchives } from "../function-archives";
import { GAPS } from "./gaps";
import { type LeftOut, reduce } from "./reduce";
import { OVERRIDE, OVERRIDE_FILE, withLocalState } from "./settings";

/** The environment that is tried where there are several, and nobody says which. */
const USUAL = "seccfn";

/** What a trial changes of an environment: a test copy in one stack leaves nothing behind. */
const TEST_COPY = { lifecycle: "ephemeral", stage: "development", topology: "single" } as const;

/** And of one with instances: nobody has made Auto Scaling's role in the emulator's account yet. */
const SERVICE_LINKED_ROLE = { path: ["application", "serviceLinkedRole"], value: "create" } as const;

/** A folder that Terraform can run in, and what is missing in it. */
export interface TrialFolder {
  readonly folder: string;
  readonly environment: Environment;
  readonly leftOut: readonly LeftOut[];
}

/** Changes a stack before it is written. */
export type Prepare = (stack: JsonObject) => JsonObject;

/** Synthesizes the test copy of an environment below a folder, without what the emulator lacks. */
export function trialFolder(
  environments: string,
  name: string | undefined,
  root: string,
  prepare: Prepare,
): TrialFolder {
  const environment = testCopy(environments, name);
  const made = join(root, "made");
  synthesizeEnvironments([environment], functionArchives(), made);
  const stack = join(made, "stacks", environment.name);
  const folder = join(root, "stack");
  mkdirSync(folder);
  cpSync(stack, folder, { recursive: true });
  const { json, leftOut } = reduce(JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8")), GAPS);
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(prepare(withLocalState(json)), null, 2));
  writeFileSync(join(folder, OVERRIDE_FILE), JSON.stringify(OVERRIDE, null, 2));
  return { folder, environment, leftOut };
}

function testCopy(environments: string, name: string | undefined): Environment {
  const all = loadEnvironments(environments).map(({ environment }) => environment.name);
  const chosen = name ?? (all.includes(USUAL) ? USUAL : all[0]);
  const [loaded] = loadEnvironments(environments, chosen === undefined ? [] : [chosen]);
  if (loaded === undefined) {
    throw new Error(`${environments} has no environment`);
  }
  const text = new YamlText(readFileSync(loaded.file, "utf8"));
  for (const [key, value] of Object.entries(TEST_COPY)) {
    text.set([key], value);
  }
  if (loaded.environment.application !== undefined) {
    text.set([...SERVICE_LINKED_ROLE.path], SERVICE_LINKED_ROLE.value);
  }
  return parseEnvironment(text.text, `${loaded.file} as a test copy`);
}
