import { DataTerraformRemoteStateLocal, DataTerraformRemoteStateS3, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../config/environment";
import { variablesOf } from "../constructs/core/layer";
import { addOutput } from "../constructs/core/secure-stack";
import { outputName } from "./output-names";

/** A value that a layer hands on: the name of its output, what it is, and whether it is one text or several. */
export interface ExportDefinition {
  readonly output: string;
  readonly description: string;
  readonly type: "string" | "list";
}

/** What a layer hands on, by the names that the code uses. */
export type ExportDefinitions = Readonly<Record<string, ExportDefinition>>;

/** The values that belong to definitions, by the same names. */
export type ExportValues = Readonly<Record<string, string | readonly string[]>>;

/** Makes a described output of every value that a layer hands on. */
export function publish(scope: Construct, definitions: ExportDefinitions, values: ExportValues): void {
  for (const [key, { output, description }] of Object.entries(definitions)) {
    const value = values[key];
    if (value === undefined) {
      throw new Error(`the layer must have a value for its output ${output}`);
    }
    addOutput(scope, output, { description, value });
  }
}

/** Reads what another stack's layer hands on from its state: once somebody asks for it, so that no state is read for nothing. */
export function consume(
  scope: Construct,
  definitions: ExportDefinitions,
  {
    layer,
    stackName,
    environment,
  }: {
    readonly layer: string;
    readonly stackName: string;
    readonly environment: Pick<Environment, "backend" | "naming">;
  },
): ExportValues {
  const { backend, naming } = environment;
  const defineState = () =>
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
  let state: ReturnType<typeof defineState> | undefined;
  const readers = Object.entries(definitions).map(([key, { output, type }]) => [
    key,
    () => {
      state ??= defineState();
      return type === "list" ? state.getList(outputName(output, naming)) : state.getString(outputName(output, naming));
    },
  ]);
  return lazily<Record<string, string | readonly string[]>>(Object.fromEntries(readers));
}

/** An object whose members are made when they are first asked for. */
export function lazily<T extends object>(members: { readonly [Key in keyof T]-?: () => T[Key] | undefined }): T {
  const made = {};
  for (const [key, make] of Object.entries<() => unknown>(members)) {
    let value: { readonly made: unknown } | undefined;
    Object.defineProperty(made, key, {
      enumerable: true,
      get: () => {
        value ??= { made: make() };
        return value.made;
      },
    });
  }
  return made as T;
}

/** One of some values as a text; undefined where the layer does not have it. */
export function optionalText(values: ExportValues, key: string): string | undefined {
  const value = values[key];
  return typeof value === "string" ? value : undefined;
}

/** One of some values as a text that every environment has. */
export function textValue(values: ExportValues, key: string): string {
  const value = optionalText(values, key);
  if (value === undefined) {
    throw new Error(`the layer must hand on ${key}`);
  }
  return value;
}

/** One of some values as a list that every environment has. */
export function listValue(values: ExportValues, key: string): readonly string[] {
  const value = values[key];
  if (value === undefined || typeof value === "string") {
    throw new Error(`the layer must hand on the list ${key}`);
  }
  return value;
}

/** An optional property, for objects whose optional properties are left out where there is no value. */
export function optional<Name extends string, T>(name: Name, value: T | undefined): { readonly [Key in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: T };
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
