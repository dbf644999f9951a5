import type { DrawnFlow } from "./drawing";

/** An address as an id. Different addresses have different ids. */
export function idOf(address: string): string {
  return address.replace(/[^A-Za-z0-9_]/g, (character) => (character === "." ? "-" : `-${character.codePointAt(0)}-`));
}

/** The id of a node's element in the SVG, apart from all other ids of a page. */
export function elementId(id: string): string {
  return `drawn-${id}`;
}

/** The id of a flow's element in the SVG. */
export function flowId({ from, to, kind }: DrawnFlow): string {
  return elementId(`${from}--${to}-${kind}`);
}
