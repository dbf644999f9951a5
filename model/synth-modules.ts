import { evaluate } from "./evaluate";
import type { Expression } from "./expression";
import { type JsonObject, objectOf, textOf } from "./json";
import { LazyMap } from "./lazy-map";
import { blockAddress, type Key, keyText, type Module, type Root } from "./module";
import { Resource, type SourcePlace } from "./resource";
import { moduleScope } from "./scope";
import { SynthBody } from "./synth-body";
import type { SynthBlock, SynthModuleConfig } from "./synth-config";
import { entriesOf, itemsOf, type Term } from "./term";

/** A module whose parts are made when they are asked for. */
export interface SynthModule extends Module {
  readonly children: LazyMap<readonly Module[]>;
  readonly resources: LazyMap<readonly Resource[]>;
}

/** A module's configuration with those of the local modules that it calls. */
export interface Config {
  readonly own: SynthModuleConfig;
  readonly children: ReadonlyMap<string, Config>;
}

/** More instances than anybody makes: one stands for all. */
const MOST_INSTANCES = 5000;

export function makeModule(
  root: Root,
  address: string,
  config: Config,
  parent: Module | undefined,
  callName: string | undefined,
  key: Key,
  eachValue: Term | undefined,
  modules: SynthModule[],
  repeated = false,
  conditions: readonly string[] = [],
): Module {
  const call = callName === undefined ? undefined : parent?.config?.call(callName);
  const children = new LazyMap<readonly Module[]>();
  const resources = new LazyMap<readonly Resource[]>();
  const module: SynthModule = {
    root,
    address,
    config: config.own,
    parent,
    call,
    key,
    eachValue,
    children,
    resources,
    repeated,
    conditions,
  };
  modules.push(module);
  for (const [name, child] of config.children) {
    const inner = config.own.call(name);
    const at = `${address === "" ? "" : `${address}.`}module.${name}`;
    const make = (instance: Instance) =>
      makeModule(
        root,
        at + keyText(instance.key),
        child,
        module,
        name,
        instance.key,
        instance.eachValue,
        modules,
        instance.repeated,
        conditionsOf(module, instance),
      );
    const standIn = () => [] as readonly Module[];
    children.later(name, () => instancesOf(inner, module).map(make), standIn);
  }
  for (const [block, found] of config.own.sections.blocks) {
    const own = config.own.block(block);
    const make = (instance: Instance) => resourceOf(found, module, instance);
    const standIn = () => [make({ key: undefined, eachValue: undefined, repeated: true })];
    resources.later(block, () => instancesOf(own, module).map(make), standIn);
  }
  return module;
}

interface Instance {
  readonly key: Key;
  readonly eachValue: Term | undefined;
  readonly repeated: boolean;
  /** The `count` or `for_each` of which it is not even known whether it makes one. */
  readonly condition?: Expression;
}

const SINGLE: readonly Instance[] = [{ key: undefined, eachValue: undefined, repeated: false }];
const SEVERAL: readonly Instance[] = [{ key: undefined, eachValue: undefined, repeated: true }];
const perhaps = (condition: Expression): readonly Instance[] => [
  { key: undefined, eachValue: undefined, repeated: true, condition },
];

type Repetition = Pick<NonNullable<ReturnType<SynthModuleConfig["block"]>>, "count" | "forEach">;

/** The instances that `count` or `for_each` makes; one that stands for all where that is not known. */
function instancesOf(config: Repetition | undefined, module: Module): readonly Instance[] {
  if (config?.count !== undefined) {
    const term = evaluate(config.count, moduleScope(module));
    const count = term.kind === "known" ? Number(term.value) : Number.NaN;
    if (!Number.isInteger(count) || count < 0) {
      return perhaps(config.count);
    }
    return count <= MOST_INSTANCES
      ? Array.from({ length: count }, (_, key) => ({ key, eachValue: undefined, repeated: false }))
      : SEVERAL;
  }
  if (config?.forEach === undefined) {
    return SINGLE;
  }
  const term = evaluate(config.forEach, moduleScope(module));
  const items = itemsOf(term);
  if (items !== undefined) {
    // A set of texts: each is its own key.
    return items.every((item) => item.kind === "known" && typeof item.value === "string") &&
      items.length <= MOST_INSTANCES
      ? items.map((item) => ({
          key: item.kind === "known" ? String(item.value) : "",
          eachValue: item,
          repeated: false,
        }))
      : SEVERAL;
  }
  const entries = entriesOf(term);
  if (entries === undefined) {
    return perhaps(config.forEach);
  }
  return entries.length > MOST_INSTANCES
    ? SEVERAL
    : entries.map(([key, value]) => ({ key: String(key), eachValue: value, repeated: false }));
}

function conditionsOf({ address, conditions = NONE }: Module, { condition }: Instance): readonly string[] {
  return condition === undefined ? conditions : [...conditions, `${address} ${JSON.stringify(condition)}`];
}

const NONE: readonly string[] = [];

function resourceOf(block: SynthBlock, module: Module, instance: Instance): Resource {
  const { mode, type, name, json } = block;
  const metadata = objectOf(objectOf(json["//"]).metadata);
  const constructPath = textOf(metadata.path);
  const source = sourceOf(metadata);
  return new Resource(
    {
      mode,
      type,
      name,
      key: instance.key,
      module,
      block: blockAddress(mode, type, name),
      configured: true,
      eachValue: instance.eachValue,
      repeated: instance.repeated,
      conditions: conditionsOf(module, instance),
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(source === undefined ? {} : { source }),
      ...(json.lifecycle === undefined ? {} : { lifecycle: json.lifecycle }),
    },
    (resource) => new SynthBody(resource, [], { json }, () => resource.scope),
  );
}

/** Where the construct was made: `"source": "stacks/network-layer.ts:41"` in cdktf's metadata. */
function sourceOf(metadata: JsonObject): SourcePlace | undefined {
  const match = /^(.+?)(?::(\d+))?(?::\d+)?$/.exec(textOf(metadata.source) ?? "");
  const [, file, line] = match ?? [];
  return file === undefined ? undefined : line === undefined ? { file } : { file, line: Number(line) };
}
