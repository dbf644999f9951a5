import type { Attributes } from "./attributes";
import type { Graph } from "./graph";
import { Identities } from "./identities";
import { isList, isObject, type Json } from "./json";
import type { Found } from "./module";
import { isBelow, type Path } from "./paths";
import type { Resource } from "./resource";
import { type Settled, settle } from "./settle";
import { knownTerm, type Term, termText } from "./term";
import { type Trace, traceFound } from "./trace";

/** That one resource refers to another. */
export interface Edge {
  readonly from: Resource;
  /** The attribute that refers, e.g. `["rule", 0, "kms_master_key_id"]`. */
  readonly path: Path;
  readonly to: Resource;
  /** The attribute that is referred to, e.g. `arn`; empty where it is the whole resource or not told. */
  readonly attribute: string;
  /** By an expression, or because the value is the other one's id, ARN or name. */
  readonly via: "reference" | "value";
  /** Whether the value is exactly that attribute, not one of several or part of a text. */
  readonly exact: boolean;
}

/** The companions of a resource, e.g. the versioning of a bucket. */
export interface Companions {
  readonly found: readonly Resource[];
  /** Those whose attribute is not known and leads nowhere: each may be one. If there are any, none found is no proof. */
  readonly maybe: readonly Resource[];
}

/** Edges of a graph, each computed when somebody asks for its resource or type. */
export class Edges {
  private readonly outgoing = new Map<Resource, readonly Edge[]>();
  private readonly incoming = new Map<string, Map<Resource, Edge[]>>();
  private readonly settledOf = new Map<Resource, Map<string, Settled>>();
  private readonly identities: Identities;
  private readonly open = new Map<string, readonly Resource[]>();
  private everywhere: Map<Resource, Edge[]> | undefined;

  public constructor(private readonly graph: Graph) {
    this.identities = new Identities(graph);
  }

  public from(attributes: Attributes, path: Path): readonly Edge[] {
    const { resource } = attributes;
    const whole = [...attributes.path, ...path];
    if (whole.length === 0) {
      return this.all(resource);
    }
    const edges: Edge[] = [];
    for (const { found, made } of this.traces(resource, whole)) {
      addEdges(edges, resource, found.path.length < whole.length ? whole : found.path, made);
    }
    return edges.length > 0 ? edges : this.byValue(resource, whole, attributes.term(path));
  }

  public to(resource: Resource, type: string | undefined, path: Path | undefined): readonly Edge[] {
    const edges = (type === undefined ? this.intoAll() : this.into(type)).get(resource) ?? NONE;
    return path === undefined ? edges : edges.filter((edge) => isBelow(edge.path, path) || isBelow(path, edge.path));
  }

  public companions(resource: Resource, type: string, path: Path): Companions {
    const edges = this.into(type).get(resource);
    const open = this.openOf(type, path);
    if (edges === undefined) {
      return { found: NO_RESOURCES, maybe: open };
    }
    const found = new Set<Resource>();
    for (const edge of edges) {
      if (isBelow(edge.path, path) || isBelow(path, edge.path)) {
        found.add(edge.from);
      }
    }
    return { found: [...found], maybe: open.length === 0 ? open : open.filter((other) => !found.has(other)) };
  }

  /** What the value of an attribute is and where it comes from in the end; many controls ask for the same. */
  public settled(attributes: Attributes, path: Path): Settled {
    const { resource } = attributes;
    const id = [...attributes.path, ...path].join(".");
    let known = this.settledOf.get(resource);
    if (known === undefined) {
      known = new Map();
      this.settledOf.set(resource, known);
    }
    let settled = known.get(id);
    if (settled === undefined) {
      settled = settle(this, attributes, path);
      known.set(id, settled);
    }
    return settled;
  }

  /** The traces of what makes up the value at a path. */
  public traces(resource: Resource, path: Path): readonly { readonly found: Found; readonly made: Trace }[] {
    const { config } = resource;
    if (config === undefined) {
      return [];
    }
    const own = resource.scope;
    const founds = config.body.at(path, own, resource.identity.values);
    return founds.map((found) => ({ found, made: traceFound(found, own) }));
  }

  /** The resources that known texts within a value are the id, ARN or name of. */
  public byValue(from: Resource, path: Path, term: Term): readonly Edge[] {
    const edges: Edge[] = [];
    this.addByValue(edges, from, path, term);
    return edges;
  }

  private addByValue(edges: Edge[], from: Resource, path: Path, term: Term): void {
    visitTexts(term, path, (text, at) => {
      for (const { resource, attribute } of this.identities.matches(from, at, text)) {
        edges.push({ from, path: at, to: resource, attribute, via: "value", exact: true });
      }
    });
  }

  private all(resource: Resource): readonly Edge[] {
    let edges = this.outgoing.get(resource);
    if (edges === undefined) {
      edges = this.compute(resource);
      this.outgoing.set(resource, edges);
    }
    return edges;
  }

  private compute(resource: Resource): readonly Edge[] {
    const { config } = resource;
    if (config === undefined) {
      return resource
        .names()
        .flatMap((name) => (isSkipped(name) ? [] : this.byValue(resource, [name], resource.term([name]))));
    }
    const edges: Edge[] = [];
    const own = resource.scope;
    for (const found of config.body.leaves(own)) {
      const { path } = found;
      if (isSkipped(path[0])) {
        continue;
      }
      const made = traceFound(found, own);
      if (made.ends.length > 0) {
        addEdges(edges, resource, path, made);
      } else {
        const { expression } = found;
        const term = expression.kind === "literal" ? knownTerm(expression.value) : resource.term(path);
        this.addByValue(edges, resource, path, term);
      }
    }
    // Blocks that a plan's configuration does not show are made by `dynamic`.
    for (const name of resource.blockNames((one) => !isSkipped(one) && !config.body.has(one))) {
      this.addByValue(edges, resource, [name], resource.term([name]));
    }
    return edges.length === 0 ? NONE : edges;
  }

  private into(type: string): Map<Resource, Edge[]> {
    let index = this.incoming.get(type);
    if (index === undefined) {
      index = new Map();
      this.incoming.set(type, index);
      for (const resource of this.ofType(type)) {
        add(index, this.all(resource));
      }
    }
    return index;
  }

  private intoAll(): Map<Resource, Edge[]> {
    if (this.everywhere === undefined) {
      this.everywhere = new Map();
      for (const resource of [...this.graph.resources(), ...this.graph.data()]) {
        add(this.everywhere, this.all(resource));
      }
    }
    return this.everywhere;
  }

  private ofType(type: string): readonly Resource[] {
    const data = /^(?:data|ephemeral)\.(.+)$/.exec(type)?.[1];
    return data === undefined ? this.graph.resources(type) : this.graph.data(data);
  }

  /** The resources of a type of which nobody can tell what an attribute will be. */
  private openOf(type: string, path: Path): readonly Resource[] {
    const id = `${type} ${path.join(".")}`;
    let open = this.open.get(id);
    if (open === undefined) {
      open = this.ofType(type).filter((resource) => this.isOpen(resource, path));
      this.open.set(id, open);
    }
    return open;
  }

  private isOpen(resource: Resource, path: Path): boolean {
    const value = resource.get(path);
    if (value.kind !== "unknown" || value.why === "computed") {
      return false;
    }
    const traces = this.traces(resource, path);
    return traces.every(({ made }) => made.ends.length === 0) || traces.some(({ made }) => made.open.length > 0);
  }
}

function addEdges(edges: Edge[], from: Resource, path: Path, { ends, exact }: Trace): void {
  for (const { resource, attribute } of ends) {
    if (resource !== from) {
      edges.push({ from, path, to: resource, attribute, via: "reference", exact });
    }
  }
}

function add(index: Map<Resource, Edge[]>, edges: readonly Edge[]): void {
  for (const edge of edges) {
    const same = index.get(edge.to);
    if (same === undefined) {
      index.set(edge.to, [edge]);
    } else {
      same.push(edge);
    }
  }
}

/** What is no reference although it is the same: a resource's own id, and tags. */
function isSkipped(name: string | number | undefined): boolean {
  return name === "id" || name === "tags" || name === "tags_all" || name === "timeouts";
}

function visitTexts(term: Term, path: Path, visit: (text: string, path: Path) => void): void {
  switch (term.kind) {
    case "known":
      visitJson(term.value, path, visit);
      break;
    case "template":
    case "unknown": {
      const text = termText(term);
      if (text !== undefined) {
        visit(text, path);
      }
      break;
    }
    case "list":
      for (const [index, item] of term.items.entries()) {
        visitTexts(item, [...path, index], visit);
      }
      break;
    case "object":
      for (const [key, item] of term.entries) {
        visitTexts(item, [...path, key], visit);
      }
      break;
    default:
  }
}

function visitJson(json: Json, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof json === "string") {
    visit(json, path);
  } else if (isList(json)) {
    for (const [index, item] of json.entries()) {
      visitJson(item, [...path, index], visit);
    }
  } else if (isObject(json)) {
    for (const key of Object.keys(json)) {
      visitJson(json[key] ?? null, [...path, key], visit);
    }
  }
}

const NONE: readonly Edge[] = [];
const NO_RESOURCES: readonly Resource[] = [];
