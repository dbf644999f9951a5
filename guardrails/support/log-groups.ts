import { type Graph, patternOf, type Resource } from "../../model";

const LOG_GROUP = "aws_cloudwatch_log_group";
const indexes = new WeakMap<Graph, ReadonlyMap<string, Resource>>();

/** The log group of a name, which services write to without a reference; the name as far as it is known, with `${…}`. */
export function logGroupNamed(graph: Graph, name: string): Resource | undefined {
  let index = indexes.get(graph);
  if (index === undefined) {
    index = new Map(
      graph.resources(LOG_GROUP).flatMap((group) => {
        const own = patternOf(group.get("name"));
        return own === undefined ? [] : [[own, group] as const];
      }),
    );
    indexes.set(graph, index);
  }
  return index.get(name);
}

/** A log group whose name cannot be told, so that it may be any. */
export function namelessLogGroup(graph: Graph): Resource | undefined {
  return graph.resources(LOG_GROUP).find((group) => {
    const name = patternOf(group.get("name"));
    return name === undefined || name.includes("${");
  });
}
