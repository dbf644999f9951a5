import {
  type Attributes,
  asText,
  display,
  type End,
  type Graph,
  isUnset,
  type PathLike,
  type Resource,
  type Settled,
} from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";
import { attributeOf } from "./attributes";

/** Which key an attribute names. */
export interface KeyFound {
  /** `own`: a customer managed key; `aws`: one that AWS manages; `none`: nothing is set; `wrong`: it is no key. */
  readonly kind: "own" | "aws" | "none" | "wrong" | "unknown";
  readonly reason: string;
  /** The keys themselves, where they are part of the graph. */
  readonly keys: readonly Resource[];
}

const KEY = /^aws_kms_(?:key|external_key|replica_key|replica_external_key)$/;
const ALIAS = "aws_kms_alias";
const AWS_ALIAS = /(?:^|:)alias\/aws\//;
const KEY_TEXT =
  /^arn:[^:]+:kms:[^:]*:[^:]*:(?:key|alias)\/.|^alias\/.|^mrk-[0-9a-f]{32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Attributes that hand on what somebody put in, so that a key's ARN can be in them. */
const CARRIES = /key|kms|value|output|content|result|config/;

/** Finds the key that an attribute names, through aliases, data sources and whatever hands it on. */
export function keyAt(graph: Graph, from: Attributes, path: PathLike): KeyFound {
  const value = from.get(path);
  const attribute = attributeOf(from, path);
  if (isUnset(value) || asText(value) === "") {
    return { kind: "none", reason: `${attribute} is not set`, keys: [] };
  }
  const { ends, exact, open } = endsAt(graph, from, path);
  const keys = ends.flatMap(({ resource }) => keysBehind(graph, resource));
  const text = asText(value);
  if (text !== undefined) {
    return AWS_ALIAS.test(text)
      ? { kind: "aws", reason: `${attribute} is ${display(value)}, which AWS manages`, keys }
      : KEY_TEXT.test(text) || keys.length > 0
        ? { kind: "own", reason: `${attribute} names a customer managed key`, keys }
        : { kind: "wrong", reason: `${attribute} is ${display(value)}, which is no KMS key`, keys };
  }
  const kinds = ends.map((end) => kindOf(graph, end));
  const at = (kind: KeyFound["kind"]) => ends[kinds.indexOf(kind)]?.resource.address ?? "";
  if (kinds.includes("wrong")) {
    return { kind: "wrong", reason: `${attribute} comes from ${at("wrong")}, which is no KMS key`, keys };
  }
  if (kinds.includes("aws")) {
    return { kind: "aws", reason: `${attribute} comes from ${at("aws")}, a key that AWS manages`, keys };
  }
  const why = value.kind === "unknown" ? value.reason : display(value);
  if (kinds.length === 0 || kinds.includes("unknown") || open.length > 0) {
    return { kind: "unknown", reason: `${attribute} cannot be told: ${why}`, keys };
  }
  // Of a choice that is not decided yet the other way may be no key at all.
  const named = value.kind === "unknown" && ends.some(({ resource }) => value.text?.includes(`\${${resource.label}`));
  return exact || named
    ? { kind: "own", reason: `${attribute} is ${at("own")}`, keys }
    : { kind: "unknown", reason: `${attribute} cannot be told: ${why}`, keys };
}

/** Whether an attribute names a customer managed key. */
export function judgeOwnKey(graph: Graph, from: Attributes, path: PathLike, otherwise: string): Verdict {
  const { kind, reason } = keyAt(graph, from, path);
  const attribute = attributeOf(from, path);
  return kind === "own"
    ? pass(reason, attribute)
    : kind === "unknown"
      ? unknown(reason, attribute)
      : fail(`${reason}: ${otherwise}`, attribute);
}

/** What an attribute refers to: keys as they are named, else whatever hands one on, to where it comes from. */
function endsAt(graph: Graph, from: Attributes, path: PathLike): Pick<Settled, "ends" | "exact" | "open"> {
  const edges = graph.referencesOf(from, path);
  const settled = graph.settle(from, path);
  return edges.length > 0 && edges.every(({ to }) => to.type.startsWith("aws_kms_"))
    ? {
        ends: edges.map(({ to, attribute }) => ({ resource: to, attribute })),
        exact: edges.length === 1 && edges.every(({ exact }) => exact),
        open: settled.open,
      }
    : settled;
}

/** The keys that a key, an alias or a data source stands for. */
function keysBehind(graph: Graph, resource: Resource, depth = 0): readonly Resource[] {
  if (KEY.test(resource.type) && resource.mode === "managed") {
    return [resource];
  }
  const path = resource.mode === "managed" ? "target_key_id" : resource.type === ALIAS ? "name" : "key_id";
  return depth > 3 || !/^aws_kms_(?:alias|key)$/.test(resource.type)
    ? []
    : graph.settle(resource, path).ends.flatMap((end) => keysBehind(graph, end.resource, depth + 1));
}

function kindOf(graph: Graph, { resource, attribute }: End): KeyFound["kind"] {
  const { type, mode } = resource;
  if (mode === "managed") {
    if (KEY.test(type) || type === ALIAS) {
      return "own";
    }
    return type.startsWith("random_") || !CARRIES.test(attribute) ? "wrong" : "unknown";
  }
  const path = type === ALIAS ? "name" : type === "aws_kms_key" ? "key_id" : undefined;
  const named = path === undefined ? undefined : keyAt(graph, resource, path).kind;
  // A data source finds what it names, or the plan fails.
  return named === undefined || named === "wrong" || named === "none" ? "unknown" : named;
}
