import type { Action, Change } from "./change";
import { ModelError } from "./errors";
import { Graph, type Stack } from "./graph";
import { isList, isObject, type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import { blockAddress, type Key, type Mode, type Module, type Root } from "./module";
import type { Path } from "./paths";
import { PlanBody, type Trees } from "./plan-body";
import { modeOf, PlanModuleConfig } from "./plan-config";
import { planMeta } from "./plan-meta";
import { Resource } from "./resource";

/** How strictly a plan is read. */
export interface PlanOptions {
  /** Reads also what Terraform itself calls errored or incomplete. Nothing that is missing then can be judged. */
  readonly allowIncomplete?: boolean;
  /** Reads also what holds no resource and no change at all. */
  readonly allowEmpty?: boolean;
}

const SHOW = "make it with `terraform show -json plan.tfplan > plan.json`";
type Modules = Map<string, Module>;

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
  const version = textOf(json.format_version);
  if (version === undefined) {
    throw new ModelError("wrong-kind", file, whatItIs(json), SHOW);
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
  if (options.allowIncomplete !== true) {
    assertWhole(json, file);
  }
  const config = new PlanModuleConfig(objectOf(objectOf(json.configuration).root_module));
  const modules: Modules = new Map();
  const root = makeRoot(name, config, variableValues(json.variables), new Map(), modules, peers);
  const changes = indexOf(listOf(json.resource_changes));
  const byAddress = new Map<string, Resource>();
  eachResource(objectOf(objectOf(json.planned_values).root_module), root.module, modules, (item, module) => {
    const address = textOf(item.address) ?? "";
    const change = changes.get(address);
    byAddress.set(address, planned(item, module(), change === undefined ? undefined : objectOf(change.change)));
  });
  // Data sources that are read while planning stand only in the prior state.
  const prior = objectOf(json.prior_state);
  eachResource(objectOf(objectOf(prior.values).root_module), root.module, modules, (item, module) => {
    const address = textOf(item.address) ?? "";
    if (item.mode === "data" && !byAddress.has(address)) {
      byAddress.set(address, planned(item, module(), undefined));
    }
  });
  for (const module of [...modules.values()]) {
    addOutputModules(module, modules);
  }
  for (const module of modules.values()) {
    for (const resource of ephemeral(module)) {
      byAddress.set(resource.address, resource);
    }
  }
  const resources = [...byAddress.values()];
  const made = changesOf(listOf(json.resource_changes), modules, byAddress, root.module);
  if (resources.length === 0 && made.length === 0 && options.allowEmpty !== true) {
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
    changes: made,
    drift: changesOf(listOf(json.resource_drift), modules, new Map(), root.module),
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

function indexOf(changes: readonly Json[]): Map<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  for (const item of changes) {
    const change = objectOf(item);
    if (change.deposed === undefined && typeof change.address === "string") {
      index.set(change.address, change);
    }
  }
  return index;
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

function makeModule(
  root: Root,
  address: string,
  config: PlanModuleConfig | undefined,
  parent: Module | undefined,
  callName: string | undefined,
  key: Key,
  modules: Modules,
): Module {
  const call = callName === undefined ? undefined : parent?.config?.call(callName);
  const module: Module = {
    root,
    address,
    config,
    parent,
    call,
    key,
    eachValue: undefined,
    children: new Map(),
    resources: new Map(),
    repeated: key === undefined && (call?.count !== undefined || call?.forEach !== undefined),
  };
  modules.set(address, module);
  return module;
}

/** Visits the resources of a module and of those below it; the modules are made when they are asked for. */
function eachResource(
  json: JsonObject,
  above: Module,
  modules: Modules,
  visit: (item: JsonObject, module: () => Module) => void,
): void {
  const address = textOf(json.address) ?? "";
  let own: Module | undefined;
  const module = () => {
    own ??= moduleAt(address, above, modules);
    return own;
  };
  for (const item of listOf(json.resources)) {
    if (isObject(item)) {
      visit(item, module);
    }
  }
  for (const item of listOf(json.child_modules)) {
    eachResource(objectOf(item), above, modules, visit);
  }
}

/** The module of an address; made, with those above it, where there is none yet. */
export function moduleAt(address: string, above: Module, modules: Modules): Module {
  const known = modules.get(address);
  if (known !== undefined) {
    return known;
  }
  const { parent, name, key } = splitModule(address);
  const outer =
    parent === above.address ? above : parent === "" ? rootOf(above) : moduleAt(parent, rootOf(above), modules);
  const config = outer.config instanceof PlanModuleConfig ? outer.config.child(name) : undefined;
  const module = makeModule(above.root, address, config, outer, name, key, modules);
  outer.children.set(name, [...(outer.children.get(name) ?? []), module]);
  return module;
}

function rootOf(module: Module): Module {
  return module.root.module ?? module;
}

/** `module.a["x"].module.b[0]`: the parent's address, the last call's name, its key. */
function splitModule(address: string): { parent: string; name: string; key: Key } {
  const match = /^(?:(.*)\.)?module\.([^.[\]]+)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?$/s.exec(address);
  const [, parent = "", name = address, key] = match ?? [];
  return { parent, name, key: key === undefined ? undefined : (JSON.parse(key) as string | number) };
}

function planned(item: JsonObject, module: Module, change: JsonObject | undefined): Resource {
  const trees =
    change === undefined || change.after === undefined || change.after === null
      ? { value: item.values, unknown: undefined, sensitive: item.sensitive_values }
      : { value: change.after, unknown: change.after_unknown, sensitive: change.after_sensitive };
  return makeResource(item, module, trees, true);
}

function makeResource(item: JsonObject, module: Module, trees: Trees, current: boolean): Resource {
  const mode = modeOf(item.mode);
  const [type, name] = [textOf(item.type) ?? "", textOf(item.name) ?? ""];
  const { index } = item;
  const address = current ? textOf(item.address) : undefined;
  const block =
    address !== undefined && index === undefined && module.address === "" ? address : blockAddress(mode, type, name);
  const config = current ? module.config?.block(block) : undefined;
  const resource = new Resource(
    {
      mode,
      type,
      name,
      key: typeof index === "number" || typeof index === "string" ? index : undefined,
      module,
      // The configuration's addresses are relative to the module.
      address: item.values === undefined ? undefined : address,
      config,
      dependsOn: config?.dependsOn ?? textsOf(item.depends_on),
      provider: textOf(item.provider_name),
      deposed: textOf(item.deposed_key) ?? textOf(item.deposed),
    },
    (own) => new PlanBody(own, [], trees),
  );
  if (current && resource.identity.deposed === undefined) {
    const same = module.resources.get(block);
    if (same === undefined) {
      module.resources.set(block, [resource]);
    } else {
      (same as Resource[]).push(resource);
    }
  }
  return resource;
}

function textsOf(json: Json | undefined): readonly string[] {
  return json === undefined ? NO_TEXTS : listOf(json).flatMap((text) => textOf(text) ?? []);
}

const NO_TEXTS: readonly string[] = [];

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

function changesOf(
  items: readonly Json[],
  modules: Modules,
  current: ReadonlyMap<string, Resource>,
  root: Module,
): Change[] {
  return items.filter(isObject).map((item) => {
    const after = item.deposed === undefined ? current.get(textOf(item.address) ?? "") : undefined;
    const change = new PlannedChange(item, after, () => moduleAt(textOf(item.module_address) ?? "", root, modules));
    if (after !== undefined) {
      after.change = change;
    }
    return change;
  });
}

/** A change as a plan has it. Both sides are made when they are asked for. */
class PlannedChange implements Change {
  readonly #item: JsonObject;
  readonly #change: JsonObject;
  readonly #current: Resource | undefined;
  readonly #module: () => Module;
  #before: Resource | undefined;
  #after: Resource | undefined;

  public constructor(item: JsonObject, current: Resource | undefined, module: () => Module) {
    this.#item = item;
    this.#change = objectOf(item.change);
    this.#current = current;
    this.#module = module;
  }

  public get address(): string {
    return textOf(this.#item.address) ?? "";
  }

  public get type(): string {
    return textOf(this.#item.type) ?? "";
  }

  public get mode(): Mode {
    return modeOf(this.#item.mode);
  }

  public get actions(): readonly Action[] {
    return listOf(this.#change.actions) as readonly Action[];
  }

  public get before(): Resource | undefined {
    const { before, before_sensitive: sensitive } = this.#change;
    this.#before ??= this.side({ value: before, unknown: undefined, sensitive });
    return this.#before;
  }

  public get after(): Resource | undefined {
    const { after, after_unknown: unknown, after_sensitive: sensitive } = this.#change;
    this.#after ??=
      after === null || after === undefined
        ? undefined
        : (this.#current ?? this.side({ value: after, unknown, sensitive }));
    return this.#after;
  }

  public get replacePaths(): readonly Path[] {
    return listOf(this.#change.replace_paths).filter(isList) as readonly Path[];
  }

  public get reason(): string | undefined {
    return textOf(this.#item.action_reason);
  }

  public get previousAddress(): string | undefined {
    return textOf(this.#item.previous_address);
  }

  public get deposed(): string | undefined {
    return textOf(this.#item.deposed);
  }

  public get importing(): Json | undefined {
    return memberOf(this.#change, "importing");
  }

  private side(trees: Trees): Resource | undefined {
    return trees.value === null || trees.value === undefined
      ? undefined
      : makeResource(this.#item, this.#module(), trees, false);
  }
}
