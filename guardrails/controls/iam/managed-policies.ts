import {
  type Attributes,
  asText,
  type Graph,
  isUnset,
  type PathLike,
  patternOf,
  type Resource,
  type Value,
} from "../../../model";
import { fail, pass, unknown, type Verdict } from "../../control";

/** Where policies are attached by their ARNs: one, or a list. */
const ARNS: Readonly<Record<string, string>> = {
  aws_iam_group_policy_attachment: "policy_arn",
  aws_iam_group_policy_attachments_exclusive: "policy_arns",
  aws_iam_policy_attachment: "policy_arn",
  aws_iam_role: "managed_policy_arns",
  aws_iam_role_policy_attachment: "policy_arn",
  aws_iam_role_policy_attachments_exclusive: "policy_arns",
  aws_iam_user_policy_attachment: "policy_arn",
  aws_iam_user_policy_attachments_exclusive: "policy_arns",
};

export const ATTACHMENT_TYPES: readonly string[] = Object.keys(ARNS);

const OF_AWS = /:iam::aws:policy\/(?:[^/]+\/)*([^/]+)$/;

/** A policy that is attached. */
export interface Attached {
  /** The name of one that AWS manages; nothing where it is another. */
  readonly name?: string;
  /** Why it cannot be told which one it is. */
  readonly unknown?: string;
}

/** The policies that a resource attaches, as far as they are known. */
export function attachedPolicies(resource: Resource, graph: Graph): readonly Attached[] {
  const path = ARNS[resource.type] ?? "policy_arn";
  if (!path.endsWith("s")) {
    return [attached(graph, resource, path, resource.get(path))];
  }
  const { items, unknown: missing } = resource.list(path);
  return [
    ...items.map((item, index) => attached(graph, resource, [path, index], item)),
    ...(missing === undefined || isUnset(missing) ? [] : [{ unknown: missing.reason }]),
  ];
}

function attached(graph: Graph, from: Attributes, path: PathLike, value: Value): Attached {
  const name = OF_AWS.exec(patternOf(value) ?? "")?.[1];
  if (name !== undefined && !name.includes("${")) {
    return { name };
  }
  if (value.kind !== "unknown") {
    return {};
  }
  const { ends, open } = graph.settle(from, path);
  const found = ends.map(({ resource }) => ofResource(resource));
  return found[0] !== undefined && found.length === 1 && open.length === 0 ? found[0] : { unknown: value.reason };
}

/** A policy of one's own, or one that a data source looks up. */
function ofResource(resource: Resource): Attached {
  if (resource.type !== "aws_iam_policy") {
    return { unknown: `${resource.address} is no policy` };
  }
  if (resource.mode === "managed") {
    return {};
  }
  const [arn, name] = ["arn", "name"].map((attribute) => asText(resource.get(attribute)));
  const ofArn = arn === undefined ? undefined : OF_AWS.exec(arn)?.[1];
  // A name alone may be that of one's own policy, but nobody calls it as AWS does.
  const known = ofArn ?? name;
  return known !== undefined
    ? { name: known }
    : arn !== undefined
      ? {}
      : { unknown: `${resource.address} is not read yet` };
}

/** Judges that none of some policies of AWS is attached. */
export function judgeAttachments(
  resource: Resource,
  graph: Graph,
  unwanted: ReadonlySet<string>,
  otherwise: string,
): Verdict | undefined {
  const attribute = ARNS[resource.type] ?? "policy_arn";
  const policies = attachedPolicies(resource, graph);
  const bad = policies.find(({ name }) => name !== undefined && unwanted.has(name));
  const missing = policies.find((policy) => policy.unknown !== undefined);
  if (bad !== undefined) {
    return fail(`${bad.name} is attached: ${otherwise}`, attribute);
  }
  return policies.length === 0
    ? undefined
    : missing === undefined
      ? pass("what is attached is no such policy", attribute)
      : unknown(`it cannot be told which policy is attached: ${missing.unknown}`, attribute);
}
