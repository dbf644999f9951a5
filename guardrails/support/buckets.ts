import { covers, type Graph, type PolicyText, patternOf, type Resource, type Statement, type Value } from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";
import { isConfigured } from "./attributes";
import { doubtOf, neededCompanions } from "./presence";

export const BUCKET = "aws_s3_bucket";

/** An aspect of a bucket: a resource of its own since version 4 of the provider, a block of the bucket before. */
export interface BucketPart {
  readonly type: string;
  /** The block or argument of `aws_s3_bucket` that did the same. */
  readonly inline?: string;
}

/** What sets an aspect of a bucket. */
export type PartFound =
  | { readonly kind: "resources"; readonly parts: readonly Resource[] }
  | { readonly kind: "inline" }
  | { readonly kind: "maybe"; readonly reason: string }
  | { readonly kind: "none" };

/** Finds what sets an aspect of a bucket. */
export function bucketPart(graph: Graph, bucket: Resource, { type, inline }: BucketPart): PartFound {
  const { found, maybe } = neededCompanions(graph, bucket, type, "bucket");
  if (found.length > 0) {
    return { kind: "resources", parts: found };
  }
  if (inline !== undefined && isConfigured(bucket, inline) && isSet(bucket.get(inline))) {
    return { kind: "inline" };
  }
  const [other] = maybe;
  return other === undefined
    ? { kind: "none" }
    : { kind: "maybe", reason: doubtOf(other, `which bucket ${other.address} is for`) };
}

/** A state writes what is not set as empty. */
function isSet(value: Value): boolean {
  const isEmpty =
    value.kind === "known" && (value.value === "" || (Array.isArray(value.value) && value.value.length === 0));
  return value.kind !== "absent" && !isEmpty;
}

/**
 * Judges whether something sets an aspect of a bucket. What a resource of its own says is judged there, at its address; what
 * the bucket says itself by `inline`.
 */
export function judgePart(
  graph: Graph,
  bucket: Resource,
  part: BucketPart & { readonly missing: string; readonly judgeInline?: (bucket: Resource) => Verdict },
): Verdict {
  const found = bucketPart(graph, bucket, part);
  switch (found.kind) {
    case "resources":
      return pass(`${found.parts.map(({ address }) => address).join(", ")} says how`);
    case "inline":
      return part.judgeInline?.(bucket) ?? pass(`${part.inline} says how`, part.inline);
    case "maybe":
      return unknown(found.reason);
    case "none":
      return fail(part.missing);
  }
}

/** The buckets of the graph that a part is for. */
export function bucketsOf(graph: Graph, part: Resource, path = "bucket"): readonly Resource[] {
  return [
    ...new Set(graph.settle(part, path).ends.flatMap(({ resource }) => (resource.type === BUCKET ? [resource] : []))),
  ];
}

/** S3's access logs can be delivered to a bucket with S3's own keys only, and so can those of an application load balancer. */
export function takesOnlyS3Keys(graph: Graph, bucket: Resource): boolean {
  return graph
    .referrersOf(bucket)
    .some(
      ({ from, path }) =>
        path.at(-1) === "target_bucket" ||
        (/^aws_(?:lb|alb|elb)$/.test(from.type) && path.at(-1) === "bucket" && /_logs$/.test(String(path[0]))),
    );
}

/** Whether S3's access logs of other buckets go there. */
export function takesAccessLogs(graph: Graph, bucket: Resource): boolean {
  return graph.referrersOf(bucket).some(({ from, path }) => path.at(-1) === "target_bucket" && from !== bucket);
}

const LOG_WRITERS =
  /^aws_(?:cloudtrail|config_delivery_channel|flow_log|lb|alb|elb|wafv2_web_acl_logging_configuration|route53_resolver_query_log_config|s3_bucket_logging)$/;
const LOG_PATHS = /^(?:target_bucket|s3_bucket_name|log_destination|log_destination_configs|destination_arn)$/;

/** Whether logs are delivered there: of S3, CloudTrail, Config, flows, load balancers, web ACLs or DNS. */
export function takesLogs(graph: Graph, bucket: Resource): boolean {
  return graph.referrersOf(bucket).some(({ from, path }) => {
    const names = path.filter((step) => typeof step === "string");
    return (
      (LOG_WRITERS.test(from.type) && names.some((name) => LOG_PATHS.test(name) || name.endsWith("_logs"))) ||
      (from.type === BUCKET && from !== bucket && names.at(-1) === "target_bucket")
    );
  });
}

/** Whether the resources of statements are a whole bucket: it, and all objects in it. */
export function reachesBucket(
  graph: Graph,
  bucket: Resource,
  statements: readonly Statement[],
): "yes" | "no" | "unknown" {
  const resources = statements.flatMap((statement) => (statement.notResources.length > 0 ? [] : statement.resources));
  const scopes = resources.map((resource) => scopeOf(bucket, resource, graph.kind === "plan"));
  if ((["bucket", "objects"] as const).every((part) => scopes.includes("all") || scopes.includes(part))) {
    return "yes";
  }
  return scopes.includes("unknown") || statements.some((statement) => statement.unknown.length > 0) ? "unknown" : "no";
}

/** The name, in which expressions may be, and the objects of what follows `arn:aws:s3:::`. */
const NAME_AND_OBJECTS = /^((?:\$\{[^}]*\}|[^/])*)(?:\/(.*))?$/s;

/** What begins with an attribute of another resource is about that one. */
const OF_ANOTHER = /^\$\{(?:module\.[^}]*\.)?aws_[^}]*\}/;

function scopeOf(
  bucket: Resource,
  { text, known }: PolicyText,
  isOfPlan: boolean,
): "all" | "bucket" | "objects" | "unknown" | undefined {
  // A plan tells of an unknown text what it refers to, not what stands around that.
  if (!known && isOfPlan) {
    return "unknown";
  }
  const own = `\${${bucket.label}.arn}`;
  const arn = text.startsWith(own) ? text.replace(own, `arn:aws:s3:::\${${bucket.label}.id}`) : text;
  const rest = arn === "*" ? "*" : /^arn:[^:]*:s3:::(.*)$/s.exec(arn)?.[1];
  if (rest === undefined) {
    return known || OF_ANOTHER.test(text) ? undefined : "unknown";
  }
  if (rest === "*") {
    return "all";
  }
  const [, name = "", objects] = NAME_AND_OBJECTS.exec(rest) ?? [];
  return !isNamed(bucket, name)
    ? undefined
    : objects === undefined
      ? "bucket"
      : objects === "*"
        ? "objects"
        : undefined;
}

function isNamed(bucket: Resource, name: string): boolean {
  const own = patternOf(bucket.get("bucket"));
  return (
    name === "*" ||
    name === `\${${bucket.label}.id}` ||
    name === `\${${bucket.label}.bucket}` ||
    (own !== undefined && (name === own || (name.includes("*") && covers(name, own))))
  );
}
