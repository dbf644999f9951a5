import { evaluate } from "./evaluate";
import { type Expression, expressionOf } from "./expression";
import { isList, isObject, type Json, type JsonObject, listOf, memberOf, textOf } from "./json";
import type { BlockConfig, CallConfig, ConfigBody, Found, Mode, ModuleConfig } from "./module";
import type { Path } from "./paths";
import { type Bound, bind, type Scope } from "./scope";
import { entriesOf, knownTerm, objectTerm, type Term, unknownTerm } from "./term";

/** Arguments of Terraform itself, which are no attributes; and cdktf's metadata. */
const META = new Set([
  "//",
  "count",
  "for_each",
  "depends_on",
  "provider",
  "lifecycle",
  "provisioner",
  "connection",
  "dynamic",
]);

export function isMeta(name: string | number | undefined): boolean {
  return typeof name === "string" && META.has(name);
}

/** Nested blocks, one or several. */
function blocksOf(json: Json | undefined): readonly JsonObject[] {
  return (isList(json) ? json : [json]).filter(isObject);
}

/** A block of a synthesized file. */
export interface SynthBlock {
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  readonly json: JsonObject;
}

/** The sections of a module's files, merged. */
export interface SynthSections {
  readonly blocks: ReadonlyMap<string, SynthBlock>;
  readonly variables: ReadonlyMap<string, JsonObject>;
  readonly locals: ReadonlyMap<string, Json>;
  readonly outputs: ReadonlyMap<string, JsonObject>;
  readonly calls: ReadonlyMap<string, JsonObject>;
  readonly providers: readonly (readonly [string, JsonObject])[];
  readonly checks: ReadonlyMap<string, JsonObject>;
  readonly terraform: JsonObject;
  /** Blocks without labels: `moved`, `removed`, `import`. */
  readonly moved: readonly JsonObject[];
  readonly removed: readonly JsonObject[];
  readonly imports: readonly JsonObject[];
}

const CALL_META = new Set(["//", "source", "version", "providers", "count", "for_each", "depends_on"]);

/** A module of synthesized files: every expression is there. */
export class SynthModuleConfig implements ModuleConfig {
  private readonly cache = new Map<string, BlockConfig>();
  private readonly calls = new Map<string, CallConfig>();

  public constructor(
    public readonly sections: SynthSections,
    /** Why a call's module is not read, by the call's name. */
    private readonly outside: ReadonlyMap<string, string>,
  ) {}

  public block(address: string): BlockConfig | undefined {
    const found = this.sections.blocks.get(address);
    let config = this.cache.get(address);
    if (config === undefined && found !== undefined) {
      const { json } = found;
      config = {
        ...repetition(json),
        dependsOn: listOf(json.depends_on).flatMap((text) => bareReference(text) ?? []),
        provider: bareReference(json.provider ?? null) ?? found.type.slice(0, found.type.indexOf("_")),
        body: new SynthConfigBody(json),
        provisioners: json.provisioner === undefined ? undefined : expressionOf(json.provisioner),
      };
      this.cache.set(address, config);
    }
    return config;
  }

  public variable(name: string) {
    const json = this.sections.variables.get(name);
    if (json === undefined) {
      return undefined;
    }
    return {
      sensitive: json.sensitive === true,
      ...(json.default === undefined ? {} : { default: json.default }),
      description: textOf(json.description),
      type: textOf(json.type),
      rules: blocksOf(json.validation).flatMap((rule) => textOf(rule.error_message) ?? []),
    };
  }

  public variables(): readonly string[] {
    return [...this.sections.variables.keys()];
  }

  public local(name: string): Expression | undefined {
    const json = this.sections.locals.get(name);
    return json === undefined ? undefined : expressionOf(json);
  }

  public locals(): readonly string[] {
    return [...this.sections.locals.keys()];
  }

  public output(name: string) {
    const json = this.sections.outputs.get(name);
    return json === undefined
      ? undefined
      : { expression: expressionOf(json.value ?? null), sensitive: json.sensitive === true };
  }

  public outputs(): readonly string[] {
    return [...this.sections.outputs.keys()];
  }

  public call(name: string): CallConfig | undefined {
    const json = this.sections.calls.get(name);
    let call = this.calls.get(name);
    if (call === undefined && json !== undefined) {
      const given = Object.entries(json).filter(([key]) => !CALL_META.has(key));
      const outside = this.outside.get(name);
      call = {
        name,
        arguments: new Map(given.map(([key, value]) => [key, expressionOf(value)])),
        ...repetition(json),
        ...(outside === undefined ? {} : { outside }),
      };
      this.calls.set(name, call);
    }
    return call;
  }
}

function repetition(json: JsonObject): { count?: Expression; forEach?: Expression } {
  return {
    ...(json.count === undefined ? {} : { count: expressionOf(json.count) }),
    ...(json.for_each === undefined ? {} : { forEach: expressionOf(json.for_each) }),
  };
}

/** `depends_on` holds bare references; older cdktf wrote `${…}` around them. */
function bareReference(json: Json): string | undefined {
  return textOf(json)?.replace(/^\$\{(.*)\}$/s, "$1");
}

class SynthConfigBody implements ConfigBody {
  public constructor(private readonly json: JsonObject) {}

  public has(name: string): boolean {
    return !isMeta(name) && (memberOf(this.json, name) !== undefined || dynamicsOf(this.json, name).length > 0);
  }

  public at(path: Path, scope: Scope): readonly Found[] {
    const found: Found[] = [];
    descend(this.json, path, 0, [], scope, found);
    return found;
  }

  public leaves(scope: Scope): readonly Found[] {
    const found: Found[] = [];
    collect(this.json, [], scope, found);
    return found;
  }
}

function descend(json: Json, path: Path, at: number, walked: Path, scope: Scope, found: Found[]): void {
  const step = path[at];
  if (step === undefined) {
    collect(json, walked, scope, found);
  } else if (isList(json)) {
    if (typeof step === "number") {
      descend(json[step] ?? null, path, at + 1, [...walked, step], scope, found);
    } else {
      for (const [index, item] of json.entries()) {
        descend(item, path, at, [...walked, index], scope, found);
      }
    }
  } else if (!isObject(json)) {
    found.push({ path: walked, expression: expressionOf(json), rest: path.slice(at), scope });
  } else if (step === 0) {
    descend(json, path, at + 1, [...walked, 0], scope, found);
  } else if (!(walked.length === 0 && isMeta(step))) {
    const name = String(step);
    const own = memberOf(json, name);
    if (own !== undefined) {
      descend(own, path, at + 1, [...walked, step], scope, found);
    }
    const before = own === undefined ? 0 : isList(own) ? own.length : 1;
    for (const [index, block] of dynamicBlocks(json, name, scope).blocks.entries()) {
      const place = path[at + 1];
      const number = before + index;
      if (typeof place !== "number" || place === number || block.uncounted) {
        descend(
          block.content,
          path,
          typeof place === "number" ? at + 2 : at + 1,
          [...walked, step, number],
          block.scope,
          found,
        );
      }
    }
  }
}

function collect(json: Json, path: Path, scope: Scope, found: Found[]): void {
  if (isList(json)) {
    for (const [index, item] of json.entries()) {
      collect(item, [...path, index], scope, found);
    }
  } else if (isObject(json)) {
    for (const [key, value] of Object.entries(json)) {
      if (key !== "//" && !(path.length === 0 && isMeta(key)) && key !== "dynamic") {
        collect(value, [...path, key], scope, found);
      }
    }
    for (const name of dynamicNames(json)) {
      const own = memberOf(json, name);
      const before = own === undefined ? 0 : isList(own) ? own.length : 1;
      for (const [index, block] of dynamicBlocks(json, name, scope).blocks.entries()) {
        collect(block.content, [...path, name, before + index], block.scope, found);
      }
    }
  } else {
    found.push({ path, expression: expressionOf(json), rest: [], scope });
  }
}

/** A block that `dynamic` makes. */
export interface DynamicBlock {
  readonly content: JsonObject;
  readonly scope: Scope;
  /** Whether it stands for as many as there may be. */
  readonly uncounted: boolean;
}

/** The names of the blocks that `dynamic` makes in a body. */
export function dynamicNames(json: JsonObject): readonly string[] {
  return json.dynamic === undefined
    ? NO_NAMES
    : [...new Set(objectsOf(json.dynamic).flatMap((dynamic) => Object.keys(dynamic).filter((name) => name !== "//")))];
}

const NO_NAMES: readonly string[] = [];

function dynamicsOf(json: JsonObject, name: string): readonly JsonObject[] {
  return json.dynamic === undefined
    ? []
    : objectsOf(json.dynamic).flatMap((dynamic) => objectsOf(memberOf(dynamic, name)));
}

/** The blocks of one name that `dynamic` makes: one for each element, or one for all where the elements are not known. */
export function dynamicBlocks(
  json: JsonObject,
  name: string,
  scope: Scope,
): { blocks: DynamicBlock[]; unknown?: Term } {
  const blocks: DynamicBlock[] = [];
  let missing: Term | undefined;
  for (const dynamic of dynamicsOf(json, name)) {
    const collection = expressionOf(dynamic.for_each ?? null);
    const term = evaluate(collection, scope);
    const entries = term.kind === "known" && term.value === null ? [] : entriesOf(term);
    const iterator = textOf(dynamic.iterator) ?? name;
    const content = objectsOf(dynamic.content)[0] ?? {};
    const block = (bound: Bound, uncounted: boolean) =>
      blocks.push({ content, scope: bind(scope, [[iterator, { ...bound, wrapped: true }]]), uncounted });
    if (entries === undefined) {
      missing ??= term;
      const element = unknownTerm("expression", `an element of what ${name} is made for`, `\${${iterator}.value}`);
      block(
        {
          term: objectTerm(
            new Map([
              ["key", element],
              ["value", element],
            ]),
          ),
          collection,
        },
        true,
      );
    } else {
      for (const [key, value] of entries) {
        block(
          {
            term: objectTerm(
              new Map([
                ["key", knownTerm(key)],
                ["value", value],
              ]),
            ),
            collection,
            key,
          },
          false,
        );
      }
    }
  }
  return missing === undefined ? { blocks } : { blocks, unknown: missing };
}

/** Blocks may be written as an object, or as a list of objects. */
export function objectsOf(json: Json | undefined): readonly JsonObject[] {
  return isList(json) ? json.filter(isObject) : isObject(json) ? [json] : [];
}
