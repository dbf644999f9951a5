import { asText, type Change, type Graph } from "../../../model";
import type { Protection } from "./weakening-table";

const ended = new WeakMap<Graph, ReadonlySet<string>>();
const existing = new WeakMap<Graph, ReadonlySet<string>>();

/** What identifies a resource to those that name it. */
const IDENTIFIERS = ["id", "arn", "name", "bucket", "domain_name"];

/**
 * Whether a plan deletes, and does not make again, what a protection is of: then its own end is no news. Others often have the
 * same id or name, so that only the types of what is protected count.
 */
export function endsWithOwner(graph: Graph, { before }: Change, { of, owners }: Protection): boolean {
  const owner = before === undefined ? undefined : asText(before.get(of));
  const gone = kept(graph, ended, isEnded, (type, id) => `${type} ${id}`);
  return owner !== undefined && owners.some((type) => gone.has(`${type} ${owner}`));
}

/** Whether something with this id, ARN or name was there before the plan, by the resources that it has. */
export function wasThere(graph: Graph, id: string): boolean {
  return kept(
    graph,
    existing,
    () => true,
    (_, name) => name,
  ).has(id);
}

function isEnded({ actions, deposed }: Change): boolean {
  return deposed === undefined && actions.includes("delete") && !actions.includes("create");
}

/** The identifiers of what some changes had before. */
function kept(
  graph: Graph,
  cache: WeakMap<Graph, ReadonlySet<string>>,
  counts: (change: Change) => boolean,
  entry: (type: string, id: string) => string,
): ReadonlySet<string> {
  let found = cache.get(graph);
  if (found === undefined) {
    const changes = graph.changes().filter((change) => change.mode === "managed" && counts(change));
    found = new Set(
      changes.flatMap(({ before, type }) =>
        IDENTIFIERS.flatMap((name) => {
          const id = before && asText(before.get(name));
          return id === undefined ? [] : [entry(type, id)];
        }),
      ),
    );
    cache.set(graph, found);
  }
  return found;
}
