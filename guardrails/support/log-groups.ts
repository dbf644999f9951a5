import { type Graph, patternOf, type Resource } from "../../model";

const LOG_GROUP = "aws_cloudwatch_log_group";
interface Index {
  readonly byName: ReadonlyMap<string, Resource>;
  readonly nameless: Resource | undefined;
}

const indexes = new WeakMap<Graph, Index>();

function indexOf(graph: Graph): Index {
  let index = indexes.get(graph);
  if (index === undefined) {
    const named = graph.resources(LOG_GROUP).map((group) => ({ group, name: patternOf(group.get("name")) }));
    index = {
      byName: new Map(named.flatMap(({ group, name }) => (name === undefined ? [] : [[name, group] as const]))),
      nameless: named.find(({ name }) => name === undefined || name.includes("${"))?.group,
    };
    indexes.set(graph, index);
  }
  return index;
}

/** The log group of a name, which services write to without a reference; the name as far as it is known, with `${…}`. */
export function logGroupNamed(graph: Graph, name: string): Resource | undefined {
  return indexOf(graph).byName.get(name);
}

/** A log group whose name cannot be told, so that it may be any. */
export function namelessLogGroup(graph: Graph): Resource | undefined {
  return indexOf(graph).nameless;
}
