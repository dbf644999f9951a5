import { ModelError } from "./errors";
import { Graph, type Stack } from "./graph";
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";
import type { Module, Root } from "./module";
import type { Trees } from "./plan-body";
import { changesOf, type PlannedChange } from "./plan-changes";
import { PlanModuleConfig } from "./plan-config";
import { planMeta } from "./plan-meta";
import { eachResource, type Modules, makeModule, makeResource, moduleAt, planned } from "./plan-modules";
import { assertParts } from "./plan-whole";
import type { Resource } from "./resource";

/** How strictly a plan is read. */
export interface PlanOptions {
  /** Reads also what Terraform itself calls errored or incomplete. Nothing that is missing then can be judged. */
  readonly allowIncomplete?: boolean;
  /** Reads also what holds no resource and no change at all. */
  readonly allowEmpty?: boolean;
}

const SHOW = "make it with `terraform show -json plan.tfplan > plan.json`";

/** A stack from the JSON of a plan, or of a state. */
export function stackOfShown(json: JsonObject, file: string, name: string, options: PlanOptions, peers: Root[]): Stack {
  assertShown(json, file);
  return isPlan(json) ? stackOfPlan(json, file, name, options, peers) : stackOfState(json, file, name, options, peers);
}

/** Whether it is a plan rather than a state. */
export function isPlan(json: JsonObject): boolean {
  return json.planned_values !== undefined || json.resource_changes !== undefined || json.configuration !== undefined;
}

function assertShown(json: JsonObject, file: string): void {
  const version = json.format_version;
  if (version === undefined) {
    throw new ModelError("wrong-kind", file, whatItIs(json), SHOW);
  }
  if (typeof version !== "string") {
    const what = `its format_version is ${JSON.stringify(version)}, not a text as "1.2"`;
    throw new ModelError("wrong-kind", file, what, SHOW);
  }
  if (!/^1\.\d+$/.test(version)) {
    throw new ModelError(
      "wrong-version",
      file,
      `its format_version is ${JSON.stringify(version)}, which is not read (1.x is)`,
      version.startsWith("0.")
        ? "make it with Terraform 1.1 or newer, or with OpenTofu"
        : "use a newer release of this tool",
    );
  }
}

function whatItIs(json: JsonObject): string {
  if (json.lineage !== undefined && json.serial !== undefined) {
    return "it is a state as Terraform stores it, not as `show -json` writes it";
  }
  if (json["@level"] !== undefined) {
    return "it is the log of `terraform plan -json`";
  }
  if (json.resource !== undefined || json.terraform !== undefined || json.provider !== undefined) {
    return "it is a configuration (*.tf.json), not a plan";
  }
  return "it has no format_version, so it is neither a plan nor a state of `terraform show -json`";
}

function assertWhole(json: JsonObject, file: string): void {
  if (json.errored === true) {
    throw new ModelError(
      "plan-errored",
      file,
      "Terraform says that this plan is errored",
      "mend the error that `terraform plan` printed and plan again",
    );
  }
  if (json.complete === false) {
    throw new ModelError(
      "plan-incomplete",
      file,
      "Terraform says that this plan is not complete: it leaves changes out (`-target`, `-exclude`, or deferred ones)",
      "plan without `-target`, or apply it and plan again",
    );
  }
}

function stackOfPlan(json: JsonObject, file: string, name: string, options: PlanOptions, peers: Root[]): Stack {
  assertParts(json, file);
  if (options.allowIncomplete !== true) {
    assertWhole(json, file);
  }
  const config = new PlanModuleConfig(objectOf(objectOf(json.configuration).root_module));
  const modules: Modules = new Map();
  const root = makeRoot(name, config, variableValues(json.variables), new Map(), modules, peers);
  const changes = changesOf(listOf(json.resource_changes), modules, root.module);
  const byAddress = new Map<string, PlannedChange>();
  for (const change of changes) {
    if (change.deposed === undefined) {
      byAddress.set(change.address, change);
    }
  }
  const resources: Resource[] = [];
  const deferred = new Set<string>();
  eachResource(objectOf(objectOf(json.planned_values).root_module), root.module, modules, (item, module) => {
    const address = textOf(item.address) ?? "";
    if (item.mode === "data") {
      deferred.add(address);
    }
    resources.push(planned(item, module(), byAddress.get(address)));
  });
  // Data sources that are read while planning stand only in the prior state. So does all that a plan which only refreshes found.
  const prior = objectOf(json.prior_state);
  let isApplied = false;
  eachResource(objectOf(objectOf(prior.values).root_module), root.module, modules, (item, module) => {
    isApplied ||= item.mode === "managed";
    if (item.mode === "data" && !deferred.has(textOf(item.address) ?? "")) {
      resources.push(planned(item, module(), undefined));
    }
  });
  for (const module of [...modules.values()]) {
    addOutputModules(module, modules);
  }
  for (const module of modules.values()) {
    resources.push(...ephemeral(module));
  }
  if (resources.length === 0 && changes.length === 0 && !isApplied && options.allowEmpty !== true) {
    throw new ModelError(
      "no-resources",
      file,
      "the plan has no resources and no changes",
      "check that it is the plan of the right folder and workspace",
    );
  }
  return {
    name,
    kind: "plan",
    file,
    root,
    meta: planMeta(json, root, resources),
    resources,
    changes,
    drift: changesOf(listOf(json.resource_drift), modules, root.module),
    prior: once(() => priorGraph(prior, file, name)),
  };
}

function stackOfState(json: JsonObject, file: string, name: string, options: PlanOptions, peers: Root[]): Stack {
  const values = objectOf(json.values);
  const outputs = new Map(
    Object.entries(objectOf(values.outputs)).map(([key, output]) => [key, objectOf(output).value ?? null]),
  );
  const modules: Modules = new Map();
  const root = makeRoot(name, undefined, new Map(), outputs, modules, peers);
  const resources: Resource[] = [];
  eachResource(objectOf(values.root_module), root.module, modules, (item, module) =>
    resources.push(planned(item, module(), undefined)),
  );
  if (resources.length === 0 && options.allowEmpty !== true) {
    throw new ModelError(
      "no-resources",
      file,
      "the state has no resources",
      "check that it is the state of the right folder and workspace, and that it was applied",
    );
  }
  const current = resources.filter(({ identity }) => identity.deposed === undefined);
  return {
    name,
    kind: "state",
    file,
    root,
    meta: planMeta(json, root, current),
    resources: current,
    changes: [],
    drift: [],
    prior: () => undefined,
  };
}

function priorGraph(prior: JsonObject, file: string, name: string): Graph | undefined {
  if (!isObject(prior.values)) {
    return undefined;
  }
  const peers: Root[] = [];
  const stack = stackOfState({ format_version: "1.0", ...prior }, file, name, { allowEmpty: true }, peers);
  return new Graph([stack]);
}

function once<T>(compute: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: compute() };
    return made.value;
  };
}

function variableValues(json: Json | undefined): Map<string, Json> {
  return new Map(Object.entries(objectOf(json)).map(([name, variable]) => [name, objectOf(variable).value ?? null]));
}

function makeRoot(
  name: string,
  config: PlanModuleConfig | undefined,
  variables: Map<string, Json>,
  outputs: Map<string, Json>,
  modules: Modules,
  peers: Root[],
): Root {
  const root: { -readonly [K in keyof Root]: Root[K] } = {
    name,
    variables,
    outputs,
    peers,
    module: undefined as never,
  };
  root.module = makeModule(root, "", config, undefined, undefined, undefined, modules);
  peers.push(root);
  return root;
}

/** Ephemeral resources, which are in no plan's values. */
function ephemeral(module: Module): Resource[] {
  const made: Resource[] = [];
  if (module.config instanceof PlanModuleConfig) {
    for (const json of module.config.all()) {
      if (json.mode === "ephemeral") {
        made.push(makeResource(json, module, NO_TREES, true));
      }
    }
  }
  return made;
}

const NO_TREES: Trees = { value: {}, unknown: undefined, sensitive: undefined };

/** Modules that hold nothing but outputs are in no plan's values either, and references lead through them. */
function addOutputModules(module: Module, modules: Modules): void {
  if (!(module.config instanceof PlanModuleConfig)) {
    return;
  }
  for (const name of module.config.callNames()) {
    if (!module.children.has(name)) {
      const address = `${module.address === "" ? "" : `${module.address}.`}module.${name}`;
      addOutputModules(moduleAt(address, module, modules), modules);
    }
  }
}
