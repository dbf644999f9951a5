import type { Graph, Move, Resource, Stack } from "../../model";

/** What belongs together of two graphs. */
export interface StackPair {
  /** The name of the stack; where both graphs have only one, that of the newer. */
  readonly name: string;
  readonly before: Stack | undefined;
  readonly after: Stack | undefined;
}

export interface ResourcePair {
  readonly stack: string;
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** Pairs stacks by their names; two graphs of one stack each belong together whatever they are called. */
export function stackPairs(before: Graph, after: Graph): StackPair[] {
  const [was, is] = [before.stacks[0], after.stacks[0]];
  if (was !== undefined && is !== undefined && before.stacks.length === 1 && after.stacks.length === 1) {
    return [{ name: is.name, before: was, after: is }];
  }
  const names = [...new Set([...before.stacks, ...after.stacks].map(({ name }) => name))].sort();
  const find = (graph: Graph, name: string) => graph.stacks.find((stack) => stack.name === name);
  return names.map((name) => ({ name, before: find(before, name), after: find(after, name) }));
}

/** Pairs all resources, data sources and ephemeral resources of a stack by their addresses, through `moved` blocks. */
export function resourcePairs({ name, before, after }: StackPair): ResourcePair[] {
  const was = byAddress(before);
  const is = byAddress(after);
  const moves = after?.meta.moves ?? [];
  const moved = new Map([...was].map(([address, resource]) => [movedTo(address, moves, was, is), resource]));
  return [...new Set([...moved.keys(), ...is.keys()])]
    .sort()
    .map((address) => ({ stack: name, before: moved.get(address), after: is.get(address) }));
}

function byAddress(stack: Stack | undefined): Map<string, Resource> {
  return new Map((stack?.resources ?? []).map((resource) => [resource.address, resource]));
}

/** Where an address is now: it is followed as long as it is gone, and nothing else was already where it goes. */
function movedTo(
  address: string,
  moves: readonly Move[],
  before: ReadonlyMap<string, Resource>,
  after: ReadonlyMap<string, Resource>,
): string {
  let at = address;
  // Each block is followed once at most, so that blocks in a circle end.
  for (const left = [...moves]; !after.has(at); ) {
    const index = left.findIndex(({ from }) => covers(from, at));
    const [move] = index === -1 ? [] : left.splice(index, 1);
    if (move === undefined) {
      break;
    }
    const next = `${move.to}${at.slice(move.from.length)}`;
    if (before.has(next)) {
      break;
    }
    at = next;
  }
  return after.has(at) ? at : address;
}

/** Whether an address is one, an instance of it, or within it. */
export function covers(outer: string, address: string): boolean {
  return address === outer || address.startsWith(`${outer}[`) || (isModule(outer) && address.startsWith(`${outer}.`));
}

function isModule(address: string): boolean {
  return /(?:^|\.)module\.[^.]+$/.test(address);
}
