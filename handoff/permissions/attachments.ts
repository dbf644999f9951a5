import { type Graph, patternOf } from "../../model";
import type { Arns } from "./arns";

/** Types that attach a policy to somebody. */
const ATTACHMENTS = ["aws_iam_role_policy_attachment", "aws_iam_group_policy_attachment"] as const;

/** Actions that attach and detach policies, which `iam:PolicyARN` limits to certain ones. */
export const ATTACHING = /^iam:(?:Attach|Detach)(?:Role|Group)Policy$/;

/**
 * The policies that a graph attaches: its own by name, others by their ARNs. Whoever may attach any policy to a role, and hand the
 * role to a function, is an administrator.
 */
export function attachedPolicies(graph: Graph, arns: Arns): readonly string[] {
  const found = ATTACHMENTS.flatMap((type) => graph.resources(type)).flatMap((attachment) => {
    const text = patternOf(attachment.get("policy_arn"));
    if (text?.startsWith("arn:")) {
      return [text.replaceAll(/\$\{[^}]*\}/g, "*")];
    }
    const isOwn = graph.referencesOf(attachment, "policy_arn").some(({ to }) => to.type === "aws_iam_policy");
    return isOwn ? arns.of(["iam:policy"]) : ["*"];
  });
  return [...new Set(found)].sort();
}
