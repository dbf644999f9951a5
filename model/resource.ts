import type { Attributes, Blocks } from "./attributes";
import type { Change } from "./change";
import type { Json } from "./json";
import { type BlockConfig, type Key, keyText, type Mode, type Module } from "./module";
import { outputTerm } from "./names";
import type { Path, PathLike } from "./paths";
import type { Scope } from "./scope";
import { isSecretAttribute } from "./secrets";
import { type Term, unknownTerm } from "./term";
import { remoteStateRoot } from "./trace-places";
import type { Value, Values } from "./values";

/** Where a resource was made in TypeScript, or is written. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number;
}

/** What a resource is, apart from its attributes. */
export interface ResourceIdentity {
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  readonly key: Key;
  readonly module: Module;
  /** The address, where the input tells it. */
  readonly address?: string | undefined;
  /** e.g. `registry.terraform.io/hashicorp/aws`, as far as the input tells. */
  readonly provider?: string | undefined;
  /** The address of its block within the module's configuration: `aws_vpc.main`, `data.aws_region.here`. */
  readonly block: string;
  /** Whether that configuration is about it: not so for what was, or what drifted. */
  readonly configured: boolean;
  /** All values, where the input has them as values: of a plan or state. */
  readonly values?: Json | undefined;
  /** The value of `each.value`, where it is known. */
  readonly eachValue?: Term | undefined;
  /** Whether it stands for all instances, because `count` or `for_each` is not known. */
  readonly repeated?: boolean;
  /** What decides whether there is any of it, where that is not known. */
  readonly conditions?: readonly string[];
  /** Of synthesized files: `seccfn/security/master/Default`. */
  readonly constructPath?: string;
  readonly source?: SourcePlace;
  /** The `lifecycle` block, which only synthesized files have. */
  readonly lifecycle?: Json;
  /** An object that is no longer current but not yet destroyed. */
  readonly deposed?: string | undefined;
  /** Where there is no configuration, as in a state: the addresses that it depends on by anything. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** An instance of a resource, a data source or an ephemeral resource. */
export class Resource implements Attributes {
  public readonly address: string;
  public readonly mode: Mode;
  public readonly type: string;
  public readonly name: string;
  public readonly key: Key;
  public readonly module: Module;
  public readonly provider: string | undefined;
  public readonly repeated: boolean;
  /** Of a plan: what happens to it. */
  public change: Change | undefined;

  private readonly body: Attributes;
  private block: BlockConfig | null | undefined;
  private ownScope: Scope | undefined;

  public constructor(
    public readonly identity: ResourceIdentity,
    body: (resource: Resource) => Attributes,
  ) {
    const { mode, type, name, key, module } = identity;
    this.mode = mode;
    this.type = type;
    this.name = name;
    this.key = key;
    this.module = module;
    this.provider = identity.provider;
    this.repeated = identity.repeated === true;
    this.address = identity.address ?? addressOf(identity);
    this.body = body(this);
  }

  /** What decides whether there is any of it, where that is not known: `count` or `for_each`, of its own or of a module. */
  public get conditions(): readonly string[] {
    return this.identity.conditions ?? NONE;
  }

  /** The stack, plan or state that it belongs to. */
  public get stack(): string {
    return this.module.root.name;
  }

  /** Its address, with the stack before it where the graph has several. */
  public get label(): string {
    return this.module.root.peers.length > 1 ? `${this.stack}/${this.address}` : this.address;
  }

  public get constructPath(): string | undefined {
    return this.identity.constructPath;
  }

  public get source(): SourcePlace | undefined {
    return this.identity.source;
  }

  /** The `lifecycle` block; only synthesized files have it, a plan does not tell. */
  public get lifecycle(): Json | undefined {
    return this.identity.lifecycle;
  }

  /** The provider's configuration, with its alias: `aws`, `aws.audit`; nothing where the input does not tell. */
  public get providerConfig(): string | undefined {
    return this.config?.provider;
  }

  /** Its configuration; nothing in a state, and of what was or what drifted. */
  public get config(): BlockConfig | undefined {
    if (this.block === undefined) {
      const { block, configured } = this.identity;
      this.block = (configured ? this.module.config?.block(block) : undefined) ?? null;
    }
    return this.block ?? undefined;
  }

  /** The addresses that it depends on by `depends_on`, in a state by anything. */
  public get dependsOn(): readonly string[] {
    return this.config?.dependsOn ?? this.identity.dependsOn ?? NONE;
  }

  /** What names in its expressions mean. */
  public get scope(): Scope {
    this.ownScope ??= {
      module: this.module,
      key: this.key,
      eachValue: this.identity.eachValue,
      forEach: this.config?.forEach,
    };
    return this.ownScope;
  }

  public get path(): Path {
    return [];
  }

  public get resource(): Resource {
    return this;
  }

  public get(path: PathLike): Value {
    return this.body.get(path);
  }

  public list(path: PathLike): Values {
    return this.body.list(path);
  }

  public blocks(path: PathLike): Blocks {
    return this.body.blocks(path);
  }

  public names(): readonly string[] {
    return this.body.names();
  }

  public blockNames(among?: (name: string) => boolean): readonly string[] {
    return this.body.blockNames(among);
  }

  public text(name: string): string | undefined {
    return this.body.text(name);
  }

  public term(path: PathLike): Term {
    return this.body.term(path);
  }

  /** What a reference to an attribute means: what is not configured is made by the provider. */
  public attribute(name: string): Term {
    if (this.type === "terraform_remote_state" && name === "outputs") {
      const root = remoteStateRoot(this);
      if (root !== undefined) {
        return {
          kind: "lazy",
          text: `\${${this.label}.outputs}`,
          attribute: (output) => outputTerm(root.module, output),
        };
      }
    }
    const term = this.body.term([name]);
    const made = term.kind === "unknown" ? term.why === "computed" : term.kind === "known" && term.value === null;
    if (!made) {
      return term.kind === "known" && isSecretAttribute(this.type, name) ? { ...term, sensitive: true } : term;
    }
    const fact = this.mode === "data" ? this.module.root.fact?.(this.type, name) : undefined;
    return fact === undefined
      ? unknownTerm("after-apply", `known after apply: ${this.label}.${name}`, `\${${this.label}.${name}}`)
      : { kind: "known", value: fact };
  }
}

const NONE: readonly string[] = [];

function addressOf({ block, key, module }: ResourceIdentity): string {
  const own = `${block}${keyText(key)}`;
  return module.address === "" ? own : `${module.address}.${own}`;
}
