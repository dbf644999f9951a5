import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "./json";
import { blockAddress, type Key, type Module, type Root } from "./module";
import { PlanBody, type Trees } from "./plan-body";
import type { PlannedChange } from "./plan-changes";
import { modeOf, PlanModuleConfig } from "./plan-config";
import { Resource } from "./resource";

/** The modules of a plan or state by address. */
export type Modules = Map<string, Module>;

export function makeModule(
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
export function eachResource(
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
  const siblings = outer.children.get(name);
  if (siblings === undefined) {
    outer.children.set(name, [module]);
  } else {
    (siblings as Module[]).push(module);
  }
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

/** A resource of `planned_values` or of a state, with its change if there is one. */
export function planned(item: JsonObject, module: Module, change: PlannedChange | undefined): Resource {
  const trees = change?.planned ?? { value: item.values, unknown: undefined, sensitive: item.sensitive_values };
  const resource = makeResource(item, module, trees, true);
  if (change !== undefined) {
    resource.change = change;
    change.current = resource;
  }
  return resource;
}

/** A resource from its values; a `current` one is what references to its address mean. */
export function makeResource(item: JsonObject, module: Module, trees: Trees, current: boolean): Resource {
  const mode = modeOf(item.mode);
  const [type, name] = [textOf(item.type) ?? "", textOf(item.name) ?? ""];
  const { index } = item;
  // The configuration's addresses are relative to the module, those of values are not.
  const address = current && item.values !== undefined ? textOf(item.address) : undefined;
  const block =
    address !== undefined && index === undefined && module.address === "" ? address : blockAddress(mode, type, name);
  const resource = new Resource(
    {
      mode,
      type,
      name,
      key: typeof index === "number" || typeof index === "string" ? index : undefined,
      module,
      address,
      block,
      configured: current,
      values: trees.value,
      dependsOn: textsOf(item.depends_on),
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
