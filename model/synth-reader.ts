import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ModelError } from "./errors";
import { readJson } from "./files";
import type { Stack } from "./graph";
import { isObject, type Json, type JsonObject, objectOf, textOf } from "./json";
import type { GraphMeta } from "./meta";
import type { Root } from "./module";
import type { Resource } from "./resource";
import { SynthModuleConfig } from "./synth-config";
import { factOf, placeOf, type StackPlace, synthMeta } from "./synth-meta";
import { type Config, makeModule, type SynthModule } from "./synth-modules";
import { sectionsOf } from "./synth-sections";

/** A stack as it is synthesized: its name, its JSON (of one file or several), and the folder that local modules are relative to. */
export interface SynthesizedJson {
  readonly name: string;
  readonly json: JsonObject | readonly JsonObject[];
  readonly folder?: string;
}

const RESYNTH = "make it again, e.g. by `npm run synth`";
const DEEPEST_MODULE = 20;

/** A stack from the JSON that was synthesized for it. */
export function stackOfSynth({ name, json, folder }: SynthesizedJson, file: string, peers: Root[]): Stack {
  return stackOf(isObject(json) ? [json] : json, folder, file, name, peers);
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
    files.map((file) => readJson(join(folder, file), RESYNTH)),
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
    fact: (type, attribute) => factOf(type, attribute, stack.place),
    ...(place === undefined ? {} : { statePlace: place }),
  };
  const modules: SynthModule[] = [];
  root.module = makeModule(root, "", config, undefined, undefined, undefined, undefined, modules);
  peers.push(root);
  const stack = new SynthStack(name, file, root, modules, notes, config);
  return stack;
}

/** Expands its resources when they are asked for: then all stacks are there that it may refer to. */
class SynthStack implements Stack {
  public readonly kind = "synth";
  public readonly changes = [];
  public readonly drift = [];
  private expanded: readonly Resource[] | undefined;
  private described: GraphMeta | undefined;
  private placed: StackPlace | undefined;

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
    this.described ??= synthMeta(this.root.module, this.config.own.sections, this.place, this.notes);
    return this.described;
  }

  public get place(): StackPlace {
    this.placed ??= placeOf(this.root.module, this.config.own.sections);
    return this.placed;
  }

  public prior(): undefined {
    return undefined;
  }
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
          jsonFiles(place).map((file) => readJson(join(place, file), RESYNTH)),
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
  return new Map(ordered.flatMap((file) => Object.entries(readJson(join(folder, file), RESYNTH))));
}

function statePlace(terraform: JsonObject): string | undefined {
  const [backend] = Object.values(objectOf(terraform.backend));
  const json = objectOf(Array.isArray(backend) ? backend[0] : backend);
  return textOf(json.key) ?? textOf(json.path);
}
