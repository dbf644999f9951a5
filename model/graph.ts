import type { Attributes } from "./attributes";
import type { Change } from "./change";
import { type Companions, type Edge, Edges } from "./edges";
import type { GraphMeta } from "./meta";
import type { Module, Root } from "./module";
import { type PathLike, pathOf } from "./paths";
import { type PolicyDocument, readPolicy } from "./policy";
import type { Resource } from "./resource";
import { moduleScope } from "./scope";
import type { Settled } from "./settle";
import { trace } from "./trace";

/** What the graph was made from. */
export type GraphKind = "synth" | "plan" | "state";

/** One stack, plan or state of a graph. */
export interface Stack {
  readonly name: string;
  readonly kind: GraphKind;
  /** The file or folder. */
  readonly file: string;
  readonly root: Root;
  readonly meta: GraphMeta;
  readonly resources: readonly Resource[];
  readonly changes: readonly Change[];
  readonly drift: readonly Change[];
  /** What was there before: the prior state of a plan, read when it is asked for. */
  readonly prior: () => Graph | undefined;
}

/** The resources of one or several stacks, and how they refer to each other. */
export class Graph {
  private readonly byType = new Map<string, Resource[]>();
  private readonly dataByType = new Map<string, Resource[]>();
  private readonly byBlock = new Map<Root, ReadonlyMap<string, readonly Resource[]>>();
  private every: readonly Resource[] | undefined;
  private byAddress: Map<string, Resource> | undefined;
  private readonly edges: Edges;
  private readonly handedOn = new Map<Root, Map<Resource, readonly string[]>>();

  public constructor(public readonly stacks: readonly Stack[]) {
    for (const { resources } of stacks) {
      for (const resource of resources) {
        const index = resource.mode === "managed" ? this.byType : this.dataByType;
        const same = index.get(resource.type);
        if (same === undefined) {
          index.set(resource.type, [resource]);
        } else {
          same.push(resource);
        }
      }
    }
    this.edges = new Edges(this);
  }

  /** What it was made from. */
  public get kind(): GraphKind {
    return this.stacks[0]?.kind ?? "synth";
  }

  /** The managed resources of a type, or all; in the order of the input. */
  public resources(type?: string): readonly Resource[] {
    this.every ??= this.stacks.flatMap((stack) => stack.resources.filter(({ mode }) => mode === "managed"));
    return type === undefined ? this.every : (this.byType.get(type) ?? NONE);
  }

  /** The data sources and ephemeral resources of a type, or all. */
  public data(type?: string): readonly Resource[] {
    return type === undefined ? [...this.dataByType.values()].flat() : (this.dataByType.get(type) ?? NONE);
  }

  /** The types of managed resources. */
  public types(): readonly string[] {
    return [...this.byType.keys()];
  }

  /** By address, e.g. `module.net["blue"].aws_vpc.this`; with several stacks also `stack/address`. */
  public find(address: string): Resource | undefined {
    if (this.byAddress === undefined) {
      const index = new Map<string, Resource>();
      for (const { resources } of this.stacks) {
        for (const resource of resources) {
          index.set(resource.label, resource);
          if (!index.has(resource.address)) {
            index.set(resource.address, resource);
          }
        }
      }
      this.byAddress = index;
    }
    return this.byAddress.get(address);
  }

  /** What plans change, deletions included. */
  public changes(): readonly Change[] {
    return this.stacks.flatMap(({ changes }) => changes);
  }

  /** What changed outside of Terraform since the state was written. */
  public drift(): readonly Change[] {
    return this.stacks.flatMap(({ drift }) => drift);
  }

  /** What a resource or block refers to, wholly or at and below a path. `depends_on` does not count. */
  public referencesOf(from: Attributes, path: PathLike = []): readonly Edge[] {
    return this.edges.from(from, pathOf(path));
  }

  /** What refers to a resource: all, or of one type, or by one attribute. `depends_on` does not count. */
  public referrersOf(resource: Resource, type?: string, path?: PathLike): readonly Edge[] {
    return this.edges.to(resource, type, path === undefined ? undefined : pathOf(path));
  }

  /** The resources of a type that configure another one by an attribute, and those of which it cannot be told. */
  public companions(resource: Resource, type: string, path: PathLike): Companions {
    return this.edges.companions(resource, type, pathOf(path));
  }

  /** What the value of an attribute is and where it comes from in the end. */
  public settle(from: Attributes, path: PathLike): Settled {
    return this.edges.settled(from, pathOf(path));
  }

  /** The policy document at an attribute, parsed. */
  public policy(from: Attributes, path: PathLike): PolicyDocument {
    return readPolicy(this, from, path);
  }

  /** The outputs of its root module that hand a resource on to other projects. */
  public outputsOf(resource: Resource): readonly string[] {
    const { root } = resource.module;
    let names = this.handedOn.get(root);
    if (names === undefined) {
      names = new Map();
      this.handedOn.set(root, names);
      for (const name of root.module.config?.outputs() ?? []) {
        const expression = root.module.config?.output(name)?.expression;
        const ends = expression === undefined ? [] : trace(expression, [], moduleScope(root.module)).ends;
        for (const end of new Set(ends.map((one) => one.resource))) {
          names.set(end, [...(names.get(end) ?? []), name]);
        }
      }
    }
    return names.get(resource) ?? [];
  }

  /** The resources that a resource depends on by `depends_on`, in a state by anything. */
  public dependenciesOf(resource: Resource): readonly Resource[] {
    return resource.dependsOn.flatMap((address) => this.dependency(resource.module, address));
  }

  /** The resources of a stack by their addresses without keys. */
  private blocks(root: Root): ReadonlyMap<string, readonly Resource[]> {
    let blocks = this.byBlock.get(root);
    if (blocks === undefined) {
      const index = new Map<string, Resource[]>();
      for (const resource of this.stacks.find((stack) => stack.root === root)?.resources ?? NONE) {
        const block = resource.address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
        const same = index.get(block);
        if (same === undefined) {
          index.set(block, [resource]);
        } else {
          same.push(resource);
        }
      }
      blocks = index;
      this.byBlock.set(root, blocks);
    }
    return blocks;
  }

  private dependency(module: Module, address: string): readonly Resource[] {
    const instance = /^(.*?)(\[[^\]]*\])?$/.exec(address);
    const block = instance?.[1] ?? address;
    const own = module.resources.get(block);
    if (own !== undefined) {
      return instance?.[2] === undefined ? own : own.filter((resource) => resource.address.endsWith(instance[2] ?? ""));
    }
    if (/^module\.[^.]+$/.test(address)) {
      const inside = module.address === "" ? address : `${module.address}.${address}`;
      return this.resources().filter(
        ({ module: { address: at, root } }) => root === module.root && isWithin(at, inside),
      );
    }
    // A state writes addresses from the root on, without keys.
    return this.blocks(module.root).get(address) ?? NONE;
  }
}

const NONE: readonly Resource[] = [];

function isWithin(address: string, module: string): boolean {
  return address === module || address.startsWith(`${module}.`) || address.startsWith(`${module}[`);
}
