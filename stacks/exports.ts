import { DataTerraformRemoteStateLocal, DataTerraformRemoteStateS3, TerraformOutput, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { outputsOf, variablesOf } from "../constructs/core/layer";

/** A value that a layer hands on: the name of its output, what it is, and whether it is one text or several. */
export interface ExportDefinition {
  readonly output: string;
  readonly description: string;
  readonly type: "string" | "list";
}

/** What a layer hands on, by the names that the code uses. */
export type ExportDefinitions = Readonly<Record<string, ExportDefinition>>;

/** The values that belong to definitions. */
export type ExportsOf<D extends ExportDefinitions> = {
  readonly [K in keyof D]: D[K]["type"] extends "list" ? readonly string[] : string;
};

/** Makes a described output of every value that a layer hands on. */
export function publish<D extends ExportDefinitions>(
  scope: Construct,
  definitions: D,
  values: ExportsOf<D>,
): ExportsOf<D> {
  for (const [key, { output, description }] of Object.entries(definitions)) {
    new TerraformOutput(outputsOf(scope), output, { description, value: values[key] });
  }
  return values;
}

/** Reads what another stack's layer hands on from its state. */
export function consume<D extends ExportDefinitions>(
  scope: Construct,
  definitions: D,
  { layer, stackName, backend }: { layer: string; stackName: string; backend: Environment["backend"] },
): ExportsOf<D> {
  const state =
    backend.type === "local"
      ? new DataTerraformRemoteStateLocal(scope, layer, { path: localStatePath(stackName) })
      : new DataTerraformRemoteStateS3(scope, layer, {
          bucket: stateLocation(
            scope,
            "state_bucket",
            "The bucket that holds the state of the other stacks.",
            backend.bucket,
          ),
          region: stateLocation(scope, "state_region", "The region of that bucket.", backend.region),
          key: stateKey(backend, stackName),
        });
  const values = Object.entries(definitions).map(([key, { output, type }]) => [
    key,
    type === "list" ? state.getList(output) : state.getString(output),
  ]);
  return Object.fromEntries(values);
}

/** Where a local state lies: outside of `cdktf.out`, whose folders cdktf-cli deletes. */
export function localStatePath(stackName: string): string {
  return `../../../terraform.${stackName}.tfstate`;
}

/** Where a stack's state lies in the state bucket. */
export function stateKey({ keyPrefix }: Extract<Environment["backend"], { type: "s3" }>, stackName: string): string {
  return `${keyPrefix}${stackName}.tfstate`;
}

function stateLocation(scope: Construct, name: string, description: string, value: string): string {
  const variables = variablesOf(scope);
  const existing = variables.node.tryFindChild(name);
  const variable =
    existing instanceof TerraformVariable
      ? existing
      : new TerraformVariable(variables, name, { type: "string", description, default: value, nullable: false });
  return variable.stringValue;
}
