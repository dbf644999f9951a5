import type { Edge, Graph, Resource } from "../../../model";

const RULES = /^aws_(?:security_group|default_security_group|security_group_rule|vpc_security_group_\w+_rule)$/;

/** What a security group is attached to, of any type; its own rules, and others that name it as a source, do not count. */
export function attachmentsOf(graph: Graph, group: Resource): readonly Edge[] {
  return graph.referrersOf(group).filter(({ from }) => !RULES.test(from.type) && from.mode === "managed");
}
