import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformOutput, TerraformResource } from "cdktf";
import type { Environment } from "../config/environment";
import type { SecureStack } from "../constructs/core/secure-stack";
import { VERSIONS_FILE } from "./environment-stack";
import { type Notice, noticesOf } from "./notices";
import { withQuickResolve } from "./quick-resolve";
import { withoutStackTraces } from "./stack-traces";
import { defineEnvironment, type FunctionArchives } from "./topology";

/** What was made of one stack. */
export interface SynthesizedStack {
  readonly name: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly resources: number;
  readonly outputs: number;
  /** Each lowering of security with its reason. */
  readonly lowerings: readonly string[];
  /** What must be known or done before it is applied; of an environment, so with its first stack only. */
  readonly notices: readonly Notice[];
}

/**
 * Synthesizes environments into a folder, in cdktf's layout (`manifest.json`, `stacks/<name>/cdk.tf.json`),
 * with the constraint on Terraform's version in `stacks/<name>/versions.tf`.
 * Reads no AWS and no clock: the same environments give the same bytes anywhere.
 */
export function synthesizeEnvironments(
  environments: readonly Environment[],
  archives: FunctionArchives,
  outdir: string,
): SynthesizedStack[] {
  return withoutStackTraces(() => {
    const app = new App({ outdir, stackTraces: false });
    const stacks = environments.map((environment) => ({
      environment,
      stacks: defineEnvironment(app, environment, archives),
    }));
    withQuickResolve(() => app.synth());
    for (const { node } of stacks.flatMap((made) => made.stacks)) {
      writeFileSync(join(outdir, "stacks", node.id, VERSIONS_FILE.name), VERSIONS_FILE.content);
    }
    return stacks.flatMap((made) =>
      made.stacks.map((stack, index) => ({
        ...describe(stack, made.environment),
        notices: index === 0 ? noticesOf(made.environment) : [],
      })),
    );
  });
}

function describe(stack: SecureStack, { name, account, region }: Environment): Omit<SynthesizedStack, "notices"> {
  const elements = stack.node.findAll();
  return {
    name: stack.node.id,
    environment: name,
    account,
    region,
    resources: elements.filter(TerraformResource.isTerraformResource).length,
    outputs: elements.filter(TerraformOutput.isTerraformOutput).length,
    lowerings: stack.lowerings.map(({ message }) => message),
  };
}
