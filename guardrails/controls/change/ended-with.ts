import { asText, type Change, type Graph } from "../../../model";
import type { Protection } from "./weakening-table";

/** The types of what has an id, ARN or name. */
type Identified = ReadonlyMap<string, ReadonlySet<string>>;

const ended = new WeakMap<Graph, Identified>();
const existing = new WeakMap<Graph, Identified>();

/** What identifies a resource to those that name it. */
const IDENTIFIERS = ["id", "arn", "name", "bucket", "domain_name"];

/**
 * Whether a plan deletes, and does not make again, what a protection is of: then its own end is no news. Others often have the
 * same id or name, so that only the types of what is protected count.
 */
export function endsWithOwner(graph: Graph, { before }: Change, { of, owners }: Protection): boolean {
  const owner = before === undefined ? undefined : asText(before.get(of));
  const gone = owner === undefined ? undefined : identified(graph, ended, isEnded).get(owner);
  return gone !== undefined && owners.some((type) => gone.has(type));
}

/** Whether something with this id, ARN or name was there before the plan, by the resources that it has. */
export function wasThere(graph: Graph, id: string): boolean {
  return identified(graph, existing, () => true).has(id);
}

function isEnded({ actions, deposed }: Change): boolean {
  return deposed === undefined && actions.includes("delete") && !actions.includes("create");
}

/** What some changes had before, by all that identifies it. */
function identified(graph: Graph, cache: WeakMap<Graph, Identified>, counts: (change: Change) => boolean): Identified {
  const known = cache.get(graph);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, Set<string>>();
  for (const { before, type } of graph.changes().filter((change) => change.mode === "managed" && counts(change))) {
    for (const name of IDENTIFIERS) {
      const id = before && asText(before.get(name));
      if (id !== undefined) {
        found.set(id, (found.get(id) ?? new Set()).add(type));
      }
    }
  }
  cache.set(graph, found);
  return found;
}
