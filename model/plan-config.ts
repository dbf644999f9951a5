import { type Expression, referencesOf } from "./expression";
import { isList, isObject, type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import {
  type BlockConfig,
  blockAddress,
  type CallConfig,
  type ConfigBody,
  type Found,
  type Mode,
  type ModuleConfig,
} from "./module";
import type { Path } from "./paths";

/** A module of a plan's `configuration`: constants, and of other expressions what they refer to. Locals are not told. */
export class PlanModuleConfig implements ModuleConfig {
  private readonly index = new Map<string, JsonObject>();
  private readonly blocks = new Map<string, BlockConfig>();
  private readonly calls = new Map<string, CallConfig>();

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
      block = blockOf(json);
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
    const sensitive = json.sensitive === true;
    return json.default === undefined ? { sensitive } : { default: json.default, sensitive };
  }

  public local(): undefined {
    return undefined;
  }

  public output(name: string) {
    const json = memberOf(objectOf(this.json.outputs), name);
    return isObject(json)
      ? { expression: planExpression(json.expression), sensitive: json.sensitive === true }
      : undefined;
  }

  public outputs(): readonly string[] {
    return Object.keys(objectOf(this.json.outputs));
  }

  public call(name: string): CallConfig | undefined {
    const json = memberOf(objectOf(this.json.module_calls), name);
    let call = this.calls.get(name);
    if (call === undefined && isObject(json)) {
      const given = Object.entries(objectOf(json.expressions)).map(
        ([key, value]) => [key, planExpression(value)] as const,
      );
      call = { name, arguments: new Map(given), ...repetition(json) };
      this.calls.set(name, call);
    }
    return call;
  }

  public callNames(): readonly string[] {
    return Object.keys(objectOf(this.json.module_calls));
  }

  /** The configuration of the module that a call calls. */
  public child(name: string): PlanModuleConfig | undefined {
    const module = objectOf(memberOf(objectOf(this.json.module_calls), name)).module;
    return isObject(module) ? new PlanModuleConfig(module) : undefined;
  }
}

export function modeOf(mode: Json | undefined): Mode {
  return mode === "data" || mode === "ephemeral" ? mode : "managed";
}

function blockOf(json: JsonObject): BlockConfig {
  return {
    ...repetition(json),
    dependsOn: listOf(json.depends_on).flatMap((text) => textOf(text) ?? []),
    body: new PlanConfigBody(objectOf(json.expressions)),
  };
}

function repetition(json: JsonObject): { count?: Expression; forEach?: Expression } {
  return {
    ...(json.count_expression === undefined ? {} : { count: planExpression(json.count_expression) }),
    ...(json.for_each_expression === undefined ? {} : { forEach: planExpression(json.for_each_expression) }),
  };
}

const expressions = new WeakMap<JsonObject, Expression>();
const NOTHING: Expression = { kind: "literal", value: null };

/** `{ "constant_value": … }` or `{ "references": […] }`. */
export function planExpression(json: Json | undefined): Expression {
  if (!isObject(json)) {
    return NOTHING;
  }
  let expression = expressions.get(json);
  if (expression === undefined) {
    expression =
      json.references === undefined
        ? { kind: "literal", value: json.constant_value ?? null }
        : referencesOf(listOf(json.references).flatMap((text) => textOf(text) ?? []));
    expressions.set(json, expression);
  }
  return expression;
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

  public constructor(private readonly json: JsonObject) {}

  public has(name: string): boolean {
    return memberOf(this.json, name) !== undefined;
  }

  public at(path: Path): readonly Found[] {
    const found: Found[] = [];
    descend(this.json, path, 0, (leaf) => found.push(leaf));
    return found;
  }

  public leaves(): readonly Found[] {
    if (this.flat === undefined) {
      const flat: Found[] = [];
      collect(this.json, [], flat);
      this.flat = flat;
    }
    return this.flat;
  }
}

function descend(json: Json | undefined, path: Path, at: number, found: (leaf: Found) => void): void {
  if (isList(json)) {
    const step = path[at];
    const index = typeof step === "number" ? at + 1 : at;
    // The blocks of a set stand in another order in the values than here: all of them where there are several.
    for (const item of json) {
      descend(item, path, index, found);
    }
  } else if (isObject(json)) {
    if (at > 0 && isExpression(json)) {
      found({ path: path.slice(0, at), expression: planExpression(json), rest: path.slice(at) });
    } else if (at < path.length) {
      const step = path[at] ?? "";
      const inner = memberOf(json, String(step));
      descend(inner ?? (step === 0 ? json : undefined), path, at + 1, found);
    } else {
      for (const key of Object.keys(json)) {
        descend(json[key], [...path, key], at + 1, found);
      }
    }
  }
}

function collect(json: Json | undefined, path: Path, into: Found[]): void {
  if (isList(json)) {
    for (const [index, item] of json.entries()) {
      collect(item, [...path, index], into);
    }
  } else if (isObject(json)) {
    if (path.length > 0 && isExpression(json)) {
      into.push({ path, expression: planExpression(json), rest: [] });
    } else {
      for (const key of Object.keys(json)) {
        collect(json[key], [...path, key], into);
      }
    }
  }
}
