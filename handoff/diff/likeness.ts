import type { FoundResource } from "./resources";
import { keyOf, type Tree, treeOf } from "./tree";

/** How much of their arguments two resources must share to look like one that was renamed. */
const LEAST = 0.75;

/** The same of two that have one address, in different stacks: references between stacks are written otherwise. */
const LEAST_OF_NAMESAKES = 0.25;

/**
 * What looks like a rename, by the resource that goes: the one that comes and says nearly the same, where there is only one
 * such. A `moved` block, or within another stack a move of the state, would keep it.
 */
export function renamed(found: readonly FoundResource[]): ReadonlyMap<FoundResource, FoundResource> {
  const gone = found.filter(({ diff }) => diff.kind === "removed" && diff.mode === "managed");
  const come = found.filter(({ diff }) => diff.kind === "added" && diff.mode === "managed");
  const likest = new Map(gone.flatMap((one) => only(one, come)));
  // Where two that go look like one that comes, nobody can tell which of them it was.
  const claims = [...likest.values()];
  return new Map([...likest].filter(([, other]) => claims.indexOf(other) === claims.lastIndexOf(other)));
}

function only(one: FoundResource, come: readonly FoundResource[]): (readonly [FoundResource, FoundResource])[] {
  const ofType = come.filter(({ diff }) => diff.type === one.diff.type);
  // What is called the same in another stack is what was meant, whatever else it resembles.
  const namesakes = ofType.filter(({ diff }) => diff.address === one.diff.address);
  const scores = (namesakes.length > 0 ? namesakes : ofType)
    .map((other) => ({ other, score: likeness(one, other) }))
    .filter(({ score }) => score >= (namesakes.length > 0 ? LEAST_OF_NAMESAKES : LEAST))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scores;
  return best === undefined || second?.score === best.score ? [] : [[one, best.other]];
}

function likeness({ before }: FoundResource, { after }: FoundResource): number {
  if (before === undefined || after === undefined) {
    return 0;
  }
  const [was, is] = [treeOf(before).members, treeOf(after).members];
  const names = new Set([...was.keys(), ...is.keys()]);
  const same = [...names].filter((name) => text(was.get(name)) === text(is.get(name))).length;
  return names.size === 0 ? 0 : same / names.size;
}

function text(tree: Tree | undefined): string {
  return tree === undefined ? "" : keyOf(tree);
}
