import type { Graph } from "./graph";
import type { Path } from "./paths";
import type { Resource } from "./resource";

/** Whom a text names, and by which of its attributes. */
export interface Named {
  readonly resource: Resource;
  readonly attribute: string;
}

/** Attributes by which others name a resource. */
const NAMING = [
  "arn",
  "id",
  "bucket",
  "name",
  "key_id",
  "identifier",
  "cluster_identifier",
  "function_name",
  "url",
] as const;
/** Texts that only one resource in the world has: ARNs, ids with a hash, URLs, UUIDs. */
const UNIQUE = /^arn:|^[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}$|^https?:\/\/|^[0-9a-f]{8}-[0-9a-f]{4}-|^mrk-|^alias\//;
const SHORTEST = 2;
/** More bearers of one name than this, and the name tells nothing. */
const MOST_NAMESAKES = 16;

/**
 * Finds the resource that a known text names: where an estate is older than its code, or a name is written twice, there is no
 * reference, only the same value on both sides. ARNs and hashed ids match anywhere; a plain name only where the attribute's
 * name says what it is (`bucket` names an `aws_s3_bucket`, `role` an `aws_iam_role`).
 */
export class Identities {
  private index: Map<string, Named | Bearers> | undefined;

  public constructor(private readonly graph: Graph) {}

  public matches(from: Resource, path: Path, given: string): readonly Named[] {
    if (given.length < SHORTEST) {
      return NONE;
    }
    this.index ??= this.build();
    // The ARN of a log group is used with and without what stands for all of its streams.
    const text = given.endsWith(":*") ? given.slice(0, -2) : given;
    const bearers = this.index.get(text);
    if (bearers === undefined) {
      return NONE;
    }
    const attribute = attributeName(path);
    if (bearers instanceof Bearers) {
      return bearers.named(from, attribute, UNIQUE.test(text));
    }
    const { type } = bearers.resource;
    const named = bearers.resource !== from && (UNIQUE.test(text) || closest([type], attribute).length > 0);
    return named ? [bearers] : NONE;
  }

  private build(): Map<string, Named | Bearers> {
    const index = new Map<string, Named | Bearers>();
    const add = (text: string | undefined, resource: Resource, attribute: string) => {
      if (text === undefined || text.length < SHORTEST) {
        return;
      }
      const before = index.get(text);
      if (before === undefined) {
        index.set(text, { resource, attribute });
      } else if (before instanceof Bearers) {
        before.add(resource, attribute);
      } else if (before.resource !== resource) {
        const bearers = new Bearers();
        bearers.add(before.resource, before.attribute);
        bearers.add(resource, attribute);
        index.set(text, bearers);
      }
    };
    for (const resource of this.graph.resources()) {
      for (const attribute of NAMING) {
        add(resource.text(attribute), resource, attribute);
      }
      if (resource.type === "aws_s3_bucket") {
        // The only ARN that follows from the name alone.
        const name = resource.text("bucket");
        for (const partition of name === undefined ? [] : ["aws", "aws-cn", "aws-us-gov"]) {
          add(`arn:${partition}:s3:::${name}`, resource, "arn");
        }
      }
    }
    return index;
  }
}

/** Those that bear the same name. */
class Bearers {
  private readonly byType = new Map<string, Map<Resource, Named>>();
  private roots: readonly string[] | undefined;
  private readonly near = new Map<string, Map<unknown, readonly Named[]>>();

  public add(resource: Resource, attribute: string): void {
    let same = this.byType.get(resource.type);
    if (same === undefined) {
      same = new Map();
      this.byType.set(resource.type, same);
    }
    if (!same.has(resource)) {
      same.set(resource, { resource, attribute });
    }
  }

  public named(from: Resource, attribute: string, unique: boolean): readonly Named[] {
    // `aws_sns_topic_policy` has the id of its topic: without those whose type extends another one's.
    this.roots ??= [...this.byType.keys()].filter(
      (type) => ![...this.byType.keys()].some((other) => type.startsWith(`${other}_`)),
    );
    const own = this.roots.includes(from.type) && this.byType.get(from.type)?.has(from) === true;
    if (own && (attribute === "arn" || this.roots.length === 1)) {
      return NONE;
    }
    const hinted = closest(this.roots, attribute);
    // A plain name that several types bear names neither.
    const types = hinted.length === 1 || unique ? (hinted.length > 0 ? hinted : this.roots) : NO_TYPES;
    return types.length === 0 ? NONE : types.flatMap((type) => this.nearest(type, from));
  }

  /** Of several with one name those of the same module, else of the same stack, else all, unless that tells nothing. */
  private nearest(type: string, from: Resource): readonly Named[] {
    const all = this.byType.get(type);
    if (all === undefined || all.size === 1) {
      const [only] = all?.values() ?? [];
      return only === undefined || only.resource === from ? NONE : [only];
    }
    let near = this.near.get(type);
    if (near === undefined) {
      near = grouped([...all.values()]);
      this.near.set(type, near);
    }
    const found = near.get(from.module) ?? near.get(from.module.root) ?? [...all.values()];
    return found.length > MOST_NAMESAKES ? NONE : found.filter(({ resource }) => resource !== from);
  }
}

/** By module and by stack. */
function grouped(named: readonly Named[]): Map<unknown, readonly Named[]> {
  const groups = new Map<unknown, Named[]>();
  for (const one of named) {
    for (const place of [one.resource.module, one.resource.module.root]) {
      const same = groups.get(place);
      if (same === undefined) {
        groups.set(place, [one]);
      } else {
        same.push(one);
      }
    }
  }
  return groups;
}

/** The types whose end is the attribute's name, the closest ones: `db_subnet_group_name` is no security group's. */
function closest(types: readonly string[], attribute: string): readonly string[] {
  const words = attributeWords(attribute);
  let most = 0;
  let found: string[] = [];
  for (const type of types) {
    const common = commonEnd(words, type.split("_"));
    if (common > most) {
      most = common;
      found = [];
    }
    if (common === most && common > 0) {
      found.push(type);
    }
  }
  const needed = words.at(-1) === "group" ? Math.min(2, words.length) : 1;
  return most >= needed ? found : NO_TYPES;
}

/** The last name of a path: of `vpc_config.0.subnet_ids.1` it is `subnet_ids`. */
function attributeName(path: Path): string {
  const name = path.findLast((step) => typeof step === "string");
  return name === undefined ? "" : String(name);
}

const words = new Map<string, readonly string[]>();

function attributeWords(attribute: string): readonly string[] {
  let found = words.get(attribute);
  if (found === undefined) {
    const stem = attribute.replace(/_(?:ids?|arns?|names?|identifiers?|urls?)$/, "").replace(/([a-z])s$/, "$1");
    found = stem.split("_");
    words.set(attribute, found);
  }
  return found;
}

function commonEnd(left: readonly string[], right: readonly string[]): number {
  let common = 0;
  while (common < left.length && common < right.length && left.at(-1 - common) === right.at(-1 - common)) {
    common += 1;
  }
  return common;
}

const NONE: readonly Named[] = [];
const NO_TYPES: readonly string[] = [];
