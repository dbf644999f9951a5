import type { Expression } from "./expression";
import type { Json } from "./json";
import type { Path } from "./paths";
import type { PlainReference } from "./plain-references";
import type { Resource } from "./resource";
import type { Scope } from "./scope";
import type { Term } from "./term";

/** `managed` has a life cycle; `data` is read; `ephemeral` is never stored. */
export type Mode = "managed" | "data" | "ephemeral";

/** Which instance: a number by `count`, a text by `for_each`. */
export type Key = string | number | undefined;

/** A block of the configuration: one resource, data source or ephemeral resource before `count` and `for_each`. */
export interface BlockConfig {
  readonly count?: Expression | undefined;
  readonly forEach?: Expression | undefined;
  /** Bare references, e.g. `aws_kms_key.master`. */
  readonly dependsOn: readonly string[];
  /** The provider's configuration, with its alias: `aws.audit`. */
  readonly provider?: string | undefined;
  /** The expressions of its arguments, nested as in the file. */
  readonly body: ConfigBody;
  /** What its provisioners are given: commands, scripts, their environment. */
  readonly provisioners?: Expression | undefined;
}

/** Where an argument's expression is: the nearest one at or above a path, and what of the path is left inside of it. */
export interface Found {
  readonly path: Path;
  readonly expression: Expression;
  /** What it refers to, where a plan tells no more of it than that, and all of it is plain. */
  readonly plain?: readonly PlainReference[] | undefined;
  readonly rest: Path;
  /** What its names mean, where that differs from the rest of the resource: in a `dynamic` block. */
  readonly scope?: Scope;
}

export interface ConfigBody {
  /**
   * The expressions that make up the value at a path: one; several where a nested block cannot be told from its
   * neighbours, as in sets of a plan; none where the author wrote nothing that could refer to something. The values of the
   * whole resource help to tell blocks apart.
   */
  at(path: Path, scope: Scope, values?: Json): readonly Found[];
  /** Every expression that may refer to something or name it: constant numbers and booleans may be left out. */
  leaves(scope: Scope): readonly Found[];
  /** Whether the author wrote an argument, or a block, of this name at the top. */
  has(name: string): boolean;
}

export interface VariableConfig {
  readonly default?: Json;
  readonly sensitive: boolean;
  readonly description?: string | undefined;
  /** As it is written, e.g. `number`; a plan does not tell. */
  readonly type?: string | undefined;
  /** The messages of its validations; a plan does not tell. */
  readonly rules?: readonly string[];
}

export interface OutputConfig {
  readonly expression: Expression;
  readonly sensitive: boolean;
}

export interface CallConfig {
  readonly name: string;
  readonly arguments: ReadonlyMap<string, Expression>;
  readonly count?: Expression;
  readonly forEach?: Expression;
  /** Why what it calls is not part of the input, if it is not. */
  readonly outside?: string;
}

/** A module as it is configured. */
export interface ModuleConfig {
  /** By its address within the module: `aws_vpc.main`, `data.aws_region.here`. */
  block(address: string): BlockConfig | undefined;
  variable(name: string): VariableConfig | undefined;
  variables(): readonly string[];
  /** The expression of a local; nothing where there is none, or where the input does not tell, as in a plan. */
  local(name: string): Expression | undefined;
  locals(): readonly string[];
  output(name: string): OutputConfig | undefined;
  outputs(): readonly string[];
  call(name: string): CallConfig | undefined;
}

/** An instance of a module. The root module has no parent and the address "". */
export interface Module {
  /** What it is the root of; shared by all modules below it. */
  readonly root: Root;
  readonly address: string;
  readonly config: ModuleConfig | undefined;
  readonly parent: Module | undefined;
  readonly call: CallConfig | undefined;
  readonly key: Key;
  /** Whether it stands for all instances, because `count` or `for_each` is not known. */
  readonly repeated?: boolean;
  /** What nobody knows that decides whether there is any of it: its own `count` or `for_each`, and those of the modules around it. */
  readonly conditions?: readonly string[];
  /** `each.value` of the call where it is known, as text, number or object. */
  readonly eachValue: Term | undefined;
  readonly children: Map<string, readonly Module[]>;
  /** By `type.name`, with `data.` or `ephemeral.` before it where it is one. */
  readonly resources: Map<string, readonly Resource[]>;
}

/** One state: a plan, a state file, or a folder that Terraform runs in. */
export interface Root {
  /** The stack's or file's name. */
  readonly name: string;
  readonly module: Module;
  /** Values of the root module's variables, where they are given. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Outputs by value, where the input has them. */
  readonly outputs: ReadonlyMap<string, Json>;
  /** Where its state is kept (the backend's key or path), by which other stacks read its outputs. */
  readonly statePlace?: string;
  /** What is known of data sources without reading them: the account, the region, the partition. */
  readonly fact?: (type: string, attribute: string) => Json | undefined;
  /** All roots of the graph, itself among them. */
  readonly peers: readonly Root[];
}

/** The key of {@link Module.resources}. */
export function blockAddress(mode: Mode, type: string, name: string): string {
  return mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
}

/** `[0]`, `["x"]`, or nothing. */
export function keyText(key: Key): string {
  return key === undefined ? "" : typeof key === "number" ? `[${key}]` : `[${JSON.stringify(key)}]`;
}
