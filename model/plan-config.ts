import { type Expression, expressionOf, hasTemplate, referencesOf } from "./expression";
import { isList, isObject, type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import {
  type BlockConfig,
  blockAddress,
  type CallConfig,
  type ConfigBody,
  type Found,
  type Mode,
  type ModuleConfig,
  type OutputConfig,
} from "./module";
import { type Path, pathOf } from "./paths";
import { type PlainReference, plainReferences } from "./plain-references";
import type { Scope } from "./scope";

/** A module of a plan's `configuration`: constants, and of other expressions what they refer to. Locals are not told. */
export class PlanModuleConfig implements ModuleConfig {
  private readonly index = new Map<string, JsonObject>();
  private readonly blocks = new Map<string, BlockConfig>();
  private readonly calls = new Map<string, CallConfig>();
  private readonly children = new Map<string, PlanModuleConfig>();
  private readonly made = new Map<string, OutputConfig>();
  private jsonSyntax: boolean | undefined;
  /** Whether the module is written in JSON; asked only where a constant could be an expression. */
  private readonly isJsonSyntax = (): boolean => {
    this.jsonSyntax ??=
      listOf(this.json.resources).some((block) => isJsonExpression(objectOf(block).expressions)) ||
      isJsonExpression(this.json.module_calls) ||
      isJsonExpression(this.json.outputs);
    return this.jsonSyntax;
  };

  public constructor(private readonly json: JsonObject) {
    for (const item of listOf(json.resources)) {
      const block = objectOf(item);
      const address = textOf(block.address);
      this.index.set(
        address ?? blockAddress(modeOf(block.mode), textOf(block.type) ?? "", textOf(block.name) ?? ""),
        block,
      );
    }
  }

  public block(address: string): BlockConfig | undefined {
    const json = this.index.get(address);
    let block = this.blocks.get(address);
    if (block === undefined && json !== undefined) {
      block = new PlanBlock(json, this.isJsonSyntax);
      this.blocks.set(address, block);
    }
    return block;
  }

  /** Every block as it stands in the file. */
  public all(): IterableIterator<JsonObject> {
    return this.index.values();
  }

  public variable(name: string) {
    const json = memberOf(objectOf(this.json.variables), name);
    if (!isObject(json)) {
      return undefined;
    }
    return {
      sensitive: json.sensitive === true,
      ...(json.default === undefined ? {} : { default: json.default }),
      description: textOf(json.description),
    };
  }

  public variables(): readonly string[] {
    return Object.keys(objectOf(this.json.variables));
  }

  public local(): undefined {
    return undefined;
  }

  public locals(): readonly string[] {
    return [];
  }

  public output(name: string): OutputConfig | undefined {
    const json = memberOf(objectOf(this.json.outputs), name);
    let output = this.made.get(name);
    if (output === undefined && isObject(json)) {
      output = { expression: planExpression(json.expression, this.isJsonSyntax), sensitive: json.sensitive === true };
      this.made.set(name, output);
    }
    return output;
  }

  public outputs(): readonly string[] {
    return Object.keys(objectOf(this.json.outputs));
  }

  public call(name: string): CallConfig | undefined {
    const json = memberOf(objectOf(this.json.module_calls), name);
    let call = this.calls.get(name);
    if (call === undefined && isObject(json)) {
      const given = Object.entries(objectOf(json.expressions)).map(
        ([key, value]) => [key, planExpression(value, this.isJsonSyntax)] as const,
      );
      call = { name, arguments: new Map(given), ...repetition(json, this.isJsonSyntax) };
      this.calls.set(name, call);
    }
    return call;
  }

  public callNames(): readonly string[] {
    return Object.keys(objectOf(this.json.module_calls));
  }

  /** The configuration of the module that a call calls. */
  public child(name: string): PlanModuleConfig | undefined {
    const { module } = objectOf(memberOf(objectOf(this.json.module_calls), name));
    let child = this.children.get(name);
    if (child === undefined && isObject(module)) {
      child = new PlanModuleConfig(module);
      this.children.set(name, child);
    }
    return child;
  }
}

export function modeOf(mode: Json | undefined): Mode {
  return mode === "data" || mode === "ephemeral" ? mode : "managed";
}

/** A configured block; its parts are made when they are asked for. */
class PlanBlock implements BlockConfig {
  private own: ConfigBody | undefined;
  private repeated: Expression | null | undefined;

  public constructor(
    private readonly json: JsonObject,
    private readonly isJsonSyntax: () => boolean,
  ) {}

  public get body(): ConfigBody {
    this.own ??= new PlanConfigBody(objectOf(this.json.expressions), this.isJsonSyntax);
    return this.own;
  }

  public get provisioners(): Expression | undefined {
    const items = listOf(this.json.provisioners).map((item): Expression => {
      const { type, expressions } = objectOf(item);
      const given = planBlock(expressions, this.isJsonSyntax);
      return { kind: "object", entries: [[{ kind: "literal", value: textOf(type) ?? "" }, given]] };
    });
    return items.length === 0 ? undefined : { kind: "list", items };
  }

  public get count(): Expression | undefined {
    return this.json.count_expression === undefined
      ? undefined
      : planExpression(this.json.count_expression, this.isJsonSyntax);
  }

  public get forEach(): Expression | undefined {
    if (this.repeated === undefined) {
      const { for_each_expression: json } = this.json;
      this.repeated = json === undefined ? null : planExpression(json, this.isJsonSyntax);
    }
    return this.repeated ?? undefined;
  }

  public get dependsOn(): readonly string[] {
    return listOf(this.json.depends_on).flatMap((text) => textOf(text) ?? []);
  }

  public get provider(): string | undefined {
    // Within a module it is written `module.net:aws.audit`.
    return textOf(this.json.provider_config_key)?.replace(/^.*:/, "");
  }
}

function repetition(json: JsonObject, isJsonSyntax: () => boolean): { count?: Expression; forEach?: Expression } {
  return {
    ...(json.count_expression === undefined ? {} : { count: planExpression(json.count_expression, isJsonSyntax) }),
    ...(json.for_each_expression === undefined
      ? {}
      : { forEach: planExpression(json.for_each_expression, isJsonSyntax) }),
  };
}

const NOTHING: Expression = { kind: "literal", value: null };

/**
 * `{ "constant_value": … }` or `{ "references": […] }`. Of a configuration in JSON, as cdktf writes it, Terraform gives both: the
 * whole text with its expressions as the "constant", so that nothing of it is lost.
 */
export function planExpression(json: Json | undefined, isJsonSyntax: () => boolean = () => false): Expression {
  if (!isObject(json)) {
    return NOTHING;
  }
  const { constant_value: constant = null, references } = json;
  if (references !== undefined) {
    return holdsTemplate(constant) ? expressionOf(constant) : referencesOf(listOf(references));
  }
  return holdsTemplate(constant) && isJsonSyntax() ? expressionOf(constant) : { kind: "literal", value: constant };
}

/** The same of a nested block, or of several. */
export function planBlock(json: Json | undefined, isJsonSyntax: () => boolean = () => false): Expression {
  if (isList(json)) {
    return { kind: "list", items: json.map((item) => planBlock(item, isJsonSyntax)) };
  }
  if (!isObject(json) || isExpression(json)) {
    return planExpression(json, isJsonSyntax);
  }
  const entries = Object.entries(json).map(
    ([name, value]) => [{ kind: "literal", value: name }, planBlock(value, isJsonSyntax)] as const,
  );
  return { kind: "object", entries };
}

/** Whether there is an expression within a text, or within the texts of a list or object. */
function holdsTemplate(constant: Json): boolean {
  if (typeof constant === "string") {
    return hasTemplate(constant);
  }
  return typeof constant === "object" && constant !== null && Object.values(constant).some(holdsTemplate);
}

/** Whether an expression is written in JSON: in HCL nothing has both. */
function isJsonExpression(json: Json | undefined): boolean {
  if (isList(json)) {
    return json.some(isJsonExpression);
  }
  if (!isObject(json)) {
    return false;
  }
  if (isList(json.references)) {
    return holdsTemplate(json.constant_value ?? null);
  }
  return Object.values(json).some(isJsonExpression);
}

/** An expression rather than a nested block: nested blocks cannot have arguments of these names only. */
function isExpression(json: JsonObject): boolean {
  return (isList(json.references) || json.constant_value !== undefined || isEmpty(json)) && onlyKnownKeys(json);
}

function isEmpty(json: JsonObject): boolean {
  for (const _ in json) {
    return false;
  }
  return true;
}

function onlyKnownKeys(json: JsonObject): boolean {
  for (const key in json) {
    if (key !== "references" && key !== "constant_value") {
      return false;
    }
  }
  return true;
}

class PlanConfigBody implements ConfigBody {
  private flat: readonly Found[] | undefined;

  public constructor(
    private readonly json: JsonObject,
    private readonly isJsonSyntax: () => boolean,
  ) {}

  public has(name: string): boolean {
    return memberOf(this.json, name) !== undefined;
  }

  public at(path: Path, _scope: Scope, values?: Json): readonly Found[] {
    const found: Found[] = [];
    for (const leaf of this.leaves()) {
      const rest = leaf.path[0] === path[0] || path.length === 0 ? remainder(leaf.path, path) : undefined;
      if (rest !== undefined && (values === undefined || this.fits(leaf.path, path, values))) {
        found.push(rest.length === 0 ? leaf : { path: leaf.path, expression: leaf.expression, rest });
      }
    }
    return found;
  }

  /** Whether a leaf can be of the block that an index of a path means: what is constant in it is equal there. */
  private fits(leaf: Path, path: Path, values: Json): boolean {
    let block: Json | undefined = this.json;
    let value: Json | undefined = values;
    let at = 0;
    for (const step of leaf) {
      const among: Json | undefined = block;
      block = isList(among) ? among[Number(step)] : isObject(among) ? memberOf(among, String(step)) : undefined;
      if (typeof step !== "number") {
        value = isObject(value) ? memberOf(value, step) : undefined;
        at += 1;
        continue;
      }
      const index = path[at];
      if (typeof index === "number") {
        at += 1;
      } else if (isList(value) && value.length > 1) {
        return true;
      }
      value = isList(value) ? value[typeof index === "number" ? index : 0] : value;
      if (isList(among) && among.length > 1 && isObject(block) && isObject(value) && !agrees(block, value)) {
        return false;
      }
    }
    return true;
  }

  public leaves(): readonly Found[] {
    if (this.flat === undefined) {
      const flat: Found[] = [];
      collect(this.json, [], flat, this.isJsonSyntax);
      this.flat = flat;
    }
    return this.flat;
  }
}

/** An expression of a block; read when somebody needs more of it than what it refers to. */
class PlanLeaf implements Found {
  public readonly rest = NO_REST;
  private read: Expression | undefined;
  private names: readonly PlainReference[] | null | undefined;

  public constructor(
    public readonly path: Path,
    private readonly json: JsonObject,
    private readonly isJsonSyntax: () => boolean,
  ) {}

  public get expression(): Expression {
    this.read ??= planExpression(this.json, this.isJsonSyntax);
    return this.read;
  }

  public get plain(): readonly PlainReference[] | undefined {
    if (this.names === undefined) {
      const { references, constant_value: constant } = this.json;
      this.names = (isList(references) && constant === undefined ? plainReferences(references) : undefined) ?? null;
    }
    return this.names ?? undefined;
  }
}

/** Whether the constants of a configured block are the values of a planned one. */
function agrees(block: JsonObject, value: JsonObject): boolean {
  for (const name in block) {
    const expression = block[name];
    const constant =
      isObject(expression) && expression.references === undefined ? expression.constant_value : undefined;
    const planned = memberOf(value, name);
    if (
      constant !== undefined &&
      constant !== null &&
      planned !== undefined &&
      typeof constant !== "object" &&
      typeof planned !== "object" &&
      !holdsTemplate(constant) &&
      String(constant) !== String(planned)
    ) {
      return false;
    }
  }
  return true;
}

/**
 * What of a path is left below a leaf: nothing where the leaf is at or below the path; `undefined` where it is elsewhere.
 * The blocks of a set stand in another order in the values than here, so an index means each of them; it may be left out.
 */
function remainder(leaf: Path, path: Path): Path | undefined {
  let at = 0;
  for (const step of leaf) {
    if (typeof step === "number") {
      at += typeof path[at] === "number" ? 1 : 0;
    } else {
      at += path[at] === 0 ? 1 : 0;
      if (at >= path.length) {
        return NO_REST;
      }
      if (path[at] !== step) {
        return undefined;
      }
      at += 1;
    }
  }
  return at >= path.length ? NO_REST : path.slice(at);
}

const NO_REST: Path = [];

function collect(json: Json | undefined, path: Path, into: Found[], isJsonSyntax: () => boolean): void {
  if (isList(json)) {
    for (const [index, item] of json.entries()) {
      collect(item, [...path, index], into, isJsonSyntax);
    }
  } else if (isObject(json)) {
    if (path.length > 0 && isExpression(json)) {
      // Constants that are no texts refer to nothing, and no value of theirs is ever unknown.
      if (
        json.references !== undefined ||
        typeof json.constant_value === "string" ||
        typeof json.constant_value === "object"
      ) {
        into.push(new PlanLeaf(path, json, isJsonSyntax));
      }
    } else {
      for (const key in json) {
        collect(json[key], path.length === 0 ? pathOf(key) : [...path, key], into, isJsonSyntax);
      }
    }
  }
}
