import { type Attributes, asText, type Graph, type PolicyDocument, patternOf, type Resource } from "../../model";
import { byText } from "../text";
import { policyJson } from "./policy-json";
import { PolicyNames } from "./policy-names";

/** A policy that somebody holds. */
export interface HeldPolicy {
  /** What it is called: the address of its resource, or the ARN of one of AWS's. */
  readonly name: string;
  /** Nothing for policies that are not part of the graph, as AWS's own. */
  readonly document: PolicyDocument | undefined;
  readonly names: PolicyNames | undefined;
  readonly json: string | undefined;
}

/** A role, who may take it on, and what it may do. */
export interface Role {
  readonly resource: Resource;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly trust: HeldPolicy;
  readonly policies: readonly HeldPolicy[];
  readonly boundary: string | undefined;
  /** What runs as it, by address. */
  readonly usedBy: readonly string[];
}

/** All roles that a graph makes, by their addresses. */
export function rolesOf(graph: Graph): readonly Role[] {
  return graph
    .resources("aws_iam_role")
    .toSorted((a, b) => byText(a.label, b.label))
    .map((resource) => ({
      resource,
      name: patternOf(resource.get("name")),
      description: asText(resource.get("description")),
      trust: held(graph, resource, "assume_role_policy", resource.label),
      policies: policiesOf(graph, resource),
      boundary: patternOf(resource.get("permissions_boundary")),
      usedBy: usersOf(graph, resource),
    }));
}

/** The policies of a role: its own blocks, inline ones as resources, attached ones. */
function policiesOf(graph: Graph, role: Resource): readonly HeldPolicy[] {
  const blocks = role.blocks("inline_policy").items.map((block) => held(graph, block, "policy", role.label));
  const inline = graph
    .companions(role, "aws_iam_role_policy", "role")
    .found.map((policy) => held(graph, policy, "policy", policy.label));
  const attached = graph
    .companions(role, "aws_iam_role_policy_attachment", "role")
    .found.flatMap((attachment) => attachedPolicies(graph, attachment, "policy_arn"));
  const managed = attachedPolicies(graph, role, "managed_policy_arns");
  return [...blocks, ...inline, ...attached, ...managed];
}

function attachedPolicies(graph: Graph, from: Attributes, path: string): HeldPolicy[] {
  const own = graph.settle(from, path).ends.filter(({ resource }) => resource.type === "aws_iam_policy");
  if (own.length > 0) {
    return own.map(({ resource }) => held(graph, resource, "policy", resource.label));
  }
  const { items } = from.list(path);
  const texts = items.length > 0 ? items.map(patternOf) : [patternOf(from.get(path))];
  return texts.flatMap((name) =>
    name === undefined ? [] : [{ name, document: undefined, names: undefined, json: undefined }],
  );
}

/** The policy at an attribute, with its names as they were written. */
export function held(graph: Graph, from: Attributes, path: string, name: string): HeldPolicy {
  const document = graph.policy(from, path);
  const names = new PolicyNames(graph, from, path);
  return { name, document, names, json: document.statements.length === 0 ? undefined : policyJson(document, names) };
}

/** What runs as a role: by itself, or by an instance profile. */
function usersOf(graph: Graph, role: Resource): readonly string[] {
  const own = graph.referrersOf(role).filter(({ from }) => from.mode === "managed");
  const users = own.flatMap(({ from }) =>
    from.type === "aws_iam_instance_profile"
      ? graph.referrersOf(from).map((edge) => edge.from)
      : /^aws_iam_|_policy$/.test(from.type)
        ? []
        : [from],
  );
  return [...new Set(users.map(({ label }) => label))].sort(byText);
}
