import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ModelError } from "./errors";
import { evaluate, outputTerm, variableTerm } from "./evaluate";
import { expressionOf } from "./expression";
import { readJson } from "./files";
import type { Stack } from "./graph";
import { type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import { LazyMap } from "./lazy-map";
import type { GraphMeta, Provider } from "./meta";
import { blockAddress, type Key, type Module, type Root } from "./module";
import { Resource, type SourcePlace } from "./resource";
import { moduleScope } from "./scope";
import { isSecretName } from "./secrets";
import { SynthBody } from "./synth-body";
import { type SynthBlock, SynthModuleConfig } from "./synth-config";
import { sectionsOf } from "./synth-sections";
import { entriesOf, itemsOf, type Term, valueOfTerm } from "./term";
import { known } from "./values";

/** A stack as it is synthesized: its name, its JSON, and the folder that local modules are relative to. */
export interface SynthesizedJson {
  readonly name: string;
  readonly json: JsonObject;
  readonly folder?: string;
}

/** More instances than anybody makes: one stands for all. */
const MOST_INSTANCES = 5000;
const DEEPEST_MODULE = 20;

/** A stack from the JSON that was synthesized for it. */
export function stackOfSynth({ name, json, folder }: SynthesizedJson, file: string, peers: Root[]): Stack {
  return stackOf([json], folder, file, name, peers);
}

/** The folders of a synthesized output, or the folder itself where it holds Terraform JSON, with the stacks' names. */
export function stackFolders(folder: string): readonly { readonly name: string; readonly folder: string }[] {
  if (!existsSync(folder)) {
    throw new ModelError(
      "not-found",
      folder,
      "there is no such folder",
      "check the path; `npm run synth` makes cdktf.out",
    );
  }
  if (!statSync(folder).isDirectory()) {
    throw new ModelError("wrong-kind", folder, "it is a file, not a folder", "name the folder that holds *.tf.json");
  }
  if (jsonFiles(folder).length > 0) {
    return [{ name: basename(resolve(folder)), folder }];
  }
  const stacks = existsSync(join(folder, "stacks")) ? join(folder, "stacks") : folder;
  return readdirSync(stacks, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && jsonFiles(join(stacks, entry.name)).length > 0)
    .map(({ name }) => ({ name, folder: join(stacks, name) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** A stack from its folder. */
export function stackOfFolder(folder: string, name: string, peers: Root[]): Stack {
  const files = jsonFiles(folder);
  return stackOf(
    files.map((file) => readJson(join(folder, file))),
    folder,
    folder,
    name,
    peers,
  );
}

/** The files in the order in which Terraform merges them: overrides last. */
function jsonFiles(folder: string): readonly string[] {
  const isOverride = (file: string) => file === "override.tf.json" || file.endsWith("_override.tf.json");
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".tf.json"))
    .sort();
  return [...files.filter((file) => !isOverride(file)), ...files.filter(isOverride)];
}

function stackOf(
  files: readonly JsonObject[],
  folder: string | undefined,
  file: string,
  name: string,
  peers: Root[],
): Stack {
  const notes: string[] = [];
  if (folder !== undefined && existsSync(folder)) {
    notes.push(...hclNotes(folder, "", (text) => /^\s*(?:resource|data|module)\s+"/m.test(text)));
  }
  const config = configOf(files, folder, "", notes, 0);
  const { sections } = config.own;
  const variables = folder === undefined ? new Map<string, Json>() : variableFiles(folder);
  const place = statePlace(sections.terraform);
  const root: { -readonly [K in keyof Root]: Root[K] } = {
    name,
    variables,
    outputs: new Map(),
    peers,
    module: undefined as never,
    ...(place === undefined ? {} : { statePlace: place }),
  };
  const modules: SynthModule[] = [];
  root.module = makeModule(root, "", config, undefined, undefined, undefined, undefined, modules);
  peers.push(root);
  return new SynthStack(name, file, root, modules, notes, config);
}

/** Expands its resources when they are asked for: then all stacks are there that it may refer to. */
class SynthStack implements Stack {
  public readonly kind = "synth";
  public readonly changes = [];
  public readonly drift = [];
  private expanded: readonly Resource[] | undefined;
  private described: GraphMeta | undefined;

  public constructor(
    public readonly name: string,
    public readonly file: string,
    public readonly root: Root,
    private readonly modules: readonly SynthModule[],
    private readonly notes: readonly string[],
    private readonly config: Config,
  ) {}

  public get resources(): readonly Resource[] {
    if (this.expanded === undefined) {
      const resources: Resource[] = [];
      // Modules that are expanded on the way are added at the end, and are visited too.
      for (const module of this.modules) {
        module.children.settled();
        for (const instances of module.resources.settled().values()) {
          resources.push(...instances);
        }
      }
      this.expanded = resources;
    }
    return this.expanded;
  }

  public get meta(): GraphMeta {
    this.described ??= metaOf(this.root.module, this.config.own, this.notes);
    return this.described;
  }

  public prior(): undefined {
    return undefined;
  }
}

/** A module whose parts are made when they are asked for. */
interface SynthModule extends Module {
  readonly children: LazyMap<readonly Module[]>;
  readonly resources: LazyMap<readonly Resource[]>;
}

/** A module's configuration with those of the local modules that it calls. */
interface Config {
  readonly own: SynthModuleConfig;
  readonly children: ReadonlyMap<string, Config>;
}

function configOf(
  files: readonly JsonObject[],
  folder: string | undefined,
  address: string,
  notes: string[],
  depth: number,
): Config {
  const sections = sectionsOf(files);
  const children = new Map<string, Config>();
  const outside = new Map<string, string>();
  for (const [name, call] of sections.calls) {
    const source = textOf(call.source) ?? "";
    const inner = `${address === "" ? "" : `${address}.`}module.${name}`;
    const place = folder !== undefined && /^\.\.?(?:\/|$)/.test(source) ? join(folder, source) : undefined;
    const readable =
      place !== undefined && existsSync(place) && statSync(place).isDirectory() && depth < DEEPEST_MODULE;
    if (readable && jsonFiles(place).length > 0) {
      notes.push(...hclNotes(place, `${inner}: `, () => true));
      children.set(
        name,
        configOf(
          jsonFiles(place).map((file) => readJson(join(place, file))),
          place,
          inner,
          notes,
          depth + 1,
        ),
      );
    } else {
      const why = `${inner} (${source}) is not part of the input${place === undefined ? "" : ": its folder has no *.tf.json"}`;
      outside.set(name, why);
      notes.push(why);
    }
  }
  return { own: new SynthModuleConfig(sections, outside), children };
}

/** HCL beside JSON is not read. */
function hclNotes(folder: string, before: string, counts: (text: string) => boolean): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".tf"));
  const unread = files.filter((file) => counts(readFileSync(join(folder, file), "utf8")));
  return unread.length === 0 ? [] : [`${before}not read, since it is HCL: ${unread.join(", ")}`];
}

/** Values that Terraform takes by itself: `terraform.tfvars.json` and `*.auto.tfvars.json`. */
function variableFiles(folder: string): Map<string, Json> {
  if (!existsSync(folder)) {
    return new Map();
  }
  const files = readdirSync(folder).filter(
    (file) => file === "terraform.tfvars.json" || file.endsWith(".auto.tfvars.json"),
  );
  const ordered = files.sort((left, right) =>
    left === "terraform.tfvars.json" ? -1 : right === "terraform.tfvars.json" ? 1 : left < right ? -1 : 1,
  );
  return new Map(ordered.flatMap((file) => Object.entries(readJson(join(folder, file)))));
}

function statePlace(terraform: JsonObject): string | undefined {
  const [backend] = Object.values(objectOf(terraform.backend));
  const json = objectOf(Array.isArray(backend) ? backend[0] : backend);
  return textOf(json.key) ?? textOf(json.path);
}

function makeModule(
  root: Root,
  address: string,
  config: Config,
  parent: Module | undefined,
  callName: string | undefined,
  key: Key,
  eachValue: Term | undefined,
  modules: SynthModule[],
  repeated = false,
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
  };
  modules.push(module);
  for (const [name, child] of config.children) {
    const inner = config.own.call(name);
    const at = `${address === "" ? "" : `${address}.`}module.${name}`;
    const make = (instance: Instance) =>
      makeModule(
        root,
        at + keySuffix(instance.key),
        child,
        module,
        name,
        instance.key,
        instance.eachValue,
        modules,
        instance.repeated,
      );
    const standIn = () => [] as readonly Module[];
    children.later(name, () => instancesOf(inner, module).map(make), standIn);
  }
  for (const [block, found] of config.own.sections.blocks) {
    const own = config.own.block(block);
    const make = (instance: Instance) => resourceOf(found, module, instance, config.own);
    const standIn = () => [make({ key: undefined, eachValue: undefined, repeated: true })];
    resources.later(block, () => instancesOf(own, module).map(make), standIn);
  }
  return module;
}

function keySuffix(key: Key): string {
  return key === undefined ? "" : typeof key === "number" ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

interface Instance {
  readonly key: Key;
  readonly eachValue: Term | undefined;
  readonly repeated: boolean;
}

const SINGLE: readonly Instance[] = [{ key: undefined, eachValue: undefined, repeated: false }];
const REPEATED: readonly Instance[] = [{ key: undefined, eachValue: undefined, repeated: true }];

type Repetition = Pick<NonNullable<ReturnType<SynthModuleConfig["block"]>>, "count" | "forEach">;

/** The instances that `count` or `for_each` makes; one that stands for all where that is not known. */
function instancesOf(config: Repetition | undefined, module: Module): readonly Instance[] {
  if (config?.count !== undefined) {
    const term = evaluate(config.count, moduleScope(module));
    const count = term.kind === "known" ? Number(term.value) : Number.NaN;
    return Number.isInteger(count) && count >= 0 && count <= MOST_INSTANCES
      ? Array.from({ length: count }, (_, key) => ({ key, eachValue: undefined, repeated: false }))
      : REPEATED;
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
      : REPEATED;
  }
  const entries = entriesOf(term);
  return entries === undefined || entries.length > MOST_INSTANCES
    ? REPEATED
    : entries.map(([key, value]) => ({ key: String(key), eachValue: value, repeated: false }));
}

function resourceOf(block: SynthBlock, module: Module, instance: Instance, config: SynthModuleConfig): Resource {
  const { mode, type, name, json } = block;
  const own = config.block(blockAddress(mode, type, name));
  const metadata = objectOf(objectOf(json["//"]).metadata);
  const constructPath = textOf(metadata.path);
  const source = sourceOf(metadata);
  const provider = textOf(json.provider);
  return new Resource(
    {
      mode,
      type,
      name,
      key: instance.key,
      module,
      config: own,
      eachValue: instance.eachValue,
      repeated: instance.repeated,
      dependsOn: own?.dependsOn ?? [],
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(source === undefined ? {} : { source }),
      ...(provider === undefined ? {} : { provider }),
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

function metaOf(root: Module, config: SynthModuleConfig, notes: readonly string[]): GraphMeta {
  const { sections } = config;
  const required = objectOf(sections.terraform.required_providers);
  const providers = sections.providers.map(([name, json]) =>
    providerOf(name, json, root, objectOf(memberOf(required, name))),
  );
  const place = placeOf(providers);
  return {
    deferred: [],
    variables: new Map(
      [...sections.variables].map(([name, json]) => {
        const sensitive = json.sensitive === true;
        return [name, { value: valueOfTerm(variableTerm(root, name), sensitive), sensitive }];
      }),
    ),
    outputs: new Map(
      [...sections.outputs].map(([name, json]) => {
        const sensitive = json.sensitive === true;
        const description = textOf(json.description);
        const value = valueOfTerm(outputTerm(root, name), sensitive);
        return [name, { value, sensitive, ...(description === undefined ? {} : { description }) }];
      }),
    ),
    outputChanges: {},
    providers,
    checks: [...sections.checks.keys()].map((name) => ({
      address: `check.${name}`,
      kind: "check",
      status: "unknown",
      problems: [],
    })),
    terraform: sections.terraform,
    ...place,
    notes,
  };
}

function providerOf(name: string, json: JsonObject, root: Module, required: JsonObject): Provider {
  const alias = textOf(json.alias);
  const source = textOf(required.source);
  const version = textOf(required.version);
  return {
    name: alias === undefined ? name : `${name}.${alias}`,
    ...(source === undefined ? {} : { source }),
    ...(version === undefined ? {} : { versionConstraint: version }),
    module: "",
    get: (argument) => {
      const own = memberOf(json, argument);
      return own === undefined
        ? known(null)
        : valueOfTerm(evaluate(expressionOf(own), moduleScope(root)), isSecretName(argument));
    },
    config: json,
  };
}

function placeOf(providers: readonly Provider[]): { account?: string; region?: string } {
  const own = providers.filter(({ name }) => name === "aws");
  const region = own.map((provider) => provider.get("region")).find(({ kind }) => kind === "known");
  const allowed = own.map((provider) => provider.get("allowed_account_ids")).find(({ kind }) => kind === "known");
  const accounts = allowed?.kind === "known" ? listOf(allowed.value) : [];
  const [account] = accounts;
  return {
    ...(accounts.length === 1 && typeof account === "string" ? { account } : {}),
    ...(region?.kind === "known" && typeof region.value === "string" ? { region: region.value } : {}),
  };
}
