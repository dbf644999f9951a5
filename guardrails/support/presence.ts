import type { Companions, Graph, PathLike, Resource } from "../../model";

/** Whether it is known that it is made, at least where another resource is. */
export function isSurelyMade({ conditions }: Resource, other?: Resource): boolean {
  return conditions.every((condition) => other?.conditions.includes(condition) === true);
}

/**
 * The companions of a resource where they are needed: those that may not be made, because nobody knows their `count`, are only
 * possible ones.
 */
export function neededCompanions(graph: Graph, resource: Resource, type: string, path: PathLike): Companions {
  const { found, maybe } = graph.companions(resource, type, path);
  const doubtful = found.filter((companion) => !isSurelyMade(companion, resource));
  return doubtful.length === 0
    ? { found, maybe }
    : { found: found.filter((companion) => !doubtful.includes(companion)), maybe: [...doubtful, ...maybe] };
}

/** What cannot be told of a possible companion: whether it is made, or else what it is for. */
export function doubtOf(resource: Resource, which = ""): string {
  return isSurelyMade(resource)
    ? `it cannot be told ${which}`
    : `it cannot be told whether ${resource.address} is made: its count or for_each is not known`;
}
