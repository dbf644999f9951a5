import { type Attributes, asText, type Graph, isUnset, type Resource } from "../../../model";

export const INSTANCE = "aws_instance";
export const TEMPLATE = "aws_launch_template";
export const CONFIGURATION = "aws_launch_configuration";
export const GROUP = "aws_autoscaling_group";

/** The launch templates that an instance, or a group, starts from, where they are part of the graph. */
export function templatesOf(graph: Graph, from: Resource): readonly Resource[] {
  const paths = ["launch_template", "mixed_instances_policy.launch_template"];
  const ends = paths.flatMap((path) => graph.referencesOf(from, path).map(({ to }) => to));
  return [...new Set(ends)].filter(({ type, mode }) => type === TEMPLATE && mode === "managed");
}

/**
 * Where an argument of an instance is written: in it, or in the template that it starts from. `elsewhere` where the template is
 * not part of the input.
 */
export function writtenIn(graph: Graph, host: Resource, path: string): Attributes | "elsewhere" {
  if (host.type !== INSTANCE || !isUnset(host.get(path))) {
    return host;
  }
  const { items } = host.blocks("launch_template");
  const [template] = templatesOf(graph, host);
  return items.length === 0 ? host : (template ?? "elsewhere");
}

/** Whether a host is a bastion by its name or tags. */
export function isBastion(host: Resource): boolean {
  const names = [host.name, ...["tags.Name", "tags.Role", "tags.role"].flatMap((path) => asText(host.get(path)) ?? [])];
  return names.some((name) =>
    /(?:^|[^a-z])(?:bastion|jump|jumpbox|jumphost|jump-?host|jump-?box)(?:[^a-z]|$)/i.test(name),
  );
}
