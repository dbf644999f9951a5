import type { Attributes, Graph, PolicyDocument, Resource } from "../../model";
import { isConfigured } from "./attributes";

/** A policy where it stands: the resource and the path. */
export interface PlacedPolicy {
  readonly from: Attributes;
  readonly path: string;
  readonly document: PolicyDocument;
}

/** The policies that the code writes for a key, and why there may be others. */
export interface KeyPolicies {
  readonly written: readonly PlacedPolicy[];
  readonly unknown?: string;
}

const cache = new WeakMap<Graph, Map<Resource, KeyPolicies>>();

/**
 * Finds the policy of a key: its own argument, or an `aws_kms_key_policy`. None means AWS's default policy. Many resources ask
 * for the same key, so it is read once.
 */
export function keyPolicies(graph: Graph, key: Resource): KeyPolicies {
  const ofGraph = cache.get(graph) ?? new Map<Resource, KeyPolicies>();
  cache.set(graph, ofGraph);
  const policies = ofGraph.get(key) ?? findPolicies(graph, key);
  ofGraph.set(key, policies);
  return policies;
}

function findPolicies(graph: Graph, key: Resource): KeyPolicies {
  const { found, maybe } = graph.companions(key, "aws_kms_key_policy", "key_id");
  const places = [...(isConfigured(key, "policy") ? [key] : []), ...found];
  const written = places
    .map((from) => ({ from, path: "policy", document: graph.policy(from, "policy") }))
    .filter(({ document }) => document.present);
  const [other] = maybe;
  return written.length === 0 && other !== undefined
    ? { written, unknown: `the key of ${other.address} cannot be told` }
    : { written };
}
