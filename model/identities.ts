import type { Graph } from "./graph";
import type { Path } from "./paths";
import type { Resource } from "./resource";
import { type Term, termText } from "./term";

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

/**
 * Finds the resource that a known text names: where an estate is older than its code, or a name is written twice, there is no
 * reference, only the same value on both sides. ARNs and hashed ids match anywhere; a plain name only where the attribute's
 * name says what it is (`bucket` names an `aws_s3_bucket`, `role` an `aws_iam_role`).
 */
export class Identities {
  private index: Map<string, Named[]> | undefined;

  public constructor(private readonly graph: Graph) {}

  public matches(from: Resource, path: Path, given: string): readonly Named[] {
    if (given.length < SHORTEST) {
      return NONE;
    }
    this.index ??= this.build();
    // The ARN of a log group is used with and without what stands for all of its streams.
    const text = given.endsWith(":*") ? given.slice(0, -2) : given;
    const named = this.index.get(text);
    if (named === undefined) {
      return NONE;
    }
    const attribute = attributeName(path);
    const roots = rootsOf(named);
    const own = roots.some(({ resource }) => resource === from);
    const others = roots.filter(({ resource }) => resource !== from);
    if (own && (attribute === "arn" || others.length === 0)) {
      return NONE;
    }
    const hinted = best(others, attribute);
    return hinted.length > 0 ? hinted : UNIQUE.test(text) ? others : NONE;
  }

  private build(): Map<string, Named[]> {
    const index = new Map<string, Named[]>();
    const add = (text: string | undefined, resource: Resource, attribute: string) => {
      if (text === undefined || text.length < SHORTEST) {
        return;
      }
      const same = index.get(text);
      if (same === undefined) {
        index.set(text, [{ resource, attribute }]);
      } else if (!same.some((named) => named.resource === resource)) {
        same.push({ resource, attribute });
      }
    };
    for (const resource of this.graph.resources()) {
      for (const attribute of NAMING) {
        add(nameText(resource.term([attribute])), resource, attribute);
      }
      if (resource.type === "aws_s3_bucket") {
        // The only ARN that follows from the name alone.
        const name = nameText(resource.term(["bucket"]));
        for (const partition of name === undefined ? [] : ["aws", "aws-cn", "aws-us-gov"]) {
          add(`arn:${partition}:s3:::${name}`, resource, "arn");
        }
      }
    }
    return index;
  }
}

/** The text of a name; of one with unknown parts the text around them, which is the same wherever it is written so. */
function nameText(term: Term): string | undefined {
  return term.kind === "known"
    ? typeof term.value === "string"
      ? term.value
      : undefined
    : term.kind === "template"
      ? termText(term)
      : undefined;
}

/** `aws_sns_topic_policy` has the id of its topic: without those whose type extends another one's. */
function rootsOf(named: readonly Named[]): readonly Named[] {
  return named.length === 1
    ? named
    : named.filter(({ resource }) => !named.some((other) => resource.type.startsWith(`${other.resource.type}_`)));
}

/** Those whose type the attribute's name ends in, the closest ones: `db_subnet_group_name` is no security group's. */
function best(named: readonly Named[], attribute: string): readonly Named[] {
  const words = attributeWords(attribute);
  let most = 0;
  let closest: Named[] = [];
  for (const candidate of named) {
    const common = commonEnd(words, candidate.resource.type.split("_"));
    if (common > most) {
      most = common;
      closest = [];
    }
    if (common === most && common > 0) {
      closest.push(candidate);
    }
  }
  const needed = words.at(-1) === "group" ? Math.min(2, words.length) : 1;
  return most >= needed ? closest : NONE;
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
