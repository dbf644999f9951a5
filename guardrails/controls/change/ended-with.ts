import { asText, type Change, type Graph } from "../../../model";
import { PROTECTIONS } from "./weakening-table";

const ended = new WeakMap<Graph, ReadonlySet<string>>();
const existing = new WeakMap<Graph, ReadonlySet<string>>();

/** What identifies a resource to those that name it. */
const IDENTIFIERS = ["id", "arn", "name", "bucket"];

/** Whether a plan deletes, and does not make again, what a resource names by an attribute: then its own end is no news. */
export function endsWithOwner(graph: Graph, { before }: Change, attribute: string): boolean {
  const owner = before === undefined ? undefined : asText(before.get(attribute));
  return owner !== undefined && identifiers(graph, ended, isEnded).has(owner);
}

/** Whether something with this id, ARN or name was there before the plan, by the resources that it has. */
export function wasThere(graph: Graph, id: string): boolean {
  return identifiers(graph, existing, ({ before }) => before !== undefined).has(id);
}

/** What protects something often has its id. */
function isEnded({ actions, deposed, type }: Change): boolean {
  return deposed === undefined && !(type in PROTECTIONS) && actions.includes("delete") && !actions.includes("create");
}

function identifiers(
  graph: Graph,
  kept: WeakMap<Graph, ReadonlySet<string>>,
  counts: (change: Change) => boolean,
): ReadonlySet<string> {
  let found = kept.get(graph);
  if (found === undefined) {
    const changes = graph.changes().filter((change) => change.mode === "managed" && counts(change));
    found = new Set(
      changes.flatMap(({ before }) => IDENTIFIERS.flatMap((name) => (before && asText(before.get(name))) ?? [])),
    );
    kept.set(graph, found);
  }
  return found;
}
